"""Scores as a workbook: the sums, and every line they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts import words
from alerts.scoring import Counts, plain
from alerts.workbook import add_page, new_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from alerts.scoring import Item, Score, ScoreSheet

_SUMS = {"单位": 30, "类别": 16, "得分": 12, "已扣": 10, "待核实": 10, "说明": 40}
_LINES = {"单位": 30, "项目": 18, "扣分": 10, "情形": 14, "依据的事实": 70, "网址": 40}


def workbook(sheet: ScoreSheet, scores: Sequence[Score], *, year: int, at: datetime) -> bytes:
    """Return the workbook. A range is written as text, a settled sum as a number."""
    with new_book(f"{sheet.name}（{year}年度）", at) as (book, data):
        add_page(book, "得分", _SUMS, [*_sums(scores)])
        add_page(book, "逐项说明", _LINES, [*_lines(scores)])
        add_page(book, "评分表", {"项目": 24, "最多扣分": 10, "规定": 90}, [*_rules(sheet, at)])
    return data.getvalue()


def _sums(scores: Sequence[Score]) -> Iterator[tuple[str | float, ...]]:
    for one in scores:
        kind = words.CLASSES[one.body_class]
        if one.left_out:
            yield one.body, kind, "不参加评分", "", "", one.left_out
            continue
        settled = one.highest == one.lowest
        waiting = "" if settled else "有待核实事项，得分为区间"
        yield (
            one.body,
            kind,
            float(one.highest) if settled else one.said,
            sum(float(line.points) for line in one.lines if line.settled),
            sum(float(line.points) for line in one.lines if not line.settled),
            waiting,
        )


def _lines(scores: Sequence[Score]) -> Iterator[tuple[str | float, ...]]:
    for one in scores:
        for line in one.lines:
            state = "已扣" if line.settled else "待核实，暂未扣"
            yield one.body, line.item, float(line.points), state, line.why, line.url


def _rules(sheet: ScoreSheet, at: datetime) -> Iterator[tuple[str | float, ...]]:
    yield "满分", float(sheet.full), f"{sheet.name}　{sheet.basis}　截至{words.minute(at)}"
    for item in sheet.item:
        yield item.name, float(item.most), "；".join(_costs(item))


def _costs(item: Item) -> Iterator[str]:
    if item.rules:
        names = "、".join(words.rule_name(code) for code in item.codes)
        extra = f"，逾期公布的每天另扣{plain(item.per_day)}分" if item.per_day else ""
        which = "经核属实的" if item.counts is Counts.CONFIRMED else "须核实且读取确定的"
        yield f"{names}：{which}每处扣{plain(item.each)}分{extra}"
    if item.not_submitted:
        yield f"未提交的扣{plain(item.not_submitted)}分（登记后方扣）"
    if item.submitted_late:
        yield f"逾期提交的扣{plain(item.submitted_late)}分"
    if item.overdue_case:
        yield f"督办件逾期未反馈的，每件扣{plain(item.overdue_case)}分"
