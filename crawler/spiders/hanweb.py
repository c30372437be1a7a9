"""Hanweb jcms: the next group is asked for by page, else by record numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crawler.pages import hanweb
from crawler.spiders.portal import PortalSpider, ReadPage

if TYPE_CHECKING:
    from crawler.pages.listing import Ask, ListPage
    from crawler.spiders.reading import Reading


class HanwebSpider(PortalSpider):
    """XML islands and dataproxy.jsp."""

    name = "hanweb"
    read_page: ClassVar[ReadPage] = staticmethod(hanweb.list_page)
    ends_empty: ClassVar[bool] = True

    def more(self, page: ListPage, reading: Reading, *, fresh: bool) -> tuple[Ask, ...]:
        """Return the next group, asked for in the way that this server obeys."""
        return hanweb.more(
            page,
            hanweb.Held(reading.rows, reading.total, reading.settings),
            fresh=fresh,
            column_url=reading.column.url,
        )
