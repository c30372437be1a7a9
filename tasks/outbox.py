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

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog

from alerts.admin import admin
from alerts.chat_text import PARAGRAPHS, chat_id, chat_text, compose_chat
from alerts.correction import correction
from alerts.daily import daily
from alerts.digest import digest
from alerts.grouping import audible
from alerts.mail import compose, domain_of, message_id
from alerts.model import (
    AdminView,
    CorrectionView,
    DailyView,
    MailKind,
    OfficeView,
    Said,
    SeasonView,
    Undelivered,
)
from alerts.private import PrivateItem, PrivateView, private
from alerts.roster_letter import RosterView, reminder_period, roster_letter
from alerts.season import DAYS_BEFORE, brief, is_brief_day, upcoming
from alerts.subscription import acknowledge_url, settings_url, unsubscribe_url
from nianbao.clock import parse
from nianbao.duty.model import DutyState
from nianbao.report.model import READER_VERSION, RULES_VERSION
from nianbao.services.secret import kept_secret
from storage.queries.calendar import working_calendar
from storage.queries.documents import unread, version
from storage.queries.duties import due_dates, duties
from storage.queries.findings import untold
from storage.queries.messages import earlier, last_made, last_period, undelivered
from storage.queries.private import untold_in_private
from storage.queries.recipients import recipients
from storage.queries.retractions import unretracted
from storage.queries.rosters import signatures
from storage.queries.rules import crashes
from storage.queries.runs import any_ended
from storage.rows.messages import Route
from storage.store.journal import keep_setting
from storage.store.outbox import NewMessage, put
from tasks.reminding import expired_lines, lines_again, told_again
from tasks.roster import roster_at
from tasks.rounds import open_runs
from tasks.standings import behind
from tasks.views import (
    addressee,
    cases,
    check_faults,
    corrected,
    duty_lines,
    finding_counts,
    lines_at,
    listed_errors,
    pending_findings,
    portal_troubles,
    withdrawn,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from alerts.model import Letter
    from nianbao.duty.calendar import WorkCalendar
    from nianbao.settings import Settings
    from storage.database import Session
    from storage.queries.findings import FindingView
    from storage.queries.recipients import RecipientView
    from tasks.house import House

log = structlog.get_logger()

ERRORS_FROM, ERRORS_UNTIL = time(9), time(18)
LATEST: Final = "mails"
"""The setting that tells when the writing of mails that came to its end last had begun."""
DIGEST_FROM: Final = time(8)
DIGEST_DAYS: Final = 2
"""A digest that could not go out on Monday still does on Tuesday; later it would be old."""
BRIEF_UNTIL: Final = time(12)
PATIENCE: Final = timedelta(hours=2)
PATIENT_WITH_SERVERS: Final = timedelta(hours=12)
"""So long a mail may be tried again before an administrator is told."""
FIRST_LOOK: Final = timedelta(days=30)
ABSENT: Final = frozenset({"duty.missing", "duty.late", "duty.withdrawn"})
_MONDAY: Final = 0


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
        _write_daily(house, recipient, now)
    week = week_due(now)
    if week and recipient.digest and recipient.office:
        _write_digest_once(house, recipient, week, now)
    if _is_brief_hour(now) and recipient.briefs and recipient.office:
        _write_season(house, recipient, now)
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
        _put(house, recipient, letter, now.date().isoformat(), findings=ids)


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
        _put(house, recipient, letter, now.date().isoformat(), findings=ids)


# --- Errors, once a day ---------------------------------------------------------


def _write_daily(house: House, recipient: RecipientView, now: datetime) -> None:
    with house.database.read() as session:
        if last_period(session, recipient.id, MailKind.DAILY) == now.date().isoformat():
            return
        letter, told = _daily_letter(session, recipient, now, house.settings)
        administrators = _admin_letter(session, recipient, now)
    for each, ids in ((letter, told), (administrators, ())):
        if each is not None:
            _put(house, recipient, each, now.date().isoformat(), findings=ids)


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
        settings_url=_signed(settings_url, recipient, settings),
        acknowledge_url=_acknowledge(recipient, now, settings),
        again=lines_again(session, (one for one in again if one.told.view.id in loud), now),
        expired=expired_lines(session, told),
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


def _signed(
    address: Callable[[str, str, str], str], recipient: RecipientView, settings: Settings
) -> str:
    """Return an address that only this recipient was given."""
    return address(settings.public_url, str(recipient.id), kept_secret(settings))


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


# --- The weekly digest ----------------------------------------------------------


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


def _write_digest_once(house: House, recipient: RecipientView, week: str, now: datetime) -> None:
    with house.database.read() as session:
        last = last_period(session, recipient.id, MailKind.DIGEST)
        if last == week or not (last or _observed(session, week_end(week, now))):
            return
    write_digest(house, recipient, week, now)


def _observed(session: Session, end: datetime) -> bool:
    """Whether anything was observed in that week or before: else there is nothing to say of it."""
    return any_ended(session, end)


def write_digest(house: House, recipient: RecipientView, week: str, at: datetime) -> int | None:
    """Write a recipient's digest of a week as known at a moment; None if it is written already."""
    with house.database.read() as session:
        view = _office_view(session, recipient, week, at, house.settings)
        told = listed_errors(session, recipient.office, at)
    return _put(house, recipient, digest(view), week, findings=told, said=Said.of(view.lines, at))


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
        before=_said_before(session, recipient, MailKind.DIGEST, week),
        counts=finding_counts(session, recipient.office, at, pending),
        findings=pending,
        troubles=portal_troubles(session, at, recipient.office),
        corrected=corrected(session, recipient.office, at),
        next_check=at.date() + timedelta(days=1),
        unsubscribe_url=_signed(unsubscribe_url, recipient, settings),
        settings_url=_signed(settings_url, recipient, settings),
    )


