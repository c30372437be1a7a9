"""All versions of a duty's report, wherever it was published, and what corrected it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from storage.evidence import claims_from_json
from storage.queries.bodies import supervised
from storage.queries.facts import claimed_date
from storage.rows import (
    BodyRow,
    ColumnRow,
    DocumentRow,
    DutyRow,
    FindingEventRow,
    FindingRow,
    MatchRow,
    ReportRow,
    VersionRow,
)
from storage.rows.findings import Cause, FindingState
from storage.store.documents import APART

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Copy:
    """One version of a document that certainly is the report, read with figures.

    ``first_seen`` and ``last_seen`` are of the version. ``listed``: the document (or
    its page) is neither gone nor off its list, and its column is still read. ``day`` is
    the day of publication that the page states.
    """

    document_id: int
    version_id: int
    report_id: int
    url: str
    title: str
    page_title: str
    sha256: str
    first_seen: datetime
    last_seen: datetime
    figures: int
    listed: bool
    latest: bool
    day: date | None = None


def copies(session: Session, duty_id: int, reader_version: str) -> tuple[Copy, ...]:
    """Return every version of a duty's report that this reader has read, the first seen first."""
    page = aliased(DocumentRow)
    newest = func.max(VersionRow.last_seen).over(partition_by=VersionRow.document_id)
    rows = session.execute(
        select(DocumentRow, VersionRow, ReportRow, page, ColumnRow.ended_at, newest.label("newest"))
        .join(MatchRow, MatchRow.document_id == DocumentRow.id)
        .join(ColumnRow, ColumnRow.id == DocumentRow.column_id)
        .join(VersionRow, VersionRow.document_id == DocumentRow.id)
        .join(ReportRow, ReportRow.version_id == VersionRow.id)
        .outerjoin(page, page.id == DocumentRow.parent_id)
        .where(
            MatchRow.duty_id == duty_id,
            MatchRow.certain,
            MatchRow.rejected_at.is_(None),
            ReportRow.reader_version == reader_version,
            ReportRow.figure_count > 0,
        )
        .order_by(VersionRow.first_seen, VersionRow.id)
    )
    held = rows.all()
    linked = _linked(document for document, *_ in held)
    return tuple(
        Copy(
            document_id=document.id,
            version_id=version.id,
            report_id=report.id,
            url=document.url,
            title=version.title or document.title,
            page_title=parent.title if parent else "",
            sha256=version.sha256,
            first_seen=version.first_seen,
            last_seen=version.last_seen,
            figures=report.figure_count,
            listed=ended is None
            and _is_listed(document)
            and (parent is None or (_is_listed(parent) and _is_linked(document, linked))),
            latest=version.last_seen == last,
            day=claimed_date(c for c in claims_from_json(version.dates) if c.source == "meta")[0],
        )
        for document, version, report, parent, ended, last in held
    )


def _linked(documents: Iterable[DocumentRow]) -> dict[int, datetime]:
    """Return when each page led to one of these files last."""
    latest: dict[int, datetime] = {}
    for row in documents:
        if row.parent_id is not None:
            latest[row.parent_id] = max(row.last_seen, latest.get(row.parent_id, row.last_seen))
    return latest


def _is_linked(document: DocumentRow, linked: Mapping[int, datetime]) -> bool:
    """Whether a file's page still led to it when it last led to any of them."""
    return linked[document.parent_id or 0] - document.last_seen < APART


def _is_listed(document: DocumentRow) -> bool:
    return document.gone_since is None and document.unlisted_since is None


def unlike(session: Session, duty_ids: Collection[int], reader_version: str) -> tuple[int, ...]:
    """Return the duties whose report was ever read with other figures than now or elsewhere."""
    wanted = (
        select(MatchRow.duty_id)
        .join(VersionRow, VersionRow.document_id == MatchRow.document_id)
        .join(ReportRow, ReportRow.version_id == VersionRow.id)
        .where(
            MatchRow.duty_id.in_(duty_ids),
            MatchRow.certain,
            MatchRow.rejected_at.is_(None),
            ReportRow.reader_version == reader_version,
            ReportRow.figure_count > 0,
        )
        .group_by(MatchRow.duty_id)
        .having(func.count(ReportRow.figures.distinct()) > 1)
        .order_by(MatchRow.duty_id)
    )
    return tuple(session.scalars(wanted))


