"""The outbox: what waits to be sent, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from storage.rows import MessageRow, RecipientRow
from storage.rows.messages import MessageState

if TYPE_CHECKING:
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


def pending(session: Session, now: datetime, limit: int = 200) -> tuple[int, ...]:
    """Return the messages that may be claimed now, the oldest first."""
    waits = and_(MessageRow.state == MessageState.PENDING, MessageRow.next_attempt <= now)
    dropped = and_(MessageRow.state == MessageState.CLAIMED, MessageRow.claimed_until <= now)
    wanted = select(MessageRow.id).where(or_(waits, dropped)).order_by(MessageRow.id).limit(limit)
    return tuple(session.scalars(wanted))


def message(session: Session, message_id: int) -> MessageView:
    """Return one message of the outbox by its row's id.

    Raises:
        LookupError: there is none.
    """
    found = session.execute(
        select(MessageRow, RecipientRow.email)
        .join(RecipientRow, RecipientRow.id == MessageRow.recipient_id)
        .where(MessageRow.id == message_id)
    ).one_or_none()
    if found is None:
        raise LookupError(f"没有编号为{message_id}的邮件")
    row, email = found
    return _view(row, email)


def messages(session: Session, kind: str | None = None) -> tuple[MessageView, ...]:
    """Return all messages, or those of a kind, the oldest first."""
    wanted = (
        select(MessageRow, RecipientRow.email)
        .join(RecipientRow, RecipientRow.id == MessageRow.recipient_id)
        .order_by(MessageRow.id)
    )
    rows = session.execute(wanted if kind is None else wanted.where(MessageRow.kind == kind))
    return tuple(_view(row, email) for row, email in rows)


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


def _view(row: MessageRow, email: str) -> MessageView:
    return MessageView(
        id=row.id,
        recipient_id=row.recipient_id,
        email=email,
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
    )
