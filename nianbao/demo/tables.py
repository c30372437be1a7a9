"""The statutory tables laid out with their merged cells, before any format.

A ``Table`` holds rows of ``Slot``s as HTML has them: a slot stands once, at its
top left corner, with how far it reaches. Every writer prints from these.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from nianbao.report import form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.demo.sheets import ReportSheet
    from nianbao.report.form import Block, Row


@dataclass(frozen=True, slots=True)
class Slot:
    """A printed cell: its text, how many columns and rows it covers, and what it is.

    ``key`` is the figure's key for a cell of figures, None for labels and headings.
    """

    text: str
    across: int = 1
    down: int = 1
    key: str | None = None
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slot stands in the unfolded grid; ``first`` is False below its first row."""

    slot: Slot
    column: int
    first: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table of ``width`` grid columns. ``name`` is t2, t3 or t4."""

    name: str
    width: int
    rows: tuple[tuple[Slot, ...], ...]

    def placed(self) -> tuple[tuple[Place, ...], ...]:
        """Return every row with the slots that reach into it from above, left to right."""
        hanging: dict[int, tuple[Slot, int]] = {}
        return tuple(tuple(_row_places(row, hanging, self.width)) for row in self.rows)


def _row_places(
    row: tuple[Slot, ...], hanging: dict[int, tuple[Slot, int]], width: int
) -> Iterator[Place]:
    """Yield one row's places; ``hanging`` maps a column to a slot and the rows it still covers."""
    slots, column = iter(row), 0
    while column < width:
        if column in hanging:
            slot, left = hanging.pop(column)
            first = False
        else:
            slot = next(slots)
            left, first = slot.down, True
        if left > 1:
            hanging[column] = (slot, left - 1)
        yield Place(slot, column, first)
        column += slot.across


# --- Table 2 -----------------------------------------------------------------


def t2_blocks(sheet: ReportSheet) -> tuple[Table, ...]:
    """Return table two as one small table for each clause of article 20."""
    return tuple(
        Table("t2", len(block.columns[sheet.t2]) + 1, tuple(_block_rows(sheet, block)))
        for block in form.T2_BLOCKS
        if sheet.t2 in block.columns
    )


def t2(sheet: ReportSheet) -> Table:
    """Return table two as one table of four columns, short rows stretched to the right."""
    rows = [_stretched(row, 4) for block in t2_blocks(sheet) for row in block.rows]
    return Table("t2", 4, tuple(rows))


def t2_skewed(sheet: ReportSheet) -> Table:
    """Return table two on five grid columns whose headings and figures span differently.

    Headings of the item blocks span 1, 2, 1 columns and their figures 2, 1, 1, as
    a page does whose author dragged the borders: grid columns then tell nothing.
    """
    rows = [
        _skewed(row, heading_row=position == 1, items=block.width == _ITEM_WIDTH and number > 0)
        for number, block in enumerate(t2_blocks(sheet))
        for position, row in enumerate(block.rows)
    ]
    return Table("t2", 5, tuple(rows))


_ITEM_WIDTH = 4


def _skewed(row: tuple[Slot, ...], *, heading_row: bool, items: bool) -> tuple[Slot, ...]:
    spans = {
        1: (5,),
        2: (1, 4),
        3: (1, 2, 2),
        4: (1, 2, 1, 1) if items and not heading_row else (1, 1, 2, 1),
    }[len(row)]
    return tuple(replace(slot, across=across) for slot, across in zip(row, spans, strict=True))


def _block_rows(sheet: ReportSheet, block: Block) -> Iterator[tuple[Slot, ...]]:
    columns = block.columns[sheet.t2]
    yield (Slot(sheet.label(f"t2.{block.clause}", block.clause), len(columns) + 1, heading=True),)
    titles = (
        sheet.label(f"t2.{column.key}", _t2_title(sheet, column.key, column.names[0]))
        for column in columns
    )
    yield tuple(Slot(title, heading=True) for title in (form.T2_CONTENT, *titles))
    for row in block.rows:
        if sheet.t2 in row.editions:
            keys = (f"t2.{row.key}.{column.key}" for column in columns)
            yield (Slot(_t2_label(sheet, row)), *(_figure(sheet, key) for key in keys))


