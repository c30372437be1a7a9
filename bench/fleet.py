"""A fleet of virtual portals, its truth, and what it answers: a pure function of a seed and time.

Portals stand on addresses of loopback, one each, all on one port; ``bench.harbour``
serves them. Three in a hundred are walls, two are down, one has a new front end,
and a few forbid robots or hold nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from random import Random
from typing import TYPE_CHECKING, Any, Final, Literal

from nianbao.clock import SHANGHAI
from nianbao.demo import sheets
from nianbao.demo.portals import families
from nianbao.demo.portals.dress import COLUMN, Dress
from nianbao.demo.portals.generic import LIST as GENERIC_LIST
from nianbao.demo.portals.site import Attached, Post, Request, Response, Site, robots
from nianbao.demo.portals.trouble import WalledSite
from nianbao.demo.writers import web, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Trouble = Literal["", "wall", "down", "changed", "robots", "empty"]
EXPECTED: Final = {
    "": "ok",
    "wall": "blocked",
    "down": "down",
    "changed": "layout_changed",
    "robots": "robots",
    "empty": "empty",
}
"""The outcome of a portal's column, by what is wrong with the portal."""

YEARS: Final = (2023, 2024, 2025)
ONE_BODY: Final = "hanweb-annual"  # a page of this family is one body's, with an address a year
NEVER: Final = 0.01  # the share of the last year's reports that is never published
LATE: Final = 0.03  # and of those that come at NEW_AT
LISTED: Final = 20  # rows of one list page, as on most portals
NEW_AT: Final = datetime(2026, 2, 4, 10, 0, tzinfo=SHANGHAI)
"""When the reports that are late appear."""

_FIRST: Final = (
    "砚栖霁岑芷汐苔岚檀棠蘅葭澹濯皎煦晗旻翊翎珩琬瑄璟蓁茗荻菀薇萱筠篁箬箫篱鸢鹂鹭鸥骊玥琅琨瑾"
)
_SECOND: Final = (
    "汀榭堰埠圩坞屿礁湄浔渚沚浦涧泓潆濛凇霭坪岙垄垣畈墟岬崮峁塬阁亭廊渡埭堤闸湫淙溆漪澍濂灞沅滢汧涔"
)
_RANKS: Final = "县区市"
_BUREAUS: Final = (
    "财政局",
    "教育局",
    "交通运输局",
    "农业农村局",
    "卫生健康局",
    "民政局",
    "审计局",
    "水利局",
)
_SAMPLES: Final = ("linlan_farming_2025", "yunting_housing_2025")
_WALLS: Final = (412, 521, 468, 403)


@dataclass(frozen=True, slots=True)
class Family:
    """How the fleet makes a portal of one family; ``bodies`` is the most that publish there."""

    name: str
    site: Callable[[Dress, tuple[Post, ...]], Site]
    start: str
    options: dict[str, str]
    bodies: int

    @property
    def column(self) -> str:
        """The path at which the column stands."""
        return self.start.partition("#")[0].partition("?")[0]


def _family(name: str) -> Family:
    kind: Any = families.FAMILIES[name]
    site = kind(Dress("", ""), ())
    # A row starts at the column, as the probe proposes it, and not at the home page.
    start = GENERIC_LIST if name == "generic" else families.start_of(site)
    bodies = 1 if name == ONE_BODY else len(_BUREAUS)
    return Family(name, partial(kind, page_size=LISTED), start, families.options_of(site), bodies)


FAMILIES: Final = tuple(_family(name) for name in families.FAMILIES)
"""Every family of the registry of sample portals. Only ``rendered`` is none: it needs a browser."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One report as it will be published; ``moment`` is None for one that never is."""

    body: str  # slug
    organ: str
    year: int
    number: int
    moment: datetime | None
    attached: bool

    @property
    def title(self) -> str:
        """The title, as list and page print it."""
        return f"{self.organ}{self.year}年政府信息公开工作年度报告"


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal of the fleet, with all that is true of it."""

    number: int
    family: Family
    place: str
    trouble: Trouble
    notices: tuple[Notice, ...]

    @property
    def slug(self) -> str:
        """The portal's name in the registry."""
        return f"fleet-{self.number:05}"

    @property
    def host(self) -> str:
        """The address that is the portal's own."""
        return (
            f"127.{100 + self.number // 60_000}.{self.number // 240 % 250}.{self.number % 240 + 1}"
        )

    @property
    def seconds(self) -> float:
        """How long every answer takes: most are quick, one in fifty is slow."""
        return 0.25 if self.number % 50 == 7 else 0.002 + self.number % 20 * 0.002  # noqa: PLR2004

    @property
    def listens(self) -> bool:
        """Whether anybody listens there; every other one that is down answers 503."""
        return self.trouble != "down" or self.number % 2 == 1

    def bodies(self) -> dict[str, str]:
        """Return the names of the bodies that publish there, by slug."""
        return {notice.body: notice.organ for notice in self.notices}

    def there(self, now: datetime) -> tuple[Notice, ...]:
        """Return the reports that can be read there at a moment."""
        shown = (one for one in self.notices if one.moment is not None and one.moment <= now)
        return () if self.trouble else tuple(shown)

    def site(self) -> Site:
        """Return what answers there."""
        dress = Dress(f"{self.place}人民政府", f"99{self.number:08}")
        empty = self.trouble == "empty"
        posts = () if empty else tuple(_post(one) for one in self.notices if one.moment)
        return _Troubled(self.family.site(dress, posts), self, dress)


