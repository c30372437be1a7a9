"""Duties in bulk, with everything that their judgement rests on, in a few queries a batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from storage.queries.bodies import body_of, supervised
from storage.queries.documents import governing_each, unread
from storage.queries.lineage import before
from storage.queries.reports import reports
from storage.rows import (
    BodyRow,
    DocumentRow,
    DutyRow,
    DutyTextRow,
    MatchRow,
    ReportRow,
    SignatureRow,
    SuccessionRow,
    VersionRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from nianbao.duty.model import Body, ReportKind
    from storage.queries.documents import Governing
    from storage.queries.reports import StoredReport


@dataclass(frozen=True, slots=True)
class Subject:
    """A duty with the report that governs it, and last year's that it carries on.

    ``previous`` is None unless every one of them is there.
    """

    duty_id: int
    year: int
    kind: ReportKind
    body: Body
    governing: Governing
    stored: StoredReport
    previous: tuple[StoredReport, ...] | None


def answered(
    session: Session,
    after: int,
    limit: int,
    *,
    year: int | None = None,
    office: str | None = None,
    on: date,
) -> tuple[int, ...]:
    """Return the next duties (ids above ``after``, ascending) that some report answers.

    ``office`` (slug) means everything that it supervises ``on`` a day.
    """
    some = select(MatchRow.id).where(MatchRow.duty_id == DutyRow.id, MatchRow.certain)
    wanted = _narrowed(select(DutyRow.id), year, office, on)
    wanted = wanted.where(DutyRow.id > after, some.exists()).order_by(DutyRow.id).limit(limit)
    return tuple(session.scalars(wanted))


def _narrowed(wanted: Select[int], year: int | None, office: str | None, on: date) -> Select[int]:
    if year is not None:
        wanted = wanted.where(DutyRow.year == year)
    if office is not None:
        wanted = wanted.where(DutyRow.body_id.in_(supervised(office, on)))
    return wanted


def subjects(
    session: Session, duty_ids: Collection[int], reader_version: str | None
) -> tuple[Subject, ...]:
    """Return those of the duties that a report governs.

    ``reader_version`` is taken as in ``governing_each``.
    """
    duties = session.execute(
        select(DutyRow, BodyRow)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(DutyRow.id.in_(duty_ids))
        .order_by(DutyRow.id)
    ).all()
    past = before_each(session, duty_ids)
    wanted = {*duty_ids, *(one for found in past.values() for one in found)}
    governs = governing_each(session, wanted, reader_version)
    stored = reports(session, {one.report_id for one in governs.values()})
    return tuple(
        Subject(
            duty.id,
            duty.year,
            duty.kind,
            body_of(body),
            governs[duty.id],
            stored[governs[duty.id].report_id],
            _all_of(past[duty.id], governs, stored),
        )
        for duty, body in duties
        if duty.id in governs
    )


def _all_of(
    duties: tuple[int, ...],
    governs: Mapping[int, Governing],
    stored: Mapping[int, StoredReport],
) -> tuple[StoredReport, ...] | None:
    if any(one not in governs for one in duties):
        return None
    return tuple(stored[governs[one].report_id] for one in duties)


def unread_in(
    session: Session,
    reader_version: str,
    limit: int,
    *,
    year: int | None = None,
    office: str | None = None,
    on: date,
) -> tuple[int, ...]:
    """Return versions that this reader has not read, of documents that may answer these duties.

    Without a year and an office these are all, attachments before their pages.
    """
    if year is None and office is None:
        return unread(session, reader_version, limit)
    duties = _narrowed(select(DutyRow.id), year, office, on)
    answers = select(MatchRow.document_id).where(
        MatchRow.duty_id.in_(duties), MatchRow.rejected_at.is_(None)
    )
    read = select(ReportRow.id).where(
        ReportRow.version_id == VersionRow.id, ReportRow.reader_version == reader_version
    )
    wanted = (
        select(VersionRow.id)
        .join(DocumentRow, DocumentRow.id == VersionRow.document_id)
        .where(VersionRow.document_id.in_(answers), ~read.exists())
        .order_by(DocumentRow.parent_id.is_(None), VersionRow.id)
        .limit(limit)
    )
    return tuple(session.scalars(wanted))


def load_duties(session: Session, duty_ids: Collection[int]) -> list[DutyRow]:
    """Load what questions about single duties ask for again and again; keep it while they run."""
    if not duty_ids:
        return []
    return list(session.scalars(select(DutyRow).where(DutyRow.id.in_(duty_ids))))


def before_each(session: Session, duty_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return what ``lineage.before`` says of each duty; one by one only for what was merged."""
    last = aliased(DutyRow)
    rows = session.execute(
        select(
            DutyRow.id,
            DutyRow.year,
            BodyRow.since,
            last.id,
            last.covered_by_id,
            last.exemption_reason,
            select(SuccessionRow.body_id).where(SuccessionRow.successor_id == BodyRow.id).exists(),
        )
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .outerjoin(
            last,
            and_(
                last.body_id == DutyRow.body_id,
                last.kind == DutyRow.kind,
                last.year == DutyRow.year - 1,
            ),
        )
        .where(DutyRow.id.in_(duty_ids))
    )
    found: dict[int, tuple[int, ...]] = {}
    for duty, year, since, own, covered, exempt, merged in rows:
        if merged or (since is not None and since.year >= year):
            found[duty] = before(session, duty)
        else:
            found[duty] = () if own is None or covered or exempt else (own,)
    return found


def unsigned(session: Session, duty_ids: Collection[int], version: str) -> tuple[int, ...]:
    """Return the duties whose text has no signature of this version yet."""
    signed = (
        select(DutyTextRow.duty_id)
        .join(SignatureRow, SignatureRow.id == DutyTextRow.signature_id)
        .where(DutyTextRow.duty_id.in_(duty_ids), SignatureRow.version == version)
    )
    known = set(session.scalars(signed))
    return tuple(duty for duty in duty_ids if duty not in known)
