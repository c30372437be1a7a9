"""One report in, everything that is said about it out."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from nianbao.report.checks import CHECKS, relations
from nianbao.report.model import Beside, Judgement, Severity, Verdict
from nianbao.report.personal import masked
from nianbao.report.repair import repairs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nianbao.report.checks import Check
    from nianbao.report.model import Finding, Report


_ALONE: Final = Beside()
_VERDICTS: Final = tuple(Verdict)


def judge(report: Report, beside: Beside = _ALONE, checks: Iterable[Check] = CHECKS) -> Judgement:
    """Judge one report, with what is known beside it: the arithmetic, and these checks."""
    first = arithmetic(report)
    findings = [*first.findings]
    evaluated = {*first.evaluated}
    for check in checks:
        findings += _said(check, report, beside)
        evaluated.update(check.evaluated(report, beside))
    return Judgement(
        first.verdicts,
        tuple(findings),
        first.repairs,
        frozenset(evaluated),
        first.unexplained,
    )


def arithmetic(report: Report) -> Judgement:
    """Judge the relations of a report, with the repairs that explain the broken ones."""
    judged = relations.judged(report)
    verdicts = [one.verdict for one in judged]
    mends = repairs(judged, report.figures)
    explained = {name for mend in mends for name in mend.explains}
    is_broken, is_unjudged = Verdict.BROKEN, Verdict.UNJUDGED
    broken = [one.relation.name for one in judged if one.verdict is is_broken]
    really = [one.relation.name for one in judged if one.verdict is not is_unjudged]
    return Judgement(
        MappingProxyType({verdict: verdicts.count(verdict) for verdict in _VERDICTS}),
        tuple(map(_discreet, relations.findings(judged))),
        mends,
        frozenset(really),
        tuple([name for name in broken if name not in explained]),
    )


def asked(check: Check, report: Report, beside: Beside) -> Judgement:
    """Return what one check alone has to say, and what it really evaluated."""
    said = tuple(_said(check, report, beside))
    return Judgement(findings=said, evaluated=frozenset(check.evaluated(report, beside)))


def joined(first: Judgement, *others: Judgement) -> Judgement:
    """Return the first judgement with the findings of the others added in order."""
    return replace(
        first,
        findings=tuple(finding for each in (first, *others) for finding in each.findings),
        evaluated=first.evaluated.union(*(each.evaluated for each in others)),
    )


def _said(check: Check, report: Report, beside: Beside) -> list[Finding]:
    """Return what one check has to say, fit to be told."""
    return [_discreet(_shaken(one, report)) for one in check.findings(report, beside)]


def _shaken(finding: Finding, report: Report) -> Finding:
    """Take the certainty from what is said of a scan, unless it rests on figures alone.

    Title, labels and text of a scan are never certain; a figure says itself whether it is.
    """
    if report.doubt is None:
        return finding
    if finding.places and all(place in report.figures for place in finding.places):
        return finding
    is_error = finding.severity is Severity.ERROR
    severity = Severity.WARNING if is_error else finding.severity
    return replace(finding, severity=severity, certain=False)


def _discreet(finding: Finding) -> Finding:
    """Mask what tells who somebody is, whichever rule quotes it."""
    message = masked(finding.message)
    return finding if message == finding.message else replace(finding, message=message)