def _t2_title(sheet: ReportSheet, key: str, name: str) -> str:
    return f"{name}（单位：万元）" if sheet.t2 == "2021" and key == "amount" else name


def _t2_label(sheet: ReportSheet, row: Row) -> str:
    default = "规范性文件" if row.key == "normative" and sheet.t2 == "2019" else row.label
    return sheet.label(f"t2.{row.key}", default)


def _stretched(row: tuple[Slot, ...], width: int) -> tuple[Slot, ...]:
    """Return the row reaching over ``width`` columns: a pair shares the rest 1:1 or 1:n."""
    used = sum(slot.across for slot in row)
    if used == width:
        return row
    if len(row) == 1:
        return (replace(row[0], across=width),)
    if len(row) == 3:  # noqa: PLR2004 - a label and two figures: 采购项目数量, 采购总金额
        return (row[0], row[1], replace(row[2], across=2))
    return (row[0], replace(row[1], across=width - 1))


# --- Table 3 -----------------------------------------------------------------


def t3(sheet: ReportSheet) -> Table:
    """Return table three: three header rows, then 23 (2019) or 25 (2021) rows of figures."""
    rows = [row for row in form.T3_ROWS if sheet.t3 in row.editions]
    sizes = Counter(row.group for row in rows)
    results = len(rows) - 3  # all but 一, 二 and 四
    body: list[tuple[Slot, ...]] = []
    for before, row in pairwise((form.T3_ROWS[0], *rows)):
        leading = _t3_leading(sheet, before, row, sizes[row.group], results)
        figures = (_figure(sheet, f"t3.{row.key}.{column.key}") for column in form.APPLICANTS)
        body.append((*leading, *figures))
    return Table("t3", 10, (*_t3_head(sheet), *body))


def _t3_head(sheet: ReportSheet) -> Iterator[tuple[Slot, ...]]:
    names = [sheet.label(f"t3.{column.key}", column.names[0]) for column in form.APPLICANTS]
    corner = sheet.label("t3.corner", form.T3_CORNER)
    yield (Slot(corner, 3, 3, heading=True), Slot("申请人情况", 7, heading=True))
    yield (
        Slot(names[0], down=2, heading=True),
        Slot(form.ORGANISATIONS, 5, heading=True),
        Slot(names[-1], down=2, heading=True),
    )
    yield tuple(Slot(name, heading=True) for name in names[1:-1])


def _t3_leading(
    sheet: ReportSheet, before: Row, row: Row, size: int, results: int
) -> Iterator[Slot]:
    """Yield the label cells of one row: side heading, group and label where they begin."""
    label = sheet.label(f"t3.{row.key}", _t3_label(row))
    if row.number in {"一", "二", "四"}:
        yield Slot(label, 3)
        return
    if row.key == "granted":
        yield Slot(sheet.label("t3.results", form.T3_RESULTS), down=results)
    if not row.group:
        yield Slot(label, 2)
        return
    if row.group != before.group:
        yield Slot(sheet.label(f"t3.{row.group}", row.group), down=size)
    yield Slot(label)


def _t3_label(row: Row) -> str:
    mark = "、" if row.number in {"一", "二", "四"} else "." if row.number.isdigit() else ""
    return f"{row.number}{mark}{row.label}"


# --- Table 4 -----------------------------------------------------------------


def t4(sheet: ReportSheet) -> Table:
    """Return table four: three header rows and one row of fifteen figures."""
    outcomes = [column.names[0] for column in form.OUTCOMES]
    upper = [Slot(name, down=2, heading=True) for name in outcomes]
    suits = [
        Slot(sheet.label(f"t4.{row.key}", row.label), 5, heading=True) for row in form.T4_ROWS[1:]
    ]
    return Table(
        "t4",
        15,
        (
            (Slot(form.T4_ROWS[0].label, 5, heading=True), Slot(form.T4_SUITS, 10, heading=True)),
            (*upper, *suits),
            tuple(Slot(name, heading=True) for name in outcomes * 2),
            tuple(_figure(sheet, key) for key in form.T4_KEYS),
        ),
    )


def _figure(sheet: ReportSheet, key: str) -> Slot:
    return Slot(sheet.cells[key], key=key)
