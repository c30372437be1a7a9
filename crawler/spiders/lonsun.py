"""LonSun: the column's page, then its label page by page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from crawler.pages import lonsun
from crawler.pages.folders import Addresses
from crawler.spiders.portal import PortalSpider, ReadPage

if TYPE_CHECKING:
    from crawler.pages.listing import ListPage
    from crawler.spiders.reading import Reading


class LonsunSpider(PortalSpider):
    """``/public/column/<organ>?type=3``, known from the CMS's source and from addresses."""

    name = "lonsun"
    read_page: ClassVar[ReadPage] = staticmethod(lonsun.list_page)
    experimental: ClassVar[bool] = True
    addresses: ClassVar[Addresses] = Addresses(
        form=re.compile(r"/public/column/\d+$"),
        anywhere=True,
        annual=re.compile(r"/public/column/\d+\?(?:.*&)?type=3(?:&|$)"),
    )

    def ended(self, page: ListPage, reading: Reading) -> bool:
        """Tell whether the label's first answer says that the column holds nothing."""
        first = lonsun.is_answer(reading.captures[-1].url) and not reading.links
        return first and not page.links
