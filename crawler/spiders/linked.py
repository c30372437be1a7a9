"""Lists whose pages lead to one another by links, each page to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.spiders.portal import PortalSpider
from crawler.unread import LayoutChanged

if TYPE_CHECKING:
    from crawler.pages.listing import Ask, ListPage
    from crawler.spiders.reading import Reading


class LinkedSpider(PortalSpider):
    """What families with plain links as their pager have in common."""

    def more(self, page: ListPage, reading: Reading, *, fresh: bool) -> tuple[Ask, ...]:  # noqa: ARG002 - one shape for all families
        """Return the page that follows.

        Raises:
            LayoutChanged: it was read already, so that the pages after it cannot be reached.
        """
        if any(replace(ask, referer="") in reading.asked for ask in page.more):
            raise LayoutChanged("翻页链接回到已读过的页，不能确认列表已读全")
        return page.more
