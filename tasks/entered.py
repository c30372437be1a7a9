"""What was entered, in archive and rows: written once, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from crawler.warc import WarcFile
from nianbao.duty.calendar import day_of
from nianbao.report.model import Claim
from storage.evidence import Place, Proof
from storage.rows.entries import EntryKind
from storage.store import entries
from storage.store.documents import Fetch, Link, keep_version
from storage.store.journal import audit
from storage.store.matches import decide_match, doubt_binding, enter_report

if TYPE_CHECKING:
    from datetime import date, datetime

    from crawler.manifest import Capture
    from storage.database import Session
    from storage.queries.trails import Looked
    from storage.rows import EntryRow
    from tasks.brought import Brought, Piece, Upload
    from tasks.house import House
    from tasks.unseen import Trail, Unseen

_FILE: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class New:
    """What is to be kept. ``remark`` says what of the content is not certain (Chinese)."""

    duty_id: int
    url: str
    who: str
    why: str
    day: date | None  # as the person gives it
    published: date | None  # to rely on
    brought: Brought | None
    screenshot: Upload | None
    certain: bool
    remark: str
    trail: Trail
    unseen: Unseen
    was_unseen: bool  # the duty's report was not known for certain


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept; ``doubted`` are the columns (as reasons quote them) that are unproven now."""

    number: int
    folder: str
    versions: tuple[int, ...]
    doubted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where things are kept: column and address of the document, and the archive's captures."""

    column_id: int
    address: str
    folder: str
    captures: dict[str, Capture]
    now: datetime


def keep(house: House, new: New) -> Kept:
    """Archive what was brought and keep its rows; the archive is on the disk first."""
    now = house.now
    with house.database.write(full_sync=True) as session:
        kind = EntryKind.REPORT if new.certain else EntryKind.CANDIDATE
        row = entries.enter(session, new.duty_id, kind, who=new.who, why=new.why, now=now)
        row.url, row.day = new.url, new.day
        row.title = _title(new.brought.page) if new.brought else ""
        row.unseen, row.said = new.unseen.why.value, new.unseen.said
        captures = _archive(house, new, row, now)
        spot = _Spot(*_place_of(session, new), row.folder, captures, now)
        row.document_id = _document(session, new, spot)
        versions = _versions(session, new, spot)
        _settle_known(session, new, now)
        return Kept(row.id, row.folder, versions, _doubt(session, new, now))


# --- The archive ------------------------------------------------------------------


def _archive(house: House, new: New, row: EntryRow, now: datetime) -> dict[str, Capture]:
    """Write everything into the entry's own folder; return the captures by address."""
    if new.brought is None and new.screenshot is None:
        return {}
    row.folder = house.archive.new_folder(f"manual-{row.id}", now)
    captures: dict[str, Capture] = {}
    with WarcFile(house.archive.path(row.folder), f"manual-{row.id}", now) as warc:
        for piece in _pieces(new.brought):
            for exchange in piece.exchanges(now):
                captures[piece.url] = warc.write(exchange)
            if not piece.hops:
                captures[piece.url] = warc.keep(piece.url, piece.data, piece.content_type, now)
        if new.screenshot:
            shown = f"urn:nianbao:entry:{row.id}:screenshot"
            kept = warc.keep(shown, new.screenshot.data, _FILE, now)
            row.screenshot = Proof(shown, _place(row.folder, kept), 0, now).to_json()
    house.archive.settle(row.folder)
    return captures


def _pieces(brought: Brought | None) -> tuple[Piece, ...]:
    return (brought.page, *brought.files) if brought else ()


def _place(folder: str, capture: Capture) -> Place:
    return Place(folder, capture.warc, capture.offset, capture.sha256, capture.length)


# --- Documents and versions -------------------------------------------------------


def _place_of(session: Session, new: New) -> tuple[int, str]:
    """Return column and address: of the document that a crawl knows, if this is its next answer."""
    if new.trail.known and (new.brought is None or new.brought.is_fetched):
        return new.trail.known[0].column_id, new.trail.known[0].url
    return entries.by_hand_column(session), new.url


def _document(session: Session, new: New, spot: _Spot, piece: Piece | None = None) -> int:
    """Keep the page's document, or that of a file behind it; the day is the page's."""
    shown = piece or (new.brought.page if new.brought else None)
    return enter_report(
        session,
        new.duty_id,
        spot.column_id,
        url=piece.url if piece else spot.address,
        title=_title(shown) if shown else "",
        day=None if piece else new.day,
        who=new.who,
        now=spot.now,
        why=_why(new),
        belongs=new.certain,
    )


def _why(new: New) -> str:
    return "；".join(text for text in (new.why, new.remark) if text)


def _title(piece: Piece) -> str:
    said = piece.article.title if piece.article else ""
    return said or (piece.report.title if piece.report else None) or piece.name


def _versions(session: Session, new: New, spot: _Spot) -> tuple[int, ...]:
    """Keep the page and the files that belong to it; return the versions, files first."""
    if new.brought is None:
        return ()
    page = new.brought.page
    versions = [_version(session, page, _link(page, spot, spot.address), spot)]
    for piece in new.brought.files:
        _document(session, new, spot, piece)
        link = _link(piece, spot, piece.url, parent=spot.address)
        versions.append(_version(session, piece, link, spot))
    return tuple(reversed(versions))


def _link(piece: Piece, spot: _Spot, url: str, parent: str | None = None) -> Link:
    return Link(spot.column_id, url, _title(piece), spot.now, claims_of(piece), parent=parent)


def claims_of(piece: Piece) -> tuple[Claim, ...]:
    """Return when a page says that it was published."""
    dates = piece.article.dates if piece.article else ()
    return tuple(Claim(dated.day.isoformat(), dated.source, dated.text) for dated in dates)


def _version(session: Session, piece: Piece, link: Link, spot: _Spot) -> int:
    capture = spot.captures[piece.url]
    fetch = Fetch(
        link=link,
        place=_place(spot.folder, capture),
        url=piece.url,
        status=capture.status,
        content_type=piece.content_type,
        file_name=piece.name if piece.article is None else "",
        meta=piece.article.meta if piece.article else {},
        etag=capture.etag,
        last_modified=capture.last_modified,
    )
    return keep_version(session, None, fetch).version_id


# --- What else follows ------------------------------------------------------------


def _settle_known(session: Session, new: New, now: datetime) -> None:
    """Settle what crawls saw at the same address and left open or took for another thing."""
    if not new.certain:
        return
    for one in new.trail.known:
        if one.certain is not None and not (one.certain and not one.rejected):
            decide_match(
                session,
                one.document_id,
                new.duty_id,
                belongs=True,
                who=new.who,
                now=now,
                why=_why(new),
            )


def _doubt(session: Session, new: New, now: datetime) -> tuple[str, ...]:
    """Doubt every column that was read completely after the publication and did not hold it."""
    if not (new.certain and new.was_unseen) or new.trail.known:
        return ()
    done = []
    for one in new.trail.columns:
        if not _should_have_held(one, new.published):
            continue
        why = f"{now:%Y-%m-%d}由{new.who}登记的报告不在该栏目（{new.url}），请重新确认"
        if doubt_binding(session, new.trail.body, one.column_id, why, now):
            subject = f"{one.column_id}/{new.trail.body}"
            audit(session, new.who, "binding_doubted", subject, now, why=why)
            done.append(one.column)
    return tuple(done)


def _should_have_held(column: Looked, published: date | None) -> bool:
    if column.ok_at is None:
        return False
    return published is None or published < day_of(column.ok_at)
