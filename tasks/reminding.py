"""What a daily mail says again, and which silences have run out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts import words
from alerts.daily import case_section
from alerts.reminding import Again, is_due
from nianbao.duty.calendar import day_of, start_of
from storage.queries.calendar import working_calendar
from storage.queries.duties import duties
from storage.queries.reminders import Told, silences_ended, told_before, told_to_others
from tasks.views import cases

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from nianbao.duty.calendar import WorkCalendar
    from nianbao.settings import Settings
    from storage.database import Session
    from storage.queries.findings import FindingView
    from storage.queries.recipients import RecipientView

ENDED: Final = frozenset({"duty.late"})
"""What is told once: a report that came late is there, and nobody can make it otherwise."""
_SHOWN: Final = 3
_FURTHEST: Final = 366


@dataclass(frozen=True, slots=True)
class Repeated:
    """A finding to be told again; ``to_others``: to somebody else of the office."""

    told: Told
    to_others: bool = False


def told_again(
    session: Session, recipient: RecipientView, settings: Settings, now: datetime
) -> tuple[Repeated, ...]:
    """Return what a recipient is reminded of today, and what it is told as its office's next."""
    calendar, today = working_calendar(session), now.date()
    steps, after = settings.remind_steps, settings.escalate_after
    found: list[Repeated] = []
    if not calendar.is_working(today):
        return ()
    if recipient.errors and steps:
        before = _before(today, steps[0], calendar)
        known = told_before(session, recipient.id, today, before)
        found += [Repeated(one) for one in known if _is_due(one, today, steps, calendar)]
    if recipient.escalation and recipient.office and after:
        before = _before(today, after, calendar)
        known = told_to_others(session, recipient.id, today, before)
        found += [Repeated(one, to_others=True) for one in known]
    return tuple(one for one in found if one.told.view.finding.rule not in ENDED)


def reminder_day(
    session: Session, new: Iterable[FindingView], settings: Settings, now: datetime
) -> date | None:
    """Return when what is new today is told again first; None where nothing of it ever is."""
    if not settings.remind_steps or all(view.finding.rule in ENDED for view in new):
        return None
    return working_calendar(session).nth_working_after(day_of(now), settings.remind_steps[0])


def _before(today: date, number: int, calendar: WorkCalendar) -> datetime:
    """Return the end of the latest day since which so many working days have begun."""
    day = today
    for _ in range(_FURTHEST):
        day -= timedelta(days=1)
        if calendar.working_days_left(day, today) >= number:
            break
    return start_of(day + timedelta(days=1))


def _is_due(one: Told, today: date, steps: tuple[int, ...], calendar: WorkCalendar) -> bool:
    first, last = day_of(one.first), day_of(one.last)
    return is_due(first, last, one.times, today=today, steps=steps, calendar=calendar)


def lines_again(session: Session, repeated: Iterable[Repeated], now: datetime) -> tuple[Again, ...]:
    """Return what is told again, a line for each report and for each duty."""
    groups: defaultdict[tuple[int, bool, bool], list[Repeated]] = defaultdict(list)
    for one in repeated:
        view = one.told.view
        groups[view.duty_id, view.finding.rule.startswith("duty."), one.to_others].append(one)
    return tuple(
        _again(session, group, now, is_duty=is_duty) for (_, is_duty, _), group in groups.items()
    )


def _again(session: Session, group: list[Repeated], now: datetime, *, is_duty: bool) -> Again:
    views = [one.told.view for one in group]
    return Again(
        body=views[0].name,
        year=views[0].year,
        what=_state(session, views[0], now) if is_duty else _errors(session, views),
        count=len(views),
        first=min(one.told.first for one in group),
        times=max(one.told.times for one in group),
        to_others=group[0].to_others,
    )


def _state(session: Session, view: FindingView, now: datetime) -> str:
    (found,) = duties(session, now, ids=[view.duty_id])
    return f"{words.STATES[found.standing.state]}，{found.standing.reason}"


def _errors(session: Session, views: list[FindingView]) -> str:
    """Return how many errors there are in a report, and where the first of them stand."""
    items = [item for case in cases(session, views) for item in case_section(case).items]
    places = "、".join(item.place for item in items[:_SHOWN])
    more = "等" if len(items) > _SHOWN else ""
    return f"{len(views)}处须核实（{places}{more}）"


def expired_lines(session: Session, told: Iterable[FindingView]) -> tuple[str, ...]:
    """Return a sentence for each report of which a silence ran out."""
    views = {view.id: view for view in told}
    ended = silences_ended(session, views)
    groups: defaultdict[tuple[str, int, str], int] = defaultdict(int)
    for number, why in ended.items():
        groups[views[number].name, views[number].year, why] += 1
    return tuple(
        f"{name}{year}年年度报告{count}项（{why}），现重新列入。"
        for (name, year, why), count in sorted(groups.items())
    )
