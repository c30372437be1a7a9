"""Documents and their versions, as a manifest reports them. Replaying one changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from storage.evidence import claims_to_json
from storage.insertion import insert_once
from storage.rows import DocumentRow, MatchRow, OutcomeRow, VersionRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from nianbao.report.model import Claim
    from storage.evidence import Place

APART: Final = timedelta(hours=12)
"""A document is gone when two complete lists, so far apart, do not hold it, and its address,
asked as often, says that nothing is there."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address seen on a column's list, or linked from a page in it (``parent``: its address).

    ``dates`` are claims with an ISO date as value and the source "list", "url"…
    """

    column_id: int
    url: str
    title: str
    at: datetime
    dates: tuple[Claim, ...] = ()
    list_url: str = ""
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """The bytes that an address answered with. ``url`` is the one that answered."""

    link: Link
    place: Place
    url: str
    status: int
    content_type: str
    file_name: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Ids of a document and version; ``is_new`` tells that these bytes were not known of it."""

    document_id: int
    version_id: int
    is_new: bool


def keep_link(session: Session, run_id: int | None, link: Link) -> int:
    """Keep an address with when it was first and last seen; return the document's id."""
    parent_id = _parent_id(session, run_id, link)
    inserted = insert_once(
        session,
        DocumentRow,
        column_id=link.column_id,
        url=link.url,
        title=link.title,
        parent_id=parent_id,
        list_url=link.list_url,
        dates=claims_to_json(link.dates),
        first_seen=link.at,
        last_seen=link.at,
        back_filled=_is_first_reading(session, run_id, link.column_id),
        kind="",
        kind_why="",
        failed_why="",
    )
    return inserted or _seen_again(session, link, parent_id)


def _parent_id(session: Session, run_id: int | None, link: Link) -> int | None:
    if link.parent is None or link.parent == link.url:
        return None
    known = session.scalar(
        select(DocumentRow.id).where(
            DocumentRow.column_id == link.column_id, DocumentRow.url == link.parent
        )
    )
    # The page stands before its attachment in a manifest, but nothing may rest on that.
    page = Link(link.column_id, link.parent, link.title, link.at, list_url=link.list_url)
    return known or keep_link(session, run_id, page)


def _is_first_reading(session: Session, run_id: int | None, column_id: int) -> bool:
    if run_id is None:  # a person found it
        return False
    earlier = select(OutcomeRow.id).where(
        OutcomeRow.column_id == column_id, OutcomeRow.run_id != run_id
    )
    return session.scalar(earlier.limit(1)) is None


def _seen_again(session: Session, link: Link, parent_id: int | None) -> int:
    row = session.scalars(
        select(DocumentRow)
        .where(DocumentRow.column_id == link.column_id, DocumentRow.url == link.url)
        .with_for_update()
    ).one()
    row.first_seen = min(row.first_seen, link.at)
    row.parent_id = row.parent_id or parent_id
    if link.at > row.last_seen:
        row.last_seen, row.title = link.at, link.title or row.title
        row.list_url = link.list_url or row.list_url
        if row.unlisted_since and link.at > row.unlisted_since:
            row.unlisted_since = row.gone_since = None
            row.refused_since = row.refused_at = None
    row.dates = [*row.dates, *(new for new in claims_to_json(link.dates) if new not in row.dates)]
    session.flush()
    return row.id


def keep_version(session: Session, run_id: int | None, fetch: Fetch) -> Kept:
    """Keep the bytes of a document as a version, known by their SHA-256."""
    link, place = fetch.link, fetch.place
    document_id = keep_link(session, run_id, link)
    _answered(session, document_id, link.at)
    inserted = insert_once(
        session,
        VersionRow,
        document_id=document_id,
        sha256=place.sha256,
        folder=place.folder,
        warc=place.warc,
        offset=place.offset,
        length=place.length,
        status=fetch.status,
        content_type=fetch.content_type,
        url=fetch.url,
        file_name=fetch.file_name,
        title=link.title,
        dates=claims_to_json(link.dates),
        meta=dict(fetch.meta),
        etag=fetch.etag,
        last_modified=fetch.last_modified,
        first_seen=link.at,
        last_seen=link.at,
        run_id=run_id,
    )
    if inserted is not None:
        return Kept(document_id, inserted, is_new=True)
    return Kept(document_id, _version_again(session, document_id, fetch), is_new=False)


def _answered(session: Session, document_id: int, at: datetime) -> None:
    row = session.get_one(DocumentRow, document_id)
    if row.failed_at and row.failed_at <= at:
        row.failed_at, row.failed_status, row.failed_why = None, None, ""
        row.failed_since = None


def _version_again(session: Session, document_id: int, fetch: Fetch) -> int:
    row = session.scalars(
        select(VersionRow)
        .where(VersionRow.document_id == document_id, VersionRow.sha256 == fetch.place.sha256)
        .with_for_update()
    ).one()
    at = fetch.link.at
    row.first_seen, row.last_seen = min(row.first_seen, at), max(row.last_seen, at)
    row.etag, row.last_modified = fetch.etag, fetch.last_modified
    session.flush()
    return row.id


def keep_failure(
    session: Session, run_id: int, link: Link, status: int | None, why: str, *, dead: bool = False
) -> int:
    """Keep that a linked address did not open; it was there, so it counts as seen.

    ``dead``: the address itself does not open. Whatever else came in between (a wall,
    a limit of ours) proves nothing, and the count begins anew.
    """
    document_id = keep_link(session, run_id, link)
    row = session.get_one(DocumentRow, document_id)
    if row.failed_at is None or row.failed_at < link.at:
        row.failed_at, row.failed_status, row.failed_why = link.at, status, why
        row.failed_since = (row.failed_since or link.at) if dead else None
    return document_id


def keep_refusal(session: Session, column_id: int, url: str, at: datetime) -> None:
    """Keep that an address which no list holds any more says that nothing is there."""
    row = session.scalars(
        select(DocumentRow)
        .where(DocumentRow.column_id == column_id, DocumentRow.url == url)
        .with_for_update()
    ).one_or_none()
    if row is not None and row.last_seen < at:
        row.refused_since = row.refused_since or at
        row.refused_at = max(row.refused_at or at, at)


def note_unlisted(session: Session, column_id: int, began: datetime, at: datetime) -> None:
    """Mark what a complete list, read from ``began`` to ``at``, did not hold.

    The first such list only notes it; the next one, twelve hours later or more,
    makes it gone, of what may be a report only if its address said as often that
    nothing is there. Attachments follow their page; so the list's address must be
    kept with every link that was on it.
    """
    matched = select(MatchRow.id).where(
        MatchRow.document_id == DocumentRow.id, MatchRow.rejected_at.is_(None)
    )
    missing = session.execute(
        select(DocumentRow, matched.exists()).where(
            DocumentRow.column_id == column_id,
            DocumentRow.parent_id.is_(None),
            DocumentRow.list_url != "",  # what a person entered was never on the list
            DocumentRow.last_seen < began,
            DocumentRow.gone_since.is_(None),
        )
    )
    for row, is_report in missing:
        if row.unlisted_since is None:
            row.unlisted_since = at
        elif at - row.unlisted_since >= APART and (not is_report or _is_refused(row, began, at)):
            row.gone_since = at
    session.flush()


def _is_refused(row: DocumentRow, began: datetime, at: datetime) -> bool:
    """Whether the address said that nothing is there: in this run, and long enough ago."""
    if row.refused_since is None or row.refused_at is None or row.refused_at < began:
        return False
    return at - row.refused_since >= APART
