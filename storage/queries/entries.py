"""What people entered about duties, and what waits for them to do by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from nianbao.duty.model import DutyState
from storage.queries.duties import duties
from storage.queries.facts import column_label
from storage.rows import (
    BindingRow,
    BodyRow,
    ColumnRow,
    DocumentRow,
    DutyRow,
    EntryRow,
    MatchRow,
    PortalRow,
    StandingRow,
)
from storage.rows.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from nianbao.duty.model import ReportKind
    from storage.queries.duties import DutyView

BY_PERSON = (DutyState.UNVERIFIABLE, DutyState.TO_CONFIRM)
"""States that wait for a person to look."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry. ``day`` is the publication date that was entered."""

    id: int
    duty_id: int
    kind: EntryKind
    at: datetime
    who: str
    why: str
    url: str
    title: str
    day: date | None
    folder: str
    unseen: str
    said: str
    wrong_since: datetime | None


@dataclass(frozen=True, slots=True)
class ManualTask:
    """One duty that a person must look at, in one column where its report may be.

    ``portal`` and ``column_url`` are "" for a body without a column. ``last_url`` is
    where the report on the year before was found, "" where it was not; ``url`` is of
    the document that seems to be the report.
    """

    portal: str  # slug
    portal_name: str
    column: str
    column_url: str
    body: str  # slug
    name: str
    year: int
    kind: ReportKind
    state: DutyState
    reason: str
    since: datetime | None
    url: str
    last_url: str


def entries(session: Session, duty_ids: Collection[int] | None = None) -> tuple[EntryView, ...]:
    """Return what was entered about duties, or about all, the latest first."""
    wanted = select(EntryRow).order_by(EntryRow.id.desc())
    if duty_ids is not None:
        wanted = wanted.where(EntryRow.duty_id.in_(duty_ids))
    return tuple(
        EntryView(
            row.id,
            row.duty_id,
            row.kind,
            row.at,
            row.who,
            row.why,
            row.url,
            row.title,
            row.day,
            row.folder,
            row.unseen,
            row.said,
            row.wrong_since,
        )
        for row in session.scalars(wanted)
    )


def confirmed_missing(session: Session) -> frozenset[int]:
    """Return the duties of which a person said that the report was not published.

    They are still missing, and were ever since that was said.
    """
    said = (
        select(EntryRow.duty_id, func.max(EntryRow.at).label("at"))
        .where(EntryRow.kind == EntryKind.MISSING)
        .group_by(EntryRow.duty_id)
        .subquery()
    )
    wanted = (
        select(StandingRow.duty_id)
        .join(said, said.c.duty_id == StandingRow.duty_id)
        .where(StandingRow.state == DutyState.MISSING, StandingRow.changed_at <= said.c.at)
    )
    return frozenset(session.scalars(wanted))


def manual_tasks(
    session: Session, now: datetime, *, office: str | None = None, year: int | None = None
) -> tuple[ManualTask, ...]:
    """Return what a person must look at, by portal, column and body; a line for each column."""
    views = [
        view
        for view in duties(session, now, office=office, year=year)
        if view.standing.state in BY_PERSON
    ]
    columns = _columns(session, {view.duty.body for view in views})
    found = [
        _task(session, view, *place)
        for view in views
        for place in columns.get(view.duty.body) or [(None, None)]
    ]
    return tuple(sorted(found, key=lambda t: (t.portal, t.column, t.body, -t.year, t.kind)))


def _columns(
    session: Session, bodies: Collection[str]
) -> dict[str, list[tuple[ColumnRow | None, PortalRow | None]]]:
    rows = session.execute(
        select(BodyRow.slug, ColumnRow, PortalRow)
        .join(BindingRow, BindingRow.body_id == BodyRow.id)
        .join(ColumnRow, ColumnRow.id == BindingRow.column_id)
        .join(PortalRow, PortalRow.id == ColumnRow.portal_id)
        .where(
            BodyRow.slug.in_(bodies),
            BindingRow.ended_at.is_(None),
            ColumnRow.ended_at.is_(None),
        )
        .order_by(ColumnRow.id)
    )
    grouped: dict[str, list[tuple[ColumnRow | None, PortalRow | None]]] = {}
    for slug, column, portal in rows:
        grouped.setdefault(slug, []).append((column, portal))
    return grouped


def _task(
    session: Session, view: DutyView, column: ColumnRow | None, portal: PortalRow | None
) -> ManualTask:
    return ManualTask(
        portal=portal.slug if portal else "",
        portal_name=(portal.name or portal.slug) if portal else "",
        column=column_label(portal.slug, portal.name, column.name) if portal and column else "",
        column_url=column.url if column else "",
        body=view.duty.body,
        name=view.name,
        year=view.duty.year,
        kind=view.duty.kind,
        state=view.standing.state,
        reason=view.standing.reason,
        since=view.standing.since,
        url=view.standing.url,
        last_url=_last_url(session, view),
    )


def _last_url(session: Session, view: DutyView) -> str:
    """Return where the report on the year before was found."""
    found = session.scalar(
        select(DocumentRow.url)
        .join(MatchRow, MatchRow.document_id == DocumentRow.id)
        .join(DutyRow, DutyRow.id == MatchRow.duty_id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(
            BodyRow.slug == view.duty.body,
            DutyRow.year == view.duty.year - 1,
            DutyRow.kind == view.duty.kind,
            MatchRow.certain,
            MatchRow.rejected_at.is_(None),
            DocumentRow.parent_id.is_(None),
        )
        .order_by(DocumentRow.first_seen, DocumentRow.id)
        .limit(1)
    )
    return found or ""