def _said_before(
    session: Session, recipient: RecipientView, kind: MailKind, period: str
) -> Said | None:
    """Return what the mail of a kind before this one said; None if this is the first.

    What it said is kept with it: facts of its time that came in later (a reading whose
    run ended afterwards, an entry by hand) are news by now. A mail that an older
    version wrote kept nothing; then the facts known as of it stand for it.
    """
    before = earlier(session, recipient.id, kind, period)
    if before is None:
        return None
    if before.said is None:
        return Said.of(lines_at(session, recipient.office, before.at), before.at)
    states = {key: DutyState(state) for key, state in before.said["states"].items()}
    return Said(parse(before.said["at"]), states)


def _kept(said: Said | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {
        "at": said.at.isoformat(),
        "states": {key: state.value for key, state in said.states.items()},
    }


# --- The season's short mails -------------------------------------------------------


def _write_season(house: House, recipient: RecipientView, now: datetime) -> None:
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
            _put(house, recipient, letter, today, said=said)


def _brief(view: SeasonView, _calendar: WorkCalendar) -> Letter | None:
    return brief(view) if is_brief_day(view.at.date()) else None


_SEASON: Final[dict[MailKind, Callable[[SeasonView, WorkCalendar], Letter | None]]] = {
    MailKind.BRIEF: _brief,
    MailKind.UPCOMING: upcoming,
}


def _may_speak(session: Session, recipient: RecipientView, now: datetime) -> bool:
    """Whether a short mail is possible at all today: computing every state costs much more."""
    if is_brief_day(now.date()):
        return _observed(session, now)
    dates = due_dates(session, recipient.office, now)
    calendar = working_calendar(session)
    left = {calendar.working_days_left(now.date(), due) for due in dates if due >= now.date()}
    return bool(left & {*DAYS_BEFORE}) and _observed(session, now)


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
        before=_said_before(session, recipient, MailKind.BRIEF, now.date().isoformat()),
        unsubscribe_url=_signed(unsubscribe_url, recipient, settings),
        settings_url=_signed(settings_url, recipient, settings),
    )


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
        signed = {one.version for one in signatures(session, recipient.office, now.year)}
    if made.version in signed:
        return
    view = RosterView(
        recipient=addressee(recipient),
        at=now,
        office=recipient.office,
        roster=made,
        signed_before=bool(signed),
        settings_url=_signed(settings_url, recipient, house.settings),
        unsubscribe_url=_signed(unsubscribe_url, recipient, house.settings),
    )
    letter = roster_letter(view)
    if letter is not None:
        _put(house, recipient, letter, period)


# --- Into the outbox ------------------------------------------------------------


def _put(
    house: House,
    recipient: RecipientView,
    letter: Letter,
    period: str,
    *,
    findings: tuple[int, ...] = (),
    said: Said | None = None,
) -> int | None:
    """Put a letter as a mail, as a chat's message, or as both; return the first one's id.

    Who has a mailbox was told by the mail: if that is refused, it is told again.
    """
    mail, chat = (make(house, recipient, letter, period) for make in (_mail, _chat))
    written = [new for new in (mail, chat) if new is not None]
    if not written:
        return None
    written[0] = replace(written[0], findings=findings)
    with house.database.write(full_sync=True) as session:
        ids = [put(session, replace(new, said=_kept(said)), house.now) for new in written]
    for put_id in ids:
        if put_id is not None:
            log.info("message_written", message=put_id, kind=letter.kind.value, period=period)
            house.bell.ring("deliver", put_id)
    return ids[0]


def _mail(house: House, recipient: RecipientView, letter: Letter, period: str) -> NewMessage | None:
    if not recipient.email:
        return None
    to, sender = addressee(recipient), house.settings.mail_from
    name = message_id(to.slug, letter.kind, period, domain_of(sender))
    mime = compose(letter, to, sender=sender, message_id=name, date=house.now)
    return NewMessage(recipient.id, letter.kind.value, period, name, mime)


def _chat(house: House, recipient: RecipientView, letter: Letter, period: str) -> NewMessage | None:
    """Return what a recipient's chat is told of a letter; None of what is private."""
    if not recipient.chat or letter.kind not in PARAGRAPHS:
        return None
    domain = domain_of(house.settings.mail_from)
    name = chat_id(str(recipient.id), letter.kind, period, domain)
    text = chat_text(letter, house.settings.public_url, mailed=bool(recipient.email))
    mime = compose_chat(letter, text, message_id=name, date=house.now)
    return NewMessage(recipient.id, letter.kind.value, period, name, mime, route=Route.CHAT)
