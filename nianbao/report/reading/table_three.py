"""Table three: rows by label within their group, columns by header and position.

The figures of a row are its last cells, as many as the header has columns:
whatever stands before them (ordinals, merged group labels, blanks that a merged
label leaves behind in text) is label.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import Extra, Misprint, State, Unread, Where
from nianbao.report.reading import numbers
from nianbao.report.reading.applicants import Header, are_headings, is_corner
from nianbao.report.reading.columns import Columns, Head
from nianbao.report.reading.copies import LONGEST_PLAIN, REMARKS, Copy, is_blank, plain_figure
from nianbao.report.reading.labels import (
    APPLICANT_HEADINGS,
    T3_LABELS,
    T4_HEADINGS,
    Match,
    bare,
    has_ordinal,
    normal,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.form import Edition
    from nianbao.report.model import Cell, Figure, Line, Value

_OF_FORM: Final = tuple(Head(c.key, c.names[0], 0) for c in form.APPLICANTS)
"""The form's headings, where no header was seen: by count only, never by place."""
_SHORTEST_LABEL: Final = 4  # characters; what is shorter is the head of a label that was cut
_LABEL_CELLS: Final = 4  # a row has at most three label cells; one more for a stray blank
_OPENING: Final = frozenset({"received", "carried_in"})
_OPENING_EDITS: Final = 2
_BEFORE_REST: Final = frozenset({"other_uncorrected", "other_unpaid"})
_FAR_FROM_TOTAL: Final = frozenset({"", "carried_out"})
"""The end of a table, or nothing at all: there the row （七）总计 never follows."""

