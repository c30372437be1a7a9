"""Bodies, the rules for their dates, and who supervises whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from nianbao.duty.dates import DueRule, MonthDay
from nianbao.duty.lifecycle import Life, name_on
from nianbao.duty.model import Basis, Body, BodyClass
from nianbao.duty.season import season_end
from storage.rows import (
    BindingRow,
    BodyRow,
    ColumnRow,
    DueRuleRow,
    DutyRow,
    SupervisionPathRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from nianbao.duty.model import ReportKind
    from storage.rows.bodies import Tree


@dataclass(frozen=True, slots=True)
class Supervisor:
    """An office over a body. ``depth`` 1 is the nearest; 0 is the body itself."""

    office: str  # slug
    tree: Tree
    depth: int


def body_of(row: BodyRow) -> Body:
    """Return a row as the value that duties and matching work with."""
    names = tuple(row.short_names), tuple(row.former_names)
    basis = Basis(row.basis) if row.basis else None
    return Body(row.slug, row.name, row.body_class, *names, row.division, basis, row.basis_document)


def life_of(row: BodyRow) -> Life:
    """Return the years in which a body exists."""
    return Life(row.since, row.until, row.first_year, row.last_year)


def name_then(row: BodyRow, day: date) -> str:
    """Return what a body was called on a day."""
    spans = {
        former: (_iso(row.spans[former][0]), _iso(row.spans[former][1]))
        for former in row.former_names
        if former in row.spans
    }
    return name_on(day, row.name, spans)


def _iso(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def bodies(session: Session) -> tuple[Body, ...]:
    """Return all bodies, by slug."""
    return tuple(body_of(row) for row in session.scalars(select(BodyRow).order_by(BodyRow.slug)))


def name_of(session: Session, slug: str) -> str:
    """Return a body's name.

    Raises:
        LookupError: there is no such body.
    """
    name = session.scalar(select(BodyRow.name).where(BodyRow.slug == slug))
    if name is None:
        raise LookupError(f"没有这个单位：{slug}")
    return name


def bodies_in_column(session: Session, column_id: int) -> tuple[Body, ...]:
    """Return the bodies that publish in a column: those a link in it may belong to.

    The name under which the column lists a body counts as one of its short names.
    """
    rows = session.execute(
        select(BodyRow, BindingRow.listed_as)
        .join(BindingRow, BindingRow.body_id == BodyRow.id)
        .where(BindingRow.column_id == column_id, BindingRow.ended_at.is_(None))
        .order_by(BodyRow.slug)
    )
    return tuple(_listed(body_of(row), listed_as) for row, listed_as in rows)


def _listed(body: Body, name: str) -> Body:
    known = {"", body.name, *body.short_names, *body.former_names}
    return body if name in known else replace(body, short_names=(*body.short_names, name))


def season_day(year: int, at: date) -> date:
    """Return the day whose register counts for a report year: at the latest 31 March after it.

    Who is renamed or comes under another office later was what it was when the report
    was due.
    """
    return min(at, season_end(year))


def registered(session: Session, names: Iterable[str]) -> frozenset[str]:
    """Return those of some names that are the full name of a registered body."""
    return frozenset(session.scalars(select(BodyRow.name).where(BodyRow.name.in_(tuple(names)))))


def body_of_duty(session: Session, duty_id: int) -> tuple[Body, ReportKind]:
    """Return the body that owes a duty, and whose report it owes.

    Raises:
        NoResultFound: there is no such duty.
    """
    row, kind = session.execute(
        select(BodyRow, DutyRow.kind)
        .join(DutyRow, DutyRow.body_id == BodyRow.id)
        .where(DutyRow.id == duty_id)
    ).one()
    return body_of(row), kind


def column_name(session: Session, column_id: int) -> str:
    """Return a column's name as its portal shows it."""
    return session.scalars(select(ColumnRow.name).where(ColumnRow.id == column_id)).one()


def due_rules(session: Session) -> tuple[DueRule, ...]:
    """Return the local rules for due dates."""
    return tuple(_rule(row) for row in session.scalars(select(DueRuleRow).order_by(DueRuleRow.id)))


def _rule(row: DueRuleRow) -> DueRule:
    publish = _month_day(row.publish_by)
    if publish is None:
        raise ValueError(f"due rule {row.id} has no day")
    return DueRule(
        publish=publish,
        document=row.document,
        submit=_month_day(row.submit_by),
        division=row.division,
        body_class=BodyClass(row.body_class) if row.body_class else None,
        year=row.year or None,
        basis=row.basis,
        shift=row.shift,
        shift_days=row.shift_days,
    )


def _month_day(text: str) -> MonthDay | None:
    if not text:
        return None
    month, day = text.split("-")
    return MonthDay(int(month), int(day))


def supervised(office: str, on: date) -> Select[int]:
    """Return a query for the ids of all bodies under an office (slug) on a day, itself included."""
    return (
        select(SupervisionPathRow.body_id)
        .join(BodyRow, BodyRow.id == SupervisionPathRow.office_id)
        .where(
            BodyRow.slug == office,
            SupervisionPathRow.since <= on,
            SupervisionPathRow.until >= on,
        )
    )


def supervisors(session: Session, body: str, on: date) -> tuple[Supervisor, ...]:
    """Return the offices over a body (slug) on a day, in both trees, the nearest first."""
    office = BodyRow.__table__.alias()
    rows = session.execute(
        select(office.c.slug, SupervisionPathRow.tree, SupervisionPathRow.depth)
        .join(office, office.c.id == SupervisionPathRow.office_id)
        .join(BodyRow, BodyRow.id == SupervisionPathRow.body_id)
        .where(
            BodyRow.slug == body,
            SupervisionPathRow.depth > 0,
            SupervisionPathRow.since <= on,
            SupervisionPathRow.until >= on,
        )
        .order_by(SupervisionPathRow.depth, SupervisionPathRow.tree, office.c.slug)
    )
    return tuple(Supervisor(*row) for row in rows)
