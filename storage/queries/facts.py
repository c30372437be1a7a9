"""The facts of duties, from rows alone, with only what was known at a moment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from nianbao.clock import SHANGHAI
from nianbao.duty.model import (
    Duty,
    Exemption,
    Facts,
    Hub,
    Outcome,
    Reading,
    Sighting,
    Submission,
)
from storage.evidence import claims_from_json
from storage.queries.orders import Former, former
from storage.rows import (
    BindingRow,
    BodyRow,
    ColumnRow,
    DocumentRow,
    DutyRow,
    MatchRow,
    OutcomeRow,
    PortalRow,
    RunRow,
    SubmissionRow,
    VersionRow,
)
from storage.rows.portals import BY_HAND, Topology

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy.orm import Session

    from nianbao.report.model import Claim

SOURCES: Final = ("person", "meta", "list", "visible", "url", "file")
"""Where a publication date may be claimed, the most trusted first."""
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class _Bound:
    """A column of a body, under the name that reasons quote."""

    column_id: int
    name: str
    proven_since: datetime | None
    hub: Hub | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """One reading of one column, and when its run began."""

    at: datetime
    began: datetime
    row: OutcomeRow


@dataclass(frozen=True, slots=True)
class _Match:
    """A document that may answer a duty, with its page (for an attachment) and its dates."""

    match: MatchRow
    document: DocumentRow
    page: DocumentRow | None
    claims: tuple[Claim, ...]


def facts(
    session: Session,
    as_of: datetime,
    *,
    duties: Collection[int] | None = None,
    year: int | None = None,
) -> dict[int, Facts]:
    """Return the facts of the named duties, or of all duties of a year, or all, by duty id.

    Nothing that became known after ``as_of`` is in them, with one exception that
    accuses nobody: a document seen by then and matched later is a candidate.
    """
    wanted = select(DutyRow.id).order_by(DutyRow.id)
    if year is not None:
        wanted = wanted.where(DutyRow.year == year)
    ids = list(session.scalars(wanted)) if duties is None else sorted(set(duties))
    found: dict[int, Facts] = {}
    for chunk in _chunks(ids):
        found |= _facts(session, chunk, as_of)
    return found


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _facts(session: Session, ids: list[int], as_of: datetime) -> dict[int, Facts]:
    duties = _duties(session, ids, as_of)
    bound = _bound(session, {body_id for body_id, _ in duties.values()}, as_of)
    begin = datetime(
        min((d.year for _, d in duties.values()), default=1) + 1, 1, 1, tzinfo=SHANGHAI
    )
    columns = {column.column_id for held in bound.values() for column in held}
    readings = _readings(session, columns, begin, as_of)
    matches = _matches(session, ids, as_of)
    submissions = _submissions(session, ids, as_of)
    return {
        duty_id: _assembled(duty, bound[body_id], readings, matches[duty_id], submissions[duty_id])
        for duty_id, (body_id, duty) in duties.items()
    }


def _assembled(
    duty: Duty,
    bound: list[_Bound],
    readings: dict[int, list[_Read]],
    matches: list[_Match],
    submissions: list[Submission],
) -> Facts:
    proven = [column.proven_since for column in bound if column.proven_since]
    names = {column.column_id: column.name for column in bound}
    return Facts(
        duty=duty,
        columns=tuple(column.name for column in bound),
        proven_since=min(proven, default=None),
        readings=tuple(
            _reading(column, read, matches)
            for column in bound
            for read in readings.get(column.column_id, ())
        ),
        sightings=tuple(
            _sighting(match, names.get(match.document.column_id, "")) for match in matches
        ),
        submissions=tuple(submissions),
        hubs=tuple(column.hub for column in bound if column.hub),
    )


# --- Expected -------------------------------------------------------------------


def _duties(session: Session, ids: list[int], as_of: datetime) -> dict[int, tuple[int, Duty]]:
    covering = aliased(BodyRow)
    rows = session.execute(
        select(DutyRow, BodyRow.slug, covering.slug)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .outerjoin(covering, covering.id == DutyRow.covered_by_id)
        .where(DutyRow.id.in_(ids))
        .order_by(DutyRow.id)
    )
    ended = former(session, as_of, ids)
    return {
        row.id: (row.body_id, duty_of_row(row, body, by, as_of, ended.get(row.id)))
        for row, body, by in rows
    }


def duty_of_row(
    row: DutyRow, body: str, covered_by: str | None, as_of: datetime, ended: Former | None = None
) -> Duty:
    """Return a duty as it was known at a moment; ``ended`` is what held then and no longer does."""
    known_cover = row.covered_at is not None and row.covered_at <= as_of
    held = ended or Former()
    was_covered_by = held.covered_by.slug if held.covered_by is not None else None
    return Duty(
        body=body,
        year=row.year,
        kind=row.kind,
        publish_by=row.publish_by,
        submit_by=row.submit_by,
        basis=row.basis,
        basis_text=row.basis_text,
        exemption=_exemption(row, as_of) or held.exemption,
        covered_by=covered_by if known_cover else was_covered_by,
    )


def _exemption(row: DutyRow, as_of: datetime) -> Exemption | None:
    if row.exempted_at is None or row.exempted_at > as_of:
        return None
    return Exemption(row.exemption_reason, row.exemption_basis, row.exemption_until)


def _submissions(
    session: Session, ids: list[int], as_of: datetime
) -> defaultdict[int, list[Submission]]:
    grouped: defaultdict[int, list[Submission]] = defaultdict(list)
    rows = session.scalars(
        select(SubmissionRow)
        .where(
            SubmissionRow.duty_id.in_(ids),
            SubmissionRow.at <= as_of,
            SubmissionRow.entered_at <= as_of,
        )
        .order_by(SubmissionRow.at)
    )
    for row in rows:
        grouped[row.duty_id].append(Submission(row.at, row.by))
    return grouped


# --- Observed -------------------------------------------------------------------


def _bound(
    session: Session, bodies: Collection[int], as_of: datetime
) -> defaultdict[int, list[_Bound]]:
    rows = session.execute(
        select(BindingRow, ColumnRow, PortalRow)
        .join(ColumnRow, ColumnRow.id == BindingRow.column_id)
        .join(PortalRow, PortalRow.id == ColumnRow.portal_id)
        .where(
            BindingRow.body_id.in_(bodies),
            BindingRow.bound_at <= as_of,
            or_(BindingRow.ended_at.is_(None), BindingRow.ended_at > as_of),
            or_(ColumnRow.ended_at.is_(None), ColumnRow.ended_at > as_of),
        )
        .order_by(BindingRow.body_id, ColumnRow.id)
    )
    grouped: defaultdict[int, list[_Bound]] = defaultdict(list)
    for binding, column, portal in rows:
        name = column_label(portal.slug, portal.name, column.name)
        taken = {bound.name for bound in grouped[binding.body_id]}
        unique = name if name not in taken else f"{name}（{portal.slug}，第{column.id}号栏目）"
        proven = _proven_since(binding, as_of)
        is_hub = column.topology is Topology.COLLECTIVE and portal.family != BY_HAND
        hub = Hub(unique, column.id, column.url, proven, column.expect_since) if is_hub else None
        grouped[binding.body_id].append(_Bound(column.id, unique, proven, hub))
    return grouped


def _proven_since(binding: BindingRow, as_of: datetime) -> datetime | None:
    doubted = binding.doubted_at is not None and binding.doubted_at <= as_of
    return None if doubted else binding.proven_since


def column_label(slug: str, portal: str, column: str) -> str:
    """Return the name of a column as reasons quote it: the portal's, then the column's."""
    return f"{portal or slug}·{column}"


def _readings(
    session: Session, columns: Collection[int], begin: datetime, as_of: datetime
) -> defaultdict[int, list[_Read]]:
    rows = session.execute(
        select(
            OutcomeRow,
            func.coalesce(RunRow.started_at, RunRow.queued_at, type_=RunRow.queued_at.type),
        )
        .join(RunRow, RunRow.id == OutcomeRow.run_id)
        .where(OutcomeRow.column_id.in_(columns), OutcomeRow.at >= begin, OutcomeRow.at <= as_of)
        .order_by(OutcomeRow.at)
    )
    grouped: defaultdict[int, list[_Read]] = defaultdict(list)
    for row, began in rows:
        grouped[row.column_id].append(_Read(row.at, min(began, row.at), row))
    for first in _failing_since(session, _never_ok(grouped), begin):
        grouped[first.row.column_id].insert(0, first)
    return grouped


def _never_ok(readings: dict[int, list[_Read]]) -> list[int]:
    """Return the columns of which no reading is ok."""
    return [
        column
        for column, found in readings.items()
        if all(one.row.outcome is not Outcome.OK for one in found)
    ]


def _failing_since(session: Session, columns: Collection[int], begin: datetime) -> Iterator[_Read]:
    """Yield, of each column that failed already before ``begin``, the first of these failures.

    So a duty's reason says the same moment, whichever other duties it is looked up with.
    """
    earlier = aliased(OutcomeRow)
    last_ok = (
        select(func.max(earlier.at))
        .where(
            earlier.column_id == OutcomeRow.column_id,
            earlier.outcome == Outcome.OK,
            earlier.at < begin,
        )
        .scalar_subquery()
    )
    rows = session.scalars(
        select(OutcomeRow)
        .where(
            OutcomeRow.column_id.in_(columns),
            OutcomeRow.at < begin,
            or_(last_ok.is_(None), OutcomeRow.at > last_ok),
        )
        .order_by(OutcomeRow.at.desc())
    )
    first = {row.column_id: row for row in rows}
    yield from (_Read(row.at, row.at, row) for row in first.values())


def _reading(column: _Bound, read: _Read, matches: list[_Match]) -> Reading:
    held = any(
        found.document.column_id == column.column_id
        and found.document.first_seen <= read.at
        and found.document.last_seen >= read.began
        for found in matches
    )
    return Reading(column.name, _moment(read), read.row.outcome, held, read.row.detail)


def _moment(read: _Read) -> datetime:
    """When a list was read: a reading over midnight saw the list of the day before."""
    begun, ended = (at.astimezone(SHANGHAI).date() for at in (read.began, read.at))
    return read.began if begun != ended else read.at


# --- Published ------------------------------------------------------------------


def _matches(session: Session, ids: list[int], as_of: datetime) -> defaultdict[int, list[_Match]]:
    page = aliased(DocumentRow)
    rows = session.execute(
        select(MatchRow, DocumentRow, page)
        .join(DocumentRow, DocumentRow.id == MatchRow.document_id)
        .outerjoin(page, page.id == DocumentRow.parent_id)
        .where(MatchRow.duty_id.in_(ids), DocumentRow.first_seen <= as_of)
        .order_by(DocumentRow.first_seen, DocumentRow.id)
    ).all()
    documents = {row.id for _, document, parent in rows for row in (document, parent) if row}
    claims = _claims(session, documents, as_of)
    grouped: defaultdict[int, list[_Match]] = defaultdict(list)
    for match, document, parent in rows:
        said = _said(document, claims) or (_said(parent, claims) if parent else ())
        grouped[match.duty_id].append(_Match(match, document, parent, said))
    return grouped


def _claims(
    session: Session, documents: Collection[int], as_of: datetime
) -> defaultdict[int, list[Claim]]:
    grouped: defaultdict[int, list[Claim]] = defaultdict(list)
    rows = session.execute(
        select(VersionRow.document_id, VersionRow.dates)
        .where(VersionRow.document_id.in_(documents), VersionRow.first_seen <= as_of)
        .order_by(VersionRow.first_seen)
    )
    for document_id, dates in rows:
        grouped[document_id].extend(claims_from_json(dates))
    return grouped


def _said(document: DocumentRow, claims: dict[int, list[Claim]]) -> tuple[Claim, ...]:
    return (*claims_from_json(document.dates), *claims.get(document.id, ()))


def claimed_date(claims: Iterable[Claim]) -> tuple[date | None, str]:
    """Return the date to rely on and where it is claimed; (None, "") where none is.

    The most trusted source wins; where one source says several days (a page that was
    touched again), the earliest, so that nobody is called late for a correction.
    """
    dated = [(SOURCES.index(c.source), date.fromisoformat(c.value)) for c in claims if _is_date(c)]
    if not dated:
        return None, ""
    rank, day = min(dated)
    return day, SOURCES[rank]


def _is_date(claim: Claim) -> bool:
    if claim.source not in SOURCES:
        return False
    try:
        date.fromisoformat(claim.value)
    except ValueError:
        return False
    return True


def _sighting(found: _Match, column: str) -> Sighting:
    day, source = claimed_date(found.claims)
    page_gone = found.page.gone_since if found.page else None
    return Sighting(
        url=found.document.url,
        first_seen=found.document.first_seen,
        claimed_date=day,
        claimed_in=source,
        certain=found.match.certain,
        why=found.match.why,
        gone_since=found.document.gone_since or page_gone,
        decided_at=found.match.settled_at,
        rejected_at=found.match.rejected_at,
        claims=found.claims,
        listed=bool((found.page or found.document).list_url),
        column=column,
    )
