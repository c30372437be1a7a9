"""Table four: fifteen outcomes of reviews and lawsuits, by header and position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import State, Unread, Where
from nianbao.report.reading import numbers
from nianbao.report.reading.copies import Copy, is_blank
from nianbao.report.reading.labels import T4_HEADINGS, Match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.model import Cell, Line

_ROW_KEYS: Final = tuple(row.key for row in form.T4_ROWS)
_OUTCOMES: Final = tuple(column.key for column in form.OUTCOMES)
_STANDARD: Final = tuple(f"{row}.{outcome}" for row in _ROW_KEYS for outcome in _OUTCOMES)
_HEADINGS: Final = 2

HEADER_INCOMPLETE: Final = "表四表头不完整，列按格式顺序推定"


class TableFour:
    """Reads table four out of a stream of lines."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self.copies: list[Copy] = []
        self._groups: list[str] = []
        self._outcomes: list[str] = []
        self._table = -1

    def leave(self) -> None:
        """Another table took a line: this one is over."""
        self._groups, self._outcomes = [], []

    def edition(self, copy: Copy) -> None:
        """Return None: table four is the same in both editions."""

    def take(self, table: int, row: int, line: Line) -> bool:
        """Read one line; False if it is none of this table's."""
        matches = [T4_HEADINGS.find(cell.text) if cell.text else None for cell in line.cells]
        found = [match for match in matches if match]
        if self._is_row(found, line):
            return self._read_labelled(table, row, line, found[0])
        if self._is_header(found):
            self._read_header(table, found, matches)
            return True
        return bool(self._outcomes) and self._read_figures(table, row, line)

    def _is_header(self, found: Sequence[Match]) -> bool:
        keys = {match.key for match in found}
        if len(keys - {"total", "other"}) >= _HEADINGS:
            return True
        return bool(self._groups) and bool(keys)

    def _read_header(
        self, table: int, found: Sequence[Match], matches: Sequence[Match | None]
    ) -> None:
        if self._table != table and matches and found[0].key.startswith("group:"):
            self._groups, self._outcomes = [], []
        self._table = table
        for match in found:
            if match.key.startswith("group:"):
                self._groups.append(match.key.removeprefix("group:"))
            else:
                self._outcomes.append(match.key)

    def _columns(self) -> tuple[tuple[str, ...], str | None]:
        groups = [group for group in self._groups if group != "suits"]
        if groups == list(_ROW_KEYS) and self._outcomes == list(_OUTCOMES) * len(_ROW_KEYS):
            return _STANDARD, None
        return _STANDARD, HEADER_INCOMPLETE

    def _read_figures(self, table: int, row: int, line: Line) -> bool:
        cells = line.cells
        if all(map(is_blank, cells)) and len(cells) != len(_STANDARD):
            return True
        if len(cells) == len(_STANDARD) + 1 and _is_text(cells[0]):
            cells = cells[1:]
        if len(cells) != len(_STANDARD):
            return self._refuse(table, row, line)
        if sum(map(_is_text, cells)) > len(cells) // 2:
            return self._refuse(table, row, line)
        columns, doubt = self._columns()
        copy = self._next_copy(table)
        for column, cell in zip(columns, cells, strict=True):
            copy.put(f"t4.{column}", cell, Where(table, row, cell.column, line.page), doubt=doubt)
        return True

    def _refuse(self, table: int, row: int, line: Line) -> bool:
        texts = [cell.text for cell in line.cells if not is_blank(cell)]
        if self._table != table or not texts:
            return False
        if any(numbers.count(text).state is State.NUMBER for text in texts):
            copy = self._next_copy(table, fresh=False)
            where = Where(table, row, None, line.page)
            copy.unread.append(Unread("row", " ".join(texts)[:80], where))
        return True

    def _next_copy(self, table: int, *, fresh: bool = True) -> Copy:
        if not self.copies or (fresh and self.copies[-1].figures):
            last = self.copies[-1] if self.copies else None
            if last and _all_blank(last) and _table_of(last) == table:
                last.figures.clear()  # an empty line stood between the header and the figures
                return last
            self.copies.append(Copy())
        return self.copies[-1]

    # -- the layout with one row a group --------------------------------------

    def _is_row(self, found: Sequence[Match], line: Line) -> bool:
        return (
            len(found) == 1
            and found[0].key.removeprefix("group:") in _ROW_KEYS
            and self._outcomes[-len(_OUTCOMES) :] == list(_OUTCOMES)
            and len(line.cells) > len(_OUTCOMES)
            and not any(_is_text(cell) for cell in line.cells[-len(_OUTCOMES) :])
        )

    def _read_labelled(self, table: int, row: int, line: Line, match: Match) -> bool:
        group = match.key.removeprefix("group:")
        if not self.copies or f"t4.{group}.total" in self.copies[-1].figures:
            self.copies.append(Copy())
        for outcome, cell in zip(_OUTCOMES, line.cells[-len(_OUTCOMES) :], strict=True):
            where = Where(table, row, cell.column, line.page)
            self.copies[-1].put(f"t4.{group}.{outcome}", cell, where)
        return True


def _is_text(cell: Cell) -> bool:
    return numbers.count(cell.text).state is State.TEXT


def _all_blank(copy: Copy) -> bool:
    return bool(copy.figures) and all(
        figure.state is State.BLANK for figure in copy.figures.values()
    )


def _table_of(copy: Copy) -> int:
    return next(iter(copy.figures.values())).where.table
