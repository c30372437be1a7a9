"""One report in, everything that is said about it out."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from nianbao.report.checks import CHECKS, layout, relations
from nianbao.report.model import Judgement, Verdict
from nianbao.report.repair import repairs

if TYPE_CHECKING:
    from nianbao.report.model import Report


def judge(report: Report, previous: Report | None = None) -> Judgement:
    """Judge one report. ``previous`` is the same body's report on the year before, if known."""
    del previous  # The rules across years need it; the arithmetic does not.
    judged = relations.judged(report)
    counts = Counter(one.verdict for one in judged)
    findings = (
        *relations.findings(judged),
        *(finding for check in CHECKS for finding in check(report)),
    )
    mends = repairs(judged, report.figures)
    explained = {name for mend in mends for name in mend.explains}
    broken = (one.relation.name for one in judged if one.verdict is Verdict.BROKEN)
    really = (one.relation.name for one in judged if one.verdict is not Verdict.UNJUDGED)
    return Judgement(
        MappingProxyType({verdict: counts[verdict] for verdict in Verdict}),
        findings,
        mends,
        frozenset((*really, *layout.evaluated(report))),
        tuple(name for name in broken if name not in explained),
    )
