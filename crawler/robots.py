"""robots.txt as RFC 9309 has it: read once a day and host, obeyed at every hop, its delay kept.

A robots.txt that is not there (4xx) allows everything; one that cannot be read
for the moment (5xx, no answer) allows nothing until it can.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

import structlog
from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK

from crawler.guard import ForeignHost, PrivateAddress
from crawler.manifest import Robots, RobotsRead
from crawler.pace import LONGEST_CRAWL_DELAY
from crawler.pages import wall

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = structlog.get_logger()

FRESH: Final = timedelta(hours=25)
"""A copy is believed for a day; an hour more, since a daily reading comes on the hour."""
LONGEST_TEXT: Final = 500_000  # characters that are obeyed: RFC 9309, 2.5
_KEPT_TEXT: Final = 65_536  # a longer one is read anew each time instead
_SELF: Final = "robots"  # in a request's meta: this one asks for robots.txt itself
_SERVER_ERROR, _CLIENT_ERROR, _REDIRECT = 500, 400, 300
_TOO_MANY: Final = 429


class Forbidden(IgnoreRequest):
    """robots.txt does not allow the address."""


class RobotsUnread(IgnoreRequest):
    """robots.txt cannot be read for the moment; the argument is why (Chinese)."""


class Walled(IgnoreRequest):
    """A wall stands before robots.txt already; the argument is its words (Chinese)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt allows, and the pause that it asks for."""

    allows: Any  # Protego; it ships no types
    status: int

    @classmethod
    def of(cls, text: str, status: int) -> Self:
        """Parse a robots.txt; one that is not there has no rules."""
        return cls(Protego.parse(text[:LONGEST_TEXT] if status < _REDIRECT else ""), status)

    def allow(self, url: str, agent: str) -> bool:
        """Whether the address may be asked for."""
        return bool(self.allows.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Return the pause that is asked for, in seconds, within bounds."""
        asked = self.allows.crawl_delay(agent)
        return min(max(0.0, float(asked)), LONGEST_CRAWL_DELAY) if asked else 0.0


def kept(copies: tuple[Robots, ...], now: datetime) -> dict[str, Rules]:
    """Return the rules of the copies that are still believed, by origin."""
    return {
        copy.origin: Rules.of(copy.text, copy.status)
        for copy in copies
        if timedelta() <= now - copy.at <= FRESH
    }


class RobotsGuard:
    """Downloader middleware: asks for robots.txt first, and waits for the host's turn."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._gap = crawler.settings.getfloat("DOWNLOAD_DELAY") / 2  # Scrapy's varies by half
        self._obeys = not crawler.settings.getbool("ROBOTS_CONSENT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it as Scrapy asks."""
        if crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("ROBOTSTXT_OBEY would ask for robots.txt a second time")
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise Forbidden or RobotsUnread; return when it is the request's turn."""
        spider: Any = self._crawler.spider
        host = urlsplit(request.url).hostname or ""
        gap = self._gap
        if self._obeys and not request.meta.get(_SELF):
            rules = await self._rules(request.url)
            if not rules.allow(request.url, self._agent):
                raise Forbidden(request.url)
            gap = max(gap, rules.delay(self._agent))
        await spider.run.pace.turn(host, gap)

    async def _rules(self, url: str) -> Rules:
        spider: Any = self._crawler.spider
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
        known: dict[str, Rules] = spider.run.robots
        if origin not in known:
            known[origin] = await self._read(origin, spider)
        return known[origin]

    async def _read(self, origin: str, spider: Any) -> Rules:  # noqa: ANN401 - a PortalSpider
        engine: Any = self._crawler.engine
        asked = Request(
            f"{origin}/robots.txt", meta={_SELF: True}, callback=NO_CALLBACK, dont_filter=True
        )
        try:
            response: Response = await engine.download_async(asked)
        except (ForeignHost, PrivateAddress):
            raise
        except IgnoreRequest:  # it leads round in a ring: as if it were not there
            return Rules.of("", _CLIENT_ERROR)
        if response.status >= _SERVER_ERROR and response.status in wall.REFUSALS:
            page = response.body[:LONGEST_TEXT].decode("utf-8", errors="replace")
            raise Walled(wall.reason(response.status, page))
        if response.status >= _SERVER_ERROR or response.status == _TOO_MANY:
            raise RobotsUnread(f"robots.txt 暂时无法读取（{response.status}），按约定暂不访问")
        text = response.body[: LONGEST_TEXT * 4].decode("utf-8", errors="replace")
        copy = Robots(
            origin=origin,
            status=response.status,
            text=text if response.status < _REDIRECT else "",
            at=spider.run.clock.now(),
        )
        if len(copy.text) <= _KEPT_TEXT:
            spider.run.ledger.add(RobotsRead(portal=spider.portal.slug, robots=copy))
        return Rules.of(text, response.status)
