"""What a sheet must be found to say, and simple readings of what the writers wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import lxml.html

from nianbao.report import form

if TYPE_CHECKING:
    from nianbao.demo.sheets import ReportSheet

WHITE = re.compile(r"[\s\xa0　]+")


def squeezed(text: str) -> str:
    return WHITE.sub("", text)


def rows_of(sheet: ReportSheet, table: str) -> list[list[str]]:
    """Return the printed figures row by row, without any white space."""
    rows: dict[str, list[str]] = {}
    for key, text in sheet.cells.items():
        if key.startswith(table):
            rows.setdefault(key.rpartition(".")[0], []).append(squeezed(text))
    return list(rows.values())


def flat(rows: list[list[str]]) -> list[str]:
    return [cell for row in rows for cell in row]


def web_tables(page: str) -> list[list[list[str]]]:
    """Return the innermost tables of a page as rows of cell texts, white space removed."""
    root = lxml.html.document_fromstring(page)
    return [
        [[squeezed(cell.text_content()) for cell in row.iter("td")] for row in table.iter("tr")]
        for table in root.iter("table")
        if not table.xpath(".//table")
    ]


def figure_rows(tables: list[list[list[str]]], table: str) -> list[list[str]]:
    """Return the rows of figures of t2, t3 or t4 among all tables, by what they look like."""
    rows = [row for grid in tables for row in grid]
    if table == "t4":
        return [row for row in rows if len(row) == 15 and all(map(is_figure, row))]
    if table == "t3":
        long = [row for row in rows if len(row) in {8, 9, 10} and all(map(is_figure, row[-7:]))]
        return [row[-7:] for row in long if "".join(row[:-7])]
    labels = {row.label for block in form.T2_BLOCKS for row in block.rows} | {"规范性文件"}
    return [row[1:] for row in rows if row and row[0] in labels]


def is_figure(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d*|－", text))
