"""Hanweb's open-information catalogue: the column's page, then its search page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crawler.pages import hanweb_xxgk
from crawler.spiders.portal import PortalSpider, ReadPage

if TYPE_CHECKING:
    from crawler.pages.listing import Ask, ListPage
    from crawler.spiders.reading import Reading

_FIRST = 2  # the search's first answer is the second thing read


class HanwebXxgkSpider(PortalSpider):
    """``/module/xxgk/search.jsp``; the number of pages stands in each answer."""

    name = "hanweb-xxgk"
    read_page: ClassVar[ReadPage] = staticmethod(hanweb_xxgk.list_page)
    ends_empty: ClassVar[bool] = True
    experimental: ClassVar[bool] = True

    def more(self, page: ListPage, reading: Reading, *, fresh: bool) -> tuple[Ask, ...]:  # noqa: ARG002 - one shape for all families
        """Return the next page of the search; one that brought nothing new is not turned."""
        number = len(reading.captures)
        pages = int(reading.settings.get("pages", "1"))
        if number > max(pages, 1) or (number >= _FIRST and not fresh):
            return ()
        return (hanweb_xxgk.ask(reading.settings, number, reading.column.url),)

    def ended(self, page: ListPage, reading: Reading) -> bool:
        """Tell whether the search found nothing at all; an empty page further on is no end."""
        return not page.links and len(reading.captures) == _FIRST
