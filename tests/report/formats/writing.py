"""Sheets of sample reports written in formats that only tests need."""

from __future__ import annotations

import io
from decimal import Decimal, InvalidOperation

import xlsxwriter

from nianbao.demo import tables

TABLES = {"t2": tables.t2, "t3": tables.t3, "t4": tables.t4}


def xlsx(sheet, *, one_sheet=True, left=0, gap=1, numbers=True, beside=()):
    """A workbook with the whole report, merged as the form is.

    ``left`` columns stay empty before everything, ``gap`` rows after each table;
    ``beside`` is printed to the right of table three, row by row.
    """
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, {"in_memory": True})
    page, row = book.add_worksheet("年报"), 0
    row = _lines(page, row, left, (sheet.title, *sheet.lead))
    for passage in sheet.passages:
        if passage.table and not one_sheet:
            page, row = book.add_worksheet(passage.table), 0
        row = _lines(page, row, left, (passage.heading, *passage.paragraphs))
        if passage.table:
            table = TABLES[passage.table](sheet)
            _put(page, table, row, left, numbers=numbers)
            if passage.table == "t3":
                _lines(page, row, left + table.width, beside)
            row += len(table.rows) + gap
    _lines(page, row, left, sheet.signature)
    book.close()
    return raw.getvalue()


def _lines(page, row, column, texts):
    """Write texts one below the other; return the row after them."""
    for down, text in enumerate(texts):
        page.write_string(row + down, column, text)
    return row + len(texts)


def _put(page, table, top, left, *, numbers):
    for down, places in enumerate(table.placed()):
        for place in places:
            slot = place.slot
            if not place.first:
                continue
            row, column = top + down, left + place.column
            if slot.across * slot.down > 1:
                page.merge_range(row, column, row + slot.down - 1, column + slot.across - 1, "")
            value = _number(slot.text) if numbers and slot.key else None
            if value is not None:
                page.write_number(row, column, value)
            elif slot.text:
                page.write_string(row, column, slot.text)


def _number(text):
    """The number a typist would enter for a cell, where it is plainly one."""
    try:
        return float(Decimal(text)) if text.isascii() else None
    except InvalidOperation:
        return None
