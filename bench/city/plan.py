"""What happens in a city in one season: bodies, portals, reports, weather, and people's hands.

A plan is data, and the truth: whatever mails say of publication is compared with it
(``bench.city.truth``). The same size gives the same plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from nianbao.clock import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Mapping

YEAR = 2025
Trouble = Literal["wall", "down", "moved"]
Doing = Literal["record", "dismiss", "readdress"]


def moment(text: str) -> datetime:
    """Return a moment of 2026 in Shanghai: 01-22 10:30."""
    return datetime.fromisoformat(f"{YEAR + 1}-{text}").replace(tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Body:
    """One body. ``office`` supervises it; ``due`` is the day by which it publishes, if any."""

    slug: str
    name: str
    body_class: str
    office: str
    due: date | None = date(YEAR + 1, 1, 31)
    former: str = ""  # its name until the end of the report year
    until: date | None = None
    heir: str = ""
    since: date | None = None
    exempt: str = ""
    covered_by: str = ""
    division: str = ""

    @property
    def owes(self) -> bool:
        """Whether it is to publish a report of its own on the year."""
        return not (self.until or self.exempt or self.covered_by)


@dataclass(frozen=True, slots=True)
class Copy:
    """One page with a report: where, from when until when, and what it claims.

    ``faults`` says from when on which cells are printed otherwise. Of what is not
    ``listed`` no list knows.
    """

    number: int
    portal: str
    body: str
    organ: str
    at: datetime
    year: int = YEAR
    claimed: datetime | None = None
    until: datetime | None = None
    faults: tuple[tuple[datetime, Mapping[str, str]], ...] = ()
    listed: bool = True
    seed: int = 0  # the number of the page whose figures it prints; 0 its own

    @property
    def title(self) -> str:
        """The title, as list and page print it."""
        return f"{self.organ}{self.year}年政府信息公开工作年度报告"

    @property
    def printed(self) -> datetime:
        """The moment of publication that list and page state."""
        return self.claimed or self.at

    def is_there(self, now: datetime) -> bool:
        """Whether the page can be opened."""
        return self.at <= now and (self.until is None or now < self.until)

    def cells(self, now: datetime) -> Mapping[str, str]:
        """Return the cells that are printed otherwise than they should be."""
        current: Mapping[str, str] = {}
        for since, cells in self.faults:
            current = cells if since <= now else current
        return current


@dataclass(frozen=True, slots=True)
class Weather:
    """What is wrong with a portal, from when until when."""

    portal: str
    trouble: Trouble
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Hand:
    """What a person does: enters an address, dismisses a finding, enters a column's address."""

    at: datetime
    doing: Doing
    about: str  # a body, or the portal whose column has another address
    number: int = 0  # of the copy that is entered


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal, its family, and the bodies that publish there."""

    slug: str
    name: str
    family: str
    bodies: tuple[str, ...]
    site_code: str


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox of an office; of the administrators without one."""

    name: str
    email: str
    office: str = ""
    digest: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """A local document that sets a date for a division's towns."""

    division: str
    publish_by: str
    document: str
    shift: str = "none"


@dataclass(slots=True)
class Plan:
    """All of it."""

    bodies: dict[str, Body] = field(default_factory=dict)
    portals: dict[str, Portal] = field(default_factory=dict)
    copies: list[Copy] = field(default_factory=list)
    weather: list[Weather] = field(default_factory=list)
    hands: list[Hand] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    earlier: set[str] = field(default_factory=set)
    """Bodies with a duty on the year before, by whose report their column is proven."""

    def columns_of(self, body: str) -> tuple[str, ...]:
        """Return the portals in whose column a body publishes."""
        return tuple(one.slug for one in self.portals.values() if body in one.bodies)

    def copies_of(self, body: str) -> list[Copy]:
        """Return the pages with a body's report of the year, the earliest first."""
        found = [one for one in self.copies if one.body == body and one.year == YEAR]
        return sorted(found, key=lambda one: one.at)

    def is_readable(self, portal: str, now: datetime) -> bool:
        """Whether a portal's column can be read at a moment."""
        return not any(
            one.portal == portal and one.since <= now < one.until for one in self.weather
        )
