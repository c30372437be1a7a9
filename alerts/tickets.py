"""Walls as tickets: one for each site, however many portals and columns stand behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import tldextract

from nianbao.duty.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from alerts.model import PortalTrouble


@dataclass(frozen=True, slots=True)
class Ticket:
    """One site that refuses us. ``site`` is what its owner registered, qinghe.gov.cn for instance.

    ``since`` is when the first of its columns was refused, ``said`` what the wall
    said, each wording once, ``bodies`` the names that cannot be verified meanwhile.
    """

    site: str
    hosts: tuple[str, ...]
    portals: tuple[str, ...]
    columns: tuple[str, ...]
    bodies: tuple[str, ...]
    since: datetime
    said: tuple[str, ...]


def tickets(troubles: Iterable[PortalTrouble]) -> tuple[Ticket, ...]:
    """Return a ticket for each site with a wall, the one that hides most bodies first."""
    walls = sorted(
        (one for one in troubles if one.outcome is Outcome.BLOCKED), key=lambda one: site(one.url)
    )
    made = [
        _ticket(name, tuple(behind)) for name, behind in groupby(walls, lambda one: site(one.url))
    ]
    return tuple(sorted(made, key=lambda ticket: (-len(ticket.bodies), ticket.site)))


def site(url: str) -> str:
    """Return the registered name above an address's host; of a bare address, the host itself."""
    host = (urlsplit(url).hostname or url).lower()
    return _suffixes()(host).top_domain_under_public_suffix or host


@lru_cache(maxsize=1)
def _suffixes() -> tldextract.TLDExtract:
    # The list that the library brings along: nothing is fetched, nothing is cached on disk.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _ticket(name: str, walls: tuple[PortalTrouble, ...]) -> Ticket:
    return Ticket(
        site=name,
        hosts=_once(urlsplit(wall.url).netloc for wall in walls),
        portals=_once(wall.portal for wall in walls),
        columns=_once(wall.url for wall in walls),
        bodies=_once(body for wall in walls for body in wall.bodies),
        since=min(wall.since for wall in walls),
        said=_once(wall.detail for wall in walls if wall.detail),
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
