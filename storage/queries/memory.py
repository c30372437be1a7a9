"""What is remembered of a column, so that its next reading asks for no more than it must."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from nianbao.duty.model import Outcome
from nianbao.report.model import Severity
from storage.evidence import Place, Proof
from storage.queries.findings import PENDING
from storage.rows import (
    DocumentRow,
    FindingRow,
    MatchRow,
    OutcomeRow,
    RobotsRow,
    VersionRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

RECENT: Final = timedelta(days=120)
"""For so long after its publication a report is likely to be corrected."""
RECHECK_RECENT, RECHECK_OLD = timedelta(days=7), timedelta(days=30)
_SPREAD: Final = 8
"""Documents fall due on so many different days, not all on one."""
_ERRORS: Final = (FindingRow.severity == Severity.ERROR, ~FindingRow.baseline)
MOST_HELD: Final = 5000
WHOLE_EVERY: Final = 7
"""Days: so often lists are fetched whole, lest a server that confirms everything be believed."""


@dataclass(frozen=True, slots=True)
class SettledRow:
    """A listed report that is in the archive; ``days`` are all that were claimed for it."""

    url: str
    title: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class HeldRow:
    """What may be a report, and is asked for by itself when no list holds it."""

    url: str
    title: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Memory:
    """One column: its last complete reading, pages that can be confirmed, reports at rest."""

    items: int | None = None
    read_at: datetime | None = None
    pages: tuple[Proof, ...] = ()
    documents: tuple[Proof, ...] = ()
    settled: tuple[SettledRow, ...] = ()
    held: tuple[HeldRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RobotsView:
    """A host's robots.txt as it was last read."""

    origin: str
    status: int
    text: str
    read_at: datetime


def memory(session: Session, column_id: int, now: datetime) -> Memory:
    """Return what the next reading of a column may rest on."""
    last = session.scalars(
        select(OutcomeRow)
        .where(OutcomeRow.column_id == column_id, OutcomeRow.outcome == Outcome.OK)
        .order_by(OutcomeRow.at.desc(), OutcomeRow.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return Memory()
    whole = (now.date().toordinal() + column_id) % WHOLE_EVERY == 0
    pages = () if whole else tuple(Proof.from_json(kept) for kept in last.proofs)
    settled, rest = _documents(session, column_id, now)
    held = _held(session, column_id, now)
    return Memory(last.items, last.at, tuple(p for p in pages if _known(p)), rest, settled, held)


def _held(session: Session, column_id: int, now: datetime) -> tuple[HeldRow, ...]:
    matched = select(MatchRow.id).where(
        MatchRow.document_id == DocumentRow.id, MatchRow.rejected_at.is_(None)
    )
    rows = session.execute(
        select(DocumentRow.url, DocumentRow.title, DocumentRow.gone_since)
        .where(
            DocumentRow.column_id == column_id,
            DocumentRow.parent_id.is_(None),
            DocumentRow.list_url != "",  # what a person entered was never on the list
            or_(DocumentRow.gone_since.is_(None), DocumentRow.gone_since > now - RECENT),
            matched.exists(),
        )
        .order_by(DocumentRow.unlisted_since.is_(None), DocumentRow.id.desc())
        .limit(MOST_HELD)
    )
    return tuple(HeldRow(url, title, gone is not None) for url, title, gone in rows)


def _documents(
    session: Session, column_id: int, now: datetime
) -> tuple[tuple[SettledRow, ...], tuple[Proof, ...]]:
    """Return the pages that are at rest, and what can be confirmed of all the others."""
    settled: list[SettledRow] = []
    rest: list[Proof] = []
    at_rest: set[int] = set()
    rows = list(_latest(session, column_id))
    for document, version, troubled in rows:
        if document.parent_id is None and not troubled and _rests(document, version, now):
            days = {date.fromisoformat(claim["value"]) for claim in document.dates}
            settled.append(SettledRow(document.url, document.title, tuple(sorted(days))))
            at_rest.add(document.id)
    for document, version, _ in rows:
        if document.id not in at_rest and document.parent_id not in at_rest:
            rest.append(_proof(version))
    return tuple(settled), tuple(proof for proof in rest if _known(proof))


def _latest(session: Session, column_id: int) -> Iterator[tuple[DocumentRow, VersionRow, bool]]:
    """Yield the living documents of a column, each with its latest version and any trouble."""
    rank = func.row_number().over(
        partition_by=VersionRow.document_id,
        order_by=(VersionRow.last_seen.desc(), VersionRow.id.desc()),
    )
    ranked = (
        select(VersionRow.id.label("id"), rank.label("rank"))
        .join(DocumentRow, DocumentRow.id == VersionRow.document_id)
        .where(DocumentRow.column_id == column_id, DocumentRow.gone_since.is_(None))
        .subquery()
    )
    rows = session.execute(
        select(DocumentRow, VersionRow, _troubled())
        .join(VersionRow, VersionRow.document_id == DocumentRow.id)
        .join(ranked, ranked.c.id == VersionRow.id)
        .where(ranked.c.rank == 1)
        .order_by(DocumentRow.id)
    )
    for document, version, troubled in rows:
        yield document, version, bool(troubled)


def _troubled() -> ColumnElement[bool]:
    """Whether a page or a file behind it failed, or was found fault with: a correction may come."""
    part = aliased(DocumentRow)
    version = aliased(VersionRow)
    family = (part.id == DocumentRow.id) | (part.parent_id == DocumentRow.id)
    failed = select(part.id).where(family, part.failed_at.is_not(None)).exists()
    faulty = (
        select(FindingRow.id)
        .join(version, version.id == FindingRow.version_id)
        .join(part, part.id == version.document_id)
        .where(family, FindingRow.state.in_(PENDING), *_ERRORS)
        .exists()
    )
    return failed | faulty


def _rests(document: DocumentRow, version: VersionRow, now: datetime) -> bool:
    if document.unlisted_since is not None:
        return False
    recent = not document.back_filled and now - document.first_seen < RECENT
    most = RECHECK_RECENT if recent else RECHECK_OLD
    return timedelta() <= now - version.last_seen < most * (1 + document.id % _SPREAD / _SPREAD)


def _proof(version: VersionRow) -> Proof:
    """Return a version as a page that can be confirmed."""
    place = Place(version.folder, version.warc, version.offset, version.sha256, version.length)
    return Proof(
        version.url,
        place,
        version.status,
        version.last_seen,
        version.content_type,
        version.etag,
        version.last_modified,
    )


def _known(proof: Proof) -> bool:
    return bool(proof.etag or proof.last_modified)


def robots(session: Session, since: datetime) -> tuple[RobotsView, ...]:
    """Return what was read of robots.txt since a moment."""
    rows = session.scalars(select(RobotsRow).where(RobotsRow.read_at >= since))
    return tuple(RobotsView(row.origin, row.status, row.text, row.read_at) for row in rows)
