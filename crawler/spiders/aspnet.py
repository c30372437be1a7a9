"""ASP.NET WebForms: each page's form, posted back, leads to the next."""

from __future__ import annotations

from typing import ClassVar

from crawler.pages import aspnet
from crawler.spiders.portal import PortalSpider, ReadPage


class AspnetSpider(PortalSpider):
    """Lists with ``__doPostBack``; the rows were seen, the postback only described."""

    name = "aspnet"
    read_page: ClassVar[ReadPage] = staticmethod(aspnet.list_page)
    experimental: ClassVar[bool] = True
