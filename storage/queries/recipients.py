"""Who is written to, and about which bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, true
from sqlalchemy.orm import aliased

from storage.rows import BodyRow, RecipientRow, SupervisionPathRow
from storage.rows.messages import Role

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class RecipientView:
    """A person or mailbox. ``office`` is the slug and ``office_name`` the name, "" for none."""

    id: int
    name: str
    email: str
    role: Role
    office: str
    office_name: str
    errors: bool
    digest: bool
    briefs: bool
    active: bool
    chat: str = ""  # an address of nianbao.chats, a secret
    escalation: bool = False


def recipients(
    session: Session, *, role: Role | None = None, active: bool | None = True
) -> tuple[RecipientView, ...]:
    """Return recipients of a role; ``active`` None returns also those switched off."""
    wanted = (
        select(RecipientRow, BodyRow)
        .outerjoin(BodyRow, BodyRow.id == RecipientRow.office_id)
        .order_by(RecipientRow.id)
    )
    if role is not None:
        wanted = wanted.where(RecipientRow.role == role)
    if active is not None:
        wanted = wanted.where(RecipientRow.active == active)
    return tuple(_view(row, office) for row, office in session.execute(wanted))


def _view(row: RecipientRow, office: BodyRow | None) -> RecipientView:
    return RecipientView(
        id=row.id,
        name=row.name,
        email=row.email,
        role=row.role,
        office=office.slug if office else "",
        office_name=office.name if office else "",
        errors=row.errors,
        digest=row.digest,
        briefs=row.briefs,
        active=row.active,
        chat=row.chat,
        escalation=row.escalation,
    )


def addressed(recipient_id: int, on: date, *, by_mail: bool = False) -> Select[int]:
    """Return a query for the bodies whose errors a recipient is told of at once.

    These are the bodies under the recipient's office for which no nearer office of
    the same tree has somebody to tell; a body's own office counts as none. An
    administrator is told of no body's errors. ``by_mail``: who has only a chat counts as
    nobody, since what is private enters none.
    """
    return addressed_to(RecipientRow.id == recipient_id, on, by_mail=by_mail)


def addressed_to(whose: ColumnElement[bool], on: date, *, by_mail: bool = False) -> Select[int]:
    """Return the same of several recipients: those of whose rows ``whose`` is true."""
    near, other = aliased(SupervisionPathRow), aliased(RecipientRow)
    mailed = other.email != "" if by_mail else true()
    nearer = (
        select(near.id)
        .join(other, other.office_id == near.office_id)
        .where(
            near.body_id == SupervisionPathRow.body_id,
            near.tree == SupervisionPathRow.tree,
            near.depth > 0,
            near.depth < SupervisionPathRow.depth,
            near.since <= on,
            near.until >= on,
            other.active,
            other.errors,
            other.role == Role.AUTHORITY,
            mailed,
        )
    )
    return (
        select(SupervisionPathRow.body_id)
        .join(RecipientRow, RecipientRow.office_id == SupervisionPathRow.office_id)
        .where(
            whose,
            RecipientRow.active,
            RecipientRow.errors,
            RecipientRow.role == Role.AUTHORITY,
            RecipientRow.email != "" if by_mail else true(),
            SupervisionPathRow.since <= on,
            SupervisionPathRow.until >= on,
            or_(SupervisionPathRow.depth <= 1, ~nearer.exists()),
        )
    )
