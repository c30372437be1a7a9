"""Errors, once a day; and what an administrator is told of portals, checks and mails."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.admin import admin
from alerts.daily import daily
from alerts.grouping import audible
from alerts.model import AdminView, DailyView, MailKind, Undelivered
from alerts.subscription import acknowledge_url, settings_url
from nianbao.report.model import RULES_VERSION
from nianbao.services.secret import kept_secret
from storage.queries.duties import duties
from storage.queries.findings import untold
from storage.queries.messages import last_made, last_period, undelivered
from storage.queries.rules import crashes
from tasks.posting import post, signed
from tasks.reminding import expired_lines, lines_again, reminder_day, told_again
from tasks.views import addressee, cases, check_faults, duty_lines, portal_troubles

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.model import Letter
    from nianbao.settings import Settings
    from storage.database import Session
    from storage.queries.findings import FindingView
    from storage.queries.recipients import RecipientView
    from tasks.house import House

PATIENT_WITH_SERVERS: Final = timedelta(hours=12)
"""So long a mail may be tried again before an administrator is told."""
FIRST_LOOK: Final = timedelta(days=30)
ABSENT: Final = frozenset({"duty.missing", "duty.late", "duty.withdrawn"})


def write_daily(house: House, recipient: RecipientView, now: datetime) -> None:
    """Write the day's mail of errors and, to an administrator, of what fails; each once a day."""
    with house.database.read() as session:
        if last_period(session, recipient.id, MailKind.DAILY) == now.date().isoformat():
            return
        letter, told = _daily_letter(session, recipient, now, house.settings)
        administrators = _admin_letter(session, recipient, now)
    for each, ids in ((letter, told), (administrators, ())):
        if each is not None:
            post(house, recipient, each, now.date().isoformat(), findings=ids)


def _daily_letter(
    session: Session, recipient: RecipientView, now: datetime, settings: Settings
) -> tuple[Letter | None, tuple[int, ...]]:
    """Return the day's mail, None on a day without one, and the findings that it tells of."""
    new = untold(session, recipient.id, now.date()) if recipient.errors else ()
    again = told_again(session, recipient, settings, now)
    loud = {one.id: one for one in heard((*new, *(one.told.view for one in again)))}
    if not loud:
        return None, ()
    told = tuple(one for one in new if one.id in loud)
    view = replace(
        _daily_view(session, recipient, told, now),
        settings_url=signed(settings_url, recipient, settings),
        acknowledge_url=_acknowledge(recipient, now, settings),
        again=lines_again(session, (one for one in again if one.told.view.id in loud), now),
        expired=expired_lines(session, told),
        again_on=reminder_day(session, told, settings, now),
    )
    return daily(view), tuple(loud)


def heard(new: tuple[FindingView, ...]) -> tuple[FindingView, ...]:
    """Return the findings that no graver one of the same duty silences."""
    found = []
    by_duty: defaultdict[int, list[FindingView]] = defaultdict(list)
    for view in new:
        by_duty[view.duty_id].append(view)
    for own in by_duty.values():
        loud = audible(view.finding for view in own)
        found += [view for view in own if view.finding in loud]
    return tuple(found)


def _acknowledge(recipient: RecipientView, now: datetime, settings: Settings) -> str:
    """Return the address where a recipient signs for today's mail."""
    period, secret = now.date().isoformat(), kept_secret(settings)
    return acknowledge_url(settings.public_url, str(recipient.id), period, secret)


def _daily_view(
    session: Session, recipient: RecipientView, told: tuple[FindingView, ...], now: datetime
) -> DailyView:
    absent = {view.duty_id for view in told if view.finding.rule in ABSENT}
    return DailyView(
        recipient=addressee(recipient),
        at=now,
        cases=cases(session, (view for view in told if view.finding.rule not in ABSENT)),
        lines=duty_lines(duties(session, now, ids=absent)) if absent else (),
    )


def _admin_letter(session: Session, recipient: RecipientView, now: datetime) -> Letter | None:
    """Return an administrator's mail on a day on which a portal or a check newly failed."""
    if recipient.role != "administrator":
        return None
    last = last_period(session, recipient.id, MailKind.ADMIN)
    troubles = portal_troubles(session, now)
    faults = check_faults(crashes(session, RULES_VERSION))
    mails = _undelivered(session, recipient, now)
    since = [*(one.since for one in troubles), *(one.since for one in faults)]
    is_new = any(one.given_up for one in mails) or any(
        moment.date().isoformat() > (last or "")
        for moment in (*since, *(one.since + PATIENT_WITH_SERVERS for one in mails))
    )
    if last and not is_new:
        return None
    return admin(AdminView(addressee(recipient), now, troubles, faults=faults, undelivered=mails))


def _undelivered(
    session: Session, recipient: RecipientView, now: datetime
) -> tuple[Undelivered, ...]:
    """Return mails that were given up since the last mail to this administrator, or wait long."""
    last = last_made(session, recipient.id, MailKind.ADMIN)
    found = undelivered(session, last or now - FIRST_LOOK, now - PATIENT_WITH_SERVERS)
    return tuple(
        Undelivered(one.email, one.office, MailKind(one.kind), one.since, one.given_up, one.error)
        for one in found
    )
