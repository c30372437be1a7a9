"""What a relation rests on, as printed: a table of cells, and one sentence with both sides.

Numbers are shown as the report prints them; an empty cell is shown as 空白 and,
in a sum, as counting 0. Nothing is filled in or rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nianbao.report.model import Figure, Finding

BLANK: Final = "空白"
ABSENT: Final = "未见"
"""A cell that was not found, which is something else than an empty one."""
_ORGANS: Final = tuple(column.key for column in form.APPLICANTS if column.key != "total")
_RESULTS: Final = tuple(row.key for row in form.T3_ROWS if row.key not in form.T3_FRAME)
_SHORT_ROWS: Final = {
    "received": "一、本年新收",
    "carried_in": "二、上年结转",
    "settled": "三、（七）总计",
    "carried_out": "四、结转下年度",
}


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell as printed. ``suspect`` cells stand out; ``blank`` ones are empty in the report."""

    text: str
    suspect: bool = False
    blank: bool = False


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """Part of a table of the report. ``left_out`` says in Chinese what is not shown."""

    corner: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[PrintedCell, ...]], ...]
    left_out: str = ""


def tables(
    findings: Iterable[Finding], figures: Mapping[str, Figure], suspects: frozenset[str]
) -> tuple[PrintedTable, ...]:
    """Return the parts of the report's tables that the findings' relations rest on."""
    relations = [finding.relation for finding in findings if finding.relation]
    return tuple(
        table
        for table in (
            _t3_table([r for r in relations if r.startswith("t3.")], figures, suspects),
            _t4_table([r for r in relations if r.startswith("t4.")], figures, suspects),
        )
        if table
    )


def _t3_table(
    relations: list[str], figures: Mapping[str, Figure], suspects: frozenset[str]
) -> PrintedTable | None:
    if not relations:
        return None
    needed = {row for relation in relations for row in _t3_rows(relation, figures)}
    rows = tuple(row.key for row in form.T3_ROWS if row.key in needed)
    settled = any(relation.startswith("t3.settled:") for relation in relations)
    return PrintedTable(
        "表三（原文数据）",
        tuple(column.names[0] for column in form.APPLICANTS),
        tuple(
            (t3_label(row), _cells("t3", row, [c.key for c in form.APPLICANTS], figures, suspects))
            for row in rows
        ),
        "办理结果中相关列为0或空白的各行从略。" if settled else "",
    )


def _t3_rows(relation: str, figures: Mapping[str, Figure]) -> tuple[str, ...]:
    """Return the rows to print; of the results only those that carry a number in the column."""
    rule, _, instance = relation.partition(":")
    if rule == "t3.row":
        return (instance,)
    if rule == "t3.balance":
        return form.T3_FRAME
    filled = tuple(row for row in _RESULTS if _amount(figures, f"t3.{row}.{instance}") != 0)
    return (*filled, "settled")


def _t4_table(
    relations: list[str], figures: Mapping[str, Figure], suspects: frozenset[str]
) -> PrintedTable | None:
    if not relations:
        return None
    rows = [relation.partition(":")[2] for relation in relations]
    columns = [column.key for column in form.OUTCOMES]
    return PrintedTable(
        "表四（原文数据）",
        tuple(column.names[0] for column in form.OUTCOMES),
        tuple(
            (form.t4_row_name(row), _cells("t4", row, columns, figures, suspects))
            for row in dict.fromkeys(rows)
        ),
    )


def _cells(
    table: str,
    row: str,
    columns: list[str],
    figures: Mapping[str, Figure],
    suspects: frozenset[str],
) -> tuple[PrintedCell, ...]:
    return tuple(
        PrintedCell(
            printed(figures.get(key)),
            suspect=key in suspects,
            blank=key in figures and figures[key].state is State.BLANK,
        )
        for key in (f"{table}.{row}.{column}" for column in columns)
    )


def printed(figure: Figure | None) -> str:
    """Return a cell's text as printed, 空白 for an empty and 未见 for a missing one."""
    if figure is None:
        return ABSENT
    return figure.printed.strip() or BLANK


def t3_label(row: str) -> str:
    """Return a table-3 row's name for the margin of a table."""
    return _SHORT_ROWS.get(row) or form.t3_row_name(row)


def sentence(finding: Finding, figures: Mapping[str, Figure]) -> str:
    """Return both sides of a broken relation and their difference, or the finding's own message."""
    rule, _, instance = (finding.relation or "").partition(":")
    say = {
        "t3.balance": _balance,
        "t3.settled": _settled,
        "t3.row": _row,
        "t4.sum": _outcomes,
    }.get(rule)
    if say is None or finding.left is None or finding.right is None:
        return finding.message
    if rule in _TOTALS and _is_blank(figures, _TOTALS[rule][1].format(instance)):
        return say(finding, instance, figures)
    unequal = f"不等，相差{abs(finding.left - finding.right)}。"
    return say(finding, instance, figures) + unequal


def brief(finding: Finding, figures: Mapping[str, Figure]) -> str:
    """Return a broken relation in one clause, for a text to be forwarded."""
    rule, _, instance = (finding.relation or "").partition(":")
    name = relation_name(finding)
    if rule == "t3.balance":
        first, second = f"第一项与第二项之和为{finding.left}", f"之和为{finding.right}"
        return f"{name}{first}，第三项（七）总计与第四项{second}"
    if finding.left is None or finding.right is None or rule not in _TOTALS:
        return finding.message.rstrip("。")
    parts, column = _TOTALS[rule]
    total = column.format(instance)
    added, stated = _sum(finding, total, figures), printed(figures.get(total))
    return f"{name}{parts}之和为{added}，总计公布为{stated}"


