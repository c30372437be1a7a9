"""One report in, everything that is said about it out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from nianbao.report.checks import CHECKS, relations
from nianbao.report.model import Beside, Judgement, Severity, Verdict
from nianbao.report.personal import masked
from nianbao.report.repair import repairs

if TYPE_CHECKING:
    from nianbao.report.model import Finding, Report


_ALONE: Final = Beside()


def judge(report: Report, beside: Beside = _ALONE) -> Judgement:
    """Judge one report, with what is known beside it."""
    judged = relations.judged(report)
    counts = Counter(one.verdict for one in judged)
    said = (
        *relations.findings(judged),
        *(_shaken(f, report) for check in CHECKS for f in check.findings(report, beside)),
    )
    findings = tuple(_discreet(finding) for finding in said)
    answered = (name for check in CHECKS for name in check.evaluated(report, beside))
    mends = repairs(judged, report.figures)
    explained = {name for mend in mends for name in mend.explains}
    broken = (one.relation.name for one in judged if one.verdict is Verdict.BROKEN)
    really = (one.relation.name for one in judged if one.verdict is not Verdict.UNJUDGED)
    return Judgement(
        MappingProxyType({verdict: counts[verdict] for verdict in Verdict}),
        findings,
        mends,
        frozenset((*really, *answered)),
        tuple(name for name in broken if name not in explained),
    )


def _shaken(finding: Finding, report: Report) -> Finding:
    """Take the certainty from what is said of a scan, unless it rests on figures alone.

    Title, labels and text of a scan are never certain; a figure says itself whether it is.
    """
    on_figures = finding.places and all(place in report.figures for place in finding.places)
    if report.doubt is None or on_figures:
        return finding
    is_error = finding.severity is Severity.ERROR
    severity = Severity.WARNING if is_error else finding.severity
    return replace(finding, severity=severity, certain=False)


def _discreet(finding: Finding) -> Finding:
    """Mask what tells who somebody is, whichever rule quotes it."""
    message = masked(finding.message)
    return finding if message == finding.message else replace(finding, message=message)
