"""The shapes that offices give the three tables, format apart.

A shape turns the form's own table into the tables that are printed instead.
Each takes ``(tables, rng)`` and returns tables; what it adds (a 备注 column, a
caption row) is no figure of the form.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from nianbao.demo import tables
from nianbao.demo.tables import Slot, Table
from nianbao.demo.writers.cutting import unfolded
from nianbao.report import form

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from nianbao.demo.sheets import ReportSheet

Rows: TypeAlias = "list[list[Slot]]"
Shape: TypeAlias = "Callable[[ReportSheet, Random], dict[str, list[Table]]]"

_HEAD = 3  # rows of the header of tables three and four


def plain(sheet: ReportSheet, rng: Random) -> dict[str, list[Table]]:
    """The form's own tables."""
    del rng
    return {"t2": [tables.t2(sheet)], "t3": [tables.t3(sheet)], "t4": [tables.t4(sheet)]}


def five_tables(sheet: ReportSheet, rng: Random) -> dict[str, list[Table]]:
    """Table two as one small table a clause."""
    return {**plain(sheet, rng), "t2": list(tables.t2_blocks(sheet))}


def skewed(sheet: ReportSheet, rng: Random) -> dict[str, list[Table]]:
    """Headings and figures of table two that span differently."""
    return {**plain(sheet, rng), "t2": [tables.t2_skewed(sheet)]}


def _changed(name: str, change: Callable[[Table, Random], list[Table]]) -> Shape:
    def shape(sheet: ReportSheet, rng: Random) -> dict[str, list[Table]]:
        made = plain(sheet, rng)
        return {**made, name: [new for old in made[name] for new in change(old, rng)]}

    return shape


def _all(change: Callable[[Table, Random], list[Table]]) -> Shape:
    def shape(sheet: ReportSheet, rng: Random) -> dict[str, list[Table]]:
        made = plain(sheet, rng)
        return {
            name: [new for old in olds for new in change(old, rng)] for name, olds in made.items()
        }

    return shape


# --- columns added ----------------------------------------------------------------


def _remarks(table: Table, rng: Random) -> list[Table]:
    """A column 备注 behind the total, mostly blank."""
    rows: Rows = []
    for number, row in enumerate(table.rows):
        if number == 0:
            rows.append([*row, Slot("备注", 1, _HEAD, heading=True)])
        elif number < _HEAD:
            rows.append(list(row))
        else:
            rows.append([*row, Slot(rng.choice(("", "", "", "含上年")))])
    return [_table(table, rows, 1)]


def _ordinals(table: Table, rng: Random) -> list[Table]:
    """A column 序号 before everything."""
    del rng
    rows: Rows = []
    for number, row in enumerate(table.rows):
        if number == 0:
            rows.append([Slot("序号", 1, _HEAD, heading=True), *row])
        elif number < _HEAD:
            rows.append(list(row))
        else:
            rows.append([Slot(str(number - _HEAD + 1)), *row])
    return [_table(table, rows, 1)]


def _subtotal(table: Table, rng: Random) -> list[Table]:
    """A column 小计 before the total, with the organisations' sum where there are numbers."""
    name = rng.choice(("小计", "法人小计", "法人或其他组织小计"))
    rows: Rows = []
    for number, row in enumerate(table.rows):
        if number == 0:
            rows.append([row[0], replace(row[1], across=8)])
        elif number == 1:
            rows.append([row[0], replace(row[1], across=6), row[2]])
        elif number == 2:
            rows.append([*row, Slot(name, heading=True)])
        else:
            texts = [slot.text for slot in row[-6:-1]]
            numeric = all(text.isascii() and text.isdigit() for text in texts)
            rows.append([*row[:-1], Slot(str(sum(map(int, texts))) if numeric else ""), row[-1]])
    return [_table(table, rows, 1)]


def _gap_before(table: Table, rng: Random) -> list[Table]:
    """A blank column between labels and figures."""
    del rng
    rows: Rows = []
    for number, row in enumerate(table.rows):
        if number == 0:
            rows.append([row[0], Slot("", 1, _HEAD), *row[1:]])
        elif number < _HEAD:
            rows.append(list(row))
        else:
            rows.append([*row[:-7], Slot(""), *row[-7:]])
    return [_table(table, rows, 1)]


