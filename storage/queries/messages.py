"""The outbox: what waits to be sent, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from nianbao.chats import masked
from storage.rows import BodyRow, MessageRow, RecipientRow
from storage.rows.messages import MessageState, Route

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message. ``resent``: an earlier sending may have reached the server unnoticed."""

    id: int
    recipient_id: int
    email: str
    kind: str
    period: str
    message_id: str
    mime: bytes
    state: MessageState
    attempts: int
    resent: bool
    created_at: datetime
    next_attempt: datetime
    delivered_at: datetime | None
    error: str
    route: Route = Route.MAIL
    chat: str = ""
    """The recipient's chat, a secret; "" on the route of mails."""


def pending(
    session: Session,
    now: datetime,
    per_domain: int = 60,
    limit: int = 1_000,
    routes: Collection[Route] = tuple(Route),
) -> tuple[int, ...]:
    """Return the messages that may be claimed now and go by some routes, the oldest first.

    Of each recipients' domain only so many: one that is slow keeps no other waiting.
    """
    waits = and_(MessageRow.state == MessageState.PENDING, MessageRow.next_attempt <= now)
    dropped = and_(MessageRow.state == MessageState.CLAIMED, MessageRow.claimed_until <= now)
    place = func.row_number().over(partition_by=MessageRow.domain, order_by=MessageRow.id)
    due = (
        select(MessageRow.id, place.label("place"))
        .where(or_(waits, dropped), MessageRow.route.in_(routes))
        .subquery()
    )
    wanted = select(due.c.id).where(due.c.place <= per_domain).order_by(due.c.id).limit(limit)
    return tuple(session.scalars(wanted))


def message(session: Session, message_id: int) -> MessageView:
    """Return one message of the outbox by its row's id.

    Raises:
        LookupError: there is none.
    """
    found = session.execute(
        select(MessageRow, RecipientRow)
        .join(RecipientRow, RecipientRow.id == MessageRow.recipient_id)
        .where(MessageRow.id == message_id)
    ).one_or_none()
    if found is None:
        raise LookupError(f"没有编号为{message_id}的邮件")
    row, recipient = found
    return _view(row, recipient)


def messages(session: Session, kind: str | None = None) -> tuple[MessageView, ...]:
    """Return all messages, or those of a kind, the oldest first."""
    wanted = (
        select(MessageRow, RecipientRow)
        .join(RecipientRow, RecipientRow.id == MessageRow.recipient_id)
        .order_by(MessageRow.id)
    )
    rows = session.execute(wanted if kind is None else wanted.where(MessageRow.kind == kind))
    return tuple(_view(row, recipient) for row, recipient in rows)


@dataclass(frozen=True, slots=True)
class UndeliveredView:
    """A mail that was given up, or has waited too long. ``office`` is a name, "" for none.

    ``since`` is when it was given up, or was made. ``email`` of a chat is shown masked.
    """

    email: str
    office: str
    kind: str
    since: datetime
    given_up: bool
    error: str


def undelivered(session: Session, since: datetime, before: datetime) -> tuple[UndeliveredView, ...]:
    """Return mails that were given up after ``since``, or were made and tried before ``before``."""
    given_up = and_(MessageRow.state == MessageState.FAILED, MessageRow.next_attempt > since)
    waiting = and_(
        MessageRow.state.in_([MessageState.PENDING, MessageState.CLAIMED]),
        MessageRow.attempts > 0,
        MessageRow.created_at <= before,
    )
    wanted = (
        select(MessageRow, RecipientRow, BodyRow.name)
        .join(RecipientRow, RecipientRow.id == MessageRow.recipient_id)
        .outerjoin(BodyRow, BodyRow.id == RecipientRow.office_id)
        .where(or_(given_up, waiting))
        .order_by(RecipientRow.email, MessageRow.id)
    )
    return tuple(
        _undelivered(row, _shown(row, recipient), office or "")
        for row, recipient, office in session.execute(wanted)
    )


def _shown(row: MessageRow, recipient: RecipientRow) -> str:
    return masked(recipient.chat) if row.route is Route.CHAT else recipient.email


def _undelivered(row: MessageRow, email: str, office: str) -> UndeliveredView:
    given_up = row.state is MessageState.FAILED
    since = row.next_attempt if given_up else row.created_at
    return UndeliveredView(email, office, row.kind, since, given_up, row.error)


def last_made(session: Session, recipient_id: int, kind: str) -> datetime | None:
    """Return when the latest message of a kind to a recipient was made; None if there is none."""
    wanted = select(func.max(MessageRow.created_at)).where(
        MessageRow.recipient_id == recipient_id, MessageRow.kind == kind
    )
    return session.scalar(wanted)


def last_period(session: Session, recipient_id: int, kind: str) -> str | None:
    """Return the period of the latest message of a kind to a recipient; None if there is none."""
    wanted = select(MessageRow.period).where(
        MessageRow.recipient_id == recipient_id, MessageRow.kind == kind
    )
    return session.scalar(wanted.order_by(MessageRow.id.desc()).limit(1))


@dataclass(frozen=True, slots=True)
class EarlierMail:
    """The mail of a kind before another one. ``said`` is None where none was kept with it."""

    at: datetime
    said: dict[str, Any] | None


def earlier(session: Session, recipient_id: int, kind: str, period: str) -> EarlierMail | None:
    """Return the last mail of a kind before a period that a recipient got or will get."""
    wanted = select(MessageRow.created_at, MessageRow.said).where(
        MessageRow.recipient_id == recipient_id,
        MessageRow.kind == kind,
        MessageRow.period < period,
        MessageRow.state.not_in([MessageState.FAILED, MessageState.RETRACTED]),
    )
    found = session.execute(wanted.order_by(MessageRow.period.desc()).limit(1)).one_or_none()
    return EarlierMail(*found) if found else None


def _view(row: MessageRow, recipient: RecipientRow) -> MessageView:
    return MessageView(
        id=row.id,
        recipient_id=row.recipient_id,
        email=recipient.email,
        kind=row.kind,
        period=row.period,
        message_id=row.message_id,
        mime=row.mime,
        state=row.state,
        attempts=row.attempts,
        resent=row.resent,
        created_at=row.created_at,
        next_attempt=row.next_attempt,
        delivered_at=row.delivered_at,
        error=row.error,
        route=row.route,
        chat=recipient.chat if row.route is Route.CHAT else "",
    )
