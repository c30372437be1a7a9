"""Hanweb JPaaS: the data unit is asked page by page; it wants the column as Referer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from crawler.pages import jpaas
from crawler.spiders.portal import PortalSpider, ReadPage

if TYPE_CHECKING:
    from crawler.pages.listing import Ask, ListPage
    from crawler.spiders.reading import Reading


class JpaasSpider(PortalSpider):
    """Rows in JSON from ``build/unit``."""

    name = "jpaas"
    read_page: ClassVar[ReadPage] = staticmethod(jpaas.list_page)
    ends_empty: ClassVar[bool] = True
    experimental: ClassVar[bool] = True

    def more(self, page: ListPage, reading: Reading, *, fresh: bool) -> tuple[Ask, ...]:
        """Return the unit's first page, then the next until the claimed number of rows is held."""
        column = reading.column.url
        if page.more:
            return tuple(replace(ask, referer=column) for ask in page.more)
        if not fresh or reading.total is None or reading.rows >= reading.total:
            return ()
        return (jpaas.following(reading.captures[-1].url, column),)