def _gap_after(table: Table, rng: Random) -> list[Table]:
    """Blank columns behind the total, as a sheet pasted too wide has them."""
    wide = rng.randint(1, 3)
    rows = [[*row, *(Slot("") for _ in range(wide))] for row in table.rows]
    return [_table(table, rows, wide)]


# --- columns and merges that went wrong -------------------------------------------


def _torn(table: Table, rng: Random) -> list[Table]:
    """No merged cell at all: each is its text and blanks."""
    del rng
    return [replace(table, rows=unfolded(table))]


def _repeated(table: Table, rng: Random) -> list[Table]:
    """No merged cell: the text stands again in every cell that was merged."""
    del rng
    rows = tuple(
        tuple(_single(place.slot) for place in places for _ in range(place.slot.across))
        for places in table.placed()
    )
    return [replace(table, rows=rows)]


def _single(slot: Slot) -> Slot:
    return replace(slot, across=1, down=1)


def _flat_labels(table: Table, rng: Random) -> list[Table]:
    """One column of labels; a group is a row of its own, its figures left blank."""
    rows: Rows = [[Slot("", heading=True), *_leaf_headings(table)]]
    for row in table.rows[_HEAD:]:
        labels, figures = row[:-7], row[-7:]
        for label in labels[:-1]:
            if rng.random() < 0.7:
                rows.append([Slot(label.text), *(Slot("") for _ in range(7))])
            else:
                rows.append([Slot(label.text, 8)])
        rows.append([_single(labels[-1]), *figures])
    return [Table("t3", 8, tuple(map(tuple, rows)))]


def _glued_group(table: Table, rng: Random) -> list[Table]:
    """The group's label stands before its first row's, in one cell."""
    del rng
    rows: Rows = [[Slot("", heading=True), *_leaf_headings(table)]]
    for row in table.rows[_HEAD:]:
        rows.append([Slot("".join(slot.text for slot in row[:-7][-2:])), *row[-7:]])
    return [Table("t3", 8, tuple(map(tuple, rows)))]


def _leaf_headings(table: Table) -> list[Slot]:
    person, _, total = table.rows[1]
    return [_single(person), *table.rows[2], _single(total)]


def _no_corner(table: Table, rng: Random) -> list[Table]:
    """The header lost its first cell, so that it stands over the labels."""
    del rng
    return [replace(table, rows=(table.rows[0][1:], *table.rows[1:]))]


def _off_by_one(table: Table, rng: Random) -> list[Table]:
    """The corner spans one column more or less than the labels below it."""
    corner = replace(table.rows[0][0], across=3 + rng.choice((-1, 1)))
    return [replace(table, rows=((corner, *table.rows[0][1:]), *table.rows[1:]))]


def _overrunning(table: Table, rng: Random) -> list[Table]:
    """Row spans of labels that reach beyond the table's end."""
    del rng
    rows = [
        [replace(s, down=s.down + 40) if s.text.startswith("三、") else s for s in row]
        for row in table.rows
    ]
    last = [Slot(table.rows[-1][0].text, 2), *table.rows[-1][1:]]
    return [_table(table, [*rows[:-1], last], 0)]


# --- rows added or cut --------------------------------------------------------------


def _captioned(table: Table, rng: Random) -> list[Table]:
    """A caption, a unit and a signature inside the table."""
    caption = {
        "t2": "主动公开政府信息情况",
        "t3": "收到和处理政府信息公开申请情况",
        "t4": "行政复议、行政诉讼情况",
    }
    rows: Rows = [[Slot(f"{caption[table.name]}统计表", table.width)]]
    if rng.random() < 0.6:
        rows.append([Slot("单位：件", table.width)])
    rows.extend(list(row) for row in table.rows)
    if rng.random() < 0.6:
        left = table.width // 2
        rows.append(
            [Slot("填表人：张某", left), Slot("填报日期：2026年1月8日", table.width - left)]
        )
    rows.append([Slot("注：本表数据截至12月31日。", table.width)])
    return [_table(table, rows, 0)]


