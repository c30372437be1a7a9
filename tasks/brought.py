"""What a person brings: an address, fetched once within all fences, or a saved page or file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from crawler.pages.article import file_name
from crawler.pages.article import read as read_article
from crawler.pages.encoding import decode
from crawler.robots import Rules, kept
from crawler.unread import Disallowed, LayoutChanged, Unread
from crawler.visit import Limits, visit
from crawler.warc import Exchange
from nianbao.report.model import Source, Unreadable
from nianbao.report.reading.attachments import weight
from nianbao.report.reading.format import sniff
from nianbao.report.reading.mhtml import address_of, page_of
from nianbao.services.apart import apart
from tasks.memory import robots_known
from tasks.read import ReaderFault, faultless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from crawler.pages.article import Article
    from crawler.visit import Hop
    from nianbao.report.model import Report
    from storage.queries.portals import PortalView
    from tasks.house import House

MOST_FILES: Final = 5
"""Files behind a page that are fetched, the likeliest first."""
_SAVED: Final = re.compile(rb"saved from url=\(\d{1,6}\)(https?://[^\s>]{1,2000})")
_HEAD: Final = 4096
_NOT_FOUND, _SERVER_ERROR = 400, 500
_TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person hands in."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """One page or file as brought, with what its reading says; ``why`` if it cannot be read.

    ``hops`` are empty for what was handed in.
    """

    url: str
    data: bytes
    content_type: str
    name: str
    hops: tuple[Hop, ...] = ()
    article: Article | None = None
    report: Report | None = None
    why: str = ""

    @property
    def is_report(self) -> bool:
        """Whether a statutory table was found in it."""
        return self.report is not None and self.report.is_report

    def exchanges(self, at: datetime) -> Iterator[Exchange]:
        """Yield what was asked and answered, the piece itself last."""
        for hop in self.hops:
            yield Exchange(hop.url, "GET", hop.asked, b"", hop.status, hop.answered, hop.body, at)


@dataclass(frozen=True, slots=True)
class Brought:
    """A page with the files behind it that belong to its report."""

    page: Piece
    files: tuple[Piece, ...] = ()

    @property
    def speaker(self) -> Piece:
        """The piece that says whose report it is: the page's file where the page is a cover."""
        if self.page.is_report:
            return self.page
        return next((one for one in self.files if one.is_report), self.page)

    @property
    def is_fetched(self) -> bool:
        """Whether it comes from its address and not from a person's disk."""
        return bool(self.page.hops)


def fetched(house: House, portal: PortalView, url: str) -> Brought:
    """Return what an address of a listed portal answers, with the files behind it.

    Raises:
        Unread: it cannot be read, or must not be asked.
    """
    chosen = house.settings
    limits = Limits(
        user_agent=chosen.user_agent,
        max_bytes=chosen.download_max_bytes,
        allow_private=chosen.allow_private_hosts,
        hosts=portal.hosts,
    )
    _obey(house, portal, url, limits)
    page = _piece(url, limits)
    return Brought(page, tuple(_files(page, limits)))


def handed_in(upload: Upload, url: str) -> Brought:
    """Return a saved page or file as what stands at an address."""
    return Brought(_understood(Piece(url, upload.data, _type_of(upload), upload.name)))


def address_in(data: bytes) -> str:
    """Return the address that a browser wrote into a page that it saved; "" without one."""
    found = _SAVED.search(data[:_HEAD])
    return found[1].decode("ascii", "ignore") if found else address_of(data)


def _type_of(upload: Upload) -> str:
    try:
        kind = sniff(Source(upload.data, upload.name))
    except Unreadable:
        return ""
    return {"html": "text/html", "mhtml": "multipart/related", "pdf": "application/pdf"}.get(
        kind, "application/octet-stream"
    )


def _obey(house: House, portal: PortalView, url: str, limits: Limits) -> None:
    """Ask robots.txt as the crawl does, unless the portal has consented in writing.

    Raises:
        Disallowed: it does not allow the address.
        Unread: it cannot be read for the moment.
    """
    if portal.robots_consent:
        return
    now, parts = house.now, urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc.lower()}"
    with house.database.read() as session:
        known = kept(robots_known(session, (portal,), now), now)
    rules = known.get(origin) or _rules(f"{origin}/robots.txt", limits)
    if not rules.allow(url, limits.user_agent.split("/", 1)[0].split(" ", 1)[0]):
        raise Disallowed("网站 robots.txt 不允许访问")


def _rules(url: str, limits: Limits) -> Rules:
    try:
        found = visit(url, limits)
    except LayoutChanged as gone:
        if gone.status is None or gone.status == _TOO_MANY:
            raise
        return Rules.of("", _NOT_FOUND)
    return Rules.of(found.data.decode("utf-8", "replace"), 200)


def _files(page: Piece, limits: Limits) -> Iterator[Piece]:
    """Yield the files behind a page that is no report itself, as far as they open."""
    if page.article is None or page.is_report:
        return
    title = page.article.title
    offered = [one for one in page.article.attachments if weight(one.name, one.url, title) >= 0]
    for attachment in offered[:MOST_FILES]:
        try:
            found = _piece(attachment.url, limits)
        except Unread:
            continue
        yield replace(found, name=attachment.name or found.name)


def _piece(url: str, limits: Limits) -> Piece:
    found = visit(url, limits)
    name = file_name(found.url, found.disposition) or urlsplit(found.url).hostname or ""
    return _understood(Piece(found.url, found.data, found.content_type, name, hops=found.hops))


def _understood(piece: Piece) -> Piece:
    """Read a piece as a page and as a report, apart from this process."""
    source = Source(piece.data, piece.name, url=piece.url, content_type=piece.content_type)
    try:
        report = apart(lambda: faultless(source))
    except (Unreadable, ReaderFault) as error:
        return replace(piece, article=_article(source), why=str(error))
    return replace(piece, article=_article(source), report=report)


def _article(source: Source) -> Article | None:
    """Return what a page says about itself; None for a file, or a page that cannot be read."""
    try:
        kind = sniff(source)
        if kind not in {"html", "mhtml"}:
            return None
        return apart(lambda: _as_page(page_of(source) if kind == "mhtml" else source))
    except Unreadable:
        return None


def _as_page(source: Source) -> Article:
    return read_article(decode(source.data, source.content_type or ""), source.url or "")
