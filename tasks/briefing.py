"""The season's short mails: each morning around 31 January, and the lists before a date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alerts.model import MailKind, Said, SeasonView
from alerts.season import DAYS_BEFORE, brief, is_brief_day, upcoming
from alerts.subscription import settings_url, unsubscribe_url
from storage.queries.calendar import working_calendar
from storage.queries.duties import due_dates
from storage.queries.messages import last_period
from tasks.posting import post, said_before, signed
from tasks.views import addressee, lines_at, portal_troubles
from tasks.weekly import observed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.model import Letter
    from nianbao.duty.calendar import WorkCalendar
    from nianbao.settings import Settings
    from storage.database import Session
    from storage.queries.recipients import RecipientView
    from tasks.house import House


def write_season(house: House, recipient: RecipientView, now: datetime) -> None:
    """Write the brief and the list of those awaited, each at most once a day."""
    today = now.date().isoformat()
    with house.database.read() as session:
        written = {
            kind
            for kind in (MailKind.BRIEF, MailKind.UPCOMING)
            if last_period(session, recipient.id, kind) == today
        }
        if len(written) == len(_SEASON) or not _may_speak(session, recipient, now):
            return
        view = _season_view(session, recipient, now, house.settings)
        calendar = working_calendar(session)
    said = Said.of(view.lines, now)
    for kind, write in _SEASON.items():
        letter = None if kind in written else write(view, calendar)
        if letter is not None:
            post(house, recipient, letter, today, said=said)


def _brief(view: SeasonView, _calendar: WorkCalendar) -> Letter | None:
    return brief(view) if is_brief_day(view.at.date()) else None


_SEASON: Final[dict[MailKind, Callable[[SeasonView, WorkCalendar], Letter | None]]] = {
    MailKind.BRIEF: _brief,
    MailKind.UPCOMING: upcoming,
}


def _may_speak(session: Session, recipient: RecipientView, now: datetime) -> bool:
    """Whether a short mail is possible at all today: computing every state costs much more."""
    if is_brief_day(now.date()):
        return observed(session, now)
    dates = due_dates(session, recipient.office, now)
    calendar = working_calendar(session)
    left = {calendar.working_days_left(now.date(), due) for due in dates if due >= now.date()}
    return bool(left & {*DAYS_BEFORE}) and observed(session, now)


def _season_view(
    session: Session, recipient: RecipientView, now: datetime, settings: Settings
) -> SeasonView:
    lines = lines_at(session, recipient.office, now)
    return SeasonView(
        recipient=addressee(recipient),
        at=now,
        year=now.year - 1,
        lines=lines,
        troubled=frozenset(
            body for one in portal_troubles(session, now, recipient.office) for body in one.bodies
        ),
        before=said_before(session, recipient, MailKind.BRIEF, now.date().isoformat()),
        unsubscribe_url=signed(unsubscribe_url, recipient, settings),
        settings_url=signed(settings_url, recipient, settings),
    )
