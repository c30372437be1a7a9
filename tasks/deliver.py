"""Send one message of the outbox: claimed by one sender, delivered on the server's 250."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING, Final

import structlog

from alerts.channel import Refused, TryAgain, Unsure
from alerts.mail import RESENT_HEADER
from storage.queries.messages import message
from storage.rows.messages import Route
from storage.store import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.channel import Channel
    from storage.queries.messages import MessageView
    from tasks.house import House

log = structlog.get_logger()

CLAIM: Final = timedelta(minutes=5)
"""Longer than any sending takes; a claim that ran out belonged to a sender that died."""
MINUTE: Final = timedelta(minutes=1)
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=6)
MOST_ATTEMPTS: Final = 20
"""About three days of trying; then an administrator has to look."""


def deliver(house: House, message_id: int) -> None:
    """Claim a message, send it, and note the server's answer."""
    now = house.now
    with house.database.write(full_sync=True) as session:
        if outbox.taken(session, message_id, now - MINUTE, now) >= house.settings.mails_per_minute:
            return  # a later tick rings again: nobody's server is flooded
        channel, address = _way(house, message(session, message_id))
        if channel is None or not outbox.claim(session, message_id, now, now + CLAIM):
            return
        found = message(session, message_id)
    try:
        channel.send(parseaddr(house.settings.mail_from)[1], address, wire(found))
    except Refused as error:
        _failed(house, found, None, str(error))
    except TryAgain as error:
        again = next_attempt(found.attempts, now)
        _failed(house, found, again, str(error), maybe_taken=isinstance(error, Unsure))
    else:
        with house.database.write(full_sync=True) as session:
            outbox.delivered(session, message_id, house.now)
        log.info("message_delivered", message=message_id, kind=found.kind, resent=found.resent)


def _way(house: House, found: MessageView) -> tuple[Channel | None, str]:
    """Return what carries a message, and where to; None while no SMTP server is named."""
    if found.route is Route.CHAT:
        return house.chat, found.chat
    return house.channel, found.email


def wire(found: MessageView) -> bytes:
    """Return the mail's bytes; one that may have been sent before says so in a header."""
    return f"{RESENT_HEADER}: yes\r\n".encode() + found.mime if found.resent else found.mime


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """Return when to try again after so many attempts; None: no more."""
    if attempts >= MOST_ATTEMPTS:
        return None
    pause: timedelta = min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
    return now + pause


def _failed(
    house: House,
    found: MessageView,
    again: datetime | None,
    why: str,
    *,
    maybe_taken: bool = False,
) -> None:
    with house.database.write(full_sync=True) as session:
        outbox.failed(session, found.id, again, why, maybe_taken=maybe_taken, now=house.now)
    log.warning("message_not_delivered", message=found.id, again=str(again), why=why)
