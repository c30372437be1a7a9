"""What was told and nobody took up: to be told again, or to others of the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from storage.queries.findings import AT_ONCE, findings, loud
from storage.queries.recipients import addressed, addressed_to
from storage.rows import (
    CaseItemRow,
    CaseRow,
    DutyRow,
    FindingEventRow,
    FindingRow,
    MessageFindingRow,
    MessageRow,
    RecipientRow,
)
from storage.rows.messages import MessageState

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from storage.queries.findings import FindingView

EXPIRED = "expired"
"""The event of a finding whose silence ran out."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding that is open, certain and in no open case, and how often it was told since."""

    view: FindingView
    first: datetime
    last: datetime
    times: int


def told_before(
    session: Session, recipient_id: int, on: date, before: datetime
) -> tuple[Told, ...]:
    """Return what a recipient was told first before a moment, and nobody took up since."""
    mine = MessageRow.recipient_id == recipient_id
    wanted = _open(mine, before).where(DutyRow.body_id.in_(addressed(recipient_id, on)))
    return _told(session, wanted)


def told_to_others(
    session: Session, recipient_id: int, on: date, before: datetime
) -> tuple[Told, ...]:
    """Return what others of a recipient's office were told before a moment, and it never was.

    What is another office's matter by now is left out.
    """
    me, other = aliased(RecipientRow), aliased(RecipientRow)
    others = (
        select(other.id)
        .join(me, me.office_id == other.office_id)
        .where(me.id == recipient_id, other.id != recipient_id)
    )
    to_me = (
        select(MessageRow.id)
        .join(MessageFindingRow, MessageFindingRow.message_id == MessageRow.id)
        .where(
            MessageFindingRow.finding_id == FindingRow.id,
            MessageRow.recipient_id == recipient_id,
            *_counts(),
        )
        .correlate(FindingRow)
    )
    ours = addressed_to(RecipientRow.id.in_(others), on)
    wanted = _open(MessageRow.recipient_id.in_(others), before).where(
        ~to_me.exists(), DutyRow.body_id.in_(ours)
    )
    return _told(session, wanted)


def _open(whose: ColumnElement[bool], before: datetime) -> Select[int, datetime, datetime, int]:
    return (
        select(
            FindingRow.id,
            func.min(MessageRow.created_at),
            func.max(MessageRow.created_at),
            func.count(MessageRow.created_at.distinct()),
        )
        .join(MessageFindingRow, MessageFindingRow.finding_id == FindingRow.id)
        .join(MessageRow, MessageRow.id == MessageFindingRow.message_id)
        .join(DutyRow, DutyRow.id == FindingRow.duty_id)
        .where(whose, loud(), *_counts(), ~_taken_up())
        .group_by(FindingRow.id)
        .having(func.min(MessageRow.created_at) < before)
    )


def _counts() -> tuple[ColumnElement[bool], ...]:
    """Return what makes a message one by which a finding was told as it stands."""
    return (
        MessageRow.kind == AT_ONCE,
        MessageRow.state.not_in([MessageState.RETRACTED, MessageState.FAILED]),
        MessageRow.created_at >= FindingRow.opened_at,
    )


def _taken_up() -> ColumnElement[bool]:
    """Whether an open case is about a finding, or about its duty."""
    return (
        select(CaseItemRow.id)
        .join(CaseRow, CaseRow.id == CaseItemRow.case_id)
        .where(
            CaseRow.closed_at.is_(None),
            or_(
                CaseItemRow.finding_id == FindingRow.id,
                and_(
                    CaseItemRow.duty_id == FindingRow.duty_id,
                    FindingRow.rule.startswith("duty."),
                ),
            ),
        )
        .correlate(FindingRow)
        .exists()
    )


def _told(session: Session, wanted: Select[int, datetime, datetime, int]) -> tuple[Told, ...]:
    known = {row[0]: row[1:] for row in session.execute(wanted)}
    if not known:
        return ()
    return tuple(Told(view, *known[view.id]) for view in findings(session, ids=known))


def silences_ended(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return those findings that are open again because a silence ran out, with its end."""
    rows = session.execute(
        select(FindingRow.id, FindingEventRow.why)
        .join(FindingEventRow, FindingEventRow.finding_id == FindingRow.id)
        .where(
            FindingRow.id.in_(ids),
            FindingEventRow.what == EXPIRED,
            FindingEventRow.at == FindingRow.opened_at,
        )
    )
    return dict(rows.all())


def told_of_in(session: Session, recipient_id: int, kind: str, period: str) -> tuple[int, ...]:
    """Return the ids of the findings that a recipient's message of a kind and period tells of."""
    return tuple(
        session.scalars(
            select(MessageFindingRow.finding_id)
            .join(MessageRow, MessageRow.id == MessageFindingRow.message_id)
            .where(
                MessageRow.recipient_id == recipient_id,
                MessageRow.kind == kind,
                MessageRow.period == period,
            )
            .distinct()
            .order_by(MessageFindingRow.finding_id)
        )
    )
