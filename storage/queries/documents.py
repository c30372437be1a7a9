"""Documents and versions: which are to be read, where their bytes are, what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from nianbao.duty.genre import variant_of
from nianbao.duty.notes import Variant
from storage.evidence import Place, claims_from_json
from storage.rows import (
    BindingRow,
    BodyRow,
    ColumnRow,
    DocumentRow,
    DutyRow,
    MatchRow,
    ReportRow,
    VersionRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from nianbao.duty.model import ReportKind
    from nianbao.report.model import Claim


APART: Final = timedelta(hours=12)
"""A page led to a file no more when it was read so much later than the file was linked."""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """An address found in a column. ``parent_*`` are of the page that links to an attachment."""

    id: int
    column_id: int
    url: str
    title: str
    dates: tuple[Claim, ...]
    first_seen: datetime
    last_seen: datetime
    gone_since: datetime | None
    back_filled: bool
    kind: str
    failed_why: str
    parent_id: int | None
    parent_url: str
    parent_title: str
    parent_dates: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class VersionView:
    """One state of a document's bytes. ``url`` is the address that answered."""

    id: int
    document: DocumentView
    place: Place
    url: str
    content_type: str
    file_name: str
    title: str
    dates: tuple[Claim, ...]
    meta: Mapping[str, str]
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """A duty that a document answers, or may."""

    duty_id: int
    body: str  # slug
    year: int
    kind: ReportKind
    certain: bool
    why: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Governing:
    """The version by which a duty's report is judged, and its report."""

    version_id: int
    report_id: int
    document_id: int
    back_filled: bool = False


def unread(session: Session, reader_version: str, limit: int = 1000) -> tuple[int, ...]:
    """Return versions that this reader has not read, attachments before the pages they hang on."""
    wanted = (
        select(VersionRow.id)
        .join(DocumentRow, DocumentRow.id == VersionRow.document_id)
        .where(~_is_read(reader_version))
        .order_by(DocumentRow.parent_id.is_(None), VersionRow.id)
        .limit(limit)
    )
    return tuple(session.scalars(wanted))


def waiting_to_be_read(
    session: Session, duties: Collection[int], reader_version: str
) -> frozenset[int]:
    """Return those duties in whose body's columns something was fetched and not read yet."""
    columns = dict.fromkeys(
        session.scalars(_columns_of(duties).with_only_columns(BindingRow.column_id).distinct())
    )
    waiting = (
        select(DocumentRow.column_id)
        .join(VersionRow, VersionRow.document_id == DocumentRow.id)
        .where(DocumentRow.column_id.in_(columns), ~_is_read(reader_version))
        .distinct()
    )
    found = session.scalars(waiting).all() if columns else ()
    wanted = _columns_of(duties).where(BindingRow.column_id.in_(found))
    return frozenset(session.scalars(wanted)) if found else frozenset()


def _columns_of(duties: Collection[int]) -> Select[int]:
    return (
        select(DutyRow.id)
        .join(BindingRow, BindingRow.body_id == DutyRow.body_id)
        .where(DutyRow.id.in_(duties), BindingRow.ended_at.is_(None))
    )


def _is_read(reader_version: str) -> ColumnElement[bool]:
    by_reader = and_(
        ReportRow.version_id == VersionRow.id, ReportRow.reader_version == reader_version
    )
    return select(ReportRow.id).where(by_reader).exists()


def unjudged(
    session: Session, reader_version: str, rules_version: str, limit: int = 1000
) -> tuple[int, ...]:
    """Return versions that this reader has read, but other rules have judged."""
    wanted = (
        select(ReportRow.version_id)
        .where(ReportRow.reader_version == reader_version, ReportRow.rules_version != rules_version)
        .order_by(ReportRow.version_id)
        .limit(limit)
    )
    return tuple(session.scalars(wanted))


def unmatched(session: Session, limit: int = 1000) -> tuple[int, ...]:
    """Return documents that matching has not looked at yet."""
    wanted = select(DocumentRow.id).where(DocumentRow.kind == "").order_by(DocumentRow.id)
    return tuple(session.scalars(wanted.limit(limit)))


