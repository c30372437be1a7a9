"""Spreadsheets (XLSX, XLS): every visible sheet parted into its tables and the text between.

A sheet has no tables of its own: one range may hold the three tables one below
the other, of different widths, with titles between them. A row with one cell
that is no label is text; each table ends on the right where its header ends, so
that empty cells beside a narrow table are never taken for its last columns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final, TypeAlias

import python_calamine as calamine

from nianbao.report import form
from nianbao.report.model import State, Unread, Unreadable
from nianbao.report.reading import biff, numbers, workbook
from nianbao.report.reading.document import Document
from nianbao.report.reading.grid import unfold
from nianbao.report.reading.labels import (
    APPLICANT_HEADINGS,
    T2_LABELS,
    T3_LABELS,
    T4_HEADINGS,
    normal,
)
from nianbao.report.reading.sections import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nianbao.report.model import Source
    from nianbao.report.reading.grid import RawCell
    from nianbao.report.reading.workbook import Place, Workbook

Range: TypeAlias = "tuple[Place, Place]"

MAX_SHEETS: Final = 100
MAX_CELLS: Final = workbook.MAX_CELLS
_CLAUSE: Final = "第二十条第"
_CONTENT: Final = normal(form.T2_CONTENT)
_HEADINGS: Final = 2  # headings in one row that make it a header
_SHARED: Final = frozenset({"total", "other", "extra:subtotal"})
_WHOLE: Final = 1e15  # above it a float is no exact count

UNCOMPUTED: Final = "表格中有公式未保存计算结果，空白项不能确定"
SHOWS_ERRORS: Final = "表格中有公式错误，空白项不能确定"
_ENCRYPTED: Final = "表格文件已加密，无法读取"
_DAMAGED: Final = "表格文件已损坏或不完整，无法打开"


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells that begin in one row of a sheet, by column; blank where nothing is printed."""

    number: int
    cells: Mapping[int, str]
    reached: frozenset[int]  # columns that a printed cell above covers

    @property
    def printed(self) -> dict[int, str]:
        return {column: text for column, text in self.cells.items() if text}


def read_xlsx(source: Source) -> Document:
    """Read an XLSX file.

    Raises:
        Unreadable: encrypted, damaged, or larger than the limits.
    """
    return _read(source, "xlsx", workbook.survey(source.data))


def read_xls(source: Source) -> Document:
    """Read an XLS file (BIFF in a compound file), also Kingsoft's ET.

    Raises:
        Unreadable: encrypted, damaged, or larger than the limits.
    """
    doubt = SHOWS_ERRORS if biff.shows_errors(source.data) else None
    return replace(_read(source, "xls", workbook.Workbook({}, 0)), doubt=doubt)


def _read(source: Source, name: str, survey: Workbook) -> Document:
    try:
        with calamine.load_workbook(BytesIO(source.data)) as book:
            return _document(book, name, survey)
    except calamine.PasswordError as error:
        raise Unreadable(_ENCRYPTED) from error
    except calamine.CalamineError as error:
        raise Unreadable(_DAMAGED) from error
    except BaseException as error:
        # A panic inside the library, whose class has no place to import it from.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable(_DAMAGED) from error


def _document(book: calamine.CalamineWorkbook, name: str, survey: Workbook) -> Document:
    if len(book.sheet_names) > MAX_SHEETS:
        raise Unreadable(f"表格文件有{len(book.sheet_names)}个工作表，超过{MAX_SHEETS}个，未读取")
    parts = _Parts()
    unread = [Unread("image", f"文件中有{survey.pictures}幅图片")] if survey.pictures else []
    for about in book.sheets_metadata:
        if about.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        if about.visible is calamine.SheetVisibleEnum.Visible:
            shown = survey.shown.get(about.name, workbook.Shown())
            parts.take(_rows(sheet, shown), _merges(sheet))
            if shown.hidden_rows or shown.hidden_columns:
                unread.extend(_not_shown(sheet, about.name, shown))
        elif sheet.start is not None:
            unread.append(Unread("table", f"隐藏的工作表“{about.name}”"))
    doubt = UNCOMPUTED if any(sheet.uncomputed for sheet in survey.shown.values()) else None
    grids = tuple(unfold(number, rows) for number, rows in enumerate(parts.tables))
    return Document(name, tuple(parts.lines), grids, unread=tuple(unread), doubt=doubt)


