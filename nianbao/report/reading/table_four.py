"""Table four: fifteen outcomes of reviews and lawsuits, however they are laid out.

The form prints them in one row of fifteen. Offices also print a row a group, a
column a group, a block a group, two tables, or a list; each is read by what its
headings say. What no heading explains is read by position only where exactly
fifteen cells stand, and then not for certain.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from nianbao.report import form
from nianbao.report.model import Extra, State, Unread, Where
from nianbao.report.reading import numbers
from nianbao.report.reading.columns import Columns, Head
from nianbao.report.reading.copies import Copy, is_blank
from nianbao.report.reading.labels import T4_HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nianbao.report.model import Cell, Line
    from nianbao.report.reading.columns import Placed

_NUMBER: Final = State.NUMBER
_TEXT: Final = State.TEXT
_ROW_KEYS: Final = tuple(row.key for row in form.T4_ROWS)
_OUTCOMES: Final = tuple(column.key for column in form.OUTCOMES)
_STANDARD: Final = tuple(f"{row}.{outcome}" for row in _ROW_KEYS for outcome in _OUTCOMES)
_OF_FORM: Final = tuple(Head(key, key, 0) for key in _STANDARD)
_MOST_HEADINGS: Final = 200
"""Headings without a figure below them; the form has eighteen."""
_HEADINGS: Final = 2
_GROUP: Final = "group:"
_ROW_OF: Final = {f"{_GROUP}{row}": row for row in _ROW_KEYS}

HEADER_INCOMPLETE: Final = "表四表头不完整，列按格式顺序推定"


class _Named(NamedTuple):
    """A cell that is a heading of the table; ``row`` is the row of the form that it names.

    It is None for 行政诉讼, which is a group of rows, and for outcomes.
    """

    key: str
    cell: Cell
    edits: int
    is_group: bool
    row: str | None


class TableFour:
    """Reads table four out of a stream of lines."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self.copies: list[Copy] = []
        self._headings: list[_Named] = []
        self._edge = 0
        self._by_form = Columns(_OF_FORM, 0)
        self._remarks: list[Head] = []
        self._is_read = False  # figures were read under these headings: others begin anew
        self._is_used = False  # some figures were
        self._table = -1

    @property
    def is_new(self) -> bool:
        """Whether lines that were none of this table's have left no trace."""
        return not self._headings

    def leave(self) -> None:
        """Another table took a line: this one is over."""
        if self._headings or self._remarks or self._is_read:
            self._restart()

    def edition(self, copy: Copy) -> None:
        """Return None: table four is the same in both editions."""

    def take(self, table: int, row: int, line: Line) -> bool:
        """Read one line; False if it is none of this table's."""
        named = list(_named(line))
        if not (named or self._headings):
            return False
        where = Where(table, row, None, line.page)
        if self._read_group_row(where, line, named) or self._read_outcome_row(where, line, named):
            self._table = table
            return True
        if named and not self._headings and self._table == table and _has_number(line.cells):
            return self._refuse(where, line)
        if len(named) >= _HEADINGS and _has_number(line.cells):
            self._restart()  # figures and headings ran together: what stands below is anybody's
            self._table = table
            return self._refuse(where, line)
        if self._is_header(line, named):
            self._read_header(table, line, named)
            return True
        return bool(self._headings) and self._read_figures(where, line)

    def _restart(self) -> None:
        if self.copies and not self._is_used and self._columns():
            names = "、".join(one.cell.text for one in self._groups())
            self.copies[-1].unread.append(Unread("row", names, Where(self._table, 0)))
        self._headings, self._remarks, self._edge = [], [], 0
        self._is_read = self._is_used = False

    # -- headings -----------------------------------------------------------------

    def _is_header(self, line: Line, named: Sequence[_Named]) -> bool:
        keys = {one.key for one in named}
        if len(keys - {"total", "other"}) >= _HEADINGS:
            return True
        alone = len(keys) == 1 and len(named) == sum(not is_blank(cell) for cell in line.cells)
        if alone and named[0].is_group and not named[0].edits:
            return True
        return bool(self._headings) and bool(keys) and not _has_number(line.cells)

    def _read_header(self, table: int, line: Line, named: Sequence[_Named]) -> None:
        endless = len(self._headings) > _MOST_HEADINGS
        if (
            endless
            or self._is_read
            or (self._table != table and named[0].is_group and self._outcomes())
        ):
            self._restart()
        self._table = table
        self._edge = max(self._edge, *(cell.column + cell.colspan for cell in line.cells))
        self._headings.extend(named)
        first = named[0].cell.column
        known = {one.cell.column for one in named}
        self._remarks.extend(
            Head(None, cell.text, cell.column, cell.colspan)
            for cell in line.cells
            if cell.column > first and cell.column not in known and not is_blank(cell)
        )

    def _groups(self) -> list[_Named]:
        """The groups that outcomes stand under, from left to right, each once."""
        found: dict[str, _Named] = {}
        for one in self._headings:
            if one.row is not None:
                found.setdefault(one.row, one)
        return sorted(found.values(), key=lambda one: one.cell.column)

    def _outcomes(self) -> list[_Named]:
        """The outcomes, from left to right; one printed again below itself counts once."""
        outcomes = [one for one in self._headings if not one.is_group]
        by_column = {one.cell.column: one for one in outcomes}
        sets = len(self._groups()) or 1
        if len(by_column) == sets * len(_OUTCOMES):
            return [by_column[column] for column in sorted(by_column)]
        return outcomes

    def _columns(self) -> Columns | None:
        """The columns of a row of figures for all groups; None where headings are missing."""
        heads = _heads_of(
            tuple([one.row for one in self._groups()]),
            tuple([(one.key, one.cell.column) for one in self._outcomes()]),
        )
        heads = heads or self._heads_by_span()
        return Columns([*heads, *self._remarks], self._edge) if heads else None

    def _heads_by_span(self) -> tuple[Head, ...]:
        """The columns in whatever order, where every group spans just its own five outcomes."""
        heads: dict[int, Head] = {}
        for group in self._groups():
            edge = group.cell.column + group.cell.colspan
            below = {
                one.cell.column: one
                for one in self._headings
                if not one.is_group and group.cell.column <= one.cell.column < edge
            }
            if sorted(one.key for one in below.values()) != sorted(_OUTCOMES):
                return ()
            if not heads.keys().isdisjoint(below):
                return ()
            heads |= {
                place: Head(f"{group.row}.{one.key}", one.key, place)
                for place, one in below.items()
            }
        return tuple(heads[place] for place in sorted(heads))

    # -- figures --------------------------------------------------------------------

    def _read_figures(self, where: Where, line: Line) -> bool:
        cells = line.cells
        none = all(map(is_blank, cells))
        if none and (self._is_read or not cells or len(cells) < len(self._outcomes())):
            return True  # no figures, or an empty line behind them
        if _is_text(cells[0]):
            cells = cells[1:]
        texts = sum(map(_is_text, cells))
        columns = self._columns()
        placed = columns.place(cells, where.table, len(cells)) if columns else None
        if placed is None and columns is None and len(cells) == len(_STANDARD):
            placed = self._by_form.place(cells, where.table, len(cells))
            placed = placed._replace(doubt=HEADER_INCOMPLETE) if placed else None
        if placed is None or texts > len(cells) // 2:
            return self._refuse(where, line)
        self._keep(where, placed)
        self._is_read = True
        return True

    def _keep(self, where: Where, placed: Placed) -> None:
        places = [(f"t4.{head.key}", cell, None) for head, cell in placed.cells if head.key]
        copy = self._copy_for([key for key, _, _ in places], where.table)
        copy.keep(places, where, placed)
        self._is_used = True
        for head in self._remarks:
            if not any(one.text == head.text for one in copy.extras):
                copy.extras.append(Extra("column", head.text, replace(where, column=head.column)))

    def _refuse(self, where: Where, line: Line) -> bool:
        texts = [cell.text for cell in line.cells if not is_blank(cell)]
        if self._table != where.table or not texts:
            return False
        if _has_number(line.cells):
            if not self.copies:
                self.copies.append(Copy())
            self.copies[-1].unread.append(Unread("row", " ".join(texts)[:80], where))
        return True

    def _copy_for(self, keys: Sequence[str], table: int) -> Copy:
        """The first copy that lacks these figures, or has them blank from this very table."""
        for copy in self.copies:
            held = [copy.figures[key] for key in keys if key in copy.figures]
            if all(f.state is State.BLANK and f.where.table == table for f in held):
                return copy  # an empty line may stand between the headings and the figures
        self.copies.append(Copy())
        return self.copies[-1]

    # -- a row a group, a row an outcome ---------------------------------------------

    def _read_group_row(self, where: Where, line: Line, named: Sequence[_Named]) -> bool:
        if not named or named[-1].row is None or not all(one.is_group for one in named):
            return False
        outcomes = [] if self._is_read else self._outcomes()
        if [one.key for one in outcomes] != list(_OUTCOMES):
            return False
        heads = [Head(one.key, one.key, one.cell.column) for one in outcomes]
        values = _behind(line, named[-1].cell)
        return self._read_labelled(
            where, values, [*heads, *self._remarks], "{1}.{0}", named[-1].row
        )

    def _read_outcome_row(self, where: Where, line: Line, named: Sequence[_Named]) -> bool:
        """A row of the table turned by a right angle, or of a list."""
        if not named or named[-1].is_group or not all(one.is_group for one in named[:-1]):
            return False
        values = _behind(line, named[-1].cell)
        if self._is_read or not values or any(map(_is_text, values)) or self._outcomes():
            return False
        first = named[0].cell.column
        if any(c.column < first and not is_blank(c) for c in line.cells):
            self._restart()  # a group that was not understood
            return False
        if named[:-1]:
            self._headings = [*named[:-1]]
        heads = [Head(one.row, one.row, one.cell.column) for one in self._groups() if one.row]
        if named[:-1] or len(values) == 1:
            heads = heads[-1:]
        return self._read_labelled(
            where, values, [*heads, *self._remarks], "{0}.{1}", named[-1].key
        )

    def _read_labelled(
        self, where: Where, values: Sequence[Cell], heads: Sequence[Head], key: str, label: str
    ) -> bool:
        """Read the cells behind a label; ``key`` puts heading and label together."""
        if not heads or not values:
            return False
        placed = Columns(heads, self._edge).place(values, where.table, len(values))
        if placed is None:
            return False
        named = tuple(
            (head._replace(key=key.format(head.key, label)) if head.key else head, cell)
            for head, cell in placed.cells
        )
        self._keep(where, placed._replace(cells=named, by_grid=False))
        return True


