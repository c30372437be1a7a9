"""The sample portals by family, built alike from looks and posts, with what a row must say."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from nianbao.demo.portals.aspnet import AspnetSite
from nianbao.demo.portals.epoint import EpointSite
from nianbao.demo.portals.generic import GenericSite
from nianbao.demo.portals.gkmlpt import GkmlptSite
from nianbao.demo.portals.handmade import HandmadeSite
from nianbao.demo.portals.hanweb import HanwebSite
from nianbao.demo.portals.hanweb_annual import HanwebAnnualSite
from nianbao.demo.portals.hanweb_xxgk import HanwebXxgkSite
from nianbao.demo.portals.jpaas import JpaasSite
from nianbao.demo.portals.lonsun import LonsunSite
from nianbao.demo.portals.nfcms import NfcmsSite
from nianbao.demo.portals.openness import OpennessSite
from nianbao.demo.portals.trs import TrsSite
from nianbao.demo.portals.trs_fujian import TrsFujianSite
from nianbao.demo.portals.ucap import UcapSite
from nianbao.demo.portals.vsb import VsbSite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nianbao.demo.portals.dress import Dress
    from nianbao.demo.portals.site import Post, Site

FAMILIES: Final[Mapping[str, Callable[[Dress, tuple[Post, ...]], Site]]] = MappingProxyType(
    {
        "trs": TrsSite,
        "trs-fujian": TrsFujianSite,
        "hanweb": HanwebSite,
        "hanweb-xxgk": HanwebXxgkSite,
        "hanweb-annual": HanwebAnnualSite,
        "handmade": HandmadeSite,
        "ucap": UcapSite,
        "gkmlpt": GkmlptSite,
        "nfcms": NfcmsSite,
        "vsb": VsbSite,
        "lonsun": LonsunSite,
        "openness": OpennessSite,
        "aspnet": AspnetSite,
        "jpaas": JpaasSite,
        "epoint": EpointSite,
        "generic": GenericSite,
    }
)
"""One site a family, as most of the family are."""

VARIANTS: Final[Mapping[str, Callable[[Dress, tuple[Post, ...]], Site]]] = MappingProxyType(
    {
        "hanweb by page": partial(HanwebSite, obeys="page"),
        "hanweb by records": partial(HanwebSite, obeys="records", most=6),
        "hanweb by script": partial(HanwebSite, inline=False, most=6),
        "generic in a frame": partial(GenericSite, framed=True),
    }
)
"""Sites of the same families whose servers differ from most."""


def family_of(site: Site) -> str:
    """Return the family as which a sample site is read."""
    return str(getattr(site, "family", ""))


def start_of(site: Site) -> str:
    """Return the path of a sample site's column, or where its row may start."""
    return str(getattr(site, "start", "/"))


def options_of(site: Site) -> dict[str, str]:
    """Return the options that a row for a sample site needs."""
    return dict(getattr(site, "options", {}))
