"""Cases with what they are about and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from nianbao.duty.model import DutyState
from storage.rows import (
    BodyRow,
    CaseEventRow,
    CaseItemRow,
    CaseRow,
    FindingRow,
    StandingRow,
)
from storage.rows.findings import FindingState

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from nianbao.duty.model import BodyClass
    from storage.rows.cases import Stage


ANSWERED: Final = frozenset(
    {
        DutyState.PUBLISHED,
        DutyState.PUBLISHED_UNDATED,
        DutyState.LATE,
        DutyState.EXEMPT,
        DutyState.COVERED_BY,
    }
)
"""States in which a duty asks for nothing any more."""
SETTLED: Final = frozenset({FindingState.RESOLVED, FindingState.DISMISSED})


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case. ``left`` of its ``items`` still wait; ``overdue`` is as of the day asked for."""

    id: int
    office: str  # slug
    office_name: str
    body: str  # slug
    name: str
    body_class: BodyClass
    year: int
    stage: Stage
    document: str
    opened_at: datetime
    sent_on: date | None
    due_on: date | None
    reply: str
    replied_on: date | None
    closed_at: datetime | None
    closed_by: str
    closed_why: str
    items: int
    left: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step of a case; ``who`` is "" for the system."""

    at: datetime
    who: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class CaseTrail:
    """A case with every step of it, the first one first; ``office`` is the office's name."""

    id: int
    office: str
    steps: tuple[CaseStep, ...]


def cases(
    session: Session, today: date, *, office: str | None = None, case_id: int | None = None
) -> tuple[CaseView, ...]:
    """Return cases, those that are open first: all, an office's (slug), or one."""
    over = aliased(BodyRow)
    items = (
        select(func.count())
        .where(CaseItemRow.case_id == CaseRow.id)
        .correlate(CaseRow)
        .scalar_subquery()
    )
    wanted = (
        select(CaseRow, BodyRow, over, items)
        .join(BodyRow, BodyRow.id == CaseRow.body_id)
        .join(over, over.id == CaseRow.office_id)
        .order_by(CaseRow.closed_at.is_not(None), CaseRow.due_on, CaseRow.id)
    )
    if office is not None:
        wanted = wanted.where(over.slug == office)
    if case_id is not None:
        wanted = wanted.where(CaseRow.id == case_id)
    return tuple(
        _view(row, body, head, (number, left_over(session, row.id)), today)
        for row, body, head, number in session.execute(wanted).all()
    )


def _view(
    row: CaseRow, body: BodyRow, office: BodyRow, counts: tuple[int, int], today: date
) -> CaseView:
    items, left = counts
    is_open = row.closed_at is None
    waits = is_open and row.replied_on is None
    return CaseView(
        id=row.id,
        office=office.slug,
        office_name=office.name,
        body=body.slug,
        name=body.name,
        body_class=body.body_class,
        year=row.year,
        stage=row.stage,
        document=row.document,
        opened_at=row.opened_at,
        sent_on=row.sent_on,
        due_on=row.due_on,
        reply=row.reply,
        replied_on=row.replied_on,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        closed_why=row.closed_why,
        items=items,
        left=left if is_open else 0,
        overdue=waits and row.due_on is not None and row.due_on < today,
    )


def left_over(session: Session, case_id: int) -> int:
    """Return how many of a case's items still wait."""
    findings = session.scalars(
        select(CaseItemRow.id)
        .join(FindingRow, FindingRow.id == CaseItemRow.finding_id)
        .where(CaseItemRow.case_id == case_id, FindingRow.state.not_in(SETTLED))
    ).all()
    duties = session.scalars(
        select(CaseItemRow.id)
        .join(StandingRow, StandingRow.duty_id == CaseItemRow.duty_id)
        .where(CaseItemRow.case_id == case_id, StandingRow.state.not_in(ANSWERED))
    ).all()
    return len(findings) + len(duties)


def case_items(session: Session, case_id: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the ids of the findings and of the duties that a case is about."""
    rows = session.scalars(
        select(CaseItemRow).where(CaseItemRow.case_id == case_id).order_by(CaseItemRow.id)
    ).all()
    findings = tuple(row.finding_id for row in rows if row.finding_id is not None)
    return findings, tuple(row.duty_id for row in rows if row.duty_id is not None)


def cases_of_duty(session: Session, duty_id: int) -> tuple[CaseTrail, ...]:
    """Return the cases that are about a duty, or about a finding on its reports."""
    about = (
        select(CaseItemRow.case_id)
        .outerjoin(FindingRow, FindingRow.id == CaseItemRow.finding_id)
        .where(or_(CaseItemRow.duty_id == duty_id, FindingRow.duty_id == duty_id))
    )
    rows = session.execute(
        select(CaseRow.id, BodyRow.name)
        .join(BodyRow, BodyRow.id == CaseRow.office_id)
        .where(CaseRow.id.in_(about))
        .order_by(CaseRow.id)
    ).all()
    return tuple(CaseTrail(number, name, case_steps(session, number)) for number, name in rows)


def case_steps(session: Session, case_id: int) -> tuple[CaseStep, ...]:
    """Return every step of a case, the first one first."""
    rows = session.scalars(
        select(CaseEventRow).where(CaseEventRow.case_id == case_id).order_by(CaseEventRow.id)
    )
    return tuple(CaseStep(row.at, row.who, row.what, row.why) for row in rows)
