"""One spider a family. A family is one spider module, one page module and one golden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.spiders.aspnet import AspnetSpider
from crawler.spiders.epoint import EpointSpider
from crawler.spiders.generic import GenericSpider
from crawler.spiders.handmade import HandmadeSpider
from crawler.spiders.hanweb import HanwebSpider
from crawler.spiders.hanweb_annual import HanwebAnnualSpider
from crawler.spiders.hanweb_xxgk import HanwebXxgkSpider
from crawler.spiders.jpaas import JpaasSpider
from crawler.spiders.trs import TrsSpider
from crawler.spiders.trs_fujian import TrsFujianSpider

if TYPE_CHECKING:
    from crawler.spiders.portal import PortalSpider

FAMILIES: dict[str, type[PortalSpider]] = {
    "trs": TrsSpider,
    "trs-fujian": TrsFujianSpider,
    "hanweb": HanwebSpider,
    "hanweb-xxgk": HanwebXxgkSpider,
    "hanweb-annual": HanwebAnnualSpider,
    "jpaas": JpaasSpider,
    "epoint": EpointSpider,
    "aspnet": AspnetSpider,
    "handmade": HandmadeSpider,
    "generic": GenericSpider,
}
