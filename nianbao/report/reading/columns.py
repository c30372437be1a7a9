"""Which cell of a row belongs to which heading: by grid column, else by count, else not at all.

A row is placed for certain only where nothing else is possible: where a cell
begins under each heading and nothing printed is left over; or where there are
exactly as many cells as headings, printed or blank; or as many printed cells; or
where all that is left over is blank and none of the rest can be. A row that
could be read in two ways is settled by rows of the same build that can be read
in one way only, else it is doubtful.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from nianbao.report.model import Cell
from nianbao.report.reading.copies import AMBIGUOUS, SHIFTED, is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nianbao.report.reading.copies import Pattern

_MANY: Final = 5
UNITS: Final = frozenset({"件", "个", "项", "条", "宗", "份", "件次"})
"""What a column of units before the figures holds."""


class Head(NamedTuple):
    """One heading over a column of figures; ``key`` is None where the form has no such column."""

    key: str | None
    text: str
    column: int
    colspan: int = 1


class Placed(NamedTuple):
    """A row's cells by their headings.

    ``waits`` is set where rows of the same build may still settle the doubt: the
    build, and whether surplus blanks were taken to stand in front. ``by_grid`` says
    that one cell begins under each heading: what the cells hold was not asked.
    """

    cells: tuple[tuple[Head, Cell], ...]
    doubt: str | None = None
    waits: tuple[Pattern, bool] | None = None
    by_grid: bool = False


class Columns:
    """The columns under one header, in the order of the headings."""

    def __init__(self, heads: Sequence[Head], edge: int) -> None:
        """Take the headings over figures in reading order, and the header's right edge."""
        self.heads = tuple(heads)
        self.table: int | None = None  # in which they stand, where that is known
        self._edge = edge
        places = tuple([head.column for head in heads])
        self._places = places
        self._keys = tuple(head.key for head in heads)
        self._has_grid = [*places] == sorted(set(places))
        self._starts: dict[int, int] = {}  # by table: the column of a row's first figure
        self._leading: dict[Pattern, bool] = {}  # whether surplus blanks stand before the figures
        self._torn: set[Pattern] = set()  # builds seen both ways

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.heads)

    def place(self, values: Sequence[Cell], table: int, width: int) -> Placed | None:
        """Return the cells behind a label by heading; None where no reading is possible.

        ``width`` is how many cells the whole row has.
        """
        placed = self._by_grid(values)
        if placed is not None:
            self.note_start(table, placed.cells[0][1].column)
            return placed
        surplus = len(values) - len(self.heads)
        if surplus < 0:
            return None
        if surplus == 0:
            return self._exact(values, table, width)
        if any(head.key is None for head in self.heads):
            return None
        placed = self._windowed(values, (table, width, len(values)))
        return self._against_grid(placed, values) if placed and table == self.table else placed

    def are_exactly(self, keys: Sequence[str], starts: Sequence[int]) -> bool:
        """Whether the headings are these, and cells that begin there are one under each of them."""
        return self._has_grid and self._places == starts and self._keys == keys

    def kept_for(self, others: Columns) -> Columns | None:
        """These where other headings are some of them, as far from the edge; else None.

        That is the same header on another page, where some of its words were lost.
        """
        moved = others._edge - self._edge
        heads = [head._replace(column=head.column + moved) for head in self.heads]
        keys = {head.column: head.key for head in heads}
        if not self._has_grid or len(others.heads) >= len(heads) or min(keys) < 1:
            return None
        if any(keys.get(head.column) != head.key for head in others.heads):
            return None
        return Columns(heads, others._edge)

    def note_start(self, table: int, column: int) -> None:
        """Note where the figures of a row that is placed by the grid begin."""
        self._starts.setdefault(table, column)

    def settled(self, pattern: Pattern) -> bool | None:
        """Whether rows of this build have their surplus blanks in front; None if unknown."""
        return None if pattern in self._torn else self._leading.get(pattern)

    # -- the three ways ----------------------------------------------------------

    def _by_grid(self, values: Sequence[Cell]) -> Placed | None:
        if not self._has_grid or not values or not self.heads:
            return None
        if tuple([cell.column for cell in values]) == self._places:  # one cell begins under each
            return Placed(tuple(zip(self.heads, values, strict=True)), by_grid=True)
        cells = {cell.column: cell for cell in values}
        placed = [self._under(head, cells, values) for head in self.heads]
        if None in placed:
            return None
        used = {cell.column for cell in placed if cell}
        first = self._places[0]
        left_over = [
            cell
            for cell in values
            if cell.column not in used
            and not _within(cell, used)
            and not (cell.column < first and cell.text in UNITS)
        ]
        if not all(map(is_blank, left_over)):
            return None
        last = values[-1]
        if left_over and last.column + last.colspan != self._edge:
            return None
        return Placed(tuple((h, c) for h, c in zip(self.heads, placed, strict=True) if c))

    def _under(self, head: Head, cells: Mapping[int, Cell], values: Sequence[Cell]) -> Cell | None:
        """The cell that begins under a heading, or a blank one merged over it."""
        if head.column in cells:
            return cells[head.column]
        for cell in values:
            if cell.column < head.column < cell.column + cell.colspan and is_blank(cell):
                return Cell("", head.column)
        return None

    def _exact(self, values: Sequence[Cell], table: int, width: int) -> Placed:
        """As many cells as headings: the first may yet be a label's blank and the last be lost.

        That is doubtful where the row begins elsewhere than its fellows, or where
        a column behind the figures is none of the form's, until a row that
        begins there with a figure shows that figures do begin there.
        """
        build = (table, width, -1 - values[0].column)
        cells = tuple(zip(self.heads, values, strict=True))
        if not is_blank(values[0]):
            self._note(build, leading=True)
            return Placed(cells)
        start = self._starts.setdefault(table, values[0].column) if self._has_grid else None
        moved = start is not None and start != values[0].column
        foreign = any(head.key is None for head in self.heads)
        if not (moved or foreign) or all(map(is_blank, values)) or self.settled(build):
            return Placed(cells)
        return Placed(cells, SHIFTED, (build, True))

    def _windowed(self, values: Sequence[Cell], pattern: Pattern) -> Placed | None:
        size = len(self.heads)
        front, back = values[-size:], values[:size]
        printed = [cell for cell in values if not is_blank(cell)]
        if not printed:
            return self._window(front)
        if size == len(printed):
            return self._window(printed)  # each in its turn, whatever blanks stand between
        leads, trails = all(map(is_blank, values[:-size])), all(map(is_blank, values[size:]))
        if not (leads or trails):
            return None
        if leads and _is_closed(front):
            self._note(pattern, leading=True)
            return self._window(front)
        if trails and _is_closed(back):
            self._note(pattern, leading=False)
            return self._window(back)
        return self._either(front if leads else back, pattern, leads=leads, trails=trails)

    def _either(
        self, window: Sequence[Cell], pattern: Pattern, *, leads: bool, trails: bool
    ) -> Placed | None:
        """A row that alone could be read in more than one way: any of its blanks may be over."""
        known = self.settled(pattern)
        cells = tuple(zip(self.heads, window, strict=True))
        if known is None:
            return Placed(cells, AMBIGUOUS, (pattern, leads))
        if known is leads:
            return Placed(cells)
        return Placed(cells, AMBIGUOUS) if leads and trails else None

    def _against_grid(self, placed: Placed, values: Sequence[Cell]) -> Placed:
        """A row taken by its count is doubtful where other cells stand under all headings."""
        starts = {cell.column for cell in values}
        if len(self.heads) < _MANY or not self._has_grid or not starts.issuperset(self._places):
            return placed
        if all(cell.column == head.column for head, cell in placed.cells):
            return placed
        return placed._replace(doubt=AMBIGUOUS, waits=None)

    def _window(self, cells: Sequence[Cell]) -> Placed:
        return Placed(tuple(zip(self.heads, cells, strict=True)))

    def _note(self, pattern: Pattern, *, leading: bool) -> None:
        if self._leading.setdefault(pattern, leading) is not leading:
            self._torn.add(pattern)


def _is_closed(window: Sequence[Cell]) -> bool:
    """Whether no blank of a row can be one too many.

    Between the many figures of tables three and four there are no columns to spare.
    """
    if len(window) >= _MANY:
        return not (is_blank(window[0]) or is_blank(window[-1]))
    return not any(map(is_blank, window))


def _within(cell: Cell, used: set[int]) -> bool:
    """Whether a blank merged cell was taken as the blanks of several columns."""
    return cell.colspan > 1 and any(
        place in used for place in range(cell.column + 1, cell.column + cell.colspan)
    )