@dataclass(frozen=True, slots=True)
class Answered:
    """What corrections of a report have answered: cells and rules of findings that it resolved."""

    places: frozenset[str]
    rules: frozenset[str]


def answered(session: Session, duty_id: int, since: datetime) -> Answered:
    """Return what was found in a duty's report and holds since the report was changed."""
    rows = session.execute(
        select(FindingRow.rule, FindingRow.places)
        .join(FindingEventRow, FindingEventRow.finding_id == FindingRow.id)
        .where(
            FindingRow.duty_id == duty_id,
            ~FindingRow.rule.like("page.%"),
            FindingEventRow.what == "resolved",
            FindingEventRow.cause == Cause.REPORT,
            FindingEventRow.at >= since,
        )
    ).all()
    places = frozenset(place for _, held in rows for place in held)
    return Answered(places, frozenset(rule for rule, _ in rows))


@dataclass(frozen=True, slots=True)
class Closed:
    """An address of a report that does not open, since when, and what came back last."""

    duty_id: int
    url: str
    is_file: bool
    since: datetime
    why: str


def closed(session: Session, duty_ids: Collection[int]) -> tuple[Closed, ...]:
    """Return the addresses of these duties' reports that did not open on repeated tries.

    What is gone, and what no list holds any more, is left out.
    """
    page = aliased(DocumentRow)
    fetched = (
        select(func.max(VersionRow.last_seen))
        .where(VersionRow.document_id == page.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(MatchRow.duty_id, DocumentRow)
        .join(MatchRow, MatchRow.document_id == DocumentRow.id)
        .outerjoin(page, page.id == DocumentRow.parent_id)
        .where(
            MatchRow.duty_id.in_(duty_ids),
            MatchRow.certain,
            MatchRow.rejected_at.is_(None),
            DocumentRow.failed_since.is_not(None),
            DocumentRow.gone_since.is_(None),
            DocumentRow.unlisted_since.is_(None),
            page.gone_since.is_(None),
            page.unlisted_since.is_(None),
            # A file to which its page leads no more is not missed.
            or_(page.id.is_(None), fetched.is_(None), fetched <= DocumentRow.last_seen),
        )
        .order_by(MatchRow.duty_id, DocumentRow.id)
    )
    return tuple(
        Closed(duty, row.url, row.parent_id is not None, row.failed_since, row.failed_why)
        for duty, row in rows
        if row.failed_at and row.failed_since and row.failed_at - row.failed_since >= APART
    )


def judged_otherwise(session: Session, duty_id: int, version_id: int) -> bool:
    """Whether something is still said of a duty by another version than this one."""
    wanted = select(FindingRow.id).where(
        FindingRow.duty_id == duty_id,
        FindingRow.version_id != version_id,
        FindingRow.state.not_in([FindingState.RESOLVED, FindingState.DISMISSED]),
    )
    return session.scalar(wanted.limit(1)) is not None


def told_of_pages(session: Session, duty_ids: Collection[int]) -> frozenset[int]:
    """Return the duties that have findings on their pages, whatever became of these."""
    wanted = select(FindingRow.duty_id).where(
        FindingRow.duty_id.in_(duty_ids), FindingRow.rule.like("page.%")
    )
    return frozenset(session.scalars(wanted.distinct()))


@dataclass(frozen=True, slots=True)
class Correction:
    """A finding that was resolved because its report was corrected, and what was changed."""

    body: str  # name
    year: int
    rule: str
    why: str


def corrections(
    session: Session, office: str, begin: datetime, end: datetime
) -> tuple[Correction, ...]:
    """Return what bodies of an office corrected from ``begin`` to before ``end``.

    Silent and private findings are left out; so are those of rules on trial.
    """
    rows = session.execute(
        select(BodyRow.name, DutyRow.year, FindingRow.rule, FindingEventRow.why)
        .join(FindingRow, FindingRow.id == FindingEventRow.finding_id)
        .join(DutyRow, DutyRow.id == FindingRow.duty_id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(
            DutyRow.body_id.in_(supervised(office, end.date())),
            FindingEventRow.what == "resolved",
            FindingEventRow.cause == Cause.REPORT,
            FindingEventRow.why.like("已更正%"),
            ~FindingRow.baseline,
            ~FindingRow.private,
            ~FindingRow.shadow,
            FindingEventRow.at >= begin,
            FindingEventRow.at < end,
        )
        .order_by(FindingEventRow.id)
    )
    return tuple(Correction(*row) for row in rows)
