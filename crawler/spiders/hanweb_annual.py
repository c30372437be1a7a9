"""Hanweb's page for annual reports: every year from the oldest expected one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crawler.pages import hanweb_annual
from crawler.spiders.portal import PortalSpider, ReadPage

if TYPE_CHECKING:
    from crawler.pages.listing import Ask, ListPage
    from crawler.spiders.reading import Reading

_SINCE = 2019  # the first year of the present form
_EARLIEST = 2008  # the first year on which anybody reported


class HanwebAnnualSpider(PortalSpider):
    """``xxgkAnnualReport.jsp``, one page a year up to the present one."""

    name = "hanweb-annual"
    read_page: ClassVar[ReadPage] = staticmethod(hanweb_annual.list_page)
    ends_empty: ClassVar[bool] = True
    experimental: ClassVar[bool] = True

    def more(self, page: ListPage, reading: Reading, *, fresh: bool) -> tuple[Ask, ...]:  # noqa: ARG002 - a year without a report ends nothing
        """Return the other years' pages once, after the first."""
        if len(reading.captures) > 1:
            return ()
        since = max(reading.column.expect.since or _SINCE, _EARLIEST)
        present = self.run.clock.now().year
        return hanweb_annual.asks(reading.column.url, range(since, present + 1))