@dataclass(frozen=True, slots=True)
class _Troubled:
    """A site with what is wrong about it."""

    inner: Site
    portal: Portal
    dress: Dress

    def answer(self, request: Request, now: datetime) -> Response:
        """Return what the portal says, troubled as it is."""
        match self.portal.trouble:
            case "wall":
                status = _WALLS[self.portal.number % len(_WALLS)]
                return replace(WalledSite().answer(request, now), status=status)
            case "down":
                return Response(b"<h1>503 Service Unavailable</h1>", status=503)
            case "robots" if request.path == "/robots.txt":
                return robots("/")
            case "changed" if request.path == self.portal.family.column:
                return self._board()
        return self.inner.answer(request, now)

    def _board(self) -> Response:
        inside = (
            f'<h3>{COLUMN}</h3><div class="nb-board"><div class="nb-card"></div></div>'
            '<script src="/static/js/annual.board.js"></script>'
        )
        page = self.dress.page(COLUMN, self.dress.column_tags(), self.dress.beside(inside))
        return Response(page.encode())


def fleet(portals: int, reports: int) -> tuple[Portal, ...]:
    """Return a fleet of so many portals with about so many reports; the same at every call."""
    alone = portals / len(FAMILIES)
    each = (reports / (len(YEARS) - NEVER) - alone) / (portals - alone)
    return tuple(_portal(number, max(1.0, each)) for number in range(portals))


def _portal(number: int, each: float) -> Portal:
    place = (
        _FIRST[number % len(_FIRST)]
        + _SECOND[number // len(_FIRST) % len(_SECOND)]
        + _RANKS[number % len(_RANKS)]
    )
    family = FAMILIES[(number + number // len(FAMILIES)) % len(FAMILIES)]
    bodies = min(max(1, int(each + number % 3 - 1 + number % 100 / 100)), family.bodies)
    notices = tuple(_notices(number, place, bodies))
    return Portal(number, family, place, _trouble(number), notices)


def _trouble(number: int) -> Trouble:
    """Spread the troubles evenly: in every two hundred 6 walls, 4 down, 2 changed, 1 and 1."""
    at = number * 67 % 200
    bounds: tuple[tuple[int, Trouble], ...] = (
        (6, "wall"),
        (10, "down"),
        (12, "changed"),
        (13, "robots"),
        (14, "empty"),
    )
    return next((trouble for bound, trouble in bounds if at < bound), "")


def _notices(number: int, place: str, bodies: int) -> Iterator[Notice]:
    chance = Random(number)
    for which in range(bodies):
        for year in YEARS:
            yield Notice(
                f"body-{number:05}-{which}",
                place + _BUREAUS[which],
                year,
                600_000 + which * 100 + year - YEARS[0],
                _moment(year, chance),
                attached=chance.random() < 0.05,  # noqa: PLR2004 - the share with a file
            )


def _moment(year: int, chance: Random) -> datetime | None:
    """Return when a report comes out; some of the last year's late or never."""
    day = datetime(year + 1, 1, 5, 9, 0, tzinfo=SHANGHAI)
    fate = chance.random()
    if year == YEARS[-1] and fate < LATE + NEVER:
        return NEW_AT if fate < LATE else None
    return day + timedelta(days=chance.randrange(24), minutes=chance.randrange(480))


def _post(notice: Notice) -> Post:
    if notice.moment is None:
        raise ValueError(f"{notice.title} is never published")
    files = (Attached(f"{notice.title}.docx", "docx", _document()),) if notice.attached else ()
    body = _text(notice.number % len(_SAMPLES))
    body = body.replace("ORGAN", notice.organ).replace("YEAR", str(notice.year))
    body = body.replace("NEXT", str(notice.year + 1))
    return Post(notice.number, notice.title, notice.moment, notice.organ, body, files)


@cache
def _text(which: int) -> str:
    """Return a sample report's body with blanks for the organ and the years."""
    sheet = sheets.load(_SAMPLES[which])
    body = web.body(sheet, web.WebLayout(dialect="editor"))
    return body.replace(sheet.organ, "ORGAN").replace("2025", "YEAR").replace("2026", "NEXT")


@cache
def _document() -> bytes:
    return word.document(sheets.load(_SAMPLES[0]))
