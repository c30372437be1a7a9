"""Text that also stands in an earlier report of the same body, or in another body's.

依据：国办公开办函〔2021〕30号第（四）项“明确责任”；《条例》第四十七条。
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.report import wording
from nianbao.report.likeness import likeness
from nianbao.report.model import Finding, Severity
from nianbao.report.narrative import narrative

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nianbao.report.likeness import Likeness
    from nianbao.report.model import Beside, Report
    from nianbao.report.narrative import Narrative

LIKE_OWN: Final = 0.85
"""Share of the text, after masking, from which it is very like an earlier report's."""
LIKE_OTHER: Final = 0.80
"""The same for another body's: what two bodies share needs more explaining."""


def findings(report: Report, beside: Beside) -> Iterator[Finding]:
    """Yield copy.own and copy.other: at most one of each, about the text that is most alike."""
    earlier = _earlier(beside)
    if not earlier and not beside.neighbours:
        return
    text = narrative(report)
    if text.is_short:
        return
    yield from _own(text, earlier)
    yield from _other(text, beside)


def evaluated(_: Report, beside: Beside) -> Iterator[str]:
    """Yield the rules for which there was something to compare with, or all was searched."""
    if beside.previous or beside.older:
        yield "copy.own"
    if beside.searched:
        yield "copy.other"


def _earlier(beside: Beside) -> tuple[Report, ...]:
    return beside.older if beside.unlike else (*beside.previous, *beside.older)


def _own(text: Narrative, earlier: Sequence[Report]) -> Iterator[Finding]:
    compared = [(_compared(text, report), report) for report in earlier]
    alike, which = max(compared, key=lambda one: _share(one[0]), default=(None, None))
    if alike is None or which is None or alike.share < LIKE_OWN:
        return
    message = wording.alike_own(which.year, alike)
    yield Finding("copy.own", Severity.WARNING, message, passages=alike.passages)


def _other(text: Narrative, beside: Beside) -> Iterator[Finding]:
    compared = [
        (_compared(text, neighbour.report), neighbour.name) for neighbour in beside.neighbours
    ]
    ranked = sorted(compared, key=lambda one: (-_share(one[0]), one[1]))
    for alike, name in ranked[:1]:
        if alike is not None and alike.share >= LIKE_OTHER:
            message = wording.alike_other(name, alike)
            yield Finding("copy.other", Severity.WARNING, message, passages=alike.passages)


def _compared(text: Narrative, report: Report) -> Likeness | None:
    """Compare with another report's text; None where that is too short to be copied from."""
    other = narrative(report)
    return None if other.is_short else likeness(text, other)


def _share(alike: Likeness | None) -> float:
    return alike.share if alike else 0.0
