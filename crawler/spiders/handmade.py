"""Hand-made lists: each page leads to the next."""

from __future__ import annotations

from typing import ClassVar

from crawler.pages import handmade
from crawler.spiders.portal import PortalSpider, ReadPage


class HandmadeSpider(PortalSpider):
    """Any table or list of links; selectors come from the column's options."""

    name = "handmade"
    read_page: ClassVar[ReadPage] = staticmethod(handmade.list_page)
