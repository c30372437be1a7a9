"""Texts' signatures, made once for each text, and where a duty's text may be looked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from nianbao.duty.model import BodyClass
from nianbao.report.narrative import digest, narrative
from nianbao.report.signature import SIGNATURE_VERSION, Signature, signature
from storage.insertion import insert_once
from storage.queries.texts import kept_signature
from storage.rows import (
    BandRow,
    BodyRow,
    DutyRow,
    DutyTextRow,
    SignatureRow,
    SupervisionPathRow,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from nianbao.report.model import Report


def drawn(report: Report) -> Signature:
    """Return a text's signature, an empty one of a text too short to be compared."""
    return signature(narrative(report)) or Signature(b"", 0)


def keep_text(
    session: Session, duty_id: int, report: Report, made: Signature | None = None
) -> bool:
    """Note whose text governs a duty now; return whether that is another one than before.

    The signature is made only of a text that was never seen, and where it was not ``made``
    before a lock was taken. Where the text is another
    one, its offices are held until the transaction ends: of two alike texts that come
    at once, the second one sees the first.
    """
    row = _signature(session, report, made)
    duty = session.get_one(DutyRow, duty_id)
    offices = _offices(session, duty)
    before = session.get(DutyTextRow, duty_id)
    if before is not None and (before.signature_id, before.offices) == (row.id, offices):
        return False
    _hold(session, offices)
    if before is None:
        session.add(DutyTextRow(duty_id=duty_id, signature_id=row.id, offices=offices))
    else:
        _take_out(session, duty, before)
        before.signature_id, before.offices = row.id, offices
    session.flush()
    _put_in(session, duty, offices, row)
    return True


def _signature(session: Session, report: Report, made: Signature | None) -> SignatureRow:
    fixed = {"digest": digest(report), "version": SIGNATURE_VERSION}
    wanted = select(SignatureRow).filter_by(**fixed)
    known = session.scalars(wanted).one_or_none()
    if known is not None:
        return known
    made = made or drawn(report)
    insert_once(session, SignatureRow, **fixed, length=made.length, minima=made.minima)
    return session.scalars(wanted).one()


def _offices(session: Session, duty: DutyRow) -> list[int]:
    """Return the offices right over a body at the year's end, in both trees.

    An office's own report is compared with those of its bodies.
    """
    end = date(duty.year, 12, 31)
    path = SupervisionPathRow
    above = select(path.office_id).where(
        path.body_id == duty.body_id, path.depth == 1, path.since <= end, path.until >= end
    )
    found = set(session.scalars(above))
    body = session.get_one(BodyRow, duty.body_id)
    return sorted(found | ({body.id} if body.body_class is BodyClass.OFFICE else set()))


def _hold(session: Session, offices: list[int]) -> None:
    rows = select(BodyRow.id).where(BodyRow.id.in_(offices)).order_by(BodyRow.id)
    session.execute(rows.with_for_update(key_share=True)).all()


def _take_out(session: Session, duty: DutyRow, before: DutyTextRow) -> None:
    made = kept_signature(session.get_one(SignatureRow, before.signature_id))
    if made is not None:
        session.execute(
            delete(BandRow).where(
                BandRow.office_id.in_(before.offices),
                BandRow.year == duty.year,
                BandRow.key.in_(made.bands()),
                BandRow.duty_id == duty.id,
            )
        )


def _put_in(session: Session, duty: DutyRow, offices: list[int], row: SignatureRow) -> None:
    made = kept_signature(row)
    if made is not None and offices:
        bands = [
            {"office_id": office, "year": duty.year, "key": key, "duty_id": duty.id}
            for office in offices
            for key in dict.fromkeys(made.bands())
        ]
        session.execute(insert(BandRow), bands)
