"""Duties whose reports' texts are likely to be alike, found by signatures.

Every question costs as much as there are texts in its bands, whatever the number of
all texts: nothing is compared pair by pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from nianbao.report.signature import WORTH_COMPARING, Signature
from storage.rows import BandRow, BodyRow, DutyRow, DutyTextRow, SignatureRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

MOST: Final = 3
"""Duties that are named, the most alike first."""
_MOST_LOOKED_AT: Final = 40
"""Duties whose signatures are compared, those with most bands in common first."""
_YEARS_BACK: Final = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """A duty whose text may be alike: ``jaccard`` is estimated, with an error of about 0.05."""

    duty_id: int
    name: str
    year: int
    jaccard: float


def neighbours(session: Session, duty_id: int) -> tuple[Alike, ...]:
    """Return other bodies' duties of the same year and kind, under the same offices, alike.

    Empty where the duty's own text is unknown or too short.
    """
    own = _own(session, duty_id)
    if own is None:
        return ()
    text, made = own
    duty = session.get_one(DutyRow, duty_id)
    common = (
        select(BandRow.duty_id)
        .where(
            BandRow.office_id.in_(text.offices),
            BandRow.year == duty.year,
            BandRow.key.in_(made.bands()),
            BandRow.duty_id != duty_id,
        )
        .group_by(BandRow.duty_id)
        .order_by(func.count().desc(), BandRow.duty_id)
        .limit(_MOST_LOOKED_AT)
    )
    wanted = DutyRow.id.in_(session.scalars(common).all())
    same = (DutyRow.kind == duty.kind, DutyRow.body_id != duty.body_id)
    alone = DutyRow.covered_by_id.is_(None)
    found = (one for one in _compared(session, made, wanted, alone, *same))
    worth = (one for one in found if one.jaccard >= WORTH_COMPARING)
    return tuple(sorted(worth, key=lambda one: (-one.jaccard, one.duty_id))[:MOST])


def past(session: Session, duty_id: int) -> tuple[Alike, ...]:
    """Return the same body's duties of the years before whose texts are known, the last first.

    All of them, alike or not: one that is missing here is one that nobody compared.
    """
    own = _own(session, duty_id)
    if own is None:
        return ()
    duty = session.get_one(DutyRow, duty_id)
    years = range(duty.year - _YEARS_BACK, duty.year)
    mine = (DutyRow.body_id == duty.body_id, DutyRow.kind == duty.kind)
    found = _compared(session, own[1], *mine, DutyRow.year.in_(years))
    return tuple(sorted(found, key=lambda one: -one.year))


def kept_signature(row: SignatureRow) -> Signature | None:
    """Return a row as a signature; None of a text too short to be compared."""
    return Signature(row.minima, row.length) if row.minima else None


def _own(session: Session, duty_id: int) -> tuple[DutyTextRow, Signature] | None:
    text = session.get(DutyTextRow, duty_id)
    made = kept_signature(session.get_one(SignatureRow, text.signature_id)) if text else None
    return (text, made) if text and made else None


def _compared(session: Session, made: Signature, *wanted: ColumnElement[bool]) -> Iterable[Alike]:
    """Yield the duties that are wanted, each as alike as its signature is.

    A text too short to be compared is like none.
    """
    rows = session.execute(
        select(DutyRow.id, BodyRow.name, DutyRow.year, SignatureRow)
        .join(DutyTextRow, DutyTextRow.duty_id == DutyRow.id)
        .join(SignatureRow, SignatureRow.id == DutyTextRow.signature_id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(*wanted)
    )
    for duty, name, year, row in rows:
        other = kept_signature(row)
        yield Alike(duty, name, year, made.jaccard(other) if other else 0.0)
