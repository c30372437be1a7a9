"""Lines that are drawn through letters or under them, told from those that rule a table.

A line that strikes letters out runs through their middle, from the first to the last
of them, and what it strikes is no longer said. A line that runs through digits in any
other way leaves open what they say. A line under letters says nothing. None of these
is a table's rule, which ends at other rules.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from nianbao.report.model import Unreadable
from nianbao.report.reading.ruling import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.reading.glyph import Glyph
    from nianbao.report.reading.ruling import Stroke

_MIDDLE: Final = 0.2
"""Of the type's size: how far from its middle a line that strikes it out may lie."""
_END: Final = 0.35
"""Of the type's size: how far such a line may reach beyond its letters, or fall short of them."""
_EDGE: Final = 0.2
"""Of a digit's height: so much of its foot and of its top a table's rule may touch."""
_UNDER: Final = 0.3
"""Of the type's size: how far below its letters a line under them lies at most."""
_TOUCH: Final = 0.1
"""Of the type's size: how far such a line may lie within the foot of its letters."""
_LONGEST: Final = 150.0
_EXACT: Final = 0.8  # points between a table's rule and the one it ends at, at most
_NEAR: Final = 0.8  # of the type's size: lines farther from its middle do not touch it
_BUCKET: Final = 8.0
MAX_NEAR: Final = 2_000_000
"""Letters near to lines, on one page, each as often as there is a line."""


class Drawn(NamedTuple):
    """The glyphs that are struck out, the digits that a line crosses, and the level rules."""

    struck: frozenset[Glyph]
    crossed: frozenset[Glyph]
    rules: list[Stroke]


def drawn(
    glyphs: Sequence[Glyph], horizontal: Sequence[Stroke], vertical: Sequence[Stroke]
) -> Drawn:
    """Tell apart what the level strokes of a page are.

    Raises:
        Unreadable: more strokes over more letters than one can work through.
    """
    letters, walls = _Letters(glyphs), _Walls(vertical)
    struck: set[Glyph] = set()
    crossed: set[Glyph] = set()
    no_rules: set[Stroke] = set()
    for stroke in set(horizontal):
        near = letters.near(stroke)
        if not near:
            continue
        through = [g for g in near if abs(g.y - stroke[0]) <= _MIDDLE * g.height]
        if through and _ends_with(stroke, through):
            struck.update(through)
            no_rules.add(stroke)
            continue
        digits = [glyph for glyph in near if _crosses(stroke, glyph)]
        crossed.update(digits)
        is_mark = walls.leave(stroke) if digits else _is_under(stroke, near, walls)
        if is_mark:
            no_rules.add(stroke)
    rules = [stroke for stroke in horizontal if stroke not in no_rules]
    return Drawn(frozenset(struck), frozenset(crossed - struck), rules)


class _Letters:
    """The glyphs of a page by their height and place, to be found near a line."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self._left = MAX_NEAR
        self._reach = _NEAR * max((glyph.height for glyph in glyphs), default=0)
        self._rows: dict[int, list[Glyph]] = defaultdict(list)
        for glyph in sorted(glyphs, key=lambda glyph: glyph.x):
            self._rows[int(glyph.y // _BUCKET)].append(glyph)
        self._places = {row: [g.x for g in found] for row, found in self._rows.items()}

    def near(self, stroke: Stroke) -> list[Glyph]:
        """The glyphs whose middle a line runs over, under or through."""
        y, start, end = stroke
        found: list[Glyph] = []
        first, last = int((y - self._reach) // _BUCKET), int((y + self._reach) // _BUCKET)
        for row in range(first, last + 1):
            places = self._places.get(row)
            if places:
                begin, stop = bisect_right(places, start), bisect_left(places, end)
                self._left -= stop - begin
                found += self._rows[row][begin:stop]
        if self._left < 0:
            raise Unreadable("PDF 页面内容过多，未读取")
        return [glyph for glyph in found if abs(glyph.y - y) <= _NEAR * glyph.height]


class _Walls:
    """The upright rules of a page by their place."""

    def __init__(self, vertical: Sequence[Stroke]) -> None:
        self._found = sorted(vertical)
        self._places = [stroke[0] for stroke in self._found]

    def leave(self, stroke: Stroke) -> bool:
        """Whether neither end of a line is at an upright rule."""
        y, start, end = stroke
        return not (self._meets(start, y, TOLERANCE) or self._meets(end, y, TOLERANCE))

    def enclose(self, stroke: Stroke) -> bool:
        """Whether there are upright rules on both sides of a line that ends at none of them."""
        y, start, end = stroke
        return (
            self.leave(stroke)
            and any(low <= y <= high and x < start for x, low, high in self._found)
            and any(low <= y <= high and x > end for x, low, high in self._found)
        )

    def bound(self, stroke: Stroke) -> bool:
        """Whether a line ends just where an upright rule is."""
        y, start, end = stroke
        return self._meets(start, y, _EXACT) or self._meets(end, y, _EXACT)

    def _meets(self, x: float, y: float, air: float) -> bool:
        first, last = bisect_left(self._places, x - air), bisect_right(self._places, x + air)
        return any(
            low - TOLERANCE <= y <= high + TOLERANCE for _, low, high in self._found[first:last]
        )


def _ends_with(stroke: Stroke, met: Sequence[Glyph]) -> bool:
    _, start, end = stroke
    if end - start > _LONGEST:
        return False
    air = _END * met[0].height
    left, right = min(glyph.left for glyph in met), max(glyph.right for glyph in met)
    return abs(left - start) <= air and abs(right - end) <= air


def _crosses(stroke: Stroke, glyph: Glyph) -> bool:
    edge = _EDGE * (glyph.high - glyph.low)
    return glyph.text.isdigit() and glyph.low + edge < stroke[0] < glyph.high - edge


def _is_under(stroke: Stroke, near: Sequence[Glyph], walls: _Walls) -> bool:
    """Whether a line is drawn under letters: below the ink of some, and no rule of a table."""
    over = [g for g in near if -_TOUCH <= (g.low - stroke[0]) / g.height <= _UNDER]
    if not over or not any(glyph.text.isdigit() for glyph in over):
        return False
    return walls.enclose(stroke) or (_ends_with(stroke, over) and not walls.bound(stroke))
