"""Findings that are told only to the nearest office, in a mail of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from storage.queries.findings import findings, was_told
from storage.queries.recipients import addressed
from storage.rows import DutyRow, FindingRow
from storage.rows.findings import FindingState

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
            ~was_told(recipient_id, IN_PRIVATE),
        )
    )
    ids = session.scalars(wanted).all()
    return findings(session, ids=ids) if ids else ()
