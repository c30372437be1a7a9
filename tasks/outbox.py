"""Which mails are due, written into the outbox: each at most once for its recipient and period.

* Errors go out from 09:00, one grouped mail a recipient and day. What is found
  in the evening waits for the morning.
* What is private goes to the nearest office alone, in a mail of its own a day.
* What was told and proves to be our misreading is taken back at the same hours,
  in one mail a recipient and day.
* The weekly digest goes out on Monday from 08:00 for the week that has ended.
* Around 31 January a brief goes out each morning from 08:00; ten, three and one
  working days before a date those who are still awaited are listed.
* In December an office is asked, at most twice, to check its roster and sign it off.
* Nothing is written while crawling or reading goes on, so that a mail says all
  that a round has found; but no mail waits longer than ``PATIENCE``.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import structlog

from alerts.correction import correction
from alerts.model import CorrectionView, MailKind
from alerts.private import PrivateItem, PrivateView, private
from alerts.roster_letter import RosterView, reminder_period, roster_letter
from alerts.subscription import settings_url, unsubscribe_url
from nianbao.report.model import READER_VERSION
from storage.queries.calendar import working_calendar
from storage.queries.documents import unread, version
from storage.queries.messages import last_period
from storage.queries.private import untold_in_private
from storage.queries.recipients import recipients
from storage.queries.retractions import unretracted
from storage.queries.rosters import signatures
from storage.store.journal import keep_setting
from tasks.briefing import write_season
from tasks.posting import post, signed
from tasks.roster import roster_at
from tasks.rounds import open_runs
from tasks.standings import behind
from tasks.telling import write_daily
from tasks.views import addressee, withdrawn
from tasks.weekly import DIGEST_FROM, week_due, write_digest_due

if TYPE_CHECKING:
    from storage.database import Session
    from storage.queries.recipients import RecipientView
    from tasks.house import House

log = structlog.get_logger()

ERRORS_FROM, ERRORS_UNTIL = time(9), time(18)
LATEST: Final = "mails"
"""The setting that tells when the writing of mails that came to its end last had begun."""
BRIEF_UNTIL: Final = time(12)
PATIENCE: Final = timedelta(hours=2)


def mails_due(now: datetime) -> bool:
    """Whether this is an hour at which mails are written."""
    return _is_errors_hour(now) or week_due(now) is not None or _is_brief_hour(now)


def write_mails(house: House) -> None:
    """Write every mail that is due and not written yet.

    Raises:
        ExceptionGroup: some recipients' mails failed; the others' are written.
    """
    now = house.now
    with house.database.read() as session:
        everybody = () if _busy(session, now) else recipients(session)
    failures = [error for one in everybody if (error := _failure(house, one, now)) is not None]
    with house.database.write() as session:
        keep_setting(session, LATEST, {"began": now.isoformat()}, who="", now=house.now)
    if failures:
        raise ExceptionGroup("mails", failures)


def _failure(house: House, recipient: RecipientView, now: datetime) -> Exception | None:
    """Write one recipient's mails; what fails there must not silence the others."""
    try:
        _write(house, recipient, now)
    except Exception as error:
        log.exception("mail_failed", recipient=recipient.id)
        return error
    return None


def _write(house: House, recipient: RecipientView, now: datetime) -> None:
    if _is_errors_hour(now):
        _write_correction(house, recipient, now)
    if _is_errors_hour(now) and recipient.errors:
        _write_private(house, recipient, now)
    if _is_errors_hour(now) and (recipient.errors or recipient.escalation):
        write_daily(house, recipient, now)
    week = week_due(now)
    if week and recipient.digest and recipient.office:
        write_digest_due(house, recipient, week, now)
    if _is_brief_hour(now) and recipient.briefs and recipient.office:
        write_season(house, recipient, now)
        _write_roster(house, recipient, now)


def _is_brief_hour(now: datetime) -> bool:
    """Whether short mails go out: in the morning, so that they are no news of yesterday."""
    return DIGEST_FROM <= now.time() < BRIEF_UNTIL


def _is_errors_hour(now: datetime) -> bool:
    return ERRORS_FROM <= now.time() < ERRORS_UNTIL


def _busy(session: Session, now: datetime) -> bool:
    """Whether a round is still going on that a mail waits for."""
    patience = now - PATIENCE
    crawling = any(run.queued_at > patience for run in open_runs(session))
    waiting = (version(session, version_id) for version_id in unread(session, READER_VERSION))
    return crawling or any(found.last_seen > patience for found in waiting) or behind(session, now)


# --- What is taken back ---------------------------------------------------------


def _write_correction(house: House, recipient: RecipientView, now: datetime) -> None:
    """Take back what a recipient was told, whatever it wants to be told of by now."""
    with house.database.read() as session:
        if last_period(session, recipient.id, MailKind.CORRECTION) == now.date().isoformat():
            return
        fallen = unretracted(session, recipient.id)
    letter = correction(CorrectionView(addressee(recipient), now, withdrawn(fallen)))
    if letter is not None:
        ids = tuple(one.finding_id for one in fallen)
        post(house, recipient, letter, now.date().isoformat(), findings=ids)


# --- What only the nearest office may see -----------------------------------------


def _write_private(house: House, recipient: RecipientView, now: datetime) -> None:
    if not recipient.email:
        return  # the nearest office with a mailbox is told
    with house.database.read() as session:
        if last_period(session, recipient.id, MailKind.PRIVATE) == now.date().isoformat():
            return
        told = untold_in_private(session, recipient.id, now.date())
    items = tuple(PrivateItem(one.name, one.year, one.finding, one.url) for one in told)
    letter = private(PrivateView(addressee(recipient), now, items))
    if letter is not None:
        ids = tuple(one.id for one in told)
        post(house, recipient, letter, now.date().isoformat(), findings=ids)


# --- The roster, in December --------------------------------------------------------


def _write_roster(house: House, recipient: RecipientView, now: datetime) -> None:
    """Ask for the roster's signature, at most twice, while nobody has signed it as it is."""
    with house.database.read() as session:
        period = reminder_period(now.date(), working_calendar(session))
        if period is None:
            return
        if last_period(session, recipient.id, MailKind.ROSTER) == period:
            return
        made = roster_at(session, recipient.office, now.year, now)
        versions = {one.version for one in signatures(session, recipient.office, now.year)}
    if made.version in versions:
        return
    view = RosterView(
        recipient=addressee(recipient),
        at=now,
        office=recipient.office,
        roster=made,
        signed_before=bool(versions),
        settings_url=signed(settings_url, recipient, house.settings),
        unsubscribe_url=signed(unsubscribe_url, recipient, house.settings),
    )
    letter = roster_letter(view)
    if letter is not None:
        post(house, recipient, letter, period)
