"""What the register says of a body's duties: years in which it owes none, left out, reported in.

A person's decision about one duty always stands; what the register said is taken back
when the register no longer says it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import select

from nianbao.duty.calendar import day_of
from nianbao.duty.model import BodyClass, Exemption
from nianbao.duty.season import season_year
from storage.queries.bodies import life_of
from storage.rows import BodyRow, DutyRow, EntryRow, SuccessionRow
from storage.rows.entries import EntryKind
from storage.store import orders

if TYPE_CHECKING:
    from datetime import date, datetime

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


class Mark(NamedTuple):
    """What leaves a body out of the count, or has its report in another's (by id)."""

    reason: str
    until: date | None
    is_counted: bool
    reported_in: int | None

    @property
    def says_anything(self) -> bool:
        """Whether there is a mark at all."""
        return bool(self.reason) or not self.is_counted or self.reported_in is not None


def mark_of(body: BodyRow) -> Mark:
    """Return what the register says of a body's duties, be it nothing."""
    is_counted = body.counted is not False or body.body_class is BodyClass.VERTICAL
    return Mark(body.left_out_reason, body.left_out_until, is_counted, body.reported_in_id)


def note_year(body: BodyRow, before: Mark | None, now: datetime, *, is_said: bool) -> None:
    """Note from which report year on a mark holds, where nobody says it now.

    ``before`` is the mark until now, None of a body that is new. A body that is
    registered with a mark had it for last year's report too, as far as anybody can tell;
    a mark that is set later holds from the season on: what is over was counted as it
    was, and a sign-off in December is about the reports to come.
    """
    mark = mark_of(body)
    if not mark.says_anything:
        body.left_out_from = None
    elif is_said:
        return
    elif before is None:
        body.left_out_from = body.left_out_from or day_of(now).year - 1
    elif body.left_out_from is None or mark._replace(until=before.until) != before:
        body.left_out_from = season_year(day_of(now))


def carry_out(session: Session, body: BodyRow, now: datetime, *, before: int | None = None) -> None:
    """Bring a body's duties into line with the register.

    That a body had ended, or was not there yet, holds whatever a person entered
    before. ``before`` is the id of the body in whose report its own stood until now. A mark
    (left out, reported elsewhere) is carried out from its first year on; of seasons
    that are over it reaches only what nothing was said of, and it is never taken back there.
    """
    rows = session.scalars(select(DutyRow).filter_by(body_id=body.id).order_by(DutyRow.id)).all()
    heirs = "、".join(_heirs(session, body.id)) if rows and body.until else ""
    decided = _decided(session, [row.id for row in rows])
    for row in rows:
        kinds = decided.get(row.id, set())
        if why := life_of(body).why_not(row.year, heirs):
            _exempt(row, Exemption(why, LIFETIME), now)
        else:
            _leave_out(row, body, kinds, now)
        if not kinds & _COVERING:
            _report_in(row, body, before, now)
    session.flush()


def _leave_out(row: DutyRow, body: BodyRow, kinds: set[EntryKind], now: datetime) -> None:
    was_lifetime = row.exemption_basis == LIFETIME
    is_said = bool(row.exemption_reason) and not was_lifetime
    reaches = _reaches(body, row, now, is_said=is_said)
    if reaches or was_lifetime:
        is_open = reaches and _holds(body, row) and not kinds & _EXEMPTING
        _exempt(row, _left_out(body) if is_open else None, now)


def _report_in(row: DutyRow, body: BodyRow, before: int | None, now: datetime) -> None:
    if _reaches(body, row, now, is_said=row.covered_by_id is not None):
        _cover(row, body.reported_in_id if _holds(body, row) else None, before, now)


def _reaches(body: BodyRow, row: DutyRow, now: datetime, *, is_said: bool) -> bool:
    """Whether the register may change what stands at a duty."""
    if row.year >= season_year(day_of(now)):
        return True
    return body.left_out_from is not None and _holds(body, row) and not is_said


def _holds(body: BodyRow, row: DutyRow) -> bool:
    """Whether a mark is about a duty's year."""
    return body.left_out_from is None or row.year >= body.left_out_from


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
    orders.leave_out(row, wanted, now)


def _cover(row: DutyRow, now_in: int | None, before: int | None, now: datetime) -> None:
    if row.covered_by_id not in {None, before}:
        return  # a person decided
    orders.cover(row, now_in, now)
