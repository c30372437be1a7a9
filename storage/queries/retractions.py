"""What a recipient was told and is to be told to stand no more, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from nianbao.report.model import Severity
from storage.queries.findings import AT_ONCE
from storage.queries.private import IN_PRIVATE
from storage.rows import (
    BodyRow,
    DocumentRow,
    DutyRow,
    EntryRow,
    FindingEventRow,
    FindingRow,
    MessageFindingRow,
    MessageRow,
    VersionRow,
)
from storage.rows.findings import RETRACTED, Cause, FindingState
from storage.rows.messages import MessageState

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, ScalarSelect
    from sqlalchemy.orm import Session

TELLING: Final = (AT_ONCE, "digest", IN_PRIVATE)
"""The kinds of mail that tell of errors, and of what is private."""
CORRECTION: Final = "correction"
MOST: Final = 2000
"""Retractions in one mail; what is left follows on the next day."""


@dataclass(frozen=True, slots=True)
class Retraction:
    """An error as it was told. ``cause`` says what of ours changed: reader or rule.

    It is ``person`` where a report that we had not seen was shown to have been there.
    """

    finding_id: int
    body: str  # name
    year: int
    rule: str
    said: str
    told: datetime
    cause: Cause
    title: str
    url: str


def unretracted(session: Session, recipient_id: int) -> tuple[Retraction, ...]:
    """Return what a recipient was told and was not yet told to be withdrawn, the first told first.

    A mail that waits to be sent has told nobody yet: its retraction follows its delivery.
    What stands again by now is not taken back.
    """
    event = FindingEventRow
    latest = (
        select(event.finding_id, func.max(event.id).label("event_id"))
        .where(event.what == RETRACTED)
        .group_by(event.finding_id)
        .subquery()
    )
    corrected = aliased(MessageRow)
    about = aliased(MessageFindingRow)
    since_then = (
        select(corrected.id)
        .join(about, about.message_id == corrected.id)
        .where(
            corrected.recipient_id == recipient_id,
            corrected.kind == CORRECTION,
            corrected.state.not_in([MessageState.FAILED, MessageState.RETRACTED]),
            about.finding_id == MessageFindingRow.finding_id,
            corrected.created_at >= MessageRow.created_at,
        )
    )
    told = (
        select(MessageFindingRow.finding_id, func.min(MessageRow.created_at).label("told"))
        .join(MessageRow, MessageRow.id == MessageFindingRow.message_id)
        .join(latest, latest.c.finding_id == MessageFindingRow.finding_id)
        .join(event, event.id == latest.c.event_id)
        .where(
            MessageRow.recipient_id == recipient_id,
            MessageRow.kind.in_(TELLING),
            _has_told(),
            MessageRow.created_at <= event.at,
            or_(event.cause != Cause.PERSON, MessageRow.created_at >= _wrong_since()),
            ~since_then.exists(),
        )
        .group_by(MessageFindingRow.finding_id)
        .subquery()
    )
    rows = session.execute(
        select(FindingRow, event, told.c.told, BodyRow.name, DutyRow.year, DocumentRow)
        .join(told, told.c.finding_id == FindingRow.id)
        .join(latest, latest.c.finding_id == FindingRow.id)
        .join(event, event.id == latest.c.event_id)
        .join(DutyRow, DutyRow.id == FindingRow.duty_id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .outerjoin(VersionRow, VersionRow.id == FindingRow.version_id)
        .outerjoin(DocumentRow, DocumentRow.id == func.coalesce(VersionRow.document_id, _shown()))
        .where(~_stands())
        .order_by(told.c.told, FindingRow.id)
        .limit(MOST)
    )
    return tuple(
        Retraction(
            finding_id=row.id,
            body=name,
            year=year,
            rule=row.rule,
            said=step.why,
            told=at,
            cause=step.cause,
            title=document.title if document else "",
            url=document.url if document else "",
        )
        for row, step, at, name, year, document in rows
    )


def _wrong_since() -> ScalarSelect[datetime | None]:
    """Return since when it was wrong to say that a finding's report was not to be seen."""
    return (
        select(func.min(EntryRow.wrong_since))
        .join(FindingRow, FindingRow.duty_id == EntryRow.duty_id)
        .where(FindingRow.id == MessageFindingRow.finding_id)
        .correlate(MessageFindingRow)
        .scalar_subquery()
    )


def _shown() -> ScalarSelect[int | None]:
    """Return the document that showed a finding of absence to be wrong."""
    return (
        select(func.max(EntryRow.document_id))
        .where(EntryRow.duty_id == FindingRow.duty_id, EntryRow.wrong_since.is_not(None))
        .correlate(FindingRow)
        .scalar_subquery()
    )


def told_of(session: Session, findings: Collection[int]) -> int:
    """Count the findings that somebody was told of, and would be told to be withdrawn."""
    wanted = (
        select(func.count(MessageFindingRow.finding_id.distinct()))
        .join(MessageRow, MessageRow.id == MessageFindingRow.message_id)
        .where(
            MessageFindingRow.finding_id.in_(findings),
            MessageRow.kind.in_(TELLING),
            _has_told(),
        )
    )
    return session.scalar(wanted) or 0


def _has_told() -> ColumnElement[bool]:
    """Whether a mail was taken, or may have been before it was given up."""
    return or_(
        MessageRow.state.in_([MessageState.DELIVERED, MessageState.CLAIMED]),
        and_(MessageRow.state == MessageState.FAILED, MessageRow.resent),
    )


def _stands() -> ColumnElement[bool]:
    """Whether a finding is a certain error, or certain and private, at this moment."""
    return and_(
        FindingRow.state.not_in([FindingState.RESOLVED, FindingState.DISMISSED]),
        FindingRow.severity.in_([Severity.ERROR, Severity.PRIVATE]),
        FindingRow.certain,
        ~FindingRow.shadow,
    )
