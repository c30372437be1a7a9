"""One spider a family. A family is one spider module, one page module and one golden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.spiders.aspnet import AspnetSpider
from crawler.spiders.epoint import EpointSpider
from crawler.spiders.generic import GenericSpider
from crawler.spiders.gkmlpt import GkmlptSpider
from crawler.spiders.handmade import HandmadeSpider
from crawler.spiders.hanweb import HanwebSpider
from crawler.spiders.hanweb_annual import HanwebAnnualSpider
from crawler.spiders.hanweb_xxgk import HanwebXxgkSpider
from crawler.spiders.jpaas import JpaasSpider
from crawler.spiders.lonsun import LonsunSpider
from crawler.spiders.nfcms import NfcmsSpider
from crawler.spiders.openness import OpennessSpider
from crawler.spiders.rendered import RenderedSpider
from crawler.spiders.trs import TrsSpider
from crawler.spiders.trs_fujian import TrsFujianSpider
from crawler.spiders.ucap import UcapSpider
from crawler.spiders.vsb import VsbSpider

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
    "ucap": UcapSpider,
    "gkmlpt": GkmlptSpider,
    "nfcms": NfcmsSpider,
    "vsb": VsbSpider,
    "lonsun": LonsunSpider,
    "openness": OpennessSpider,
    "handmade": HandmadeSpider,
    "generic": GenericSpider,
    "rendered": RenderedSpider,
}
