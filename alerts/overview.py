"""The numbers that a digest opens with, and the sentences that say them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts import words
from alerts.coverage import Coverage, counted, coverage
from nianbao.duty.dates import counted_apart
from nianbao.duty.model import Basis

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from alerts.model import OfficeView


@dataclass(frozen=True, slots=True)
class Figures:
    """Coverage in all, by basis, and of vertical bodies ``apart`` (None where there are none)."""

    total: Coverage
    groups: tuple[tuple[str, Coverage], ...]
    apart: Coverage | None
    due_days: tuple[date, ...]


def figures(view: OfficeView) -> Figures:
    """Return the coverage of an office: in all, by basis, and vertical bodies apart."""
    every = counted(view.lines, view.year)
    lines = tuple(line for line in every if not counted_apart(line.body_class))
    apart = tuple(line for line in every if counted_apart(line.body_class))
    groups = tuple(
        (words.BASES[basis], coverage(chosen))
        for basis in Basis
        if (chosen := [line for line in lines if line.duty.basis is basis])
    )
    days = {line.duty.publish_by for line in lines if line.duty.publish_by}
    return Figures(coverage(lines), groups, coverage(apart) if apart else None, tuple(sorted(days)))


def scope(view: OfficeView) -> str:
    """Return the sentence that says what had to be published by when, by basis."""
    found = figures(view)
    if not found.total.due:
        return f"{view.year}年度没有规定了公布时限的年度报告。"
    parts = "，".join(f"{name}{group.due}份" for name, group in found.groups)
    if len(found.due_days) == 1:
        when = f"应于{words.short_day(found.due_days[0])}前公布"
    else:
        first, last = found.due_days[0], found.due_days[-1]
        when = f"应于{words.short_day(first)}至{words.short_day(last)}间各自期限前公布"
    waiting = found.total.awaited
    awaited = f"其中{waiting}份未到期、尚未采集到。" if waiting else ""
    return f"{when}{view.year}年年度报告{found.total.due}份（{parts}）。{awaited}"


def table_header(found: Figures) -> tuple[str, ...]:
    """Return the columns of the coverage table; rare states appear only when there are any."""
    return ("应公布", *(name for name, _ in _table_columns(found)))


def table_row(found: Figures, part: Coverage) -> tuple[int, ...]:
    """Return one row of the coverage table under ``table_header``."""
    return (part.due, *(count(part) for _, count in _table_columns(found)))


def _table_columns(found: Figures) -> tuple[tuple[str, Callable[[Coverage], int]], ...]:
    always: tuple[tuple[str, Callable[[Coverage], int]], ...] = (
        ("已公布", lambda c: c.published),
        ("逾期未见公布", lambda c: c.missing),
        ("待核实", lambda c: c.to_confirm),
        ("暂无法核验", lambda c: c.unverifiable),
    )
    rare: tuple[tuple[str, Callable[[Coverage], int]], ...] = (
        ("已提交未公布", lambda c: c.submitted_only),
        ("原页面无法访问", lambda c: c.withdrawn),
        ("未到期", lambda c: c.awaited),
    )
    parts = [found.total, *([found.apart] if found.apart else [])]
    return always + tuple(x for x in rare if any(x[1](part) for part in parts))


def rates(total: Coverage) -> str:
    """Return the share that could be verified, and the rate of publication in time as a range."""
    if not total.past:
        return "尚无到期的年度报告，暂不计算按时公布率。"
    if total.on_time == total.past < total.awaited:  # A rate of the early ones says nothing.
        return f"已公布的{total.past}份均在期限之前；{total.awaited}份未到期，暂不计算按时公布率。"
    verified = total.past - total.unverifiable
    but = f"除未到期的{total.awaited}份外，" if total.awaited else ""
    could = f"{but}本周可核验{verified}份，占{total.share(verified)}。"
    late = f"（逾期公布{total.late}份）" if total.late else ""
    least = f"按时公布率{total.share(total.on_time)}{late}"
    if not total.unsettled:
        return f"{could}{least}。"
    most = total.share(total.on_time + total.unsettled)
    names = [
        name
        for name, number in (
            ("待核实", total.to_confirm),
            ("暂无法核验", total.unverifiable),
            ("时间待核", total.published - total.on_time - total.late),
        )
        if number
    ]
    unsettled = f"{'、'.join(names)}的{total.unsettled}份如经核实均按时，为{most}"
    return f"{could}{least}；{unsettled}。"