NO_HEADER: Final = "表三未见表头，列按格式顺序推定"
APART: Final = "数字与名称不在同一行，是否同属一行不能确定"
PRINTED_TWICE: Final = "同一行在表中出现两次，数字不一致"
BESIDE_UNREAD: Final = "紧邻的一行有数字而没有可识别的名称，该行的数字不能确定"


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
        self._header = Header()
        self._columns = self._by_form = Columns(_OF_FORM, 0)
        self._active = False
        self._last = ""  # the row read last
        self._in_other = False  # whether the rows under （六） are being read
        self._cut: _Cut | None = None
        self._orphan: tuple[str, tuple[Cell, ...]] | None = None
        self._noted: tuple[Copy | None, Columns | None] = (None, None)  # whose columns are listed

    @property
    def is_new(self) -> bool:
        """Whether lines that were none of this table's have left no trace."""
        return not (self._active or self._in_other)

    def leave(self) -> None:
        """Another table took a line: this one is over for now."""
        self._active = False
        self._cut = None

    def edition(self, copy: Copy) -> Edition | None:
        """Return the edition that the printed rows under （六） follow."""
        known = copy.figures.keys()
        if any(not known.isdisjoint(_PLACES[row]) for row in form.T3_OTHER_PARTS):
            return "2021"
        return None if known.isdisjoint(_GROUP_ROW) else "2019"

    def take_plain(self, table: int, row: int, line: Line) -> bool:
        """Read a row that goes on with this table just as the form has it; False if it does not.

        It reads nothing that ``take`` would not read alike, in a tenth of its time, and most
        rows are such: the form's label, under every heading a number or nothing, no doubt.
        """
        copy = self._plain_copy()
        if copy is None or not line.cells:
            return False
        texts, starts, *_ = zip(*line.cells, strict=True)
        match = self._plain_label(texts)
        if match is None or not self._columns.are_exactly(_PLAIN, starts[-len(_PLAIN) :]):
            return False
        where = repeat(table), repeat(row), starts[-len(_PLAIN) :], repeat(line.page)
        read = [one for one in map(plain_figure, texts[-len(_PLAIN) :], *where) if one]
        places = _PLACES[match.key]
        if len(read) < len(places) or not copy.figures.keys().isdisjoint(places):
            return False
        copy.figures.update(zip(places, read, strict=True))
        self._columns.note_start(table, starts[-len(_PLAIN)])
        if match.key in form.T3_OTHER_PARTS:
            _drop_blank_group(copy)
        self._header.close()
        self._cut = _Cut(texts[-len(_PLAIN) - 1], match, line.cells[-len(_PLAIN) :])
        self._last = match.key
        return True

    def _plain_copy(self) -> Copy | None:
        """The copy under way, if a row of it was read under these headings and nothing waits."""
        copy, columns = self._noted
        if copy is None or columns is not self._columns or copy is not self.copies[-1]:
            return None
        return copy if self._active and self._orphan is None and not copy.waiting else None

    def _plain_label(self, texts: tuple[str, ...]) -> Match | None:
        """The row that a line is, where its label stands right before seven short cells."""
        if sum(map(len, texts)) > LONGEST_PLAIN:
            return None
        match, is_grouped = _label_behind_groups(texts[: -len(_PLAIN)])
        self._in_other = self._in_other and not is_grouped
        return match if match and self._expects(match, texts[-len(_PLAIN) - 1]) else None

    def take(self, table: int, row: int, line: Line) -> bool:
        """Read one line; False if it is none of this table's."""
        if self._is_header(line):
            self._active = True
            columns = self._header.take(line)
            if columns:
                self._columns = self._columns.kept_for(columns) or columns
                self._columns.table = table
            return True
        label, match = self._label(line)
        if match is not None and self._expects(match, line.cells[label].text):
            self._read_row(table, row, line, label, match)
            return True
        return self._active and self._read_stray(table, row, line)

    # -- the header -----------------------------------------------------------

    def _is_header(self, line: Line) -> bool:
        if self._active and self._columns is not self._by_form and _ends_in_figures(line):
            return False
        return are_headings(line.cells) or self._is_lone_heading(line)

    def _is_lone_heading(self, line: Line) -> bool:
        """Whether a line below 申请人情况 names one kind of applicants and nothing else."""
        if not self._header.is_open:
            return False
        texts = [cell.text for cell in line.cells if cell.text and not is_corner(cell.text)]
        return bool(texts) and None not in map(APPLICANT_HEADINGS.find, texts)

    # -- rows of figures ------------------------------------------------------

    def _label(self, line: Line) -> tuple[int, Match | None]:
        """The last label before the figures; spacers may stand between the cells of labels.

        Notes whether the row stands under （六）, whose third part is called as much as anything.
        """
        found, best = -1, None
        first = self._columns.heads[0].column
        for place, cell in enumerate(line.cells):
            if place >= _LABEL_CELLS and cell.column >= first:
                break
            match = T3_LABELS.find(cell.text)
            if match is None:
                continue
            is_group = match.key.startswith("group:")
            if place < _LABEL_CELLS and (is_group or match.key == "other"):
                self._in_other = match.key == "other"
            if not is_group:
                found, best = place, match
        return found, best

    def _expects(self, match: Match, printed: str) -> bool:
        if match.key == "settled" and self._last in _FAR_FROM_TOTAL and not has_ordinal(printed):
            return False  # the last row of a list of offices under the same headings
        if match.key == "other_rest" and not (self._in_other or self._last in _BEFORE_REST):
            return False
        return self._active or (match.key in _OPENING and match.edits <= _OPENING_EDITS)

    def _read_row(self, table: int, row: int, line: Line, label: int, match: Match) -> None:
        printed = line.cells[label].text
        # With blanks behind it such a label would be a heading: see ``_is_lone_heading``.
        is_unlike = not (self._header.is_open and APPLICANT_HEADINGS.find(printed))
        self._active, self._cut = True, None
        self._columns = self._header.unparted(len(line.cells) - label - 1) or self._columns
        self._header.close()
        copy = self._copy_for(match.key)
        copy.is_steady &= is_unlike
        values, doubt = self._adopt(copy, printed, line.cells[label + 1 :])
        where = Where(table, row, line.cells[label].column, line.page)
        if match.edits:
            copy.misprints.append(Misprint(f"t3.{match.key}", printed, match.expected, where))
        if self._is_second(copy, match.key, values, where) or not self._put(
            copy, match.key, values, where, doubt
        ):
            copy.unread.append(Unread("row", printed, where))
        self._cut, self._last = _Cut(printed, match, values), match.key

    def _is_second(self, copy: Copy, key: str, values: Sequence[Cell], at: Where) -> bool:
        """Whether the copy has this row already with other figures: then neither is certain."""
        places = (f"t3.{key}.{column.key}" for column in form.APPLICANTS)
        before = {place: copy.figures[place] for place in places if place in copy.figures}
        if not before or all(map(is_blank, values)):
            return False
        other = Copy()
        self._put(other, key, values, at)
        again = other.figures.keys() & before.keys()
        if other.figures and all(_says(other.figures[k]) == _says(before[k]) for k in again):
            return False  # the same, or the row's figures for other kinds of applicants
        for place, figure in before.items():
            copy.figures[place] = replace(figure, doubt=PRINTED_TWICE)
        return True

    def _adopt(
        self, copy: Copy, printed: str, values: tuple[Cell, ...]
    ) -> tuple[tuple[Cell, ...], str | None]:
        """Give a row without figures those of the line above that had no label of its own."""
        orphan, self._orphan = self._orphan, None
        if orphan is None or not all(map(is_blank, values)):
            return values, None
        copy.is_steady = False
        if T3_LABELS.completes(orphan[0], printed) is None:
            return values, BESIDE_UNREAD
        copy.unread.pop()
        return orphan[1], None if orphan[0].strip() else APART

    def _copy_for(self, key: str) -> Copy:
        """The copy under way; the table's first rows begin another when they come again."""
        begins = key in _OPENING and self.copies and f"t3.{key}.total" in self.copies[-1].figures
        if begins and not self._holds_any(self.copies[-1], key):
            begins = False  # the same rows go on with other kinds of applicants
        if not self.copies or begins:
            self.copies.append(Copy())
        return self.copies[-1]

    def _holds_any(self, copy: Copy, key: str) -> bool:
        """Whether a copy has the row under any heading of these."""
        return any(f"t3.{key}.{head.key}" in copy.figures for head in self._columns.heads)

    def _put(
        self,
        copy: Copy,
        key: str,
        values: Sequence[Cell],
        at: Where,
        doubt: str | None = None,
    ) -> bool:
        placed = self._columns.place(values, at.table, (at.column or 0) + len(values))
        if placed is None:
            return False
        doubt = doubt or (NO_HEADER if self._columns is self._by_form else None)
        if doubt:
            placed = placed._replace(doubt=doubt, waits=None)
        copy.keep(
            [
                (f"t3.{key}.{head.key}", cell, None)
                for head, cell in placed.cells
                if head.key and not head.key.startswith("extra:")
            ],
            at,
            placed,
        )
        copy.settle(self._columns)
        self._note_columns(copy, at)
        if key in form.T3_OTHER_PARTS:
            _drop_blank_group(copy)
        return True

    def _note_columns(self, copy: Copy, at: Where) -> None:
        """List, once a copy, the columns that are none of the form's."""
        if self._noted[0] is copy and self._noted[1] is self._columns:
            return
        self._noted = copy, self._columns
        for head in self._columns.heads:
            where = Where(at.table, at.row, head.column, at.page)
            is_extra = head.key is not None and head.key.startswith("extra:")
            if is_extra or (head.key is None and _is_remark(head.text)):
                if not any(one.text == head.text for one in copy.extras):
                    copy.extras.append(Extra("column", head.text, where))
            elif head.key is None and not any(one.text == head.text for one in copy.unread):
                copy.unread.append(Unread("column", head.text, where))

    # -- lines without a label of their own -----------------------------------

    def _read_stray(self, table: int, row: int, line: Line) -> bool:
        texts = [cell for cell in line.cells if not is_blank(cell)]
        if not texts or self._is_caption(texts):
            return True
        if _begins_table_four(texts[0].text):
            return False
        if (
            self._read_tail(table, row, line)
            or self._read_head(table, row, line)
            or self._complete_orphan("".join(cell.text for cell in texts))
        ):
            return True
        width = len(self._columns.heads)
        if not _has_figures(line, width):
            if _is_rest(line, width):
                self._doubt_above(line.cells[-width:])
            return not self.copies or self._note_blank_row(table, row, line, width)
        if not self.copies:
            self.copies.append(Copy())
        where = Where(table, row, texts[0].column, line.page)
        if self._is_group_sum(line, width):
            self.copies[-1].extras.append(Extra("row", texts[0].text, where))
            return True
        self.copies[-1].unread.append(Unread("row", texts[0].text, where))
        self._doubt_above(line.cells[-width:])
        labels = "".join(cell.text for cell in line.cells[:-width])
        self._orphan = (labels, line.cells[-width:])
        return True

    def _doubt_above(self, values: Sequence[Cell]) -> None:
        """A row that was cut may go on in a line with fewer figures than a row has."""
        if self._cut is None or not any(map(is_blank, values)):
            return
        copy = self.copies[-1]
        for key, figure in copy.figures.items():
            if key.startswith(f"t3.{self._cut.match.key}."):
                copy.figures[key] = replace(figure, doubt=figure.doubt or BESIDE_UNREAD)

    def _note_blank_row(self, table: int, row: int, line: Line, width: int) -> bool:
        """Say of a numbered row without figures, whose label names nothing, that it is unread."""
        labels = [cell for cell in line.cells[:-width] if not is_blank(cell)]
        if not labels or not all(map(is_blank, line.cells[-width:])):
            return False
        text = labels[-1].text
        if (
            T3_LABELS.find(text) is not None
            or not has_ordinal(text)
            or len(bare(text)) < _SHORTEST_LABEL
        ):
            return False
        where = Where(table, row, labels[-1].column, line.page)
        self.copies[-1].unread.append(Unread("row", text, where))
        return True

    def _is_group_sum(self, line: Line, width: int) -> bool:
        """A group's own figures, above those of its rows: no row of the form."""
        labels = line.cells[:-width]
        match = T3_LABELS.find(labels[-1].text) if labels else None
        return match is not None and match.edits == 0 and match.key.startswith("group:")

    def _is_caption(self, texts: Sequence[Cell]) -> bool:
        return is_corner("".join(cell.text for cell in texts))

    def _read_tail(self, table: int, row: int, line: Line) -> bool:
        """The second half of a label that a page cut in two."""
        cut = self._cut
        if cut is None:
            return False
        tails = [c.text for c in line.cells[:_LABEL_CELLS] if normal(c.text) and _is_words(c.text)]
        tail = next((t for t in tails if _whole(cut.label, t) == cut.match.key), None)
        if tail is None:
            return False
        copy = self.copies[-1]
        key = cut.match.key
        copy.misprints[:] = [note for note in copy.misprints if note.place != f"t3.{key}"]
        start = next(place for place, cell in enumerate(line.cells) if cell.text == tail)
        values = line.cells[start + 1 :]
        if not all(map(is_blank, values)):
            copy.is_steady = False
            if all(map(is_blank, cut.values)):
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
        copy.is_steady = False
        copy.misprints.append(Misprint(f"t3.{match.key}", head + tail, match.expected, at))
        self._put(copy, match.key, values, at)
        self._orphan = None
        return True

    def _read_head(self, table: int, row: int, line: Line) -> bool:
        """The first half of such a label: it names the row if only one label begins so."""
        for place, cell in enumerate(line.cells[:_LABEL_CELLS]):
            match = _row_begun(cell.text) if not is_blank(cell) else None
            if match and not match.key.startswith("group:"):
                self._read_row(table, row, line, place, match)
                self.copies[-1].is_steady = False
                return True
        return False