def document(session: Session, document_id: int) -> DocumentView:
    """Return one document.

    Raises:
        LookupError: there is none.
    """
    row = session.get(DocumentRow, document_id)
    if row is None:
        raise LookupError(f"没有编号为{document_id}的文档")
    parent = session.get(DocumentRow, row.parent_id) if row.parent_id else None
    return _document(row, parent)


def _document(row: DocumentRow, parent: DocumentRow | None) -> DocumentView:
    return DocumentView(
        id=row.id,
        column_id=row.column_id,
        url=row.url,
        title=row.title,
        dates=claims_from_json(row.dates),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        gone_since=row.gone_since or (parent.gone_since if parent else None),
        back_filled=row.back_filled,
        kind=row.kind,
        failed_why=row.failed_why,
        parent_id=row.parent_id,
        parent_url=parent.url if parent else "",
        parent_title=parent.title if parent else "",
        parent_dates=claims_from_json(parent.dates) if parent else (),
    )


def version(session: Session, version_id: int) -> VersionView:
    """Return one version with its document.

    Raises:
        LookupError: there is none.
    """
    row = session.get(VersionRow, version_id)
    if row is None:
        raise LookupError(f"没有编号为{version_id}的版本")
    return VersionView(
        id=row.id,
        document=document(session, row.document_id),
        place=Place(row.folder, row.warc, row.offset, row.sha256, row.length),
        url=row.url,
        content_type=row.content_type,
        file_name=row.file_name,
        title=row.title,
        dates=claims_from_json(row.dates),
        meta=row.meta,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )


def latest_version(session: Session, document_id: int) -> int | None:
    """Return the version that the address answered with last; None if it was never fetched."""
    wanted = select(VersionRow.id).where(VersionRow.document_id == document_id)
    newest = wanted.order_by(VersionRow.last_seen.desc(), VersionRow.id.desc())
    return session.scalar(newest.limit(1))


def attachments(session: Session, document_id: int) -> tuple[int, ...]:
    """Return the documents that hang on a page."""
    wanted = select(DocumentRow.id).where(DocumentRow.parent_id == document_id)
    return tuple(session.scalars(wanted.order_by(DocumentRow.id)))


