"""The sample city: six portals on loopback and the registry that describes them.

Three portals can be read, one a family; one answers 412, one refuses
connections, and one changes its layout on ``REBUILT_AT``.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from nianbao.clock import SHANGHAI
from nianbao.demo import posts
from nianbao.demo.portals.dress import COLUMN, Dress
from nianbao.demo.portals.handmade import LIST, HandmadeSite
from nianbao.demo.portals.hanweb import HanwebSite
from nianbao.demo.portals.serving import refused, served
from nianbao.demo.portals.trouble import RebuiltSite, WalledSite
from nianbao.demo.portals.trs import FOLDER, TrsSite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from nianbao.clock import Clock
    from nianbao.demo.portals.serving import Served
    from nianbao.demo.portals.site import Site

REBUILT_AT = datetime(2026, 1, 12, 0, 0, tzinfo=SHANGHAI)
"""When 栖霖区's portal gets a new front end."""


@dataclass(frozen=True, slots=True)
class SamplePortal:
    """One portal as the registry knows it. ``path`` is its column, ``bodies`` publish there."""

    slug: str
    name: str
    family: str
    path: str
    bodies: tuple[str, ...]
    since: int | None = None  # oldest report year that the column is known to hold
    reports: int | None = None  # least number of reports
    column: str = COLUMN


PORTALS = (
    SamplePortal(
        "qinghe",
        "青禾市人民政府门户网站",
        "trs",
        FOLDER,
        ("qinghe-gov", "qinghe-office", "qinghe-reform", "qinghe-transport", "qinghe-ecology"),
        2019,
        3,
    ),
    SamplePortal(
        "yunting",
        "云汀县人民政府门户网站",
        "hanweb",
        "/col/col1229301/index.html",
        (
            "yunting-gov",
            "yunting-office",
            "yunting-transport",
            "yunting-housing",
            "yunting-liuwan",
        ),
        2020,
        2,
    ),
    SamplePortal(
        "linlan",
        "临澜区人民政府门户网站",
        "handmade",
        LIST,
        ("linlan-transport", "linlan-farming"),
        2020,
        1,
    ),
    SamplePortal("yanxi", "砚溪县人民政府门户网站", "trs", FOLDER, ("yanxi-finance",)),
    SamplePortal(
        "wangfan",
        "望帆县人民政府门户网站",
        "hanweb",
        "/col/col1229877/index.html",
        ("wangfan-education",),
    ),
    SamplePortal("qilin", "栖霖区人民政府门户网站", "trs", FOLDER, ("qilin-health",), 2024, 1),
)


@dataclass(frozen=True, slots=True)
class City:
    """The city while it runs: where each portal answers, by slug."""

    served: Mapping[str, Served]

    def start_url(self, slug: str) -> str:
        """Return the address of a portal's column."""
        portal = next(portal for portal in PORTALS if portal.slug == slug)
        return self.served[slug].url(portal.path)


def sites(font: Path) -> dict[str, Site]:
    """Return the sites that answer at all, by slug. ``font`` is embedded in the PDFs."""
    qilin = Dress("栖霖区人民政府", "9901030004", hue="#8a3b12")
    return {
        "qinghe": TrsSite(
            Dress("青禾市人民政府", "9901000001"), (*posts.city(), posts.city_pdf(font))
        ),
        "yunting": HanwebSite(
            Dress("云汀县人民政府", "9901210002", hue="#0b6e4f"), posts.county(font)
        ),
        "linlan": HandmadeSite(
            Dress("临澜区人民政府", "9901020003", hue="#7a1f2b", charset="gb2312"),
            posts.district(),
            page_size=3,
        ),
        "yanxi": WalledSite(),
        "qilin": RebuiltSite(TrsSite(qilin, posts.rebuilt()), qilin, REBUILT_AT),
    }


@contextmanager
def running(clock: Clock, font: Path, first_address: int = 11) -> Iterator[City]:
    """Run the six portals until the block ends, on 127.0.0.11 and the addresses after it."""
    there = sites(font)
    with ExitStack() as stack:
        up = {}
        for number, portal in enumerate(PORTALS, start=first_address):
            site = there.get(portal.slug)
            door = served(site, clock, number) if site else refused(number)
            up[portal.slug] = stack.enter_context(door)
        yield City(up)
