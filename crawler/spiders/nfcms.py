"""NFCMS: static lists, each page linked to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crawler.pages import nfcms
from crawler.spiders.linked import LinkedSpider

if TYPE_CHECKING:
    from crawler.spiders.portal import ReadPage


class NfcmsSpider(LinkedSpider):
    """Rows were seen on a real page, which had no pager; the pager is only described."""

    name = "nfcms"
    read_page: ClassVar[ReadPage] = staticmethod(nfcms.list_page)
    experimental: ClassVar[bool] = True
