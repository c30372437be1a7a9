"""TRS with the Fujian front end: the page's ten rows, then the search page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crawler.pages import trs_fujian
from crawler.spiders.portal import PortalSpider, ReadPage

if TYPE_CHECKING:
    from crawler.pages.listing import Ask, ListPage
    from crawler.spiders.reading import Reading

_FIRST = 2  # the search's first answer is the second thing read


class TrsFujianSpider(PortalSpider):
    """Static rows and ``/fjdzapp/search``; the page was seen, the answer only described."""

    name = "trs-fujian"
    read_page: ClassVar[ReadPage] = staticmethod(trs_fujian.list_page)
    experimental: ClassVar[bool] = True

    def more(self, page: ListPage, reading: Reading, *, fresh: bool) -> tuple[Ask, ...]:  # noqa: ARG002 - one shape for all families
        """Return the next page of the search; one that brought nothing new is not turned."""
        number = len(reading.captures)
        pages = int(reading.settings.get("pages", "1"))
        if number > pages or (number > _FIRST and not fresh):
            return ()
        return (trs_fujian.ask(reading.settings, number, reading.column.url),)

    def ended(self, page: ListPage, reading: Reading) -> bool:
        """Tell whether the search's first answer merely repeats the rows that the page showed."""
        return len(reading.captures) == _FIRST and (bool(page.links) or not reading.links)
