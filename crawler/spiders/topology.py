"""Where a column keeps its reports: in its list, in columns below it, or on its page itself."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.pages.folders import Addresses, Place, bare, below
from crawler.pages.single import report_here
from crawler.unread import LayoutChanged

if TYPE_CHECKING:
    from crawler.pages.listing import Link, ListPage
    from crawler.spiders.reading import Reading

DEEPEST = 3  # year, group of bodies, body


def placed(page: ListPage, html: str, url: str, reading: Reading, addresses: Addresses) -> ListPage:
    """Return a list's first page with the columns below it, or with itself as its only report.

    Where the list's own landmarks are absent and it has no rows, these stand in
    for it: a column may hold nothing but folders.
    """
    reading.placed = bool(page.links or page.missing or not page.more)
    if html.lstrip()[:1] in {"{", "["}:  # an answer of data, not a page
        return page
    found = page.folders or _below(html, url, reading, addresses)
    kept = tuple(link for link in page.links if not _among(link, found))
    itself = report_here(html, url, reading.name, rows=len(kept))
    reading.folders.extend(found)
    reading.single = itself is not None and not kept
    known = (itself,) if itself is not None else ()
    missing = () if not kept and (found or itself) else page.missing
    return replace(page, links=(*kept, *known), missing=missing, folders=found, itself=itself)


def _below(html: str, url: str, reading: Reading, addresses: Addresses) -> tuple[Link, ...]:
    column = reading.column
    place = Place(url, addresses, column.expect.since, alone=column.bodies == 1)
    return below(html, url, place, column.options)


def _among(link: Link, folders: tuple[Link, ...]) -> bool:
    return any(bare(link.url) == bare(folder.url) for folder in folders)


class Below:
    """The columns below a column, each read once, no deeper and no more than is sensible."""

    def __init__(self, whole: Reading, most: int) -> None:
        self._whole = whole
        self._most = most
        self._known = {bare(whole.column.url)}
        self._todo: deque[Reading] = deque()
        self.enter(whole)

    def next(self) -> Reading | None:
        """Return the next column to read, None when all have been."""
        if not self._todo:
            return None
        part = self._todo.popleft()
        part.spent = len(self._whole.captures)
        return part

    def enter(self, reading: Reading) -> None:
        """Take note of the columns that a column led to.

        Raises:
            LayoutChanged: there are more of them, or they lie deeper, than can be read.
        """
        for folder in reading.folders:
            if bare(folder.url) in self._known:
                continue
            if reading.depth >= DEEPEST:
                raise LayoutChanged(f"下级栏目超过 {DEEPEST} 层，未读完")
            if len(self._known) > self._most:
                raise LayoutChanged(f"下级栏目超过 {self._most} 个，未读完")
            self._known.add(bare(folder.url))
            self._todo.append(reading.below(folder))
