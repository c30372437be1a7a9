"""Which document may answer which duty: matched by evidence, or decided by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from nianbao.duty.genre import Genre
from nianbao.report.model import Claim
from storage.evidence import claims_to_json
from storage.insertion import insert_once
from storage.rows import BindingRow, BodyRow, DocumentRow, DutyRow, MatchRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from nianbao.duty.matching import Match

BY_REPORT = "report"
"""How a binding is proven when no person vouches for it: a report was found there."""


def keep_match(session: Session, document_id: int, match: Match, now: datetime) -> tuple[int, ...]:
    """Keep what matching says of a document; return the ids of all duties it concerns.

    A certain match answers one duty; an uncertain one is a candidate for each of its
    bodies and its year, and for every other year that it may be, or every year of
    theirs, that no certain report answers yet.
    Duties that it answered before and no more are among those returned. What a person
    decided stays.
    """
    document = session.get_one(DocumentRow, document_id)
    document.kind, document.kind_why = match.genre.value, match.why
    wanted = dict.fromkeys(_duties(session, document_id, match), match.certain)
    why = "" if match.certain else match.why
    before = {row.duty_id: row for row in _matches(session, document_id)}
    for duty_id, row in before.items():
        _update(row, wanted.get(duty_id), why, now)
    for duty_id in wanted.keys() - before.keys():
        match_document(session, document_id, duty_id, certain=match.certain, why=why, now=now)
    if match.certain:
        _prove(session, document, wanted, now)
    session.flush()
    return tuple(sorted(wanted.keys() | before.keys()))


def match_document(
    session: Session, document_id: int, duty_id: int, *, certain: bool, why: str, now: datetime
) -> None:
    """Note that a document answers a duty, or may (``certain`` False, ``why`` in Chinese)."""
    insert_once(
        session,
        MatchRow,
        document_id=document_id,
        duty_id=duty_id,
        certain=certain,
        why=why,
        matched_at=now,
        settled_at=now if certain else None,
        decided_by="",
    )


def _duties(session: Session, document_id: int, match: Match) -> list[int]:
    if not match.relevant:
        return []
    bodies = [match.body] if match.certain else match.bodies
    duties = (
        select(DutyRow.id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(BodyRow.slug.in_(bodies))
    )
    if match.certain:
        duties = duties.where(DutyRow.kind == match.kind)
    if match.certain:
        return list(session.scalars(duties.where(DutyRow.year == match.year)))
    answered = select(MatchRow.duty_id).where(
        MatchRow.certain, MatchRow.rejected_at.is_(None), MatchRow.document_id != document_id
    )
    duties = duties.where(or_(DutyRow.year == match.year, DutyRow.id.not_in(answered)))
    years = match.years or ((match.year,) if match.year else ())
    return list(session.scalars(duties.where(DutyRow.year.in_(years)) if years else duties))


def _matches(session: Session, document_id: int) -> list[MatchRow]:
    rows = select(MatchRow).where(MatchRow.document_id == document_id).with_for_update()
    return list(session.scalars(rows))


def _update(row: MatchRow, certain: bool | None, why: str, now: datetime) -> None:  # noqa: FBT001
    """Bring one match up to date; ``certain`` None: the document answers that duty no more."""
    if row.decided_by:
        return
    if certain is None:
        row.rejected_at = row.rejected_at or now
        return
    row.rejected_at, row.why = None, why
    if certain and not row.certain:
        row.settled_at = now
    elif not certain:
        row.settled_at = None
    row.certain = certain


def _prove(
    session: Session, document: DocumentRow, duties: Mapping[int, bool], now: datetime
) -> None:
    bindings = session.scalars(
        select(BindingRow)
        .join(DutyRow, DutyRow.body_id == BindingRow.body_id)
        .where(BindingRow.column_id == document.column_id, DutyRow.id.in_(duties))
        .with_for_update(of=BindingRow)
    ).unique()
    for row in bindings:
        found_since = row.doubted_at is not None and document.first_seen > row.doubted_at
        if row.proven_since is None or found_since:
            row.proven_since, row.proven_how, row.proven_by = now, BY_REPORT, ""
            row.doubted_at, row.doubted_why = None, ""
        row.last_report_at = max(row.last_report_at or document.last_seen, document.last_seen)


def decide_match(
    session: Session,
    document_id: int,
    duty_id: int,
    *,
    belongs: bool,
    who: str,
    now: datetime,
    why: str = "",
) -> None:
    """Note a person's word on whether a document is the report that a duty asks for."""
    match_document(session, document_id, duty_id, certain=belongs, why=why, now=now)
    row = session.scalars(
        select(MatchRow)
        .where(MatchRow.document_id == document_id, MatchRow.duty_id == duty_id)
        .with_for_update()
    ).one()
    was_settled = row.certain and row.rejected_at is None and row.settled_at is not None
    row.certain, row.why, row.decided_by = belongs, why, who
    if not (belongs and was_settled):  # Said again, it stays certain from the first time on.
        row.settled_at = now if belongs else None
    row.rejected_at = None if belongs else now
    if belongs:
        document = session.get_one(DocumentRow, document_id)
        _prove(session, document, {duty_id: True}, now)
    session.flush()


