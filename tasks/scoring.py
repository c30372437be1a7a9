"""What scores rest on: an office's duties, findings, submissions and cases, from rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from alerts import words
from alerts.model import DutyLine
from alerts.scoring import Matter, Record, Submitted
from nianbao.duty.states import standing
from storage.queries.bodies import season_day
from storage.queries.calendar import working_calendar
from storage.queries.cases import cases
from storage.queries.duties import duties
from storage.queries.facts import facts
from storage.queries.findings import PENDING, findings
from storage.rows.findings import FindingState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from nianbao.duty.calendar import WorkCalendar
    from nianbao.duty.model import Facts
    from storage.database import Session
    from storage.queries.duties import DutyView

SCORED: Final = PENDING | {FindingState.WAIVED}


def records(session: Session, office: str, year: int, now: datetime) -> tuple[Record, ...]:
    """Return what each body's score of a report year rests on; the office (slug) is one of them.

    Whose they are, and what they are called, is by the register of the year's season, as
    in its roll-call. Findings that were opened silently, or are private, are left out.
    """
    day = season_day(year, now.date())
    views = duties(session, now, office=office, year=year, register_on=day, uncomputed=True)
    known = facts(session, now, duties=[view.id for view in views])
    calendar = working_calendar(session)
    found, overdue = _matters(session, office, day), _overdue(session, office, year, now)
    grouped: dict[str, list[DutyView]] = defaultdict(list)
    for view in views:
        grouped[view.duty.body].append(view)
    return tuple(
        Record(
            body=group[0].name,
            body_class=group[0].body_class,
            lines=tuple(_line(view, known[view.id], now, calendar) for view in group),
            matters=tuple(matter for view in group for matter in found[view.id]),
            submitted=tuple(one for view in group for one in _submitted(known[view.id], now)),
            overdue=tuple(overdue[slug]),
        )
        for slug, group in grouped.items()
    )


def _matters(session: Session, office: str, day: date) -> dict[int, list[Matter]]:
    found: dict[int, list[Matter]] = defaultdict(list)
    for one in findings(session, office=office, on=day, states=SCORED):
        if not (one.baseline or one.private):
            found[one.duty_id].append(Matter(one.finding, one.state.value, one.url))
    return found


def _overdue(session: Session, office: str, year: int, now: datetime) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for case in cases(session, now.date(), office=office):
        if case.overdue and case.due_on and case.year == year:
            found[case.body].append(f"督办件{case.id}（限{words.day(case.due_on)}前反馈）")
    return found


def _line(view: DutyView, known: Facts, now: datetime, calendar: WorkCalendar) -> DutyLine:
    return DutyLine(view.name, view.body_class, known.duty, standing(known, now, calendar))


def _submitted(known: Facts, now: datetime) -> Iterator[Submitted]:
    due = known.duty.submit_by
    if due is not None and due < now.date():
        days = [one.at.date() for one in known.submissions]
        yield Submitted(due, min(days, default=None))
