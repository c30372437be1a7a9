"""How loud a rule is for one body: as the catalogue has it, or as an administrator set it.

Configuration never makes a finding surer than it is: what rests on a doubtful
reading or on blanks stays at most what the rule itself made of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from nianbao.report.catalogue import BY_CODE
from nianbao.report.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nianbao.report.catalogue.rule import Rule
    from nianbao.report.model import Finding


class Mode(StrEnum):
    """Whether a rule speaks."""

    ON = "on"
    OFF = "off"
    SHADOW = "shadow"  # judged and counted, and shown to administrators only


@dataclass(frozen=True, slots=True)
class Grade:
    """What holds of one rule for one body. ``severity`` None is the catalogue's."""

    mode: Mode = Mode.ON
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """One line of the configuration.

    ``office`` (slug) means every body that it supervises, ``division`` every body
    whose 区划代码 begins so; both "" means everywhere.
    """

    rule: str
    grade: Grade
    reason: str
    author: str
    office: str = ""
    division: str = ""


AS_IT_IS: Final = Grade()
GRADES: Final = (Severity.NOTE, Severity.WARNING, Severity.ERROR)
"""The severities that a rule may be given, the quietest first."""


def gradable(rule: Rule) -> bool:
    """Whether a rule may be set: what nobody could read, and what is private, stays as it is."""
    return rule.severity in GRADES


def effective(
    settings: Iterable[RuleSetting], offices: Sequence[str], division: str
) -> dict[str, Grade]:
    """Return the grade of every rule that is set for a body.

    ``offices`` are those over the body, the nearest first. The nearest office
    decides; without one the longest division; without one what holds everywhere.
    """
    chosen: dict[str, tuple[tuple[int, int], Grade]] = {}
    for setting in settings:
        weight = _weight(setting, offices, division)
        if weight and (setting.rule not in chosen or weight > chosen[setting.rule][0]):
            chosen[setting.rule] = weight, setting.grade
    return {rule: grade for rule, (_, grade) in chosen.items()}


def _weight(setting: RuleSetting, offices: Sequence[str], division: str) -> tuple[int, int] | None:
    if setting.office:
        near = setting.office in offices
        return (2, -offices.index(setting.office)) if near else None
    if setting.division:
        root = _root(setting.division)
        return (1, len(root)) if division.startswith(root) else None
    return 0, 0


def _root(division: str) -> str:
    """Return the digits of a 区划代码 that those below it share: 990100 is all of 9901."""
    digits = division[:6]
    while len(digits) > 2 and digits.endswith("00"):  # noqa: PLR2004 - a province
        digits = digits[:-2]
    return digits + division[6:].rstrip("0")


def graded(finding: Finding, grade: Grade) -> Finding:
    """Return a finding as loud as its rule was set."""
    wanted = grade.severity
    if wanted is None or finding.severity not in GRADES:
        return finding
    rule = BY_CODE.get(finding.rule)
    full = finding.certain and rule is not None and finding.severity is rule.severity
    quieter = GRADES.index(wanted) < GRADES.index(finding.severity)
    return replace(finding, severity=wanted) if full or quieter else finding


def stamp(rules_version: str, grade: Grade) -> str:
    """Return the version of the rules with what was set of this one: it is judged otherwise."""
    said = [] if grade.mode is Mode.ON else [grade.mode.value]
    said += [grade.severity.value] if grade.severity else []
    return "/".join((rules_version, *said))
