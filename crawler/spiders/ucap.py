"""UCAP: every page of the pager is known from the first, and they count from one."""

from __future__ import annotations

import re
from typing import ClassVar

from crawler.pages import ucap
from crawler.pages.folders import Addresses
from crawler.spiders.portal import PortalSpider, ReadPage


class UcapSpider(PortalSpider):
    """Static list pages, list.shtml and list_N.shtml; of real pages only reports were seen."""

    name = "ucap"
    read_page: ClassVar[ReadPage] = staticmethod(ucap.list_page)
    experimental: ClassVar[bool] = True
    addresses: ClassVar[Addresses] = Addresses(
        form=re.compile(r"/c\d{4,9}/(?:\w{1,40}\.s?html)?$"), anywhere=True
    )
