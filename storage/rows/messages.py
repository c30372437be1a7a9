"""Recipients, and the outbox of messages to them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.rows.row import Row


class Role(StrEnum):
    """What a recipient is to us: the two never get each other's matters."""

    AUTHORITY = "authority"
    ADMINISTRATOR = "administrator"


class MessageState(StrEnum):
    """Where a message stands."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DELIVERED = "delivered"
    FAILED = "failed"  # given up
    RETRACTED = "retracted"  # withdrawn before it was sent


class Route(StrEnum):
    """How a message goes: to a mailbox, or to a work chat."""

    MAIL = "mail"
    CHAT = "chat"


class RecipientRow(Row):
    """A person or mailbox of an office. An administrator may have no office.

    ``email`` is "" where only a ``chat`` is known: an address of ``nianbao.chats``, a secret.
    ``escalation``: told of what nobody took up, where escalation is switched on.
    """

    __tablename__ = "recipients"
    __table_args__ = (UniqueConstraint("email", "office_id", "role", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    office_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"), index=True)
    role: Mapped[Role]
    errors: Mapped[bool] = mapped_column(default=True)
    digest: Mapped[bool] = mapped_column(default=True)
    briefs: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    chat: Mapped[str] = mapped_column(default="")
    escalation: Mapped[bool] = mapped_column(default=False)


class MessageRow(Row):
    """One message of the outbox, unique per (recipient, kind, period) on each route.

    ``mime`` is sent as it is; a chat gets its text.

    ``said`` is what a brief or digest says of duties: their states by key, and as of when.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("recipient_id", "kind", "period", "route"),
        Index("ix_messages_state_next_attempt", "state", "next_attempt"),
        Index("ix_messages_domain_delivered_at", "domain", "delivered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipients.id"))
    kind: Mapped[str]
    period: Mapped[str]
    route: Mapped[Route] = mapped_column(default=Route.MAIL)
    domain: Mapped[str] = mapped_column(default="")  # of the recipient's address, as it was
    message_id: Mapped[str] = mapped_column(unique=True)
    mime: Mapped[bytes]
    state: Mapped[MessageState] = mapped_column(default=MessageState.PENDING)
    created_at: Mapped[datetime]
    next_attempt: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    resent: Mapped[bool] = mapped_column(default=False)
    delivered_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    said: Mapped[dict[str, Any] | None]


class MessageFindingRow(Row):
    """Which findings a message told of: whoever was told can be told of a retraction."""

    __tablename__ = "message_findings"

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), primary_key=True, index=True)
