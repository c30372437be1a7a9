"""Table two: rows by label, columns by the heading line above and position.

Header and data rows may state different spans, so the nth figure of a row
belongs to the nth heading, whatever its grid column. The headings tell the
edition; the row's label tells the block.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import Misprint, State, Unread, Where
from nianbao.report.reading import numbers
from nianbao.report.reading.columns import Columns, Head
from nianbao.report.reading.copies import REMARKS, Copy, is_blank
from nianbao.report.reading.labels import T2_LABELS, Match, normal, t2_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.form import Edition
    from nianbao.report.model import Cell, Line

_TEXT: Final = State.TEXT
_CLAUSE: Final = re.compile(r"第二十条第[一二三四五六七八九]项")
_UNIT: Final = re.compile(r"(万元|亿元|元)")
_CONTENT: Final = normal(form.T2_CONTENT)
_LABEL_CELLS: Final = 3
_EDITIONS: Final[dict[str, Edition]] = {
    "made": "2019", "published": "2019", "total": "2019", "prior_items": "2019",
    "change": "2019", "projects": "2019", "issued": "2021", "repealed": "2021",
    "in_force": "2021",
}  # fmt: skip
"""Headings that only one edition has. 处理决定数量 and amounts stand in both."""
_KNOWN: Final = frozenset(form.t2_keys("2019")) | frozenset(form.t2_keys("2021"))

PRINTED_TWICE: Final = "同一行在表中出现两次，数字不一致"


@dataclass(frozen=True, slots=True)
class _Header:
    """The headings of one block. ``units`` are the units of money by heading."""

    columns: Columns
    units: tuple[str | None, ...]


class TableTwo:
    """Reads table two out of a stream of lines."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self.copies: list[Copy] = []
        self._header: _Header | None = None
        self._turned: Columns | None = None
        self._active = False
        self._table = -1

    @property
    def is_new(self) -> bool:
        """Whether lines that were none of this table's have left no trace."""
        return not self._active

    def leave(self) -> None:
        """Another table took a line: this one is over for now."""
        self._active, self._header, self._turned = False, None, None

    def edition(self, copy: Copy) -> Edition | None:
        """Return the edition of the printed headings; None where they are mixed evenly."""
        votes: Counter[Edition] = Counter()
        for key in copy.figures:
            _, row, column = key.split(".")
            if column in _EDITIONS:
                votes[_EDITIONS[column]] += 1
            elif key == "t2.fees.amount" or f"t2.{row}.prior_items" not in copy.figures:
                votes["2019" if row == "procurement" else "2021"] += 1
            else:
                votes["2019"] += 1
        ranked = votes.most_common(2)
        if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return None
        return ranked[0][0]

    def take(self, table: int, row: int, line: Line) -> bool:
        """Read one line; False if it is none of this table's."""
        texts = [cell for cell in line.cells if cell.text.strip()]
        if not texts:
            return False
        if len(texts) <= _LABEL_CELLS and _is_clause(texts[-1].text):
            self._active, self._header, self._turned = True, None, None
        elif not (
            self._read_header(line, texts)
            or self._read_row(table, row, line)
            or self._read_turned(table, row, line, texts)
        ):
            return False
        self._table = table
        return True

    def stray(self, table: int, row: int, line: Line) -> bool:
        """Say of a line that no table has read, but that stands in this one, that it is unread."""
        texts = [cell for cell in line.cells if not is_blank(cell)]
        if not self._active or not texts:
            return False
        if not _is_text(texts[0]):
            return self._stray_figures(table, row, line, texts)
        size = len(self._header.columns.heads) if self._header else 0
        figures = [cell for cell in texts[1:] if not _is_text(cell)]
        like_a_row = size > 0 and len(line.cells) == size + 1 and len(texts) == len(figures) + 1
        if not like_a_row and not (figures and table == self._table):
            return False
        self._unread("row", texts[0].text, Where(table, row, texts[0].column, line.page))
        return True

    def _stray_figures(self, table: int, row: int, line: Line, texts: Sequence[Cell]) -> bool:
        """Figures without a label: the rest of a row that was cut, or a row that lost its label."""
        if self._header is None or table != self._table or len(line.cells) == 1:
            return False
        where = Where(table, row, texts[0].column, line.page)
        self._unread("row", " ".join(cell.text for cell in texts), where)
        return True

    def _unread(self, what: str, text: str, where: Where) -> None:
        if not self.copies:
            self.copies.append(Copy())
        self.copies[-1].unread.append(Unread(what, text, where))

    def _read_header(self, line: Line, texts: Sequence[Cell]) -> bool:
        content = next(
            (place for place, cell in enumerate(texts[:2]) if normal(cell.text) == _CONTENT), None
        )
        if content is None and not self._active:
            return False
        headings = texts[content + 1 :] if content is not None else texts
        matches = [t2_heading(cell.text) for cell in headings]
        known = sum(match is not None for match in matches)
        if not headings or known < (len(headings) if content is None or not known else 1):
            return False
        self._active = True
        heads = [
            Head(match.key if match else None, cell.text, cell.column, cell.colspan)
            for match, cell in zip(matches, headings, strict=True)
        ]
        edge = max(cell.column + cell.colspan for cell in line.cells)
        units = tuple(_unit(cell.text) for cell in headings)
        self._header = _Header(Columns(heads, edge), units)
        return True

    def _read_turned(self, table: int, row: int, line: Line, texts: Sequence[Cell]) -> bool:
        """Read a line of a block turned by a right angle: its rows' names are headings."""
        if normal(texts[0].text) == _CONTENT:
            return self._turn(line, texts[1:])
        heading = t2_heading(texts[0].text)
        if self._turned is None or heading is None or heading.edits:
            return False
        values = line.cells[line.cells.index(texts[0]) + 1 :]
        placed = self._turned.place(values, table, len(line.cells))
        where = Where(table, row, texts[0].column, line.page)
        keys = {head: f"t2.{head.key}.{heading.key}" for head in self._turned.heads}
        if placed is None or not _KNOWN.issuperset(keys.values()):
            self._unread("row", texts[0].text, where)
            return True
        copy = self._copy_for(next(iter(keys)).key or "", self._turned, table)
        unit = _unit(texts[0].text)
        places = [(keys[head], cell, unit) for head, cell in placed.cells]
        if any(key in copy.figures for key, _, _ in places):
            self._doubt(copy, places, texts[0].text, where)
        else:
            copy.keep(places, where, placed)
        return True

    def _turn(self, line: Line, names: Sequence[Cell]) -> bool:
        """Take the names of rows as headings, if all of these cells are such."""
        matches = [T2_LABELS.find(cell.text) for cell in names]
        heads = [
            Head(match.key, cell.text, cell.column, cell.colspan)
            for match, cell in zip(matches, names, strict=True)
            if match and not match.edits
        ]
        if not heads or len(heads) < len(names):
            return False
        edge = max(cell.column + cell.colspan for cell in line.cells)
        self._active, self._header, self._turned = True, None, Columns(heads, edge)
        return True

    def _read_row(self, table: int, row: int, line: Line) -> bool:
        if not self._active:
            return False
        for place, cell in enumerate(line.cells[:_LABEL_CELLS]):
            match = T2_LABELS.find(cell.text) if cell.text else None
            if match:
                self._put(table, row, line, place, match)
                return True
        return False

    def _put(self, table: int, row: int, line: Line, place: int, match: Match) -> None:
        label = line.cells[place]
        where = Where(table, row, label.column, line.page)
        values = line.cells[place + 1 :]
        header = self._header
        placed = header.columns.place(values, table, len(line.cells)) if header else None
        others = [cell.text for cell in values if _is_label(cell.text)]
        if others or header is None or placed is None or not _heads_row(header.columns, match.key):
            self._unread("row", " ".join((label.text, *others)), where)
            return
        copy = self._copy_for(match.key, header.columns, table)
        if match.edits:
            copy.misprints.append(Misprint(f"t2.{match.key}", label.text, match.expected, where))
        places = []
        for (head, cell), unit in zip(placed.cells, header.units, strict=True):
            key = f"t2.{match.key}.{head.key}"
            if key in _KNOWN:
                places.append((key, cell, unit))
            elif not _is_remark(head.text):
                copy.unread.append(Unread("column", f"{label.text} {head.text}", where))
        if any(key in copy.figures for key, _, _ in places):
            self._doubt(copy, places, label.text, where)
            return
        copy.keep(places, where, placed)
        copy.settle(header.columns)

    def _doubt(
        self, copy: Copy, places: Sequence[tuple[str, Cell, str | None]], label: str, where: Where
    ) -> None:
        """The same row stands twice in one table: where the two differ, neither is certain."""
        copy.is_steady = False
        for key, cell, _ in places:
            before = copy.figures.get(key)
            if before is not None and before.printed.strip() != cell.text.strip():
                copy.figures[key] = replace(before, doubt=PRINTED_TWICE)
                if not any(one.where == where for one in copy.unread):
                    copy.unread.append(Unread("row", label, where))

    def _copy_for(self, row: str, columns: Columns, table: int) -> Copy:
        """The first copy that lacks the row, or that holds it from this very table."""
        keys = [f"t2.{row}.{head.key}" for head in columns.heads]
        for copy in self.copies:
            held = [copy.figures[key] for key in keys if key in copy.figures]
            if all(figure.where.table == table for figure in held):
                return copy
        self.copies.append(Copy())
        return self.copies[-1]


def is_heading(text: str) -> bool:
    """Whether table two knows a text as that of a clause or of a heading."""
    return _is_clause(text) or normal(text) == _CONTENT or t2_heading(text) is not None


@lru_cache(maxsize=8_192)
def _is_clause(text: str) -> bool:
    return bool(_CLAUSE.search(normal(unicodedata.normalize("NFKC", text))))


def _is_label(text: str) -> bool:
    """Whether a row's name stands where a figure should: two blocks are printed side by side."""
    match = T2_LABELS.find(text) if text else None
    return match is not None and match.edits == 0


def _heads_row(columns: Columns, row: str) -> bool:
    """Whether the first heading that the form knows is one of the row's own block.

    Below a cut the heading above may be another block's, with a column in common.
    """
    known = next((head.key for head in columns.heads if head.key), None)
    return f"t2.{row}.{known}" in _KNOWN


def _is_remark(text: str) -> bool:
    return normal(text) in REMARKS


@lru_cache(maxsize=8_192)
def _unit(text: str) -> str | None:
    match = _UNIT.search(normal(text))
    return match[0] if match else None


def _is_text(cell: Cell) -> bool:
    return numbers.count(cell.text).state is _TEXT
