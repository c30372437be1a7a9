"""Duties, made from bodies and rules, and what people enter about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from nianbao.duty.dates import duty_of
from storage.insertion import insert_once
from storage.queries.bodies import body_of, due_rules, life_of
from storage.queries.calendar import working_calendar
from storage.rows import BodyRow, DutyRow, SubmissionRow
from storage.store import orders, standing_orders

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from nianbao.duty.calendar import WorkCalendar
    from nianbao.duty.model import Duty, Exemption, ReportKind


def make_duties(
    session: Session,
    years: Iterable[int],
    calendar: WorkCalendar | None = None,
    *,
    now: datetime | None = None,
) -> tuple[int, ...]:
    """Make what every body owes for the report years; return the ids of new duties.

    Dates follow the rules as they are now, and the imported working days; those that a
    person set (``set_by``) stay. A body owes nothing for a year before it existed or after
    it ended. With ``now`` what the register says of its duties (left out, reported
    elsewhere) is carried out.
    """
    rules, calendar = due_rules(session), calendar or working_calendar(session)
    bodies = session.scalars(select(BodyRow).order_by(BodyRow.id)).all()
    made = [
        _make(session, row, duty_of(body_of(row), year, rules, calendar))
        for year in sorted(set(years))
        for row in bodies
        if life_of(row).owes(year)
    ]
    if now is not None:
        for row in filter(standing_orders.are_given, bodies):
            standing_orders.carry_out(session, row, now)
    return tuple(new for new in made if new is not None)


def _make(session: Session, body: BodyRow, duty: Duty) -> int | None:
    """Make a duty, or bring its dates up to date; return its id if it is new."""
    dates = _dates(duty)
    fixed = {"body_id": body.id, "year": duty.year, "kind": duty.kind}
    inserted = insert_once(session, DutyRow, **fixed, **dates, **_PLAIN)
    if inserted is None:
        row = session.scalars(select(DutyRow).filter_by(**fixed).with_for_update()).one()
        if not row.set_by:
            for name, value in dates.items():
                setattr(row, name, value)
        session.flush()
    return inserted


_PLAIN: Final = {"set_by": "", "exemption_reason": "", "exemption_basis": ""}


def _dates(duty: Duty) -> dict[str, Any]:
    return {
        "publish_by": duty.publish_by,
        "submit_by": duty.submit_by,
        "basis": duty.basis,
        "basis_text": duty.basis_text,
    }


def keep_duty(session: Session, body: BodyRow, duty: Duty, kind: ReportKind) -> int:
    """Return the id of a body's duty of a kind; it is made with ``duty``'s dates if need be."""
    fixed = {"body_id": body.id, "year": duty.year, "kind": kind}
    inserted = insert_once(session, DutyRow, **fixed, **_dates(duty), **_PLAIN)
    return inserted or session.scalars(select(DutyRow.id).filter_by(**fixed)).one()


def set_dates(session: Session, duty_id: int, duty: Duty, who: str) -> None:
    """Set a duty's dates and their basis by hand; rules leave them alone from then on."""
    row = session.get_one(DutyRow, duty_id, with_for_update=True)
    row.publish_by, row.submit_by = duty.publish_by, duty.submit_by
    row.basis, row.basis_text, row.set_by = duty.basis, duty.basis_text, who
    session.flush()


def exempt(session: Session, duty_id: int, exemption: Exemption | None, now: datetime) -> None:
    """Leave a duty out of its year's count, or (None) count it again."""
    row = session.get_one(DutyRow, duty_id, with_for_update=True)
    orders.leave_out(row, exemption, now)
    session.flush()


def cover(session: Session, duty_id: int, body: str | None, now: datetime) -> None:
    """Note whose report (slug) covers this duty's, or (None) that none does."""
    row = session.get_one(DutyRow, duty_id, with_for_update=True)
    found = None
    if body is not None:
        found = session.scalars(select(BodyRow.id).where(BodyRow.slug == body)).one()
    orders.cover(row, found, now)
    session.flush()


def submit(session: Session, duty_id: int, at: datetime, by: str, now: datetime) -> int | None:
    """Note that the report reached the office ``at``; None if that is noted already."""
    return insert_once(session, SubmissionRow, duty_id=duty_id, at=at, by=by, entered_at=now)


def hold(session: Session, duties: Iterable[int]) -> None:
    """Keep other writers from duties until the transaction ends.

    All are taken in one order, so that no two transactions wait for each other.
    """
    wanted = select(DutyRow.id).where(DutyRow.id.in_(sorted(duties))).order_by(DutyRow.id)
    session.execute(wanted.with_for_update()).all()


def find_duty(session: Session, body: str, year: int, kind: ReportKind) -> int | None:
    """Return the id of a body's duty (slug), None if there is none."""
    return session.scalar(
        select(DutyRow.id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(BodyRow.slug == body, DutyRow.year == year, DutyRow.kind == kind)
    )
