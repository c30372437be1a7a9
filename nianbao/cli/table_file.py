"""Tables that an office fills in, as files: XLSX or CSV, written as text and read as text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import python_calamine as calamine

from alerts.workbook import add_page, new_book, safe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

ENDINGS: Final = frozenset({".xlsx", ".csv"})
_MOST_BYTES: Final = 20_000_000
_MOST_ROWS: Final = 200_000


class Unusable(ValueError):  # noqa: N818 - named for what happened to the file
    """A table cannot be read or written; the message says why (Chinese)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row in which anything stands: its cells by heading, "" where nothing does."""

    number: int  # as the sheet counts, the heading being row 1
    cells: Mapping[str, str]


def write(
    path: Path,
    page: str,
    columns: Mapping[str, int],
    rows: Sequence[Sequence[str | int]],
    at: datetime,
) -> None:
    """Write a table in the format that the file's ending names; without rows, a template.

    ``columns`` are headings with widths in characters. The cells of a workbook are
    text, so that no code filled in loses its last digits.

    Raises:
        Unusable: the ending is neither .xlsx nor .csv.
    """
    if path.suffix.lower() == ".csv":
        path.write_bytes(_csv(columns, rows))
    elif path.suffix.lower() == ".xlsx":
        path.write_bytes(_book(page, columns, rows, at))
    else:
        raise Unusable("文件名应以 .xlsx 或 .csv 结尾")


def _csv(columns: Mapping[str, int], rows: Sequence[Sequence[str | int]]) -> bytes:
    """Return the rows with a byte order mark, without which WPS takes them for GBK."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe(str(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _book(
    page: str, columns: Mapping[str, int], rows: Sequence[Sequence[str | int]], at: datetime
) -> bytes:
    with new_book(page, at) as (book, data):
        add_page(book, page, columns, rows)
        as_text = book.add_format({"num_format": "@"})
        for number, width in enumerate(columns.values()):
            book.get_worksheet_by_name(page).set_column(number, number, width, as_text)
    return data.getvalue()


def read(
    path: Path, needed: Collection[str], allowed: Collection[str] | None = None
) -> Iterator[Row]:
    """Yield the rows of a table that is headed by at least the ``needed`` columns.

    With ``allowed`` no other column is taken: a heading that is misspelt would
    otherwise be a column that nobody reads.

    Raises:
        Unusable: the file cannot be read, or its headings are not as they must be.
    """
    heading, *rows = [[_plain(cell) for cell in row] for row in cells(path)] or [[]]
    if absent := [name for name in needed if name not in heading]:
        raise Unusable(f"缺少列：{'、'.join(absent)}")
    if twice := sorted({name for name in heading if name and heading.count(name) > 1}):
        raise Unusable(f"列名重复：{'、'.join(twice)}")
    strange = [name for name in heading if name and allowed is not None and name not in allowed]
    if strange:
        raise Unusable(f"没有此列，请核对：{'、'.join(strange)}")
    for number, row in enumerate(rows, start=2):
        filled = row + [""] * (len(heading) - len(row))  # programs cut empty cells off the end
        held = {name: text for name, text in zip(heading, filled, strict=False) if name}
        if any(held.values()):
            yield Row(number, held)


def _plain(text: str) -> str:
    """Return a cell without the mark that keeps it from being a formula."""
    return text.strip().removeprefix("'")


def cells(path: Path) -> list[list[str]]:
    """Return the rows of a file (.xlsx or .csv), the heading first, each cell as text.

    Raises:
        Unusable: it cannot be read, or is too large.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unusable(f"无法读取（{error.strerror}）") from error
    if len(data) > _MOST_BYTES:
        raise Unusable("文件过大")
    rows = _pages(data) if data.startswith(b"PK") else _lines(data)
    if len(rows) > _MOST_ROWS:
        raise Unusable("行数过多")
    return rows


def _pages(data: bytes) -> list[list[str]]:
    try:
        book = calamine.load_workbook(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, IndexError) as error:
        raise Unusable("表格文件已损坏或不完整，无法打开") from error
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _lines(data: bytes) -> list[list[str]]:
    """Return a CSV's rows; WPS and Excel save Chinese in UTF-8 or in GBK."""
    for charset in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        try:
            return list(csv.reader(io.StringIO(text, newline="")))
        except csv.Error as error:
            raise Unusable("不是表格文件（.xlsx 或 .csv）") from error
    raise Unusable("不是表格文件（.xlsx 或 .csv）")
