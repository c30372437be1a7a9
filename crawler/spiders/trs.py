"""TRS WCM: every page of the pager is known from the first."""

from __future__ import annotations

from typing import ClassVar

from crawler.pages import trs
from crawler.spiders.portal import PortalSpider, ReadPage


class TrsSpider(PortalSpider):
    """Static list pages, index.html and index_N.html."""

    name = "trs"
    read_page: ClassVar[ReadPage] = staticmethod(trs.list_page)
