"""RTF files: rows as the format states them, with the merges of their cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Unread, Unreadable
from nianbao.report.reading.document import Document
from nianbao.report.reading.encoding import MENDED
from nianbao.report.reading.grid import MAX_COLUMNS, MAX_ROWS, unfold
from nianbao.report.reading.rtf_stream import Stream

if TYPE_CHECKING:
    from nianbao.report.model import Source
    from nianbao.report.reading.grid import RawCell
    from nianbao.report.reading.rtf_stream import Word

MAX_BYTES: Final = 40_000_000
MAX_TABLES: Final = 500
MAX_CELLS: Final = 300_000
"""Of all tables; a report has some five hundred."""
_DEEPEST: Final = 4  # tables in tables
_SAME_EDGE: Final = 30
"""Twips (a twentieth of a point): edges that a hand dragged to nearly the same place."""


@dataclass(slots=True)
class _Definition:
    """What a row says of one of its cells: its right edge in twips, and its merges."""

    right: int
    continues_left: bool
    continues_up: bool
    starts_down: bool


@dataclass(slots=True)
class _Row:
    texts: list[str]
    definitions: list[_Definition]
    left: int


@dataclass(slots=True)
class _Level:
    """One table under way: level 0 is the text outside of all tables."""

    text: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)


def read(source: Source) -> Document:
    """Read an RTF file.

    Raises:
        Unreadable: too large, too deeply nested, or without any text.
    """
    if len(source.data) > MAX_BYTES:
        raise Unreadable(f"RTF 文件过大（{len(source.data) // 1_000_000} MB），未读取")
    stream = Stream(source.data)
    parts = _Parts()
    for event in stream:
        if isinstance(event, str):
            parts.add(event)
        else:
            parts.obey(event)
    parts.end()
    if not parts.lines and not parts.tables:
        raise Unreadable("RTF 文件没有文字，需人工核对")
    unread = [Unread("image", f"文件中有{stream.pictures}幅图片")] if stream.pictures else []
    if parts.cut:
        unread.append(Unread("table", "表格或其行列过多，只读取了前面部分"))
    if stream.is_open:
        unread.append(Unread("file", "RTF 文件不完整，后面部分缺失"))
    tables = zip(parts.tables, parts.captions, strict=True)
    grids = tuple(unfold(number, _raw(rows), above) for number, (rows, above) in enumerate(tables))
    doubt = MENDED if stream.mended else None
    return Document("rtf", tuple(parts.lines), grids, unread=tuple(unread), doubt=doubt)


class _Parts:
    """Collects the paragraphs and the tables of a file, in order."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tables: list[list[_Row]] = []
        self.captions: list[str] = []
        self._above = ""  # the line above the table under way
        self._levels = [_Level() for _ in range(_DEEPEST + 1)]
        self._level = 0
        self._row = _Row([], [], 0)  # its definition only
        self._nested_row = _Row([], [], 0)
        self._merges: set[str] = set()
        self._cells = 0
        self.cut = False
        """Whether cells, rows or tables were left out because there are too many."""

    def add(self, text: str) -> None:
        self._levels[self._level].text.append(text)

    def obey(self, word: Word) -> None:
        """Take one control word; those that shape no table or paragraph are ignored."""
        match word.name:
            case "par" | "sect" | "page":
                self._paragraph()
            case "pard":
                self._level = 0
            case "intbl":
                self._level = max(1, self._level)
            case "itap":
                self._level = max(0, min(word.argument or 0, _DEEPEST))
            case "cell":
                self._cell(1)
            case "nestcell":
                self._cell(max(2, self._level))
            case "row":
                self._end_row(1, self._row)
            case "nestrow":
                self._end_row(max(2, self._level), self._nested_row)
            case _:
                self._define(word)

    def _define(self, word: Word) -> None:
        row = self._nested_row if word.nested else self._row
        match word.name:
            case "trowd":
                row.definitions, row.left = [], 0
                self._merges.clear()
            case "trleft":
                row.left = word.argument or 0
            case "clmrg" | "clvmrg" | "clvmgf":
                self._merges.add(word.name)
            case "cellx" if len(row.definitions) < MAX_COLUMNS:
                left, up, down = (name in self._merges for name in ("clmrg", "clvmrg", "clvmgf"))
                row.definitions.append(_Definition(word.argument or 0, left, up, down))
                self._merges.clear()

    def _paragraph(self) -> None:
        if self._level:
            self.add("\n")
            return
        self._end_table(1)
        text, self._levels[0].text = "".join(self._levels[0].text), []
        self.lines.extend(filter(None, (" ".join(line.split()) for line in text.split("\n"))))

    def _cell(self, level: int) -> None:
        for deeper in range(level + 1, _DEEPEST + 1):
            self._end_table(deeper)
        at = self._levels[level]
        outside = self._levels[0].text if level == 1 else []
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise Unreadable("RTF 文件的表格过多，未读取")
        if len(at.cells) >= MAX_COLUMNS:
            self.cut = True
        else:
            at.cells.append(_folded("".join((*outside, *at.text))))
        at.text.clear()
        outside.clear()

    def _end_row(self, level: int, row: _Row) -> None:
        at = self._levels[level]
        texts, at.cells = at.cells, []
        if texts and len(at.rows) < MAX_ROWS:
            if level == 1 and not at.rows:
                self._above = "".join(self.lines[-1:])
            at.rows.append(_Row(texts, list(row.definitions), row.left))
        elif texts:
            self.cut = True

    def _end_table(self, level: int) -> None:
        rows, self._levels[level].rows = self._levels[level].rows, []
        if rows and len(self.tables) < MAX_TABLES:
            self.tables.append(rows)
            self.captions.append(self._above if level == 1 else "")
        elif rows:
            self.cut = True

    def end(self) -> None:
        """Take what the file left open."""
        self._level = 0
        for level in range(1, _DEEPEST + 1):
            if self._levels[level].cells:
                self._end_row(level, _Row([], [], 0))
            self._end_table(level)
        self._paragraph()


