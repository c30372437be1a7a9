"""Plain text in the layouts that offices and converters leave behind.

One has a tab before each cell, one cell a line, an empty line after each row;
one is Markdown, its tables cut by the pages they came from; one is a sheet
copied into an editor, with tabs between the cells of a row; and one is drawn
with the characters for frames.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.report.model import State, Unreadable
from nianbao.report.reading import loose, numbers
from nianbao.report.reading.document import Document
from nianbao.report.reading.encoding import decode
from nianbao.report.reading.grid import MAX_CELL, unfold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.model import Source
    from nianbao.report.reading.grid import RawCell

MAX_BYTES: Final = 5_000_000
_RULE: Final = frozenset("|-: \t\xa0\u3000")
_HEADING: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十][)）]|第[一二三四五六七]部分|第二十条第)"
)
_FRAME: Final = frozenset("│┃║┌├└┏┣┗╔╠╚")
_VERTICAL: Final = re.compile("[│┃║]")
_HORIZONTAL: Final = re.compile("[─━═]")
_RULED: Final = 2  # rules above the first row: where there is but one, a line is a row
_LONGEST_CELL: Final = 40  # characters of a line that is one cell between rows with tabs
_WIDE: Final = 5  # tabs in a line that has hardly anything else
_END_OF_TABLE: Final = 2  # empty lines


def read(source: Source) -> Document:
    """Read plain text or Markdown.

    Raises:
        Unreadable: the file is empty, too large, or no text at all.
    """
    if len(source.data) > MAX_BYTES:
        raise Unreadable(f"文本文件过大（{len(source.data) // 1_000_000} MB），未读取")
    text, doubt = decode(source.data)
    if "\x00" in text:
        raise Unreadable("文件不是文本，无法读取")
    printed = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines, tables = _Splitter(printed).split()
    grids = tuple(unfold(number, rows, above) for number, (rows, above) in enumerate(tables))
    if not grids:
        grids = loose.grids(printed)
        lines = loose.prose(lines) if grids else lines
    return Document("md" if source.name.endswith(".md") else "txt", lines, grids, doubt=doubt)


class _Splitter:
    """Parts the lines of a text into paragraphs and tables."""

    def __init__(self, printed: Sequence[str]) -> None:
        self._printed = printed
        self._place = 0
        self._lines: list[str] = []
        self._tables: list[tuple[list[list[RawCell]], str]] = []

    def split(self) -> tuple[tuple[str, ...], list[tuple[list[list[RawCell]], str]]]:
        """Return the paragraphs, and each table's rows with the line above it."""
        while self._place < len(self._printed):
            rows = self._table()
            if rows is None:
                self._keep(self._printed[self._place])
                self._place += 1
            else:
                self._tables.append((rows, "".join(self._lines[-1:])))
        return tuple(self._lines), self._tables

    def _table(self) -> list[list[RawCell]] | None:
        """Read the table that begins here, if one does."""
        line = self._printed[self._place]
        if self._begins_rows():
            return self._spread()
        if line.startswith("\t"):
            return self._tabbed()
        if line.lstrip()[:1] in _FRAME:
            return self._framed()
        return self._piped() if line.lstrip().startswith("|") else None

    def _keep(self, line: str) -> None:
        folded = " ".join(line.split())
        if folded:
            self._lines.append(folded)

    def _piped(self) -> list[list[RawCell]]:
        rows = []
        while self._place < len(self._printed):
            line = self._printed[self._place].strip()
            if not line.startswith("|"):
                break
            if not _is_rule(line):
                rows.append([(cell.strip(), 1, 1) for cell in _inside(line).split("|")])
            self._place += 1
        return rows

    def _spread(self) -> list[list[RawCell]]:
        """Read rows with tabs between their cells, and short lines of one cell between them."""
        rows = []
        while self._place < len(self._printed):
            line = self._printed[self._place]
            if "\t" not in line and not self._stands_alone():
                break
            rows.append([(_cell(cell), 1, 1) for cell in line.split("\t")])
            self._place += 1
        return rows

    def _begins_rows(self) -> bool:
        """Whether rows with tabs between their cells begin here."""
        line, after = self._printed[self._place], self._line(1)
        if _is_spread(line) or (_has_cells(line) and _has_cells(after)):
            return True
        return self._stands_alone() and _has_cells(after) and _has_cells(self._line(2))

    def _stands_alone(self) -> bool:
        """Whether a line is the only cell of its row, as 第二十条第（八）项 is."""
        text = self._printed[self._place].strip()
        short = 0 < len(text) <= _LONGEST_CELL and not _HEADING.match(text)
        return short and "\t" not in text and _has_cells(self._line(1))

    def _line(self, further: int) -> str:
        return "".join(self._printed[self._place + further : self._place + further + 1])

    def _framed(self) -> list[list[RawCell]]:
        """Read a drawn frame: what stands between two rules is one row."""
        rows: list[list[RawCell]] = []
        lines: list[list[str]] = []
        rules = 0
        while self._place < len(self._printed):
            line = self._printed[self._place].strip()
            if line[:1] not in _FRAME:
                break
            if _HORIZONTAL.search(line):
                rules += 1
                rows.extend(_stacked(lines))
                lines = []
            else:
                lines.append(_VERTICAL.split(line)[1:-1])
                if rules < _RULED:
                    rows.extend(_stacked(lines))
                    lines = []
            self._place += 1
        return [*rows, *_stacked(lines)]

    def _tabbed(self) -> list[list[RawCell]]:
        """Read rows until two empty lines, or an empty line before a heading."""
        rows: list[list[RawCell]] = []
        cells: list[str] = []
        while self._place < len(self._printed):
            line = self._printed[self._place]
            if line.startswith("\t"):
                cells.append(line[1:])
            elif line.strip() and cells:
                if len(cells[-1]) <= MAX_CELL:  # of what is longer no more is kept
                    cells[-1] += f"\n{line}"
            elif _is_unfinished(cells) and self._goes_on():
                self._place += 1
                continue
            else:
                rows.extend(_row(cells))
                cells = []
                if not self._next_row():
                    break
                continue
            self._place += 1
        rows.extend(_row(cells))
        return rows

    def _goes_on(self) -> bool:
        """Whether the cell goes on behind one empty line, as in （三）⏎⏎不予公开."""
        after = self._printed[self._place + 1 : self._place + 3]
        if len(after) < 2 or not after[0].strip() or after[0].startswith("\t"):  # noqa: PLR2004
            return False
        return after[1].startswith("\t") and not _HEADING.match(after[0])

    def _next_row(self) -> bool:
        """Step over the empty lines behind a row; False where the table ends."""
        empty = 0
        while self._place < len(self._printed) and not self._printed[self._place].strip(" \r　"):
            empty += 1
            self._place += 1
            if empty >= _END_OF_TABLE:
                return False
        return self._place < len(self._printed) and self._printed[self._place].startswith("\t")


