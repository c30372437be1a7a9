"""Workbooks (XLSX) as offices open them in WPS: framed, with filters, on paper across.

Everything is written as text or number, never as a formula: a body's page may
say “=HYPERLINK(…)” where it should say its name.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from math import ceil
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
_MAX_CELL: Final = 32_000
_A3, _A4 = 8, 9  # as the format numbers them
_WIDE: Final = 210  # characters; on A4 they would be too small to read
_LINE_POINTS: Final = 16.5
_MOST_POINTS: Final = 405.0  # the format knows no higher row than 409


def safe(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula, even after a round by CSV."""
    clean = "".join(c for c in text if c == "\n" or ord(c) >= ord(" "))[:_MAX_CELL]
    return f"'{clean}" if text.startswith(_DANGEROUS) else clean


@contextmanager
def new_book(title: str, created: datetime) -> Iterator[tuple[xlsxwriter.Workbook, io.BytesIO]]:
    """Yield a workbook and what it is written into; the same pages give the same bytes."""
    data = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(data, options) as book:
        book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
        yield book, data


def add_page(
    book: xlsxwriter.Workbook,
    name: str,
    columns: Mapping[str, int],
    rows: Sequence[Sequence[str | float]],
) -> None:
    """Add a page with a row of headings; ``columns`` are headings with widths in characters."""
    page, formats = book.add_worksheet(name), _formats(book)
    widths = tuple(columns.values())
    for column, (title, width) in enumerate(columns.items()):
        page.set_column(column, column, width)
        page.write_string(0, column, title, formats["head"])
    for number, row in enumerate(rows, start=1):
        page.set_row(number, row_height(row, widths))
        for column, value in enumerate(row):
            if isinstance(value, (int, float)):
                page.write_number(number, column, value, formats["number"])
            else:
                page.write_string(number, column, safe(value), formats["body"])
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, len(rows), len(columns) - 1)
    page.set_landscape()
    page.set_paper(_A3 if sum(widths) > _WIDE else _A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&L&A&R第&P页，共&N页")


def row_height(row: Sequence[str | float], widths: Sequence[int]) -> float:
    """Return the height in points that shows every cell whole; not all programs find it."""
    lines = (_lines(str(value), width) for value, width in zip(row, widths, strict=False))
    return min(max(lines, default=1) * _LINE_POINTS, _MOST_POINTS)


def _lines(text: str, width: int) -> int:
    """Return the lines that a text takes; a Chinese character is two letters wide."""
    measured = (
        sum(2 if east_asian_width(c) in "WFA" else 1 for c in part) for part in text.split("\n")
    )
    return sum(max(1, ceil(length / (width - 2))) for length in measured)


def _formats(book: xlsxwriter.Workbook) -> dict[str, xlsxwriter.format.Format]:
    body = {"font_name": "宋体", "font_size": 11, "valign": "top", "border": 1, "text_wrap": True}
    head = body | {"bold": True, "bg_color": "#E8EEF5", "align": "center", "valign": "vcenter"}
    number = body | {"align": "right", "indent": 1}
    made = {"body": body, "head": head, "number": number}
    return {name: book.add_format(form) for name, form in made.items()}
