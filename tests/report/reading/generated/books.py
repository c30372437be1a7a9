"""Reports as workbooks: one sheet or several, text or numbers, formats that show 0 as a stroke."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl

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
            row = _put(page, table, row, left, dialect) + rng.randint(0, 1)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _put(page: Worksheet, table: Table, top: int, left: int, dialect: str) -> int:
    for places in table.placed():
        for place in places:
            slot, column = place.slot, left + place.column + 1
            if not place.first:
                continue
            number = slot.text.isascii() and slot.text.isdigit() and dialect != "text numbers"
            page.cell(top, column, int(slot.text) if number and slot.key else slot.text or None)
            if slot.across > 1 or slot.down > 1:
                page.merge_cells(
                    start_row=top, start_column=column,
                    end_row=top + slot.down - 1, end_column=column + slot.across - 1,
                )  # fmt: skip
        top += 1
    return top
