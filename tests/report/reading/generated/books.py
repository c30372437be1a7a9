"""Reports as workbooks: one sheet or several, text or numbers, formats that show 0 as a stroke."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from openpyxl.worksheet.worksheet import Worksheet

    from nianbao.demo.sheets import ReportSheet
    from nianbao.demo.tables import Table

DIALECTS = ("one sheet", "sheets", "text numbers", "shifted")
"""How the book is laid out."""


def book(
    sheet: ReportSheet, tables: Mapping[str, Sequence[Table]], dialect: str, rng: Random
) -> bytes:
    """Return the report as an XLSX file."""
    made = openpyxl.Workbook()
    page = made.active
    page.title = "年报"
    left = rng.randint(1, 3) if dialect == "shifted" else 0
    page.cell(1, left + 1, sheet.title)
    row = 2 if dialect == "one sheet" else 3
    for passage in sheet.passages:
        if passage.table and dialect == "sheets":
            page, row = made.create_sheet(f"表{passage.table[1]}"), 1
        for text in (passage.heading, *passage.paragraphs):
            page.cell(row, left + 1, text)
            row += 1
        for table in tables.get(passage.table or "", ()):
            row = _put(page, table, (row, left), dialect, rng) + rng.randint(0, 1)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _annotated(text: str, rng: Random) -> CellRichText:
    """A figure with what a person does not read as one: a digit struck out, a note's mark."""
    if rng.random() < 0.5:
        return CellRichText(TextBlock(InlineFont(strike=True), "9"), text)
    return CellRichText(text, TextBlock(InlineFont(vertAlign="superscript"), "1"))


def _put(page: Worksheet, table: Table, at: tuple[int, int], dialect: str, rng: Random) -> int:
    top, left = at
    for places in table.placed():
        for place in places:
            slot, column = place.slot, left + place.column + 1
            if not place.first:
                continue
            number = slot.text.isascii() and slot.text.isdigit() and dialect != "text numbers"
            page.cell(top, column, int(slot.text) if number and slot.key else slot.text or None)
            if (
                dialect == "text numbers"
                and slot.text.isdecimal()
                and slot.key
                and rng.random() < 0.05
            ):
                page.cell(top, column, _annotated(slot.text, rng))
            if slot.across > 1 or slot.down > 1:
                page.merge_cells(
                    start_row=top, start_column=column,
                    end_row=top + slot.down - 1, end_column=column + slot.across - 1,
                )  # fmt: skip
        top += 1
    return top