_PLAIN: Final = tuple(column.key for column in form.APPLICANTS)
_PLACES: Final = {
    row.key: tuple(f"t3.{row.key}.{column}" for column in _PLAIN) for row in form.T3_ROWS
}


@lru_cache(maxsize=4_096)
def _label_behind_groups(labels: tuple[str, ...]) -> tuple[Match | None, bool]:
    """The row whose label stands last, where groups alone or nothing stand before it.

    None unless it is worded as in the form; and whether there are groups.
    """
    match = T3_LABELS.find(labels[-1]) if 0 < len(labels) < _LABEL_CELLS else None
    if match is None or match.edits or match.key not in _PLACES or match.key == "other":
        return None, False
    groups = [T3_LABELS.find(text) for text in labels[:-1] if text]
    if not all(one and not one.edits and one.key.startswith("group:") for one in groups):
        return None, False
    return match, bool(groups)


@lru_cache(maxsize=8_192)
def _row_begun(text: str) -> Match | None:
    return T3_LABELS.head(text)


@lru_cache(maxsize=8_192)
def _whole(head: str, tail: str) -> str | None:
    """The row whose label two halves make up."""
    match = T3_LABELS.completes(head, tail)
    return match.key if match else None


def _is_rest(line: Line, width: int) -> bool:
    """Whether a line without a row's label holds strokes: the rest of a row that a page cut."""
    values = [cell.text for cell in line.cells[-width:] if not is_blank(cell)]
    labels = [T3_LABELS.find(c.text) for c in line.cells[:-width] if not is_blank(c)]
    is_row = any(match is None or not match.key.startswith("group:") for match in labels)
    return bool(values) and not is_row and not any(map(_is_words, values))


