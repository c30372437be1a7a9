"""A duty whose date has passed and of which nothing was seen: what that proves, and what not.

A column proves an absence by two ok readings at least twelve hours apart, the later one
after the due date, the earlier one after the report year had ended (before that there was
nothing to look for). What was proven stays proven when the column goes down afterwards:
the state says as of which moment, and that nothing is known since. Only a sighting
changes it. Submitted, but never proven to be unseen, is ``unverifiable``: 尚未公布 would be
a word against the body that nobody has checked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from nianbao.duty.calendar import day_of, start_of
from nianbao.duty.model import DutyState, Outcome, Standing
from nianbao.duty.moments import day_in_words, minute_in_words

if TYPE_CHECKING:
    from datetime import datetime

    from nianbao.duty.model import Duty, Facts, Reading, Submission

APART: Final = timedelta(hours=12)
"""Two readings prove an absence only when they are so far apart."""

CAUSES: Final = {
    Outcome.OK: "已完整读取",
    Outcome.EMPTY: "栏目可打开但未见条目，可能已迁移",
    Outcome.BLOCKED: "网站安全防护拒绝自动访问",
    Outcome.DOWN: "网站无法打开",
    Outcome.ROBOTS: "网站声明不予采集",
    Outcome.LAYOUT_CHANGED: "栏目页面版式有变化，暂不能完整读取，已提请管理员核对",
}
"""Why a column could not be read, in the words of an office; what was seen in detail
(scripts, status codes) is for administrators."""


def unseen(facts: Facts) -> Standing:
    """Return the state of a duty whose date has passed and of which no report was seen."""
    due = due_of(facts.duty)
    if (held := _held_unexplained(facts)) is not None:
        return Standing(
            DutyState.TO_CONFIRM,
            f"{minute_in_words(held.at)}的检索记录显示栏目中有疑似报告，请人工核对",
            since=held.at,
        )
    proofs = {column: _absence(facts, column) for column in facts.columns}
    proven = [proof for proof in proofs.values() if proof]
    if len(proven) < len(proofs) or not proofs:
        lacking = [column for column, proof in proofs.items() if not proof]
        return _unverifiable(facts, lacking, due)
    return _proven_absent(facts, proven, due)


def _held_unexplained(facts: Facts) -> Reading | None:
    """Return the first ok reading that held something which no sighting accounts for."""
    rejected = [s.first_seen for s in facts.sightings if s.rejected_at]
    return next(
        (
            r
            for r in facts.readings
            if r.held and r.outcome is Outcome.OK and not any(seen <= r.at for seen in rejected)
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class _Absence:
    """``first`` and ``last`` are the latest pair that proves it; ``since`` is the first proof."""

    first: Reading
    last: Reading
    since: datetime


def _absence(facts: Facts, column: str) -> _Absence | None:
    due = due_of(facts.duty)
    begin = start_of(date(facts.duty.year + 1, 1, 1))
    ok = [r for r in ok_readings(facts, column) if r.at >= begin]
    pairs = [
        (max((e for e in ok if r.at - e.at >= APART), key=lambda e: e.at, default=None), r)
        for r in ok
        if day_of(r.at) > due
    ]
    complete = [(first, last) for first, last in pairs if first is not None]
    return _Absence(*complete[-1], since=complete[0][1].at) if complete else None


def _proven_absent(facts: Facts, proven: list[_Absence], due: date) -> Standing:
    since = max(proof.since for proof in proven)
    as_known = min(proof.last.at for proof in proven)
    readings = tuple(r for proof in proven for r in (proof.first, proof.last))
    seen = f"截至{minute_in_words(as_known)}未检索到{_unread_since(facts)}"
    common = Standing(DutyState.MISSING, seen, since=since, proofs=readings)
    if facts.proven_since is None:
        reason = f"{seen}；单位与栏目的对应关系未经证实，请先核对栏目"
        return replace(common, state=DutyState.TO_CONFIRM, reason=reason, proofs=())
    if facts.submissions:
        told = submitted(facts.submissions)
        return replace(common, state=DutyState.SUBMITTED_ONLY, reason=f"{told}；{seen}")
    return replace(common, days_late=(day_of(as_known) - due).days)


def _unread_since(facts: Facts) -> str:
    """Say what could not be read any more after the absence was proven."""
    failing = [_failing(facts, column) for column in facts.columns]
    said = [
        f"；“{run.column}”自{minute_in_words(run.at)}起{CAUSES[run.outcome]}，此后情况不明"
        for run in failing
        if run
    ]
    return "".join(said)


def _unverifiable(facts: Facts, lacking: list[str], due: date) -> Standing:
    waiting = start_of(due + timedelta(days=1))
    failing = [run for column in lacking if (run := _failing(facts, column))]
    told = f"；{submitted(facts.submissions)}" if facts.submissions else ""
    if not facts.columns:
        reason = "尚未登记该单位公布年度报告的栏目"
    elif failing:
        reason = "；".join(_failure(run) for run in failing)
        waiting = min(run.at for run in failing)
    else:
        names = "、".join(f"“{column}”" for column in lacking)
        reason = f"期限后对{names}的完整检索尚不足以作出判断，待再次检索"
    return Standing(DutyState.UNVERIFIABLE, reason + told, since=waiting)


def _failing(facts: Facts, column: str) -> Reading | None:
    """Return the first reading of the run of failures that a column ends in; None if it is ok."""
    readings = [r for r in facts.readings if r.column == column]
    if not readings or readings[-1].outcome is Outcome.OK:
        return None
    starts = [new for old, new in pairwise(readings) if old.outcome is Outcome.OK]
    return starts[-1] if starts else readings[0]


def _failure(run: Reading) -> str:
    return f"“{run.column}”自{minute_in_words(run.at)}起{CAUSES[run.outcome]}"


def ok_readings(facts: Facts, column: str) -> list[Reading]:
    """Return the complete readings of a column, in the order of the facts."""
    return [r for r in facts.readings if r.column == column and r.outcome is Outcome.OK]


def submitted(submissions: tuple[Submission, ...]) -> str:
    """Say when a report was first submitted to the office."""
    first = min(submissions, key=lambda s: s.at)
    return f"已于{day_in_words(day_of(first.at))}提交主管部门"


def due_of(duty: Duty) -> date:
    """Return the day by which a report is due.

    Raises:
        ValueError: none is set; such a duty is judged by no date.
    """
    if duty.publish_by is None:
        raise ValueError(f"{duty.body} {duty.year}: no due date to judge by")
    return duty.publish_by
