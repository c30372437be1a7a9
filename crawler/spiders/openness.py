"""The Openness CMS: a list of annual reports for each branch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from crawler.pages import openness
from crawler.pages.folders import Addresses
from crawler.spiders.linked import LinkedSpider

if TYPE_CHECKING:
    from crawler.spiders.portal import ReadPage


class OpennessSpider(LinkedSpider):
    """Known from its controllers' names and from addresses."""

    name = "openness"
    read_page: ClassVar[ReadPage] = staticmethod(openness.list_page)
    experimental: ClassVar[bool] = True
    addresses: ClassVar[Addresses] = Addresses(
        form=re.compile(r"/opennessAnnualReport/?$|/\w*OpennessContent/showList/", re.IGNORECASE),
        anywhere=True,
        annual=re.compile(r"/opennessAnnualReport/?\?.*branch_?id=", re.IGNORECASE),
    )