def _merges(sheet: calamine.CalamineSheet) -> dict[Place, Range]:
    """Return the merged ranges by their first cell."""
    return {found[0]: found for found in sheet.merged_cell_ranges or ()}


def _not_shown(sheet: calamine.CalamineSheet, name: str, shown: workbook.Shown) -> Iterator[Unread]:
    """Say that a sheet holds something in rows or columns that it does not show."""
    top, left = sheet.start or (0, 0)
    for number, values in enumerate(sheet.to_python(), start=top):
        for place, value in enumerate(values, start=left):
            out = number in shown.hidden_rows or place in shown.hidden_columns
            if out and value not in {"", None}:
                yield Unread("column", f"工作表“{name}”中隐藏的行或列")
                return


def _rows(sheet: calamine.CalamineSheet, about: workbook.Shown) -> Iterator[_Row]:
    """Yield the used rows of a sheet; blank rows between them have no printed cell."""
    if sheet.start is None:
        return
    if sheet.height * sheet.width > MAX_CELLS:
        raise Unreadable("表格的行列过多，未读取")
    top, left = sheet.start
    shown = about.texts
    width = max([left + sheet.width, *(column + 1 for _, column in shown)])
    hidden, spans = _hidden(sheet)
    for number, values in enumerate(sheet.to_python(), start=top):
        if number in about.hidden_rows:
            continue
        texts = {left + place: _printed(value) for place, value in enumerate(values)}
        cells = {
            column: ""
            if column in about.hidden_columns
            else shown.get((number, column), texts.get(column, ""))
            for column in range(width)
            if (number, column) not in hidden
        }
        yield _Row(number, cells, spans.get(number, frozenset()))


