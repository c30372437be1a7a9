"""From findings to what is worth saying: root causes first, and nothing that another silences.

* One repair that explains three broken sums is one item, not three.
* Unverifiable silences missing and late; missing silences the rest; an unreadable
  file silences arithmetic. What is private never enters a mail to many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.duty.model import DutyState
from nianbao.report.model import Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nianbao.report.model import Finding, Repair

_ABSENCES: Final = frozenset({"duty.missing", "duty.late"})


@dataclass(frozen=True, slots=True)
class Cause:
    """One item of a mail: the findings that have one cause, and the repairs that explain them.

    ``repairs`` are alternatives; empty where none is known.
    """

    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...] = ()


def audible(findings: Iterable[Finding], state: DutyState | None = None) -> tuple[Finding, ...]:
    """Return the findings that no graver circumstance silences, without private ones."""
    heard = tuple(f for f in findings if f.severity is not Severity.PRIVATE)
    rules = {finding.rule for finding in heard}
    if state is DutyState.UNVERIFIABLE or "duty.unverifiable" in rules:
        heard = tuple(f for f in heard if f.rule not in _ABSENCES)
    elif state is DutyState.MISSING or "duty.missing" in rules:
        return tuple(f for f in heard if f.rule == "duty.missing")
    if "read.unreadable" in rules:
        return tuple(f for f in heard if f.verdict is None and not _needs_reading(f))
    return heard


def _needs_reading(finding: Finding) -> bool:
    """Whether a finding rests on what was read in the file, and so falls with the reading."""
    return finding.rule.partition(".")[0] in {"t2", "t3", "t4", "value", "form", "section", "carry"}


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the certain errors: what an authority is told at once."""
    return tuple(f for f in findings if f.severity is Severity.ERROR and f.certain)


def doubtful(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what is false only if blanks are zero: 存疑, never an error."""
    return tuple(f for f in findings if f.verdict is Verdict.DOUBTFUL)


def others(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what is neither a certain error nor in doubt over blanks."""
    every = tuple(findings)
    told = {*errors(every), *doubtful(every)}
    return tuple(finding for finding in every if finding not in told)


def causes(findings: Iterable[Finding], repairs: Iterable[Repair]) -> tuple[Cause, ...]:
    """Group findings by the connected relations that one repair explains, in the given order."""
    waiting = {finding.identity: finding for finding in findings}
    by_group: dict[int, list[Repair]] = {}
    for repair in repairs:
        by_group.setdefault(repair.group, []).append(repair)
    found: dict[str, Cause] = {}
    for group in by_group.values():
        names = [name for name in waiting if any(name in r.explains for r in group)]
        cause = Cause(tuple(waiting[name] for name in names), tuple(group))
        found |= dict.fromkeys(names, cause)
    ordered = [found.get(name) or Cause((finding,)) for name, finding in waiting.items()]
    return tuple({id(cause): cause for cause in ordered}.values())
