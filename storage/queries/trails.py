"""What the crawl knows of one address, and of the columns that a body publishes in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from nianbao.duty.model import Outcome
from nianbao.report.model import READER_VERSION
from storage.queries.documents import latest_version
from storage.queries.facts import column_label
from storage.queries.reports import report_of_version
from storage.rows import (
    BindingRow,
    BodyRow,
    ColumnRow,
    DocumentRow,
    MatchRow,
    OutcomeRow,
    PortalRow,
)
from storage.rows.portals import BY_HAND

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session


_MOST_READINGS: Final = 1000


@dataclass(frozen=True, slots=True)
class Known:
    """An address that the crawl has seen, and what it is taken for with regard to one duty.

    ``certain`` is None where it is not thought of for the duty at all. ``unreadable``
    says why its content could not be read. ``read_before`` is when its column was
    last read completely before it was first seen.
    """

    document_id: int
    column_id: int
    column: str  # as reasons quote it
    url: str
    title: str
    kind: str
    first_seen: datetime
    failed_why: str
    certain: bool | None
    why: str
    decided_by: str
    rejected: bool
    unreadable: str
    read_before: datetime | None


@dataclass(frozen=True, slots=True)
class Looked:
    """A column in which a body's report is looked for, and its last reading, if there is one.

    ``since`` is when the readings began to end like the last one. ``ok_at`` is the
    last complete reading.
    """

    column_id: int
    portal: str  # slug
    column: str  # as reasons quote it
    url: str
    proven: bool
    outcome: Outcome | None = None
    at: datetime | None = None
    detail: str = ""
    items: int = 0
    since: datetime | None = None
    ok_at: datetime | None = None
    ok_items: int = 0


def known(session: Session, urls: Collection[str], duty_id: int) -> tuple[Known, ...]:
    """Return what crawls saw at one of the addresses, what is thought of for the duty first."""
    rows = session.execute(
        select(DocumentRow, ColumnRow, PortalRow, MatchRow)
        .join(ColumnRow, ColumnRow.id == DocumentRow.column_id)
        .join(PortalRow, PortalRow.id == ColumnRow.portal_id)
        .outerjoin(
            MatchRow, (MatchRow.document_id == DocumentRow.id) & (MatchRow.duty_id == duty_id)
        )
        .where(DocumentRow.url.in_(urls), PortalRow.family != BY_HAND)
        .order_by(DocumentRow.id)
    )
    found = [_known(session, *row) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.certain is None, not one.certain)))


def _known(
    session: Session,
    document: DocumentRow,
    column: ColumnRow,
    portal: PortalRow,
    match: MatchRow | None,
) -> Known:
    version = latest_version(session, document.id)
    read = report_of_version(session, version, READER_VERSION) if version else None
    return Known(
        document_id=document.id,
        column_id=column.id,
        column=column_label(portal.slug, portal.name, column.name),
        url=document.url,
        title=document.title,
        kind=document.kind,
        first_seen=document.first_seen,
        failed_why=document.failed_why,
        certain=match.certain if match else None,
        why=match.why if match else "",
        decided_by=match.decided_by if match else "",
        rejected=bool(match and match.rejected_at),
        unreadable=read.unreadable if read else "",
        read_before=_read_before(session, column.id, document.first_seen),
    )


def _read_before(session: Session, column_id: int, moment: datetime) -> datetime | None:
    return session.scalar(
        select(OutcomeRow.at)
        .where(
            OutcomeRow.column_id == column_id,
            OutcomeRow.outcome == Outcome.OK,
            OutcomeRow.at < moment,
        )
        .order_by(OutcomeRow.at.desc())
        .limit(1)
    )


def looked(session: Session, body: str, now: datetime) -> tuple[Looked, ...]:
    """Return the columns in which a body's (slug) report is looked for, with their last reading."""
    rows = session.execute(
        select(BindingRow, ColumnRow, PortalRow)
        .join(BodyRow, BodyRow.id == BindingRow.body_id)
        .join(ColumnRow, ColumnRow.id == BindingRow.column_id)
        .join(PortalRow, PortalRow.id == ColumnRow.portal_id)
        .where(
            BodyRow.slug == body,
            BindingRow.ended_at.is_(None),
            ColumnRow.ended_at.is_(None),
            PortalRow.family != BY_HAND,
        )
        .order_by(ColumnRow.id)
    )
    return tuple(_looked(session, *row, now) for row in rows)


def _looked(
    session: Session, binding: BindingRow, column: ColumnRow, portal: PortalRow, now: datetime
) -> Looked:
    place = Looked(
        column_id=column.id,
        portal=portal.slug,
        column=column_label(portal.slug, portal.name, column.name),
        url=column.url,
        proven=binding.proven_since is not None and binding.doubted_at is None,
    )
    readings = session.scalars(
        select(OutcomeRow)
        .where(OutcomeRow.column_id == column.id, OutcomeRow.at <= now)
        .order_by(OutcomeRow.at.desc(), OutcomeRow.id.desc())
        .limit(_MOST_READINGS)
    ).all()
    if not readings:
        return place
    last = readings[0]
    well = next((row for row in readings if row.outcome is Outcome.OK), None)
    return replace(
        place,
        outcome=last.outcome,
        at=last.at,
        detail=last.detail,
        items=last.items,
        since=_since(readings),
        ok_at=well.at if well else None,
        ok_items=well.items if well else 0,
    )


def _since(readings: Sequence[OutcomeRow]) -> datetime:
    """Return when the run of failures (or of complete readings) began that goes on now."""
    is_ok = readings[0].outcome is Outcome.OK
    since = readings[0].at
    for row in readings:
        if (row.outcome is Outcome.OK) != is_ok:
            break
        since = row.at
    return since
