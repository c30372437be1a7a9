"""What a judgement says in Chinese: what is printed, both sides, the difference.

Numbers stand as printed; nothing is said of anybody's intentions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import Verdict

if TYPE_CHECKING:
    from nianbao.report.checks.relations import Judged
    from nianbao.report.model import Figure, Misprint

UNREAD_ROW: Final = "表三中另有一行未能识别，是否计入合计不能确定"
LEDGER: Final = "以台账为准，不宜仅为平衡而调整"
BASES: Final = {
    "2019": "国办公开办函〔2019〕60号",
    "2021": "国办公开办函〔2021〕30号",
}
TABLE_NAMES: Final = {"t2": "表二", "t3": "表三", "t4": "表四"}


def not_found(place: str) -> str:
    """Say that a cell was not found."""
    return f"未见{form.place_name(place)}"


def no_number(place: str, figure: Figure) -> str:
    """Say that a cell holds no number."""
    return f"{form.place_name(place)}公布为“{figure.printed}”，不是数字"


def relation(one: Judged) -> str:
    """Say what a relation comes to."""
    subject = _subject(one.relation.rule, one.relation.name)
    if one.verdict is Verdict.UNJUDGED:
        return f"{subject}未能核对：{one.why}。"
    sides = f"{subject}：{_sides(one)}"
    if one.verdict is Verdict.DOUBTFUL:
        return f"{sides}；其中有空白项，无从判断，请补填后核对。"
    doubt = "" if one.certain else f"（{one.why or '所依据的数据有未读准之处，请对照原文'}）"
    return f"{sides}，相差{abs((one.left or 0) - (one.right or 0))}{doubt}。"


def _subject(rule: str, name: str) -> str:
    instance = name.rpartition(":")[2]
    if rule == "t4.sum":
        return f"表四“{form.t4_row_name(instance)}”"
    if rule == "t3.row":
        return f"表三“{form.t3_row_name(instance)}”行"
    return f"表三“{form.applicant_name(instance)}”列"


def _sides(one: Judged) -> str:
    left, right = one.left, one.right
    if one.relation.rule == "t3.balance":
        return f"第一项加第二项为{left}，第三项（七）总计加第四项为{right}，两边不等"
    parts, total = _PARTS[one.relation.rule]
    if one.relation.name.startswith("t3.settled.other:"):
        parts, total = "（六）其他处理所列各项", "“（六）其他处理”"
    if one.total_is_blank:
        return f"{parts}合计为{left}，{total}为空白"
    return f"{parts}合计为{left}，{total}公布为{right}，两者不等"


_PARTS: Final = {
    "t3.row": ("六类申请人", "“总计”栏"),
    "t4.sum": ("四项结果", "“总计”栏"),
    "t3.settled": ("（一）至（六）各项办理结果", "“（七）总计”"),
}


def edition(table: str, found: str, expected: str, year: int) -> str:
    """Say that a table follows another year's form."""
    return (
        f"{TABLE_NAMES[table]}为{form_name(found)}，{year}年度报告应采用"
        f"{form_name(expected)}（{BASES[expected]}）。"
    )


def form_name(found: str) -> str:
    """Return an edition of the form in words."""
    return "旧版格式" if found == "older" else f"{found}年版格式"


def absent(table: str) -> str:
    """Say that a statutory table was not seen."""
    return f"未见{TABLE_NAMES[table]}（{form.TABLES[table]}）。"


def misprint(note: Misprint) -> str:
    """Say that a label is printed otherwise than the form has it."""
    printed = " ".join(note.printed.split())
    return (
        f"{TABLE_NAMES[note.place[:2]]}中“{printed}”一栏与格式文字不一致，格式为“{note.expected}”。"
    )


def blanks(table: str, count: int) -> str:
    """Say how many cells are empty."""
    return f"{TABLE_NAMES[table]}有{count}处空白，请按实际填写，没有发生的填0。"


def no_count(place: str, figure: Figure, what: str) -> str:
    """Say that a count is below zero, not whole, or no number."""
    return f"{form.place_name(place)}公布为“{figure.printed}”，{what}，请核实。"