def _hidden(sheet: calamine.CalamineSheet) -> tuple[set[Place], dict[int, frozenset[int]]]:
    """Return the cells under merged ranges, and by row the columns covered from above."""
    hidden: set[Place] = set()
    spans: dict[int, frozenset[int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if (bottom - top + 1) * (right - left + 1) + len(hidden) > MAX_CELLS:
            raise Unreadable("表格的合并单元格过多，未读取")
        for row in range(top, bottom + 1):
            hidden.update((row, column) for column in range(left, right + 1))
            if row > top:
                spans[row] = spans.get(row, frozenset()) | set(range(left, right + 1))
        hidden.discard((top, left))
    return hidden, spans


def _printed(value: object) -> str:
    """A cell's value as a sheet shows it without a format: whole numbers without decimals."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _WHOLE
        return str(int(value)) if whole else format(value, ".15g")
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value)
    return "\n".join(line for part in text.splitlines() if (line := " ".join(part.split())))


class _Parts:
    """Collects the tables and the text lines of all sheets, in order."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tables: list[list[list[RawCell]]] = []
        self._rows: list[_Row] = []
        self._kind = ""
        self._last: tuple[int, int] | None = None

    def take(self, rows: Iterator[_Row], merges: Mapping[Place, Range]) -> None:
        """Part one sheet."""
        for row in rows:
            texts = list(row.printed.values())
            kind = _kind(texts)
            if kind and (kind != self._kind or (kind == "t3" and self._ends_in_figures())):
                self._end(merges)
                self._kind = kind
            if self._is_text(row, texts, kind):
                self._end(merges)
                self.lines.extend(texts[0].split("\n"))
            elif texts and not self._goes_on(row, merges):
                self._rows.append(row)
        self._end(merges)

    def _ends_in_figures(self) -> bool:
        """Whether figures stand in the last row, so that a header below begins another table."""
        texts = self._rows[-1].printed.values() if self._rows else ()
        return any(numbers.count(text).state is State.NUMBER for text in texts)

    def _goes_on(self, row: _Row, merges: Mapping[Place, Range]) -> bool:
        """Join a heading's second line that stands in a cell of its own (本年新 / 制作数量).

        Beside it other headings reach down over both rows: that tells it from
        the next row of a header, and from the first row of figures.
        """
        if not self._rows or not row.reached or not _kind([*self._rows[-1].printed.values()]):
            return False
        above, below = self._rows[-1], row.printed
        if any(_is_heading(text) for text in below.values()):
            return False
        if any(numbers.count(text).state is State.NUMBER for text in above.printed.values()):
            return False
        if any(column not in above.printed for column in below) or any(
            numbers.count(text).state is not State.TEXT
            or _width(above, column, merges) != (1, _width(row, column, merges)[1])
            for column, text in below.items()
        ):
            return False
        joined = {column: above.cells[column] + text for column, text in below.items()}
        self._rows[-1] = replace(above, cells={**above.cells, **joined})
        return True

    def _is_text(self, row: _Row, texts: list[str], kind: str) -> bool:
        """Whether a row is a line of text: one cell that is neither label nor figure."""
        if len(texts) != 1 or row.reached or kind:
            return False
        if number_of(texts[0]) is not None:
            return True
        is_figure = bool(self._kind) and numbers.count(texts[0]).state is not State.TEXT
        return not (is_figure or _is_label(texts[0]))

    def _end(self, merges: Mapping[Place, Range]) -> None:
        """Close the table under way."""
        rows, self._rows = self._rows, []
        kind, self._kind = self._kind, ""
        if not rows:
            return
        left, right = self._extent(rows, merges, kind)
        kept = [row.number for row in rows]
        self.tables.append([_raw(row, left, right, kept, merges) for row in rows])
        for row in rows:
            texts = row.printed
            beside = [text for column, text in texts.items() if not left <= column <= right]
            self.lines.extend(beside if kind else [" ".join(texts.values())])

    def _extent(
        self, rows: list[_Row], merges: Mapping[Place, Range], kind: str
    ) -> tuple[int, int]:
        """The first and last column of a table.

        Rows without a header of their own, on the next sheet for instance, go
        on with the columns of the table before.
        """
        left, right = _used(rows, merges, kind)
        last = self._last
        if not kind and last and last[0] <= left and right <= last[1]:
            return last
        if kind:
            self._last = (left, right)
        return left, right


def _kind(texts: list[str]) -> str:
    """Which table a row heads: "t2", "t3", "t4", or "" for none."""
    if not texts:
        return ""
    if _CLAUSE in normal(texts[-1]) or normal(texts[0]) == _CONTENT:
        return "t2"
    keys = {match.key for text in texts if (match := APPLICANT_HEADINGS.find(text))}
    if "group:applicants" in keys or len(keys - _SHARED) >= _HEADINGS:
        return "t3"
    keys = {match.key for text in texts if (match := T4_HEADINGS.find(text))}
    return "t4" if len(keys - _SHARED) >= _HEADINGS else ""


def _is_heading(text: str) -> bool:
    """Whether a text is a whole heading by itself, so that it ends none above it."""
    found = (lexicon.find(text) for lexicon in (APPLICANT_HEADINGS, T4_HEADINGS))
    return any(match is not None and not match.edits for match in found)


def _is_label(text: str) -> bool:
    """Whether a lone cell is the label of a row that was left blank, rather than text."""
    group = T4_HEADINGS.find(text)
    if group is not None and not group.edits:
        return True
    return any(lexicon.find(text) for lexicon in (T3_LABELS, T2_LABELS))


def _used(rows: list[_Row], merges: Mapping[Place, Range], kind: str) -> tuple[int, int]:
    """The columns that rows print in; table three ends with the last that its header names."""
    several = [row for row in rows if len(row.printed) > 1] or rows
    places = [(row, column, text) for row in several for column, text in row.printed.items()]
    ends = [
        _corner(row, column, merges)[1]
        for row, column, text in places
        if kind != "t3" or APPLICANT_HEADINGS.find(text)
    ]
    return min(column for _, column, _ in places), max(ends)


def _corner(row: _Row, column: int, merges: Mapping[Place, Range]) -> Place:
    """The last row and column of the cell that begins here."""
    found = merges.get((row.number, column))
    return found[1] if found else (row.number, column)


def _width(row: _Row, column: int, merges: Mapping[Place, Range]) -> tuple[int, int]:
    """How many rows and columns the cell that begins here covers."""
    bottom, end = _corner(row, column, merges)
    return bottom - row.number + 1, end - column + 1


def _raw(
    row: _Row, left: int, right: int, kept: list[int], merges: Mapping[Place, Range]
) -> list[RawCell]:
    """The cells of one row within its table; spans count only rows that are ``kept``."""
    cells: list[RawCell] = []
    for column, text in row.cells.items():
        if left <= column <= right:
            bottom, end = _corner(row, column, merges)
            down = bisect_right(kept, bottom) - bisect_left(kept, row.number)
            cells.append((text, min(end, right) - column + 1, down))
    return cells
