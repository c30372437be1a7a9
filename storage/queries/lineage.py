"""Which duties a duty is compared with: last year's, of predecessors too, and a government's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from nianbao.duty.model import BodyClass, ReportKind
from storage.queries.reports import report_of_duty
from storage.rows import BodyRow, DutyRow, MatchRow, SuccessionRow, SupervisionPathRow
from storage.rows.bodies import Tree

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from nianbao.report.model import Report

NOT_ADDED: frozenset[BodyClass] = frozenset({BodyClass.GOVERNMENT, BodyClass.VERTICAL})
"""Bodies of another level, or of another tree, whose reports are no part of a government's."""


@dataclass(frozen=True, slots=True)
class Children:
    """The duties that a government's report may be the sum of, and those whose report is there."""

    due: tuple[int, ...] = ()
    arrived: tuple[int, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every one is there."""
        return bool(self.due) and len(self.arrived) == len(self.due)


def before(session: Session, duty_id: int) -> tuple[int, ...]:
    """Return last year's duties that a duty carries on: the body's own and its predecessors'.

    Empty unless it is certain which they are, and each owes a report of its own.
    """
    duty = session.get_one(DutyRow, duty_id)
    body = session.get_one(BodyRow, duty.body_id)
    own = _duty(session, body.id, duty.year - 1, duty.kind)
    is_new = body.since is not None and body.since.year >= duty.year
    if own is None and not is_new:
        return ()
    ended = _predecessors(session, body.id, duty.year)
    if _were_split(session, [row.id for row in ended]):
        return ()  # nobody knows which part of what they carried out came here
    merged = [(row, _duty(session, row.id, duty.year - 1, duty.kind)) for row in ended]
    if any(found is None and _until(row).year == duty.year for row, found in merged):
        return ()
    found = [one for one in (own, *(one for _, one in merged)) if one is not None]
    apart = [one for one in found if one.covered_by_id != body.id]
    if any(one.covered_by_id or one.exemption_reason for one in apart):
        return ()
    return tuple(one.id for one in apart)


def after(session: Session, duty_id: int) -> tuple[int, ...]:
    """Return next year's duties that are compared with a duty: those that carry it on."""
    duty = session.get_one(DutyRow, duty_id)
    heirs = select(SuccessionRow.successor_id).where(SuccessionRow.body_id == duty.body_id)
    bodies = {duty.body_id, *session.scalars(heirs)}
    wanted = (
        select(DutyRow.id)
        .where(
            DutyRow.body_id.in_(bodies), DutyRow.kind == duty.kind, DutyRow.year == duty.year + 1
        )
        .order_by(DutyRow.id)
    )
    return tuple(one for one in session.scalars(wanted) if duty_id in before(session, one))


def previous_reports(session: Session, duty_id: int, reader_version: str) -> tuple[Report, ...]:
    """Return the latest versions of last year's reports; empty unless every one can be read."""
    found = [report_of_duty(session, one, reader_version) for one in before(session, duty_id)]
    reports = [stored.report for stored in found if stored and stored.report]
    return tuple(reports) if len(reports) == len(found) else ()


def children(session: Session, duty_id: int) -> Children:
    """Return the own reports of a government's office and of all bodies right under it.

    Empty for any but a government's report. Lower governments and vertical bodies
    are left out, and who is exempt or reported elsewhere. A report that is a
    candidate only has not arrived.
    """
    duty = session.get_one(DutyRow, duty_id)
    if duty.kind is not ReportKind.GOVERNMENT:
        return Children()
    due = session.scalars(
        select(DutyRow.id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(
            DutyRow.year == duty.year,
            DutyRow.kind == ReportKind.OWN,
            DutyRow.exemption_reason == "",
            DutyRow.covered_by_id.is_(None),
            _is_under(session, duty),
        )
        .order_by(DutyRow.id)
    ).all()
    arrived = select(MatchRow.duty_id).where(
        MatchRow.duty_id.in_(due), MatchRow.certain, MatchRow.rejected_at.is_(None)
    )
    return Children(tuple(due), tuple(sorted(set(session.scalars(arrived)))))


def parents(session: Session, duty_id: int) -> tuple[int, ...]:
    """Return the governments' duties of the year that are added up from a duty."""
    duty = session.get_one(DutyRow, duty_id)
    path, end = SupervisionPathRow, date(duty.year, 12, 31)
    offices = select(path.office_id).where(
        path.body_id == duty.body_id, path.depth <= 1, path.since <= end, path.until >= end
    )
    wanted = (
        select(DutyRow.id)
        .join(path, path.body_id == DutyRow.body_id)
        .where(
            DutyRow.year == duty.year,
            DutyRow.kind == ReportKind.GOVERNMENT,
            path.depth == 1,
            path.tree == Tree.TERRITORIAL,
            path.office_id.in_(offices),
        )
        .distinct()
    )
    if duty.kind is not ReportKind.OWN:
        return ()
    governments = sorted(session.scalars(wanted))
    return tuple(one for one in governments if duty_id in children(session, one).due)


def _is_under(session: Session, duty: DutyRow) -> ColumnElement[bool]:
    """Return a condition on BodyRow: the government's office itself, or right under it."""
    path, end = SupervisionPathRow, date(duty.year, 12, 31)
    dated = and_(path.tree == Tree.TERRITORIAL, path.since <= end, path.until >= end)
    offices = session.scalars(
        select(path.office_id).where(dated, path.body_id == duty.body_id, path.depth == 1)
    ).all()
    below = select(path.body_id).where(dated, path.office_id.in_(offices), path.depth == 1)
    is_department = and_(
        BodyRow.id.in_(below), BodyRow.body_class.not_in([*NOT_ADDED, BodyClass.OFFICE])
    )
    return or_(BodyRow.id.in_(offices), is_department)


def _duty(session: Session, body_id: int, year: int, kind: ReportKind) -> DutyRow | None:
    wanted = select(DutyRow).filter_by(body_id=body_id, year=year, kind=kind)
    return session.scalars(wanted).one_or_none()


def _predecessors(session: Session, body_id: int, year: int) -> list[BodyRow]:
    """Return the bodies whose business went over to this one in the year or the one before."""
    wanted = (
        select(BodyRow)
        .join(SuccessionRow, SuccessionRow.body_id == BodyRow.id)
        .where(
            SuccessionRow.successor_id == body_id,
            BodyRow.until >= date(year - 1, 1, 1),
            BodyRow.until <= date(year, 12, 31),
        )
        .order_by(BodyRow.id)
    )
    return list(session.scalars(wanted))


def _were_split(session: Session, bodies: list[int]) -> bool:
    """Tell whether the business of one of the bodies went over to more than one."""
    heirs = session.scalars(select(SuccessionRow.body_id).where(SuccessionRow.body_id.in_(bodies)))
    return any(times > 1 for times in Counter(heirs).values())


def _until(row: BodyRow) -> date:
    """Return a predecessor's last day: it has one, or it would not be one."""
    return row.until or date.max


def to_sum(session: Session, office: str, year: int) -> tuple[tuple[int, str], ...]:
    """Return the own reports, by duty and name, that an office (slug) adds up for its government.

    Its own and those of all bodies right under it at the year's end; lower
    governments and vertical bodies are left out, and who is exempt or reported elsewhere.
    """
    path, end = SupervisionPathRow, date(year, 12, 31)
    over = select(BodyRow.id).where(BodyRow.slug == office)
    rows = session.execute(
        select(DutyRow.id, BodyRow.name)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .join(path, path.body_id == BodyRow.id)
        .where(
            path.office_id.in_(over),
            path.tree == Tree.TERRITORIAL,
            path.depth <= 1,
            path.since <= end,
            path.until >= end,
            DutyRow.year == year,
            DutyRow.kind == ReportKind.OWN,
            DutyRow.exemption_reason == "",
            DutyRow.covered_by_id.is_(None),
            BodyRow.body_class.not_in(NOT_ADDED),
        )
        .distinct()
        .order_by(BodyRow.name, DutyRow.id)
    )
    return tuple((duty_id, name) for duty_id, name in rows)