_TOTALS: Final = {
    "t3.settled": ("（一）至（六）各项", "t3.settled.{}"),
    "t3.row": ("各类申请人", "t3.{}.total"),
    "t4.sum": ("四项结果", "t4.{}.total"),
}
"""What is added up in a relation, and the place of the printed total."""


def _balance(finding: Finding, column: str, figures: Mapping[str, Figure]) -> str:
    one, two, three, four = (_in_sum(figures, f"t3.{row}.{column}") for row in form.T3_FRAME)
    left = f"一（{one}）＋二（{two}）＝{finding.left}"
    return f"{_column(column)}：{left}；三（七）（{three}）＋四（{four}）＝{finding.right}。两边"


def _settled(finding: Finding, column: str, figures: Mapping[str, Figure]) -> str:
    total = f"t3.settled.{column}"
    parts = [place for place in finding.places if place != total and place in figures]
    filled = [place for place in parts if _amount(figures, place) != 0]
    terms = "＋".join(printed(figures[place]) for place in filled)
    shown = f"（{terms}）" if len(filled) > 1 else ""
    blanks = sum(1 for place in parts if _is_blank(figures, place))
    empty = f"，另有{blanks}项空白" if blanks else ""
    added = f"（一）至（六）各项合计为{_sum(finding, total, figures)}{shown}{empty}"
    return f"{_column(column)}：{added}；“（七）总计”{_stated(total, figures)}。"


def _row(finding: Finding, row: str, figures: Mapping[str, Figure]) -> str:
    total = f"t3.{row}.total"
    places = [f"t3.{row}.{column}" for column in _ORGANS]
    blank = [_is_blank(figures, place) for place in places]
    parts = "＋".join(
        BLANK if empty else printed(figures.get(place))
        for place, empty in zip(places, blank, strict=True)
    )
    counted = "（空白按0计）" if any(blank) else ""
    added = f"{parts}＝{_sum(finding, total, figures)}{counted}"
    return f"{_row_label(row)}行：{added}；“总计”栏{_stated(total, figures)}。"


def _outcomes(finding: Finding, row: str, figures: Mapping[str, Figure]) -> str:
    *parts, total = (f"t4.{row}.{column.key}" for column in form.OUTCOMES)
    names = [column.names[0] for column in form.OUTCOMES]
    shown = "、".join(
        f"{name}{printed(figures.get(place))}" for name, place in zip(names, parts, strict=False)
    )
    stated = printed(figures.get(total))
    added = _sum(finding, total, figures)
    if _is_blank(figures, total):
        return f"公布为：{shown}。四项之和为{added}；“总计”栏为空白。"
    return f"公布为：{shown}，总计{stated}。四项之和为{added}，与总计{stated}"


def _stated(total: str, figures: Mapping[str, Figure]) -> str:
    """Return what a total is printed as; of an empty one nothing was printed."""
    is_blank = _is_blank(figures, total)
    return f"为{BLANK}" if is_blank else f"公布为{printed(figures.get(total))}"


def _sum(finding: Finding, total: str, figures: Mapping[str, Figure]) -> int | None:
    """Return the side of a relation that is the sum of the parts, not the printed total."""
    return finding.right if finding.left == _amount(figures, total) else finding.left


def _row_label(row: str) -> str:
    """Return a row's name within a sentence; “一、本年新收” in quotes, or it ends at its comma."""
    name = _row_name(row)
    return f"“{name}”" if name[1:2] == "、" else name


def _row_name(row: str) -> str:
    return t3_label(row).removeprefix("三、")


def _column(column: str) -> str:
    name = form.applicant_name(column)
    return f"“{name}”列" if column == "total" else f"{name}列"


def _in_sum(figures: Mapping[str, Figure], key: str) -> str:
    return f"{BLANK}，按0计" if _is_blank(figures, key) else printed(figures.get(key))


def _is_blank(figures: Mapping[str, Figure], key: str) -> bool:
    return key in figures and figures[key].state in {State.BLANK, State.NA}


def _amount(figures: Mapping[str, Figure], key: str) -> int | str | None:
    """Return the value of a cell, 0 for one that is blank or was not found."""
    figure = figures.get(key)
    return figure.value if figure and figure.state is State.NUMBER else 0


def heading(findings: tuple[Finding, ...], suspects: frozenset[str]) -> str:
    """Return the place that an item is about: the one suspect cell, else the relations."""
    if len(suspects) == 1:
        return form.place_name(next(iter(suspects)))
    names = dict.fromkeys(relation_name(f) for f in findings)
    return "、".join(names)


def relation_name(finding: Finding) -> str:
    """Return what a relation speaks of, for instance 表三“商业企业”列 or 表四“复议后起诉”."""
    rule, _, instance = (finding.relation or "").partition(":")
    if rule in {"t3.balance", "t3.settled", "t3.settled.other"}:
        return f"表三“{form.applicant_name(instance)}”列"
    if rule == "t3.row":
        return f"表三“{_row_name(instance)}”行"
    if rule == "t4.sum":
        return f"表四“{form.t4_row_name(instance)}”"
    return ""