def _folded(text: str) -> str:
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))


def _raw(rows: list[_Row]) -> list[list[RawCell]]:
    """Rows with real spans; RTF states each cell by its right edge, and continuations."""
    edges = _edges(rows)
    made: list[list[list[object]]] = []
    above: dict[int, list[object]] = {}
    for row in rows:
        reached: dict[int, list[object]] = {}
        cells: list[list[object]] = []
        column, right = 0, 0
        for text, definition in _defined(row):
            column, right = right, max(right + 1, edges.get(definition.right, right + 1))
            if definition.continues_left and cells:
                cells[-1][0] = f"{cells[-1][0]}\n{text}".strip()
                cells[-1][1] = int(str(cells[-1][1])) + right - column
            elif definition.continues_up and column in above:
                above[column][2] = int(str(above[column][2])) + 1
                reached[column] = above[column]
            else:
                cells.append([text, right - column, 1])
                if definition.starts_down:
                    reached[column] = cells[-1]
        made.append(cells)
        above = reached
    return [[(str(c[0]), int(str(c[1])), int(str(c[2]))) for c in cells] for cells in made]


def _defined(row: _Row) -> list[tuple[str, _Definition]]:
    """Each cell with its definition; a row that defines fewer cells than it has merges none."""
    if len(row.definitions) < len(row.texts):
        plain = [_Definition(-1, False, False, False) for _ in row.texts]  # noqa: FBT003
        return list(zip(row.texts, plain, strict=True))
    return list(zip(row.texts, row.definitions, strict=False))


def _edges(rows: list[_Row]) -> dict[int, int]:
    """Return the grid column that ends at each right edge, those nearly the same united."""
    found = sorted({cell.right for row in rows for cell in row.definitions})
    columns: dict[int, int] = {}
    column = 1
    for before, edge in pairwise([None, *found]):
        if edge is None:
            continue
        if before is not None and edge - before > _SAME_EDGE:
            column += 1
        columns[edge] = column
    return columns
