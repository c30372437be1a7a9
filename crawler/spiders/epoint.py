"""Epoint: the column's page, then the site's script, then the list page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crawler.pages import epoint
from crawler.spiders.portal import PortalSpider, ReadPage

if TYPE_CHECKING:
    from crawler.pages.listing import Ask, ListPage
    from crawler.spiders.reading import Reading

_BEFORE = 2  # the page and the script are read before the list's first answer


class EpointSpider(PortalSpider):
    """A list asked for by JSON; without a claimed total it ends at an empty answer."""

    name = "epoint"
    read_page: ClassVar[ReadPage] = staticmethod(epoint.list_page)
    experimental: ClassVar[bool] = True

    def more(self, page: ListPage, reading: Reading, *, fresh: bool) -> tuple[Ask, ...]:
        """Return what comes next: the script, the first answer, then answers while rows come."""
        read = len(reading.captures)
        if page.more:
            return page.more
        if reading.total is not None and reading.rows >= reading.total:
            return ()
        if read > _BEFORE and not fresh:
            return ()
        return (epoint.ask(reading.settings, read - _BEFORE + 1, reading.column.url),)

    def ended(self, page: ListPage, reading: Reading) -> bool:
        """Tell whether this is an empty answer of the list itself."""
        return not page.links and len(reading.captures) > _BEFORE
