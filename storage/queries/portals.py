"""Portals and columns as a crawl needs them, and which of them are due."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from nianbao.duty.model import Outcome
from storage.queries.bodies import supervised
from storage.rows import BindingRow, BodyRow, ColumnRow, OutcomeRow, PortalRow, RunRow
from storage.rows.portals import BY_HAND
from storage.rows.runs import RunState
from storage.schedule import slot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select, Subquery
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column to read."""

    id: int
    url: str
    name: str
    expect_since: int | None
    expect_reports: int | None
    options: Mapping[str, str] = field(default_factory=dict)
    bodies: int = 0  # that publish there


@dataclass(frozen=True, slots=True)
class PortalView:
    """One portal with the columns that are read. ``paused`` is the reason, "" if it is not."""

    id: int
    slug: str
    name: str
    family: str
    start: str
    home: str
    hosts: tuple[str, ...]
    delay_seconds: float | None
    robots_consent: str
    schedule: str
    season: str
    paused: str
    paused_until: date | None
    columns: tuple[ColumnView, ...]
    hours: str = ""
    old_tls: bool = False


@dataclass(frozen=True, slots=True)
class DueSlot:
    """A portal (slug) whose slot has begun and has no run."""

    portal: str
    slot: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A column that could not be read the last time. ``since`` is when that began.

    ``bodies`` are the names of those that publish there.
    """

    portal: str  # slug
    portal_name: str
    column_id: int
    column: str
    url: str
    outcome: Outcome
    since: datetime
    detail: str
    bodies: tuple[str, ...]


def portals(session: Session, slugs: Collection[str] | None = None) -> tuple[PortalView, ...]:
    """Return all portals, or those named, by slug; where entries by hand stand is none."""
    wanted = select(PortalRow).where(PortalRow.family != BY_HAND).order_by(PortalRow.slug)
    if slugs is not None:
        wanted = wanted.where(PortalRow.slug.in_(slugs))
    rows = session.scalars(wanted).all()
    columns = _columns(session, [row.id for row in rows])
    return tuple(_portal(row, columns.get(row.id, [])) for row in rows)


def portals_of_runs(session: Session, run_ids: Collection[int]) -> dict[int, PortalView]:
    """Return the portal that each run reads, by the run's id."""
    pairs = session.execute(
        select(RunRow.id, PortalRow.slug)
        .join(PortalRow, PortalRow.id == RunRow.portal_id)
        .where(RunRow.id.in_(run_ids))
    ).all()
    found = {portal.slug: portal for portal in portals(session, {slug for _, slug in pairs})}
    return {run_id: found[slug] for run_id, slug in pairs}


def _columns(session: Session, portal_ids: Collection[int]) -> dict[int, list[ColumnView]]:
    grouped: dict[int, list[ColumnView]] = {}
    counts = dict(
        session.execute(
            select(BindingRow.column_id, func.count())
            .where(BindingRow.ended_at.is_(None))
            .group_by(BindingRow.column_id)
        ).all()
    )
    rows = session.scalars(
        select(ColumnRow)
        .where(ColumnRow.portal_id.in_(portal_ids), ColumnRow.ended_at.is_(None))
        .order_by(ColumnRow.id)
    )
    for row in rows:
        view = ColumnView(
            row.id,
            row.url,
            row.name,
            row.expect_since,
            row.expect_reports,
            row.options,
            counts.get(row.id, 0),
        )
        grouped.setdefault(row.portal_id, []).append(view)
    return grouped


def _portal(row: PortalRow, columns: list[ColumnView]) -> PortalView:
    return PortalView(
        id=row.id,
        slug=row.slug,
        name=row.name,
        family=row.family,
        start=row.start,
        home=row.home,
        hosts=tuple(row.hosts),
        delay_seconds=row.delay_seconds,
        robots_consent=row.robots_consent,
        schedule=row.schedule,
        season=row.season.value,
        paused=row.paused_reason,
        paused_until=row.paused_until,
        columns=tuple(columns),
        hours=row.hours,
        old_tls=row.old_tls,
    )


def columns_of(session: Session, body: str) -> tuple[tuple[str, str], ...]:
    """Return where a body (slug) publishes: the column as reasons quote it, and its address."""
    rows = session.execute(
        select(PortalRow.slug, PortalRow.name, ColumnRow.name, ColumnRow.url)
        .join(ColumnRow, ColumnRow.portal_id == PortalRow.id)
        .join(BindingRow, BindingRow.column_id == ColumnRow.id)
        .join(BodyRow, BodyRow.id == BindingRow.body_id)
        .where(BodyRow.slug == body, BindingRow.ended_at.is_(None), ColumnRow.ended_at.is_(None))
        .order_by(ColumnRow.id)
    )
    return tuple((f"{portal or slug}·{column}", url) for slug, portal, column, url in rows)


