"""Table two: rows by label, columns by the heading line above and position.

Header and data rows may state different spans, so the nth figure of a row
belongs to the nth heading, whatever its grid column. The headings tell the
edition; the row's label tells the block.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import Misprint, State, Unread, Where
from nianbao.report.reading import numbers
from nianbao.report.reading.copies import Copy, is_blank
from nianbao.report.reading.labels import T2_LABELS, Lexicon, Match, normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.form import Edition
    from nianbao.report.model import Cell, Line

_CLAUSE: Final = re.compile(r"第二十条第[一二三四五六七八九]项")
_UNIT: Final = re.compile(r"(万元|亿元|元)")
_UNIT_NOTE: Final = re.compile(
    r"[(（](?:单位[:：]?)?\s*(?:人民币)?(?:万元|亿元|元|件|项|个)\s*[)）]|单位[:：]\s*(?:万元|亿元|元|件|项|个)"
)
_CONTENT: Final = normal(form.T2_CONTENT)
_LABEL_CELLS: Final = 3
_EDITIONS: Final[dict[str, Edition]] = {
    "made": "2019", "published": "2019", "total": "2019", "prior_items": "2019",
    "change": "2019", "projects": "2019", "issued": "2021", "repealed": "2021",
    "in_force": "2021",
}  # fmt: skip
"""Headings that only one edition has. 处理决定数量 and amounts stand in both."""
_HEADINGS: Final = Lexicon(
    (column.key, name)
    for block in form.T2_BLOCKS
    for columns in block.columns.values()
    for column in columns
    for name in column.names
)
_KNOWN: Final = frozenset(form.t2_keys("2019")) | frozenset(form.t2_keys("2021"))

SHORT_ROW: Final = "该行数据格数少于表头"


class TableTwo:
    """Reads table two out of a stream of lines."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self.copies: list[Copy] = []
        self._columns: tuple[tuple[str, str | None], ...] = ()  # key, unit of money
        self._active = False

    def leave(self) -> None:
        """Another table took a line: this one is over for now."""
        self._active, self._columns = False, ()

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
        texts = [cell for cell in line.cells if not is_blank(cell)]
        if not texts:
            return False
        if len(texts) <= _LABEL_CELLS and _is_clause(texts[-1].text):
            self._active, self._columns = True, ()
            return True
        if self._read_header(texts):
            return True
        return self._read_row(table, row, line) or self._read_unknown(table, row, line, texts)

    def _read_header(self, texts: Sequence[Cell]) -> bool:
        content = next(
            (place for place, cell in enumerate(texts[:2]) if normal(cell.text) == _CONTENT), None
        )
        headings = texts[content + 1 :] if content is not None else texts
        matches = [_heading(cell.text) for cell in headings]
        if not headings or None in matches or (content is None and not self._active):
            return False
        self._active = True
        self._columns = tuple(
            (match.key, _unit(cell.text))
            for match, cell in zip(matches, headings, strict=True)
            if match
        )
        return True

    def _read_row(self, table: int, row: int, line: Line) -> bool:
        if not self._columns:
            return False
        for place, cell in enumerate(line.cells[:_LABEL_CELLS]):
            match = T2_LABELS.find(cell.text) if cell.text else None
            if match:
                self._put(table, row, line, place, match)
                return True
        return False

    def _put(self, table: int, row: int, line: Line, place: int, match: Match) -> None:
        copy = self._copy_for(match.key)
        label = line.cells[place]
        where = Where(table, row, label.column, line.page)
        if match.edits:
            copy.misprints.append(Misprint(f"t2.{match.key}", label.text, match.expected, where))
        values = line.cells[place + 1 :]
        if len(values) < len(self._columns) or not all(map(is_blank, values[len(self._columns) :])):
            copy.unread.append(Unread("row", label.text, where))
            return
        for (column, unit), cell in zip(self._columns, values, strict=False):
            key = f"t2.{match.key}.{column}"
            if key in _KNOWN:
                copy.put(key, cell, Where(table, row, cell.column, line.page), unit)
            else:
                copy.unread.append(Unread("column", f"{label.text} {cell.text}", where))

    def _copy_for(self, row: str) -> Copy:
        column = self._columns[0][0]
        if not self.copies or f"t2.{row}.{column}" in self.copies[-1].figures:
            self.copies.append(Copy())
        return self.copies[-1]

    def _read_unknown(self, table: int, row: int, line: Line, texts: Sequence[Cell]) -> bool:
        if not self._columns or len(texts) != len(self._columns) + 1:
            return False
        states = [numbers.count(cell.text).state for cell in texts[1:]]
        if State.TEXT in states or numbers.count(texts[0].text).state is not State.TEXT:
            return False
        if not self.copies:
            self.copies.append(Copy())
        where = Where(table, row, texts[0].column, line.page)
        self.copies[-1].unread.append(Unread("row", texts[0].text, where))
        return True


@lru_cache(maxsize=8_192)
def _is_clause(text: str) -> bool:
    return bool(_CLAUSE.search(normal(unicodedata.normalize("NFKC", text))))


@lru_cache(maxsize=8_192)
def _heading(text: str) -> Match | None:
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return _HEADINGS.find(_UNIT_NOTE.sub("", folded))


def _unit(text: str) -> str | None:
    match = _UNIT.search(normal(text))
    return match[0] if match else None
