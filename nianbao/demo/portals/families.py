"""The sample portals by family, built alike from looks and posts, with what a row must say."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from nianbao.demo.portals.aspnet import AspnetSite
from nianbao.demo.portals.gkmlpt import GkmlptSite
from nianbao.demo.portals.handmade import LIST, HandmadeSite
from nianbao.demo.portals.hanweb import HanwebSite
from nianbao.demo.portals.jpaas import JpaasSite
from nianbao.demo.portals.lonsun import LonsunSite
from nianbao.demo.portals.nfcms import NfcmsSite
from nianbao.demo.portals.openness import OpennessSite
from nianbao.demo.portals.trs import FOLDER, TrsSite
from nianbao.demo.portals.ucap import UcapSite
from nianbao.demo.portals.vsb import VsbSite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nianbao.demo.portals.dress import Dress
    from nianbao.demo.portals.site import Post, Site

FAMILIES: Final[Mapping[str, Callable[[Dress, tuple[Post, ...]], Site]]] = MappingProxyType(
    {
        "trs": TrsSite,
        "hanweb": HanwebSite,
        "handmade": HandmadeSite,
        "ucap": UcapSite,
        "gkmlpt": GkmlptSite,
        "nfcms": NfcmsSite,
        "vsb": VsbSite,
        "lonsun": LonsunSite,
        "openness": OpennessSite,
        "aspnet": AspnetSite,
        "jpaas": JpaasSite,
    }
)
_STARTS: Final = MappingProxyType({"trs": FOLDER, "handmade": LIST})


def start_of(family: str, site: Site) -> str:
    """Return the path of a sample site's column."""
    return _STARTS.get(family) or str(getattr(site, "start", "/"))


def options_of(site: Site) -> dict[str, str]:
    """Return the options that a row for a sample site needs."""
    return dict(getattr(site, "options", {}))