@lru_cache(maxsize=256)
def _heads_of(
    rows: tuple[str | None, ...], outcomes: tuple[tuple[str, int], ...]
) -> tuple[Head, ...]:
    """The headings of all groups' outcomes, each by its key and column; none unless all stand."""
    in_order = rows == tuple(row for row in _ROW_KEYS if row in rows)
    if not rows or not in_order or [key for key, _ in outcomes] != list(_OUTCOMES) * len(rows):
        return ()
    return tuple(
        Head(f"{rows[n // len(_OUTCOMES)]}.{key}", key, column)
        for n, (key, column) in enumerate(outcomes)
    )


def _named(line: Line) -> Iterator[_Named]:
    for cell in line.cells:
        match = T4_HEADINGS.find(cell.text)
        if match:
            key = match.key
            yield _Named(key, cell, match.edits, key.startswith(_GROUP), _ROW_OF.get(key))


def _behind(line: Line, label: Cell) -> tuple[Cell, ...]:
    return tuple(cell for cell in line.cells if cell.column > label.column)


def _has_number(cells: Sequence[Cell]) -> bool:
    return any(numbers.count(cell.text).state is _NUMBER for cell in cells)


def _is_text(cell: Cell) -> bool:
    return numbers.count(cell.text).state is _TEXT