def _cut(table: Table, rng: Random) -> list[Table]:
    """Cut after a row, in two or three; the later parts have no header, its own, or a blank one."""
    if table.name == "t4":
        return [table]
    rows = unfolded(table)
    first = rng.randint(6, 9)
    places = sorted({0, first, rng.randint(first + 2, len(rows) - 2), len(rows)})
    head = rng.choice(("none", "again", "blank"))
    pieces = []
    for number, (start, stop) in enumerate(pairwise(places)):
        above = ()
        if number and table.name == "t3":
            above = {
                "none": (),
                "again": rows[:_HEAD],
                "blank": (tuple(Slot("") for _ in rows[0]),),
            }[head]
        pieces.append(replace(table, rows=(*above, *rows[start:stop])))
    return pieces


def _extra_row(table: Table, rng: Random) -> list[Table]:
    """A local row 其他主动公开文件 in table two."""
    rows = list(map(list, table.rows))
    place = next(n for n, row in enumerate(rows) if "规范性文件" in row[0].text) + 1
    width = len(rows[place - 1]) - 1
    rows.insert(
        place, [Slot("其他主动公开文件"), *(Slot(str(rng.randint(0, 90))) for _ in range(width))]
    )
    return [_table(table, rows, 0)]


def _local_heading(table: Table, rng: Random) -> list[Table]:
    """A heading of table two that the form does not know, over figures of its own."""
    del rng
    rows: Rows = []
    wide = 0
    for row in table.rows:
        if len(row) == 4 and row[0].text == form.T2_CONTENT:
            wide = 3
            rows.append([*row, Slot("解读数量", heading=True)])
        elif wide and len(row) == 4:
            rows.append([*row, Slot("8")])
        else:
            rows.append([*row[:-1], replace(row[-1], across=row[-1].across + 1)])
    return [_table(table, rows, 1)]


def _group_of(table: Table, row: tuple[Slot, ...]) -> str:
    """The text of the group that a row stands in."""
    group = ""
    for one in table.rows[_HEAD:]:
        group = one[-9].text if len(one) > 8 and one[-9].down > 1 else group
        if one is row:
            return group if one[-8].text[:1].isdigit() else ""
    return ""


def _sum(column: tuple[Slot, ...]) -> str:
    texts = [slot.text for slot in column]
    whole = all(text.isascii() and text.isdigit() for text in texts)
    return str(sum(map(int, texts))) if whole else ""


def _group_sums(table: Table, rng: Random) -> list[Table]:
    """A row of sums over each group: no row of the form."""
    del rng
    rows: Rows = [[Slot("", heading=True), *_leaf_headings(table)]]
    for row in table.rows[_HEAD:]:
        labels, figures = row[:-7], row[-7:]
        for label in labels[:-1]:
            group = [r[-7:] for r in table.rows[_HEAD:] if _group_of(table, r) == label.text]
            if label.text.startswith("（") and "其他处理" not in label.text:
                rows.append(
                    [Slot(label.text), *(Slot(_sum(column)) for column in zip(*group, strict=True))]
                )
        rows.append([_single(labels[-1]), *figures])
    return [Table("t3", 8, tuple(map(tuple, rows)))]


# --- table four ---------------------------------------------------------------------


def _four_rows(table: Table, rng: Random) -> list[Table]:
    """One row a group: 行政复议, 未经复议直接起诉, 复议后起诉."""
    figures = table.rows[3]
    heads = [Slot(c.names[0], heading=True) for c in form.OUTCOMES]
    rows: Rows = []
    if rng.random() < 0.5:
        rows.append([Slot("类别", 2, heading=True), *heads])
        rows.append([Slot(form.T4_ROWS[0].label, 2), *figures[:5]])
        rows.append([Slot(form.T4_SUITS, down=2), Slot(form.T4_ROWS[1].label), *figures[5:10]])
        rows.append([Slot(form.T4_ROWS[2].label), *figures[10:]])
        return [Table("t4", 7, tuple(map(tuple, rows)))]
    rows.append([Slot("", heading=True), *heads])
    for number, row in enumerate(form.T4_ROWS):
        rows.append([Slot(row.label), *figures[5 * number : 5 * number + 5]])
    return [Table("t4", 6, tuple(map(tuple, rows)))]