def answers(session: Session, document_id: int) -> tuple[Answer, ...]:
    """Return the duties that a document answers, or may; what was rejected is left out."""
    rows = session.execute(
        select(MatchRow, DutyRow, BodyRow.slug)
        .join(DutyRow, DutyRow.id == MatchRow.duty_id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(MatchRow.document_id == document_id, MatchRow.rejected_at.is_(None))
        .order_by(DutyRow.id)
    )
    return tuple(
        Answer(duty.id, slug, duty.year, duty.kind, match.certain, match.why, match.decided_by)
        for match, duty, slug in rows
    )


def governing(session: Session, duty_id: int, reader_version: str) -> Governing | None:
    """Return the version whose judgement counts for a duty; None while there is none.

    Of the living documents that certainly answer the duty, each with what it said
    last: the latest that calls itself a correction (更正版), if it is a whole report;
    else the one with most figures; of equals the page before its attachment, and the
    one seen first. So a page and its attachment never argue about findings, and an
    original that is left beside its correction accuses nobody.
    """
    return governing_each(session, (duty_id,), reader_version).get(duty_id)


def governing_each(
    session: Session, duty_ids: Collection[int], reader_version: str | None
) -> dict[int, Governing]:
    """Return the governing version of each duty that has one, by one query.

    ``reader_version`` None takes each version as the reader read it that came last.
    """
    asked = {"duties": tuple(duty_ids), "reader": reader_version}
    rows = session.execute(_governing_statement(reader_version is not None), asked)
    return {
        duty_id: Governing(row.version_id, row.report_id, row.document_id, row.back_filled)
        for duty_id, held in groupby(rows, key=lambda row: row.duty_id)
        for row in (_first_or_corrected(list(held)),)
    }


def _first_or_corrected(rows: Sequence[Row[Any]]) -> Row[Any]:
    """Return the first of a duty's rows, or the latest correction that is a whole report.

    What no list holds any more, or another file of its page has replaced, comes after
    what is still there.
    """
    rows = sorted(rows, key=lambda row: _is_off(row) or _is_replaced(row, rows))
    whole = [row for row in rows if row.figures and 2 * row.figures >= rows[0].figures]
    corrections = [row for row in whole if _corrects(row)]
    return max(corrections, key=lambda row: (row.first_seen, -row.rank), default=rows[0])


def _is_off(row: Row[Any]) -> bool:
    return bool(row.unlisted or row.page_unlisted or row.ended)


def _is_replaced(row: Row[Any], rows: Sequence[Row[Any]]) -> bool:
    """Whether its page led to another file, no smaller, when it did not lead to this one."""
    return row.parent_id is not None and any(
        other.parent_id == row.parent_id
        and other.figures >= row.figures
        and other.linked - row.linked >= APART
        for other in rows
    )


def _corrects(row: Row[Any]) -> bool:
    titles = (row.version_title, row.title, row.page_title)
    return any(variant_of(title) is Variant.CORRECTION for title in titles if title)


@cache
def _governing_statement(by_reader: bool) -> Select[*tuple[Any, ...]]:  # noqa: FBT001 - the cache's only key
    """Return the query of ``governing_each``, built once: building it takes longer than asking."""
    page = aliased(DocumentRow)
    rank = func.row_number().over(
        partition_by=MatchRow.duty_id,
        order_by=(
            ReportRow.figure_count.desc(),
            func.coalesce(DocumentRow.parent_id, 0),
            DocumentRow.first_seen,
            VersionRow.id,
        ),
    )
    return (
        select(
            MatchRow.duty_id.label("duty_id"),
            VersionRow.id.label("version_id"),
            ReportRow.id.label("report_id"),
            DocumentRow.id.label("document_id"),
            DocumentRow.back_filled.label("back_filled"),
            DocumentRow.first_seen.label("first_seen"),
            DocumentRow.title.label("title"),
            VersionRow.title.label("version_title"),
            page.title.label("page_title"),
            DocumentRow.parent_id.label("parent_id"),
            DocumentRow.last_seen.label("linked"),
            DocumentRow.unlisted_since.label("unlisted"),
            page.unlisted_since.label("page_unlisted"),
            ColumnRow.ended_at.label("ended"),
            ReportRow.figure_count.label("figures"),
            rank.label("rank"),
        )
        .join(DocumentRow, DocumentRow.id == MatchRow.document_id)
        .join(ColumnRow, ColumnRow.id == DocumentRow.column_id)
        .join(VersionRow, VersionRow.document_id == DocumentRow.id)
        .join(ReportRow, ReportRow.version_id == VersionRow.id)
        .outerjoin(page, page.id == DocumentRow.parent_id)
        .where(
            MatchRow.duty_id.in_(bindparam("duties", expanding=True)),
            MatchRow.certain,
            MatchRow.rejected_at.is_(None),
            DocumentRow.gone_since.is_(None),
            page.gone_since.is_(None),
            _by_the_reader_asked() if by_reader else _by_the_last_reader(),
            ~_has_newer_version(),
        )
        .order_by(MatchRow.duty_id, rank)
    )


def _has_newer_version() -> ColumnElement[bool]:
    newer = aliased(VersionRow)
    later = or_(
        newer.last_seen > VersionRow.last_seen,
        and_(newer.last_seen == VersionRow.last_seen, newer.id > VersionRow.id),
    )
    return select(newer.id).where(newer.document_id == VersionRow.document_id, later).exists()


def _by_the_reader_asked() -> ColumnElement[bool]:
    return ReportRow.reader_version == bindparam("reader")


def _by_the_last_reader() -> ColumnElement[bool]:
    newer = aliased(ReportRow)
    again = select(newer.id).where(
        newer.version_id == ReportRow.version_id, newer.id > ReportRow.id
    )
    return ~again.exists()
