"""Table three: rows by label within their group, columns by header and position.

The figures of a row are its last cells, as many as the header has columns:
whatever stands before them (ordinals, merged group labels, blanks that a merged
label leaves behind in text) is label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import Extra, Misprint, State, Unread, Where
from nianbao.report.reading import numbers
from nianbao.report.reading.copies import Copy, is_blank
from nianbao.report.reading.labels import APPLICANT_HEADINGS, T3_LABELS, Match, normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.form import Edition
    from nianbao.report.model import Cell, Line

_STANDARD: Final = tuple(column.key for column in form.APPLICANTS)
_LABEL_CELLS: Final = 4  # a row has at most three label cells; one more for a stray blank
_HEADINGS: Final = 2  # two applicants' headings in one line make it a header
_SHARED: Final = frozenset({"total", "other", "extra:subtotal"})
"""Headings that other tables have too."""
_OPENING: Final = frozenset({"received", "carried_in"})
_OPENING_EDITS: Final = 2
_CORNER: Final = normal(form.T3_CORNER)

NO_HEADER: Final = "表三未见表头，列按格式顺序推定"
APART: Final = "数字与名称不在同一行，是否同属一行不能确定"
BESIDE_UNREAD: Final = "紧邻的一行有数字而没有可识别的名称，该行的空白不能确定"


@dataclass(slots=True)
class _Cut:
    """A row whose label may go on in the next line (a table cut by a page)."""

    label: str
    match: Match
    values: tuple[Cell, ...]


class TableThree:
    """Reads table three out of a stream of lines."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self.copies: list[Copy] = []
        self._columns: tuple[str, ...] = ()
        self._pending: list[str] = []  # headings of a header not finished yet
        self._active = False
        self._cut: _Cut | None = None
        self._orphan: tuple[str, tuple[Cell, ...]] | None = None

    def leave(self) -> None:
        """Another table took a line: this one is over for now."""
        self._active = False
        self._cut = None

    def edition(self, copy: Copy) -> Edition | None:
        """Return the edition that the printed rows under （六） follow."""
        rows = {key.split(".")[1] for key in copy.figures}
        if rows.intersection(form.T3_OTHER_PARTS):
            return "2021"
        return "2019" if "other" in rows else None

    def take(self, table: int, row: int, line: Line) -> bool:
        """Read one line; False if it is none of this table's."""
        if self._is_header(line):
            self._read_header(line)
            return True
        label, match = self._label(line)
        if match is not None and self._expects(match):
            self._read_row(table, row, line, label, match)
            return True
        return self._active and self._read_stray(table, row, line)

    # -- the header -----------------------------------------------------------

    def _is_header(self, line: Line) -> bool:
        if (
            self._active
            and self._columns
            and any(cell.text[:1].isdigit() for cell in line.cells[-2:])
        ):
            return False
        keys = [match.key for match in map(_heading, line.cells) if match]
        if "group:applicants" in keys:
            return True
        own = [key for key in keys if key not in _SHARED]
        return len(keys) >= _HEADINGS and bool(own)

    def _read_header(self, line: Line) -> None:
        self._active = True
        keys = [match.key for match in map(_heading, line.cells) if match]
        if "group:applicants" in keys:
            self._pending = []
            keys.remove("group:applicants")
        if self._pending and "person" in keys:
            self._pending = []
        if "group:organisations" in self._pending:
            place = self._pending.index("group:organisations")
            self._pending[place : place + 1] = keys
        else:
            self._pending.extend(keys)
        columns = tuple(key for key in self._pending if not key.startswith("group:"))
        if "group:organisations" not in self._pending and len(set(columns)) == len(columns):
            self._columns = columns

    # -- rows of figures ------------------------------------------------------

    def _label(self, line: Line) -> tuple[int, Match | None]:
        found, best = -1, None
        for place, cell in enumerate(line.cells[:_LABEL_CELLS]):
            if not cell.text:
                continue
            match = T3_LABELS.find(cell.text)
            if match and not match.key.startswith("group:"):
                found, best = place, match
        return found, best

    def _expects(self, match: Match) -> bool:
        return self._active or (match.key in _OPENING and match.edits <= _OPENING_EDITS)

    def _read_row(self, table: int, row: int, line: Line, label: int, match: Match) -> None:
        self._active, self._cut = True, None
        self._pending = []
        copy = self._copy_for(match.key)
        values = line.cells[label + 1 :]
        printed = line.cells[label].text
        values, doubt = self._adopt(copy, printed, values)
        where = Where(table, row, line.cells[label].column, line.page)
        if match.edits:
            copy.misprints.append(Misprint(f"t3.{match.key}", printed, match.expected, where))
        if not self._put(copy, match.key, values, where, doubt):
            copy.unread.append(Unread("row", printed, where))
        self._cut = _Cut(printed, match, values)

    def _adopt(
        self, copy: Copy, printed: str, values: tuple[Cell, ...]
    ) -> tuple[tuple[Cell, ...], str | None]:
        """Give a row without figures those of the line above that had no label of its own."""
        orphan, self._orphan = self._orphan, None
        if orphan is None or not all(map(is_blank, values)):
            return values, None
        if T3_LABELS.completes(orphan[0], printed) is None:
            return values, BESIDE_UNREAD
        copy.unread.pop()
        return orphan[1], None if orphan[0].strip() else APART

    def _copy_for(self, key: str) -> Copy:
        person = f"t3.{key}.person"
        if not self.copies or any(
            known.startswith(f"t3.{key}.") for known in self._last_keys(person)
        ):
            self.copies.append(Copy())
        return self.copies[-1]

    def _last_keys(self, person: str) -> Sequence[str]:
        figures = self.copies[-1].figures
        total = person.removesuffix("person") + "total"
        return [key for key in (person, total) if key in figures]

    def _put(
        self,
        copy: Copy,
        key: str,
        values: Sequence[Cell],
        at: Where,
        doubt: str | None = None,
    ) -> bool:
        columns = self._columns or _STANDARD
        doubt = doubt or (None if self._columns else NO_HEADER)
        surplus = len(values) - len(columns)
        if surplus < 0:
            return False
        if not all(map(is_blank, values[:surplus])):
            return False
        for column, cell in zip(columns, values[surplus:], strict=True):
            where = Where(at.table, at.row, cell.column, at.page)
            if column.startswith("extra:"):
                continue
            copy.put(f"t3.{key}.{column}", cell, where, doubt=doubt)
        self._note_extra_columns(copy, at)
        return True

    def _note_extra_columns(self, copy: Copy, at: Where) -> None:
        if copy.extras:
            return
        copy.extras.extend(
            Extra("column", "小计", Where(at.table, at.row, place, at.page))
            for place, column in enumerate(self._columns)
            if column.startswith("extra:")
        )

    # -- lines without a label of their own -----------------------------------

    def _read_stray(self, table: int, row: int, line: Line) -> bool:
        texts = [cell for cell in line.cells if not is_blank(cell)]
        if not texts or self._is_caption(texts):
            return True
        if (
            self._read_tail(table, row, line)
            or self._read_head(table, row, line)
            or self._complete_orphan("".join(cell.text for cell in texts))
        ):
            return True
        if not self.copies or not _has_figures(line, len(self._columns or _STANDARD)):
            return not self.copies
        where = Where(table, row, texts[0].column, line.page)
        self.copies[-1].unread.append(Unread("row", texts[0].text, where))
        width = len(self._columns or _STANDARD)
        labels = "".join(cell.text for cell in line.cells[:-width])
        self._orphan = (labels, line.cells[-width:])
        return True

    def _is_caption(self, texts: Sequence[Cell]) -> bool:
        joined = normal("".join(cell.text for cell in texts))
        return joined in _CORNER or _CORNER in joined

    def _read_tail(self, table: int, row: int, line: Line) -> bool:
        """The second half of a label that a page cut in two."""
        cut = self._cut
        if cut is None:
            return False
        tails = [cell.text for cell in line.cells[:_LABEL_CELLS] if not is_blank(cell)]
        tail = next((text for text in tails if T3_LABELS.completes(cut.label, text)), None)
        if tail is None:
            return False
        copy = self.copies[-1]
        key = cut.match.key
        copy.misprints[:] = [note for note in copy.misprints if note.place != f"t3.{key}"]
        start = next(place for place, cell in enumerate(line.cells) if cell.text == tail)
        values = line.cells[start + 1 :]
        if all(map(is_blank, cut.values)) and not all(map(is_blank, values)):
            self._put(copy, key, values, Where(table, row, None, line.page))
        self._cut = None
        return True

    def _complete_orphan(self, tail: str) -> bool:
        """The second half of a label whose first half alone, misprinted, named no row."""
        if self._orphan is None:
            return False
        head, values = self._orphan
        match = T3_LABELS.find(head + tail)
        if match is None or match.key.startswith("group:"):
            return False
        copy = self.copies[-1]
        if f"t3.{match.key}.total" in copy.figures:
            return False
        at = copy.unread.pop().where or Where(0, 0)
        copy.misprints.append(Misprint(f"t3.{match.key}", head + tail, match.expected, at))
        self._put(copy, match.key, values, at)
        self._orphan = None
        return True

    def _read_head(self, table: int, row: int, line: Line) -> bool:
        """The first half of such a label: it names the row if only one label begins so."""
        for place, cell in enumerate(line.cells[:_LABEL_CELLS]):
            match = T3_LABELS.head(cell.text) if not is_blank(cell) else None
            if match and not match.key.startswith("group:"):
                self._read_row(table, row, line, place, match)
                return True
        return False


def _heading(cell: Cell) -> Match | None:
    return APPLICANT_HEADINGS.find(cell.text) if cell.text else None


def _has_figures(line: Line, width: int) -> bool:
    """Whether a line looks like a row of figures: enough cells, at least one number."""
    if len(line.cells) < width:
        return False
    states = [numbers.count(cell.text).state for cell in line.cells[-width:]]
    return State.NUMBER in states
