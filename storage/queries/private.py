"""Findings that are told only to the nearest office, in a mail of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from storage.queries.findings import findings
from storage.queries.recipients import addressed
from storage.rows import DutyRow, FindingRow, MessageFindingRow, MessageRow
from storage.rows.findings import FindingState
from storage.rows.messages import MessageState

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from storage.queries.findings import FindingView

IN_PRIVATE: Final = "private"
"""The kind of the mail that tells of them."""


def untold_in_private(session: Session, recipient_id: int, on: date) -> tuple[FindingView, ...]:
    """Return open private findings that this recipient is to be told of, and was not told of yet.

    To whom a body's findings are told is as for errors: to its nearest office that has
    somebody to tell. Uncertain and silently opened ones are left out.
    """
    told = (
        select(MessageRow.id)
        .join(MessageFindingRow, MessageFindingRow.message_id == MessageRow.id)
        .where(
            MessageRow.recipient_id == recipient_id,
            MessageFindingRow.finding_id == FindingRow.id,
            MessageRow.created_at >= FindingRow.opened_at,
            MessageRow.kind == IN_PRIVATE,
            MessageRow.state.not_in([MessageState.RETRACTED, MessageState.FAILED]),
        )
    )
    wanted = (
        select(FindingRow.id)
        .join(DutyRow, DutyRow.id == FindingRow.duty_id)
        .where(
            FindingRow.state == FindingState.OPEN,
            FindingRow.private,
            FindingRow.certain,
            ~FindingRow.baseline,
            ~FindingRow.shadow,
            DutyRow.body_id.in_(addressed(recipient_id, on, by_mail=True)),
            ~told.exists(),
        )
    )
    ids = session.scalars(wanted).all()
    return findings(session, ids=ids) if ids else ()
