"""The outbox: a message is put once, claimed by one sender, and told how it ended."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, update

from nianbao.chats import scheme_of
from storage.insertion import insert_once
from storage.rows import MessageFindingRow, MessageRow, RecipientRow
from storage.rows.messages import MessageState, Route

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to one recipient. ``period`` is a day, a week or an event's name.

    ``findings`` are the ids it tells of. ``mime`` is sent as it is, and holds the
    same Message-ID (see ``message_id``).
    """

    recipient_id: int
    kind: str
    period: str
    message_id: str
    mime: bytes
    findings: tuple[int, ...] = ()
    said: Mapping[str, Any] | None = None
    """What it says of duties, as JSON: the next of its kind says what has changed since."""
    route: Route = Route.MAIL


def message_id(recipient_id: int, kind: str, period: str, domain: str) -> str:
    """Return the Message-ID that this message has however often it is made."""
    name = hashlib.sha256(f"{recipient_id}|{kind}|{period}".encode()).hexdigest()[:32]
    return f"<{name}@{domain}>"


def put(session: Session, message: NewMessage, now: datetime) -> int | None:
    """Put a message to be sent; None if this recipient has one of this kind, period and route."""
    new = insert_once(
        session,
        MessageRow,
        recipient_id=message.recipient_id,
        kind=message.kind,
        period=message.period,
        route=message.route,
        domain=_domain(session, message),
        message_id=message.message_id,
        mime=message.mime,
        state=MessageState.PENDING,
        created_at=now,
        next_attempt=now,
        attempts=0,
        resent=False,
        error="",
        said=None if message.said is None else dict(message.said),
    )
    if new is not None:
        note_told(session, new, message.findings)
    return new


def _domain(session: Session, message: NewMessage) -> str:
    """Return what is not to be flooded: a mailbox's domain, or a kind of chat."""
    row = session.get(RecipientRow, message.recipient_id)
    if row is None:
        return ""
    if message.route is Route.CHAT:
        return f"{scheme_of(row.chat)}:"
    return row.email.rpartition("@")[2].lower()


def note_told(session: Session, message: int, findings: Iterable[int]) -> None:
    """Note which findings a message tells of."""
    for finding in sorted(set(findings)):
        insert_once(session, MessageFindingRow, message_id=message, finding_id=finding)


def claim(session: Session, message: int, now: datetime, until: datetime) -> bool:
    """Claim a message for sending until a moment; False if another sender has it, or it is sent.

    One statement decides. A message whose claim ran out may have reached the server
    just before its sender died: it is marked ``resent`` and goes out under the same
    Message-ID. Commit (``write(full_sync=True)``) before sending.
    """
    expired = and_(MessageRow.state == MessageState.CLAIMED, MessageRow.claimed_until <= now)
    due = and_(MessageRow.state == MessageState.PENDING, MessageRow.next_attempt <= now)
    taken = (
        update(MessageRow)
        .where(MessageRow.id == message, or_(due, expired))
        .values(
            state=MessageState.CLAIMED,
            claimed_until=until,
            attempts=MessageRow.attempts + 1,
            resent=or_(MessageRow.resent, _is_claimed()),
        )
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(taken) is not None


def taken(session: Session, message: int, since: datetime, now: datetime) -> int:
    """Count the mails that went to a message's recipient's domain since a moment, or go now."""
    domain = select(MessageRow.domain).where(MessageRow.id == message).scalar_subquery()
    sent = and_(MessageRow.state == MessageState.DELIVERED, MessageRow.delivered_at > since)
    going = and_(_is_claimed(), MessageRow.claimed_until > now)
    wanted = select(func.count()).where(MessageRow.domain == domain, or_(sent, going))
    return session.scalar(wanted) or 0


def _is_claimed() -> ColumnElement[bool]:
    return MessageRow.state == MessageState.CLAIMED


def delivered(session: Session, message: int, now: datetime) -> None:
    """Note that the server has taken the message (250)."""
    session.execute(
        update(MessageRow)
        .where(MessageRow.id == message)
        .values(state=MessageState.DELIVERED, delivered_at=now, claimed_until=None, error="")
        .execution_options(synchronize_session=False)
    )


def failed(
    session: Session,
    message: int,
    again: datetime | None,
    error: str = "",
    *,
    maybe_taken: bool = False,
    now: datetime | None = None,
) -> None:
    """Note that the server refused or did not answer; try again at a moment, or give up (None).

    A message that the server may have taken all the same is marked ``resent`` next time.
    """
    state = MessageState.FAILED if again is None else MessageState.PENDING
    values: dict[str, Any] = {"state": state, "claimed_until": None, "error": error}
    if again or now:
        values["next_attempt"] = again or now  # of one that is given up: when that was
    if maybe_taken:
        values["resent"] = True
    session.execute(
        update(MessageRow)
        .where(MessageRow.id == message, _is_claimed())
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def bounced(session: Session, name: str, error: str, now: datetime) -> bool | None:
    """Note that a mail came back after its server had taken it, by its Message-ID.

    Returns:
        Whether that is news; None if we sent no such mail. What it told of counts as
        untold from then on.
    """
    known = session.scalar(select(MessageRow.id).where(MessageRow.message_id == name))
    if known is None:
        return None
    taken = (
        update(MessageRow)
        .where(MessageRow.id == known, MessageRow.state == MessageState.DELIVERED)
        .values(state=MessageState.FAILED, next_attempt=now, error=error)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(taken) is not None


def retract(session: Session, message: int) -> bool:
    """Take back a message that was not sent yet; False if it is being sent or was."""
    taken = (
        update(MessageRow)
        .where(MessageRow.id == message, MessageRow.state == MessageState.PENDING)
        .values(state=MessageState.RETRACTED)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(taken) is not None
