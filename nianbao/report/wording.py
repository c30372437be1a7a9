"""What a judgement says in Chinese: what is printed, both sides, the difference.

Numbers stand as printed; nothing is said of anybody's intentions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import Verdict

if TYPE_CHECKING:
    from nianbao.report.checks.relations import Judged
    from nianbao.report.likeness import Likeness
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


def carried_in(column: str, now: int, before: int, reports: int) -> str:
    """Say that what was carried in is not what last year's report carried out."""
    whose = "上年度报告" if reports == 1 else f"{reports}个前身单位上年度报告合计"
    return (
        f"表三“{form.applicant_name(column)}”列：本年“二、上年结转”公布为{now}，"
        f"{whose}“四、结转下年度继续办理”为{before}，两者不一致，相差{abs(now - before)}，请说明。"
    )


def in_force(row: str, now: int, before: int, issued: int, repealed: int) -> str:
    """Say that documents in force do not follow from last year's."""
    follows = before + issued - repealed
    return (
        f"表二“{form.t2_row_name(row)}”：上年度报告现行有效{before}件，加本年制发{issued}件，"
        f"减本年废止{repealed}件，为{follows}件；本年现行有效公布为{now}件，"
        f"相差{abs(now - follows)}，请说明（如集中清理、统计口径调整等）。"
    )


def beside_children(place: str, own: object, together: object, count: int) -> str:
    """Say what a government's figure and its bodies' together come to."""
    return (
        f"{form.place_name(place)}：本级报告公布为{own}，所属{count}个单位报告合计为{together}。"
        "本级报告可能只统计机关本级，也可能包括下级政府，口径不同则数字不同，供参考。"
    )


def children(arrived: int, due: int) -> str:
    """Say how many of a government's bodies are in, and what follows for adding up."""
    if arrived < due:
        return f"所属单位报告已到{arrived}份，应有{due}份，暂不比较。"
    return f"所属单位报告{due}份均已到，可作比较。"


def jump(place: str, now: object, before: object) -> str:
    """Say that a figure is far from last year's."""
    unit = "元" if place in form.MONEY else ""
    return (
        f"{form.place_name(place)}：本年公布为{now}{unit}，上年度为{before}{unit}，变化较大，"
        "如属实可不处理；请留意单位、口径是否与上年一致。"
    )


def alike(other: str, one: Likeness) -> str:
    """Say how much of a text is also in another one, with the beginning of a passage."""
    here, there = int(100 * one.here), int(100 * one.there)
    sample = one.passages[0].here[:_SAMPLE]
    return (
        f"文字部分与{other}高度相似：不计数字、名称和通用表述，"
        f"相同文字占本报告的{here}%，占对方的{there}%，如“{sample}……”等{one.count}处"
    )


_SAMPLE: Final = 30


def alike_own(year: int | None, one: Likeness) -> str:
    """Say that a text is very like an earlier one of the same body."""
    which = f"本单位{year}年度报告" if year else "本单位以前年度报告"
    return f"{alike(which, one)}。请审阅是否反映了本年度的实际工作。"


def alike_other(name: str, one: Likeness) -> str:
    """Say that a text is very like another body's."""
    said = alike(f"“{name}”同年度报告", one)
    return f"{said}。相似不说明孰先孰后，请审阅。"
