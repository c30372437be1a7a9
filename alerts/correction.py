"""更正说明: what was told as an error and stands no more, though the report is the same."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from alerts import page, words
from alerts.model import Fault, Letter, MailKind
from nianbao.duty.model import DutyState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alerts.model import CorrectionView, Withdrawn

REASONS: Final = {
    Fault.MISREAD: "系统读取有误（报告本身没有变化）",
    Fault.RULE: "核对规则调整（报告本身没有变化）",
    Fault.UNSEEN: "经核实，该报告在提醒之前已公布，系统当时未检索到",
}
_CAUSES: Final = {
    Fault.MISREAD: "系统读取有误",
    Fault.RULE: "核对规则调整",
    Fault.UNSEEN: "报告已公布而系统未检索到",
}
OURS: Final = (
    "以上撤回，原因在系统检索、读取或核对规则，与报告公布单位无关。给您的工作带来不便，谨致歉意。"
)
ASK: Final = (
    "如已据此通知有关单位，请一并告知该项不再作为问题，有关单位无需因此更正报告；"
    "已登记的处理结果，请相应调整。"
)
SHOWN: Final = 200
"""A mail shows so many; the others are counted, and named by body."""


def quoted(item: Withdrawn) -> str:
    """Return how the earlier mail put it; what was not seen is named by its state of then.

    The finding of an absence says as of when it holds, and goes on being renewed.
    """
    if item.fault is Fault.UNSEEN:
        return f"列为“{words.STATES[DutyState.MISSING]}”（未检索到）"
    return f"写道：{item.said}"


@dataclass(frozen=True, slots=True)
class Group:
    """All that is taken back of one body's report of one year."""

    body: str
    year: int
    items: tuple[Withdrawn, ...]


def correction(view: CorrectionView) -> Letter | None:
    """Return the mail that takes back what a recipient was told; None if there is nothing."""
    if not view.withdrawn:
        return None
    ordered = sorted(view.withdrawn, key=lambda one: (one.body, -one.year, one.told, one.rule))
    groups = tuple(_grouped(ordered[:SHOWN]))
    said = {
        "view": view,
        "groups": groups,
        "opening": _opening(ordered),
        "reasons": REASONS,
        "quoted": quoted,
        "more": tuple(_grouped(ordered[SHOWN:])),
        "ours": OURS,
        "ask": ASK,
    }
    return Letter(
        MailKind.CORRECTION,
        _subject(ordered),
        page.text_of("correction", **said),
        page.html_of("correction", **said),
    )


def _grouped(items: Iterable[Withdrawn]) -> Iterable[Group]:
    for (body, year), found in groupby(items, key=lambda one: (one.body, one.year)):
        yield Group(body, year, tuple(found))


def _subject(items: list[Withdrawn]) -> str:
    who = words.several(one.body for one in items)
    return f"〔年报核查·更正说明〕{who}：此前提醒的{len(items)}处情况撤回"


def _opening(items: list[Withdrawn]) -> str:
    counts = {fault: sum(one.fault is fault for one in items) for fault in Fault}
    said = "，".join(f"{_CAUSES[f]}的{number}处" for f, number in counts.items() if number)
    return f"此前提醒您核实的情况中，有{len(items)}处现予撤回（{said}），逐项说明如下。"
