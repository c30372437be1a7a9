"""What the register says of a body's duties: years in which it owes none, left out, reported in.

A person's decision about one duty always stands; what the register said is taken back
when the register no longer says it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from nianbao.duty.model import BodyClass, Exemption
from storage.queries.bodies import life_of
from storage.rows import BodyRow, DutyRow, EntryRow, SuccessionRow
from storage.rows.entries import EntryKind

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

REGISTER: Final = "单位名录"
"""The basis of an exemption that the register makes."""
LIFETIME: Final = "单位名录登记的起止时间"
"""The basis where a body had ended, or was not there yet."""
NOT_COUNTED: Final = "名录登记为不计入应公布数"
_EXEMPTING: Final = {EntryKind.EXEMPT, EntryKind.COUNTED}
_COVERING: Final = {EntryKind.COVERED, EntryKind.UNCOVERED}


def are_given(body: BodyRow) -> bool:
    """Tell whether the register says anything of a body's duties."""
    years = (body.since, body.until, body.first_year, body.last_year)
    left_out = body.left_out_reason or body.counted is False or body.reported_in_id is not None
    return bool(left_out) or any(year is not None for year in years)


def carry_out(session: Session, body: BodyRow, now: datetime, *, before: int | None = None) -> None:
    """Bring a body's duties into line with the register.

    That a body had ended, or was not there yet, holds whatever a person entered
    before. ``before`` is the id of the body in whose report its own stood until now. What is
    left out, or reported elsewhere, is so from last year's report on: older years are
    what they were, and stay so.
    """
    rows = session.scalars(select(DutyRow).filter_by(body_id=body.id).order_by(DutyRow.id)).all()
    heirs = "、".join(_heirs(session, body.id)) if rows and body.until else ""
    decided = _decided(session, [row.id for row in rows])
    for row in rows:
        kinds = decided.get(row.id, set())
        is_current = row.year >= now.year - 1
        if why := life_of(body).why_not(row.year, heirs):
            _exempt(row, Exemption(why, LIFETIME), now)
        elif is_current or row.exemption_basis == LIFETIME:
            is_open = is_current and not kinds & _EXEMPTING
            _exempt(row, _left_out(body) if is_open else None, now)
        if is_current and not kinds & _COVERING:
            _cover(row, body.reported_in_id, before, now)
    session.flush()


def _decided(session: Session, duties: list[int]) -> dict[int, set[EntryKind]]:
    """Return what a person entered about duties, be it only that something does not hold."""
    found: defaultdict[int, set[EntryKind]] = defaultdict(set)
    if duties:
        entries = select(EntryRow.duty_id, EntryRow.kind).where(EntryRow.duty_id.in_(duties))
        for duty_id, kind in session.execute(entries):
            found[duty_id].add(kind)
    return found


def _heirs(session: Session, body_id: int) -> list[str]:
    wanted = (
        select(BodyRow.name)
        .join(SuccessionRow, SuccessionRow.successor_id == BodyRow.id)
        .where(SuccessionRow.body_id == body_id)
        .order_by(BodyRow.slug)
    )
    return list(session.scalars(wanted))


def _left_out(body: BodyRow) -> Exemption | None:
    if body.left_out_reason:
        return Exemption(body.left_out_reason, REGISTER, body.left_out_until)
    if body.counted is False and body.body_class is not BodyClass.VERTICAL:
        return Exemption(NOT_COUNTED, REGISTER)
    return None


def _exempt(row: DutyRow, wanted: Exemption | None, now: datetime) -> None:
    if row.exemption_reason and row.exemption_basis not in {REGISTER, LIFETIME}:
        return  # a person decided
    row.exemption_reason = wanted.reason if wanted else ""
    row.exemption_basis = wanted.basis if wanted else ""
    row.exemption_until = wanted.until if wanted else None
    row.exempted_at = (row.exempted_at or now) if wanted else None


def _cover(row: DutyRow, now_in: int | None, before: int | None, now: datetime) -> None:
    if row.covered_by_id not in {None, before}:
        return  # a person decided
    if row.covered_by_id != now_in:
        row.covered_by_id, row.covered_at = now_in, now if now_in else None
