"""Cells from the ruling lines of a page: pure geometry, in PDF points, y upwards."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Stroke: TypeAlias = tuple[float, float, float]
"""Position across, start, end: ``(y, x0, x1)`` for a horizontal stroke, ``(x, y0, y1)`` else."""

TOLERANCE: Final = 2.5
"""Strokes nearer than this are one line; borders are drawn twice and a little apart."""
_APART: Final = 4.0
"""Points between the borders of cells that stand apart; no text stands in so little room."""
MAX_STROKES: Final = 20_000
MAX_TABLES: Final = 200
"""On one page; A4 has no room for more that stand apart."""
MAX_MEETINGS: Final = 1_000_000
"""Of strokes with the rows and columns that they may part, in one table."""


@dataclass(slots=True)
class Box:
    """One cell of a ruled table: spans in grid rows and columns, its sides in points."""

    row: int
    column: int
    rowspan: int
    colspan: int
    left: float
    right: float


@dataclass(slots=True)
class Ruled:
    """One ruled table of a page. ``ys`` run downwards, ``xs`` to the right."""

    xs: list[float]
    ys: list[float]
    boxes: list[Box] = field(default_factory=list)
    owner: dict[tuple[int, int], int] = field(default_factory=dict)

    def find(self, x: float, y: float) -> int | None:
        """Return the number of the box that holds a point, or None outside the table."""
        column = bisect_right(self.xs, x) - 1
        if not 0 <= column < len(self.xs) - 1 or not self.ys[-1] < y < self.ys[0]:
            return None
        row = bisect_right(self.ys, -y, key=lambda value: -value) - 1
        return self.owner.get((row, column))

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies within the table's outline."""
        return self.xs[0] < x < self.xs[-1] and self.ys[-1] < y < self.ys[0]


def tables(horizontal: Sequence[Stroke], vertical: Sequence[Stroke]) -> list[Ruled]:
    """Return the ruled tables of a page from top to bottom; none of a page that is no table's."""
    bands = _bands(vertical)
    if len(horizontal) + len(vertical) > MAX_STROKES or len(bands) > MAX_TABLES:
        return []
    found = []
    for low, high in bands:
        across = [s for s in horizontal if low - TOLERANCE <= s[0] <= high + TOLERANCE]
        along = [s for s in vertical if s[1] >= low - TOLERANCE and s[2] <= high + TOLERANCE]
        along += _open_sides(across, along, low, high)
        ruled = _ruled([*across, *_open_ends(across, along, low, high)], along)
        if ruled is not None:
            found.append(ruled)
    return sorted(found, key=lambda table: -table.ys[0])


def _open_sides(
    across: Sequence[Stroke], along: Sequence[Stroke], low: float, high: float
) -> list[Stroke]:
    """The outline of a table without sides, two rules of which reach beyond its columns."""
    if not across or not along:
        return []
    columns = [stroke[0] for stroke in along]
    left, right = min(stroke[1] for stroke in across), max(stroke[2] for stroke in across)
    begins = {round(stroke[0]) for stroke in across if stroke[1] - left <= TOLERANCE}
    ends = {round(stroke[0]) for stroke in across if right - stroke[2] <= TOLERANCE}
    sides = []
    if left < min(columns) - 2 * TOLERANCE and len(begins) > 1:
        sides.append((left, low, high))
    if right > max(columns) + 2 * TOLERANCE and len(ends) > 1:
        sides.append((right, low, high))
    return sides


def _open_ends(
    across: Sequence[Stroke], along: Sequence[Stroke], low: float, high: float
) -> list[Stroke]:
    """The outline that is missing where a page cuts a table."""
    left = min((stroke[0] for stroke in along), default=0.0)
    right = max((stroke[0] for stroke in along), default=0.0)
    return [
        (end, left, right)
        for end in (low, high)
        if not any(abs(stroke[0] - end) <= 2 * TOLERANCE for stroke in across)
    ]


def _bands(vertical: Iterable[Stroke]) -> list[tuple[float, float]]:
    """Unite the heights that vertical strokes cover; each united band is one table."""
    bands: list[tuple[float, float]] = []
    for _, low, high in sorted(vertical, key=lambda stroke: stroke[1]):
        if bands and low <= bands[-1][1] + TOLERANCE:
            bands[-1] = (bands[-1][0], max(bands[-1][1], high))
        else:
            bands.append((low, high))
    return bands


def _ruled(across: Sequence[Stroke], along: Sequence[Stroke]) -> Ruled | None:
    xs = _cluster(stroke[0] for stroke in along)
    ys = _cluster(stroke[0] for stroke in across)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > 50_000:  # noqa: PLR2004
        return None
    if len(along) * len(ys) + len(across) * len(xs) > MAX_MEETINGS:
        return None
    table = Ruled(xs, ys[::-1])
    walls = _Walls(across, along, table)
    for row in range(len(table.ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) not in table.owner:
                _grow(table, walls, row, column)
    return table


def _cluster(values: Iterable[float]) -> list[float]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= _APART:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


class _Walls:
    """Which sides of the elementary cells are drawn."""

    def __init__(self, across: Sequence[Stroke], along: Sequence[Stroke], table: Ruled) -> None:
        self._right: set[tuple[int, int]] = set()
        self._below: set[tuple[int, int]] = set()
        self._draw_columns(along, table)
        self._draw_rows(across, table)

    def _draw_columns(self, along: Sequence[Stroke], table: Ruled) -> None:
        middles = [(top + low) / 2 for top, low in zip(table.ys, table.ys[1:], strict=False)]
        for x, low, high in along:
            line = _nearest(table.xs, x)
            for row, middle in enumerate(middles):
                if low - TOLERANCE <= middle <= high + TOLERANCE:
                    self._right.add((row, line - 1))

    def _draw_rows(self, across: Sequence[Stroke], table: Ruled) -> None:
        middles = [(left + right) / 2 for left, right in zip(table.xs, table.xs[1:], strict=False)]
        falling = table.ys[::-1]
        for y, left, right in across:
            line = len(falling) - 1 - _nearest(falling, y)
            for column, middle in enumerate(middles):
                if left - TOLERANCE <= middle <= right + TOLERANCE:
                    self._below.add((line - 1, column))

    def right(self, row: int, column: int) -> bool:
        return (row, column) in self._right

    def below(self, row: int, column: int) -> bool:
        return (row, column) in self._below


def _nearest(values: Sequence[float], value: float) -> int:
    place = bisect_right(values, value)
    around = [p for p in (place - 1, place) if 0 <= p < len(values)]
    return min(around, key=lambda p: abs(values[p] - value))


def _grow(table: Ruled, walls: _Walls, row: int, column: int) -> None:
    """Unite elementary cells from one corner on until a drawn side stops them."""
    last_column, last_row = column, row
    while (
        last_column < len(table.xs) - 2
        and not walls.right(row, last_column)
        and ((row, last_column + 1) not in table.owner)
    ):
        last_column += 1
    while last_row < len(table.ys) - 2 and not any(
        walls.below(last_row, place) or (last_row + 1, place) in table.owner
        for place in range(column, last_column + 1)
    ):
        last_row += 1
    number = len(table.boxes)
    sides = table.xs[column], table.xs[last_column + 1]
    table.boxes.append(Box(row, column, last_row - row + 1, last_column - column + 1, *sides))
    for place in range(row, last_row + 1):
        for across in range(column, last_column + 1):
            table.owner[place, across] = number
