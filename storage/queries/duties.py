"""Duties with the state they were last found in, by office."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from nianbao.clock import SHANGHAI
from nianbao.duty.model import BodyClass, Duty, DutyState, Outcome, Reading, Standing
from storage.queries.bodies import name_then, supervised
from storage.queries.facts import column_label, duty_of_row
from storage.queries.orders import Former, former
from storage.rows import (
    BindingRow,
    BodyRow,
    ColumnRow,
    DutyRow,
    PortalRow,
    StandingEventRow,
    StandingRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class DutyView:
    """One duty with its state. ``columns`` name where its report is looked for.

    ``covered_by`` is the name of the body whose report covers it. ``changed_at`` is
    when the state became this one, ``computed_at`` when it was last computed.
    """

    id: int
    name: str
    body_class: BodyClass
    duty: Duty
    standing: Standing
    changed_at: datetime
    computed_at: datetime
    columns: tuple[str, ...] = ()
    covered_by: str = ""


@dataclass(frozen=True, slots=True)
class StandingStep:
    """One change of a duty's state; ``previous`` is "" for the first one known."""

    at: datetime
    state: DutyState
    previous: str
    reason: str


def duties(
    session: Session,
    now: datetime,
    *,
    office: str | None = None,
    year: int | None = None,
    ids: Collection[int] | None = None,
    register_on: date | None = None,
    uncomputed: bool = False,
) -> tuple[DutyView, ...]:
    """Return duties whose state is known: all, an office's, a year's, or some.

    With ``uncomputed`` those too whose state nobody computed yet, as not due: for who
    computes states from facts anyway.

    They come by year, division and body: a city's own stand before its counties'.

    ``office`` (slug) means everything it supervises on the day of ``now``, in both
    trees, itself included. With ``register_on`` that day decides instead, and bodies
    bear the names that they had on it.
    """
    day = register_on or now.date()
    covering = aliased(BodyRow)
    wanted = (
        select(DutyRow, BodyRow, covering, StandingRow)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .join(StandingRow, StandingRow.duty_id == DutyRow.id, isouter=uncomputed)
        .outerjoin(covering, covering.id == DutyRow.covered_by_id)
        .order_by(DutyRow.year.desc(), BodyRow.division, BodyRow.slug, DutyRow.kind)
    )
    if office is not None:
        wanted = wanted.where(DutyRow.body_id.in_(supervised(office, day)))
    if year is not None:
        wanted = wanted.where(DutyRow.year == year)
    if ids is not None:
        wanted = wanted.where(DutyRow.id.in_(ids))
    rows = session.execute(wanted).all()
    columns = _columns(session, {body.id for _, body, _, _ in rows})
    ended = former(session, now)
    return tuple(
        DutyView(
            id=duty.id,
            name=_name(body, register_on),
            body_class=body.body_class,
            duty=duty_of_row(duty, body.slug, by.slug if by else None, now, ended.get(duty.id)),
            standing=standing_of(kept) if kept else Standing(DutyState.NOT_DUE),
            changed_at=kept.changed_at if kept else now,
            computed_at=kept.computed_at if kept else now,
            columns=tuple(columns[body.id]),
            covered_by=_covering(by, ended.get(duty.id), register_on),
        )
        for duty, body, by, kept in rows
    )


def _covering(by: BodyRow | None, ended: Former | None, register_on: date | None) -> str:
    """Return the name of who covered a duty at the moment that is asked for, or does now."""
    covering = (ended.covered_by if ended else None) or by
    return _name(covering, register_on) if covering else ""


def _name(body: BodyRow, register_on: date | None) -> str:
    return name_then(body, register_on) if register_on else body.name


def all_duties(session: Session) -> tuple[int, ...]:
    """Return the ids of all duties."""
    return tuple(session.scalars(select(DutyRow.id).order_by(DutyRow.id)))


def is_watched(session: Session, year: int) -> bool:
    """Whether anybody owes anything for a report year."""
    return session.scalar(select(DutyRow.id).where(DutyRow.year == year).limit(1)) is not None


def computed_after(session: Session, ids: Collection[int], now: datetime) -> frozenset[int]:
    """Return those duties whose kept state was computed for a later moment than ``now``."""
    wanted = select(StandingRow.duty_id).where(
        StandingRow.duty_id.in_(ids), StandingRow.computed_at > now
    )
    return frozenset(session.scalars(wanted))


def coverage(session: Session, office: str, year: int, now: datetime) -> Counter[DutyState]:
    """Count an office's (slug) duties of a report year by state; vertical bodies are left out.

    Duties that no date binds are left out too: they are listed, not judged.
    """
    return Counter(
        session.scalars(
            select(StandingRow.state)
            .join(DutyRow, DutyRow.id == StandingRow.duty_id)
            .join(BodyRow, BodyRow.id == DutyRow.body_id)
            .where(
                DutyRow.body_id.in_(supervised(office, now.date())),
                DutyRow.year == year,
                DutyRow.publish_by.is_not(None),
                BodyRow.body_class != BodyClass.VERTICAL,
            )
        )
    )


def due_dates(session: Session, office: str, now: datetime) -> tuple[date, ...]:
    """Return the dates by which an office's (slug) bodies have to publish on last year."""
    return tuple(
        day
        for day in session.scalars(
            select(DutyRow.publish_by)
            .where(
                DutyRow.body_id.in_(supervised(office, now.date())),
                DutyRow.year == now.year - 1,
                DutyRow.publish_by.is_not(None),
            )
            .distinct()
        )
        if day is not None
    )


def standing_steps(session: Session, duty_id: int) -> tuple[StandingStep, ...]:
    """Return every change of a duty's state, the first one first."""
    rows = session.scalars(
        select(StandingEventRow)
        .where(StandingEventRow.duty_id == duty_id)
        .order_by(StandingEventRow.id)
    )
    return tuple(StandingStep(row.at, row.state, row.previous, row.reason) for row in rows)


def year_of(session: Session, duty_id: int) -> int:
    """Return the report year of a duty.

    Raises:
        NoResultFound: there is no such duty.
    """
    return session.scalars(select(DutyRow.year).where(DutyRow.id == duty_id)).one()


def standing_of(row: StandingRow) -> Standing:
    """Return a row as the value that was kept."""
    return Standing(
        state=row.state,
        reason=row.reason,
        since=row.since,
        days_late=row.days_late,
        days_left=row.days_left,
        date=row.day,
        date_source=row.day_source,
        url=row.url,
        proofs=tuple(_proof(kept) for kept in row.proofs),
    )


def _proof(kept: dict[str, Any]) -> Reading:
    at = datetime.fromisoformat(kept["at"]).astimezone(SHANGHAI)
    return Reading(**{**kept, "at": at, "outcome": Outcome(kept["outcome"])})


def _columns(session: Session, bodies: Collection[int]) -> defaultdict[int, list[str]]:
    rows = session.execute(
        select(BindingRow.body_id, PortalRow.slug, PortalRow.name, ColumnRow.name)
        .join(ColumnRow, ColumnRow.id == BindingRow.column_id)
        .join(PortalRow, PortalRow.id == ColumnRow.portal_id)
        .where(
            BindingRow.body_id.in_(bodies),
            BindingRow.ended_at.is_(None),
            ColumnRow.ended_at.is_(None),
        )
        .order_by(ColumnRow.id)
    )
    grouped: defaultdict[int, list[str]] = defaultdict(list)
    for body_id, slug, portal, column in rows:
        grouped[body_id].append(column_label(slug, portal, column))
    return grouped