def _is_words(text: str) -> bool:
    return numbers.count(text).state is State.TEXT


def _ends_in_figures(line: Line) -> bool:
    return any(cell.text[:1].isdigit() for cell in line.cells[-2:])


_GROUP_ROW: Final = _PLACES["other"]


def _drop_blank_group(copy: Copy) -> None:
    """Forget a row （六） without figures above its parts: it is their heading."""
    places = [place for place in _GROUP_ROW if place in copy.figures]
    if not places:
        return
    at = copy.figures[places[0]].where
    copy.by_blanks.add((at.table, at.row))
    if all(copy.figures[key].state is State.BLANK for key in places):
        for key in places:
            del copy.figures[key]


@lru_cache(maxsize=1_024)
def _begins_table_four(text: str) -> bool:
    """Whether a line begins with the name of one of table four's groups."""
    match = T4_HEADINGS.find(text)
    return match is not None and not match.edits and match.key.startswith("group:")


def _says(figure: Figure) -> tuple[State, Value]:
    return figure.state, figure.value


def _is_remark(text: str) -> bool:
    return normal(text) in REMARKS


def _has_figures(line: Line, width: int) -> bool:
    """Whether a line looks like a row of figures: enough cells, at least one number."""
    if len(line.cells) < width:
        return False
    states = [numbers.count(cell.text).state for cell in line.cells[-width:]]
    return State.NUMBER in states
