"""The rules that are evaluated today, with why each exists and what it rests on.

``nianbao rules`` and docs/rules.md are printed from ``RULES``. A rule stands here
only once something opens findings under its name. All texts are Chinese: they
are shown to offices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.report.catalogue import (
    across,
    arithmetic,
    layout,
    narrative,
    privacy,
    publication,
    sections,
    years,
)
from nianbao.report.model import Severity

if TYPE_CHECKING:
    from nianbao.report.catalogue.rule import Rule

RULES: Final[tuple[Rule, ...]] = (
    *arithmetic.RULES,
    *layout.RULES,
    *sections.RULES,
    *years.RULES,
    *narrative.RULES,
    *across.RULES,
    *publication.RULES,
    *privacy.RULES,
)
"""Every rule that is really evaluated, in the order of the form."""

BY_CODE: Final = {rule.code: rule for rule in RULES}

SEVERITIES: Final = {
    Severity.ERROR: "须核实",
    Severity.WARNING: "请关注",
    Severity.NOTE: "供参考",
    Severity.TASK: "请人工核对",
    Severity.PRIVATE: "专送（含个人信息，不随群发邮件）",
}
"""How loud these findings are, in the words of an office."""


def loudness(code: str, severity: Severity) -> str:
    """Return how loud a rule's findings are: in its own words, or in those of the severity."""
    rule = BY_CODE.get(code)
    own = rule.loudness if rule is not None and rule.severity is severity else ""
    return own or SEVERITIES[severity]