def _four_turned(table: Table, rng: Random) -> list[Table]:
    """Turned by a right angle: a row an outcome, a column a group."""
    figures = table.rows[3]
    rows: Rows = []
    if rng.random() < 0.5:
        rows.append([Slot("", down=2), Slot(form.T4_ROWS[0].label, down=2), Slot(form.T4_SUITS, 2)])
        rows.append([Slot(row.label) for row in form.T4_ROWS[1:]])
    else:
        rows.append([Slot(""), *(Slot(row.label) for row in form.T4_ROWS)])
    for number, outcome in enumerate(form.OUTCOMES):
        rows.append([Slot(outcome.names[0]), *(figures[5 * n + number] for n in range(3))])
    return [Table("t4", 4, tuple(map(tuple, rows)))]


def _four_blocks(table: Table, rng: Random) -> list[Table]:
    """Three blocks one below the other, each with its headings."""
    figures = table.rows[3]
    rows: Rows = []
    for number, row in enumerate(form.T4_ROWS):
        if number == 1 and rng.random() < 0.5:
            rows.append([Slot(form.T4_SUITS, 5)])
        rows.append([Slot(row.label, 5)])
        rows.append([Slot(c.names[0], heading=True) for c in form.OUTCOMES])
        rows.append(list(figures[5 * number : 5 * number + 5]))
    return [Table("t4", 5, tuple(map(tuple, rows)))]


def _four_halves(table: Table, rng: Random) -> list[Table]:
    """One table for reviews, one for lawsuits."""
    del rng
    figures = table.rows[3]
    heads = [Slot(c.names[0], heading=True) for c in form.OUTCOMES]
    first = Table("t4", 5, ((Slot(form.T4_ROWS[0].label, 5),), tuple(heads), figures[:5]))
    labels = tuple(Slot(row.label, 5) for row in form.T4_ROWS[1:])
    second = Table("t4", 10, ((Slot(form.T4_SUITS, 10),), labels, (*heads, *heads), figures[5:]))
    return [first, second]


def _four_list(table: Table, rng: Random) -> list[Table]:
    """A list: group, outcome, number."""
    del rng
    figures = table.rows[3]
    rows: Rows = []
    for number, row in enumerate(form.T4_ROWS):
        for place, outcome in enumerate(form.OUTCOMES):
            lead = [Slot(row.label, down=5)] if not place else []
            rows.append([*lead, Slot(outcome.names[0]), figures[5 * number + place]])
    return [Table("t4", 3, tuple(map(tuple, rows)))]


def _table(table: Table, rows: Rows, wider: int) -> Table:
    return Table(table.name, table.width + wider, tuple(map(tuple, rows)))


SHAPES: dict[str, Shape] = {
    "plain": plain,
    "five tables": five_tables,
    "skewed": skewed,
    "remarks column": _changed("t3", _remarks),
    "ordinals column": _changed("t3", _ordinals),
    "subtotal column": _changed("t3", _subtotal),
    "gap before figures": _changed("t3", _gap_before),
    "gap after figures": _all(_gap_after),
    "torn merges": _all(_torn),
    "repeated merges": _all(_repeated),
    "flat labels": _changed("t3", _flat_labels),
    "glued group": _changed("t3", _glued_group),
    "no corner": _changed("t3", _no_corner),
    "off by one": _changed("t3", _off_by_one),
    "overrunning spans": _changed("t3", _overrunning),
    "captions inside": _all(_captioned),
    "cut": _all(_cut),
    "extra row": _changed("t2", _extra_row),
    "local heading": _changed("t2", _local_heading),
    "group sums": _changed("t3", _group_sums),
    "four in rows": _changed("t4", _four_rows),
    "four turned": _changed("t4", _four_turned),
    "four in blocks": _changed("t4", _four_blocks),
    "four in halves": _changed("t4", _four_halves),
    "four as a list": _changed("t4", _four_list),
}
"""Every shape by its name."""