def _is_spread(line: str) -> bool:
    """Whether a line holds several cells with tabs between them."""
    cells = line.split("\t")
    return len(cells) > 2 and (sum(map(bool, map(str.strip, cells))) > 1 or len(cells) > _WIDE)  # noqa: PLR2004


def _has_cells(line: str) -> bool:
    return _is_spread(line) or ("\t" in line and not line.startswith("\t"))


def _stacked(lines: Sequence[Sequence[str]]) -> list[list[RawCell]]:
    """One row whose cells run over several lines."""
    width = max(map(len, lines), default=0)
    cells = (
        "\n".join(line[column] for line in lines if column < len(line)) for column in range(width)
    )
    return [[(_cell(cell), 1, 1) for cell in cells]] if width else []


def _inside(line: str) -> str:
    """A line of pipes without the one at either end; a blank cell is two pipes in a row."""
    return line.removeprefix("|").removesuffix("|")


def _is_rule(line: str) -> bool:
    """Whether a line of pipes only parts the head of a table from its body."""
    return "-" in line and _RULE.issuperset(line)


def _is_unfinished(cells: Sequence[str]) -> bool:
    """Whether the cell under way may go on behind an empty line: no figure, and no blank, does."""
    return bool(cells) and numbers.count(cells[-1]).state is State.TEXT


def _row(cells: Sequence[str]) -> list[list[RawCell]]:
    return [[(_cell(cell), 1, 1) for cell in cells]] if cells else []


def _cell(text: str) -> str:
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))
