"""The weekly digest: on Monday from 08:00, for the week that has ended."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from alerts.digest import digest
from alerts.model import MailKind, OfficeView, Said
from alerts.subscription import settings_url, unsubscribe_url
from storage.queries.messages import last_period
from storage.queries.runs import any_ended
from tasks.posting import post, said_before, signed
from tasks.views import (
    addressee,
    corrected,
    finding_counts,
    lines_at,
    listed_errors,
    pending_findings,
    portal_troubles,
)

if TYPE_CHECKING:
    from alerts.model import Letter
    from nianbao.settings import Settings
    from storage.database import Session
    from storage.queries.recipients import RecipientView
    from tasks.house import House

DIGEST_FROM: Final = time(8)
DIGEST_DAYS: Final = 2
"""A digest that could not go out on Monday still does on Tuesday; later it would be old."""
_MONDAY: Final = 0


def week_due(now: datetime) -> str | None:
    """Return the ISO week whose digest is to go out now (2026-W05), None if it is not the day."""
    if now.weekday() >= DIGEST_DAYS or (now.weekday() == _MONDAY and now.time() < DIGEST_FROM):
        return None
    return last_week(now)


def last_week(now: datetime) -> str:
    """Return the ISO week before the present one."""
    return week_of(now.date() - timedelta(days=7))


def week_of(day: date) -> str:
    """Return the ISO week of a day, for instance 2026-W05."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def digest_moment(week: str, now: datetime) -> datetime:
    """Return when a week's digest is made: on Monday after it at 08:00, now if that is to come.

    Raises:
        ValueError: the text is no ISO week.
    """
    return min(now, week_end(week, now) + timedelta(hours=DIGEST_FROM.hour))


def week_end(week: str, now: datetime) -> datetime:
    """Return the first moment after a week, in the zone of ``now``.

    Raises:
        ValueError: the text is no ISO week.
    """
    monday = datetime.strptime(f"{week}-1", "%G-W%V-%u").replace(tzinfo=now.tzinfo)
    return monday + timedelta(days=7)


def write_digest_due(house: House, recipient: RecipientView, week: str, now: datetime) -> None:
    """Write a week's digest unless it is written, or nothing was observed before it ended."""
    with house.database.read() as session:
        last = last_period(session, recipient.id, MailKind.DIGEST)
        if last == week or not (last or observed(session, week_end(week, now))):
            return
    write_digest(house, recipient, week, now)


def observed(session: Session, end: datetime) -> bool:
    """Whether anything was observed in that week or before: else there is nothing to say of it."""
    return any_ended(session, end)


def write_digest(house: House, recipient: RecipientView, week: str, at: datetime) -> int | None:
    """Write a recipient's digest of a week as known at a moment; None if it is written already."""
    with house.database.read() as session:
        view = _office_view(session, recipient, week, at, house.settings)
        told = listed_errors(session, recipient.office, at)
    return post(house, recipient, digest(view), week, findings=told, said=Said.of(view.lines, at))


def digest_letter(house: House, recipient: RecipientView, week: str, at: datetime) -> Letter:
    """Return a recipient's digest of a week, as known at a moment."""
    with house.database.read() as session:
        return digest(_office_view(session, recipient, week, at, house.settings))


def _office_view(
    session: Session, recipient: RecipientView, week: str, at: datetime, settings: Settings
) -> OfficeView:
    lines = lines_at(session, recipient.office, at)
    pending = pending_findings(session, recipient.office, at)
    return OfficeView(
        recipient=addressee(recipient),
        at=at,
        week=week,
        year=at.year - 1,
        lines=lines,
        before=said_before(session, recipient, MailKind.DIGEST, week),
        counts=finding_counts(session, recipient.office, at, pending),
        findings=pending,
        troubles=portal_troubles(session, at, recipient.office),
        corrected=corrected(session, recipient.office, at),
        next_check=at.date() + timedelta(days=1),
        unsubscribe_url=signed(unsubscribe_url, recipient, settings),
        settings_url=signed(settings_url, recipient, settings),
    )
