"""One spider a family. A family is one spider module, one page module and one golden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.spiders.handmade import HandmadeSpider
from crawler.spiders.hanweb import HanwebSpider
from crawler.spiders.trs import TrsSpider

if TYPE_CHECKING:
    from crawler.spiders.portal import PortalSpider

FAMILIES: dict[str, type[PortalSpider]] = {
    "trs": TrsSpider,
    "hanweb": HanwebSpider,
    "handmade": HandmadeSpider,
}
