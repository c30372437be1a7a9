"""Characters of a page by their place, and which of them a drawn line strikes out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.reading.ruling import Stroke

_MIDDLE: Final = 0.2
"""Of a line's height: how far from its middle a line that strikes it out may lie."""
_END: Final = 0.35
"""Of a line's height: how far such a line may reach beyond its letters, or fall short of them."""
_LONGEST: Final = 150.0
_TALLEST: Final = 60.0


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character; ``y`` is the middle of its line, ``height`` that of the line. In points."""

    text: str
    x: float
    y: float
    left: float
    right: float
    height: float


def struck(
    glyphs: Sequence[Glyph], strokes: Sequence[Stroke]
) -> tuple[frozenset[Glyph], list[Stroke]]:
    """Return the glyphs that are struck out, and the level strokes that strike out none.

    A line that strikes letters out runs through their middle, from the first to the
    last of them. A table's rule does not: it ends at other rules.
    """
    short = [stroke for stroke in strokes if stroke[2] - stroke[1] <= _LONGEST]
    if not short:
        return frozenset(), [*strokes]
    rising = sorted(glyphs, key=lambda glyph: glyph.y)
    heights = [glyph.y for glyph in rising]
    gone: set[Glyph] = set()
    striking: set[Stroke] = set()
    reach = _MIDDLE * min(_TALLEST, max((glyph.height for glyph in rising), default=0))
    for stroke in set(short):
        first = bisect_left(heights, stroke[0] - reach)
        last = bisect_left(heights, stroke[0] + reach)
        met = [glyph for glyph in rising[first:last] if _runs_through(stroke, glyph)]
        if met and _ends_with(stroke, met):
            gone.update(met)
            striking.add(stroke)
    return frozenset(gone), [stroke for stroke in strokes if stroke not in striking]


def _runs_through(stroke: Stroke, glyph: Glyph) -> bool:
    y, start, end = stroke
    return start < glyph.x < end and abs(glyph.y - y) <= _MIDDLE * glyph.height


def _ends_with(stroke: Stroke, met: Sequence[Glyph]) -> bool:
    _, start, end = stroke
    air = _END * met[0].height
    left, right = min(glyph.left for glyph in met), max(glyph.right for glyph in met)
    return abs(left - start) <= air and abs(right - end) <= air