def due(session: Session, now: datetime) -> tuple[DueSlot, ...]:
    """Return the slots that have begun and have no run yet.

    A paused portal has none, nor has one with a run that is queued or running.
    """
    rows = session.scalars(
        select(PortalRow)
        .where(PortalRow.family != BY_HAND, _active(now.date()), ~_in_flight())
        .order_by(PortalRow.slug)
    ).all()
    wanted = [(row.id, row.slug, slot(row.slug, row.schedule, row.season, now)) for row in rows]
    taken = _taken(session, {name for _, _, name in wanted if name})
    return tuple(
        DueSlot(slug, name)
        for portal_id, slug, name in wanted
        if name is not None and (portal_id, name) not in taken
    )


def _active(today: date) -> ColumnElement[bool]:
    return or_(PortalRow.paused_reason == "", PortalRow.paused_until < today)


def _in_flight() -> ColumnElement[bool]:
    return (
        select(RunRow.id)
        .where(
            RunRow.portal_id == PortalRow.id, RunRow.state.in_([RunState.QUEUED, RunState.RUNNING])
        )
        .exists()
    )


def _taken(session: Session, slots: Collection[str]) -> set[tuple[int, str]]:
    rows = session.execute(select(RunRow.portal_id, RunRow.slot).where(RunRow.slot.in_(slots)))
    return {(portal_id, name) for portal_id, name in rows}


def troubles(session: Session, now: datetime, office: str | None = None) -> tuple[Trouble, ...]:
    """Return the columns whose last reading was not ok, with since when, by portal.

    Of an office (slug) only those that concern a body it supervises, and only these bodies.
    """
    concerned = None if office is None else supervised(office, now.date())
    last = _last_readings(now, concerned)
    wanted = (
        select(ColumnRow, PortalRow, OutcomeRow)
        .join(PortalRow, PortalRow.id == ColumnRow.portal_id)
        .join(OutcomeRow, OutcomeRow.column_id == ColumnRow.id)
        .join(last, last.c.id == OutcomeRow.id)
        .where(
            last.c.place == 1,
            OutcomeRow.outcome != Outcome.OK,
            ColumnRow.ended_at.is_(None),
            PortalRow.family != BY_HAND,
        )
        .order_by(PortalRow.slug, ColumnRow.id)
    )
    found = session.execute(wanted).all()
    return tuple(
        _trouble(
            column,
            portal,
            last_read,
            session.scalar(_first_failure(column.id, now)) or last_read.at,
            session.scalars(_names_in(column.id, concerned)),
        )
        for column, portal, last_read in found
    )


def _last_readings(now: datetime, concerned: Select[int] | None) -> Subquery:
    place = func.row_number().over(
        partition_by=OutcomeRow.column_id, order_by=(OutcomeRow.at.desc(), OutcomeRow.id.desc())
    )
    wanted = select(OutcomeRow.id, place.label("place")).where(OutcomeRow.at <= now)
    if concerned is not None:
        wanted = wanted.where(OutcomeRow.column_id.in_(_columns_of(concerned)))
    return wanted.subquery()


def _columns_of(bodies: Select[int]) -> Select[int]:
    return select(BindingRow.column_id).where(
        BindingRow.body_id.in_(bodies), BindingRow.ended_at.is_(None)
    )


def _names_in(column_id: int, concerned: Select[int] | None) -> Select[str]:
    names = (
        select(BodyRow.name)
        .join(BindingRow, BindingRow.body_id == BodyRow.id)
        .where(BindingRow.column_id == column_id, BindingRow.ended_at.is_(None))
        .order_by(BodyRow.slug)
    )
    return names if concerned is None else names.where(BodyRow.id.in_(concerned))


def _trouble(
    column: ColumnRow, portal: PortalRow, last: OutcomeRow, since: datetime, names: Iterable[str]
) -> Trouble:
    return Trouble(
        portal=portal.slug,
        portal_name=portal.name,
        column_id=column.id,
        column=column.name,
        url=column.url,
        outcome=last.outcome,
        since=since,
        detail=last.detail,
        bodies=tuple(names),
    )


def _first_failure(column_id: int, now: datetime) -> Select[datetime]:
    """Return a query for the first reading of the run of failures that a column ends in."""
    last_ok = (
        select(func.max(OutcomeRow.at))
        .where(
            OutcomeRow.column_id == column_id,
            OutcomeRow.outcome == Outcome.OK,
            OutcomeRow.at <= now,
        )
        .scalar_subquery()
    )
    later = or_(last_ok.is_(None), OutcomeRow.at > last_ok)
    failing = OutcomeRow.column_id == column_id, OutcomeRow.at <= now, later
    return select(OutcomeRow.at).where(*failing).order_by(OutcomeRow.at).limit(1)
