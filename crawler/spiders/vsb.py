"""VisualSiteBuilder: page numbers run backwards, so that 下页 is followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from crawler.pages import vsb
from crawler.pages.folders import Addresses
from crawler.spiders.linked import LinkedSpider

if TYPE_CHECKING:
    from crawler.spiders.portal import ReadPage


class VsbSpider(LinkedSpider):
    """Rows and pager as quoted from real pages; no whole list of annual reports seen yet."""

    name = "vsb"
    read_page: ClassVar[ReadPage] = staticmethod(vsb.list_page)
    experimental: ClassVar[bool] = True
    addresses: ClassVar[Addresses] = Addresses(
        form=re.compile(r"^(?!.*/info/\d)(?:/[\w-]+)+\.htm$"),
    )