def enter_report(
    session: Session,
    duty_id: int,
    column_id: int,
    *,
    url: str,
    title: str,
    day: date | None,
    who: str,
    now: datetime,
    why: str = "",
    belongs: bool = True,
) -> int:
    """Note a report that a person found (登记核对结果); return the document's id.

    ``day`` is the publication date as the page shows it; it is trusted before any other.
    Where it does not surely belong, it is a candidate (``why``, Chinese, says why).
    """
    claims = [Claim(day.isoformat(), "person", who)] if day else []
    inserted = insert_once(
        session,
        DocumentRow,
        column_id=column_id,
        url=url,
        title=title,
        list_url="",
        dates=claims_to_json(claims),
        first_seen=now,
        last_seen=now,
        back_filled=False,
        kind=Genre.ANNUAL.value,
        kind_why="",
        failed_why="",
    )
    known = select(DocumentRow).where(DocumentRow.column_id == column_id, DocumentRow.url == url)
    row = session.scalars(known.with_for_update()).one()
    if inserted is None:
        others = [kept for kept in row.dates if kept["source"] != "person"]
        row.dates = [*others, *claims_to_json(claims)] if claims else row.dates
    if belongs:
        decide_match(session, row.id, duty_id, belongs=True, who=who, now=now, why=why)
    else:
        propose_match(session, row.id, duty_id, who=who, now=now, why=why)
    return row.id


def propose_match(
    session: Session, document_id: int, duty_id: int, *, who: str, now: datetime, why: str
) -> None:
    """Note that a person takes a document for what a duty asks for, though it says otherwise.

    It is a candidate, whatever readers think of it; what is certain already stays so.
    """
    match_document(session, document_id, duty_id, certain=False, why=why, now=now)
    row = session.scalars(
        select(MatchRow)
        .where(MatchRow.document_id == document_id, MatchRow.duty_id == duty_id)
        .with_for_update()
    ).one()
    if not row.certain or row.rejected_at is not None:
        row.certain, row.why, row.decided_by = False, why, who
        row.settled_at = row.rejected_at = None
    session.flush()


def prove_binding(
    session: Session, body: str, column_id: int, *, how: str, who: str, now: datetime
) -> None:
    """Note a person's word (``how``, Chinese) that a body (slug) publishes in a column.

    Raises:
        LookupError: the body is not bound to the column.
    """
    row = session.scalars(
        select(BindingRow)
        .join(BodyRow, BodyRow.id == BindingRow.body_id)
        .where(BodyRow.slug == body, BindingRow.column_id == column_id)
        .with_for_update(of=BindingRow)
    ).one_or_none()
    if row is None:
        raise LookupError(f"{body}未与该栏目建立对应关系")
    since = now if row.doubted_at is not None else row.proven_since or now
    row.proven_since, row.proven_how, row.proven_by = since, how, who
    row.doubted_at, row.doubted_why = None, ""
    session.flush()


def doubt_binding(session: Session, body: str, column_id: int, why: str, now: datetime) -> bool:
    """Note why (Chinese) a body (slug) seems not to publish in a column after all.

    Returns whether the binding was proven until now.
    """
    row = session.scalars(
        select(BindingRow)
        .join(BodyRow, BodyRow.id == BindingRow.body_id)
        .where(BodyRow.slug == body, BindingRow.column_id == column_id)
        .with_for_update(of=BindingRow)
    ).one_or_none()
    if row is None or row.proven_since is None or row.doubted_at is not None:
        return False
    row.doubted_at, row.doubted_why = now, why
    session.flush()
    return True
