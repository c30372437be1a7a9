"""Fetching for a probe: each address once, no more requests than were granted, no reports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.fetch import Fetcher
from crawler.ledger import Ledger
from crawler.spiders.reports import Reports
from crawler.unread import LayoutChanged, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel
    from scrapy.crawler import Crawler

    from crawler.fetch import Answer
    from crawler.manifest import ColumnRow
    from crawler.pages.listing import Ask, Link
    from crawler.run import Run


class Spent(LayoutChanged):
    """No more requests were granted: what is left must not be concluded from."""


class SparingFetcher(Fetcher):
    """Answers from memory what was asked before; the host's real requests are counted."""

    def __init__(self, crawler: Crawler, run: Run, delay: float, most: int) -> None:
        super().__init__(crawler, run, delay, {})
        self._most = self._limit = most
        self._held: dict[Ask, Answer | Unread] = {}
        self.spent = False

    @property
    def used(self) -> int:
        """How many requests were sent, redirects, repetitions and robots.txt included."""
        stats = self._crawler.stats
        return int(stats.get_value("downloader/request_count", 0)) if stats else 0

    @property
    def pages(self) -> tuple[Answer, ...]:
        """The pages that were answered so far."""
        held = (answer for answer in self._held.values() if not isinstance(answer, Unread))
        return tuple(answer for answer in held if answer.is_page)

    def grant(self, number: int) -> None:
        """Allow so many further requests, never more than the whole allowance."""
        self._limit = min(self._most, self.used + number)
        self.spent = False

    async def get(self, ask: Ask) -> Answer:
        """Return an answer as Fetcher does.

        Raises:
            Unread: as Fetcher, and Spent when no more requests are allowed.
        """
        bare = replace(ask, referer="")
        held = self._held.get(bare)
        if held is None:
            held = self._held[bare] = await self._asked(ask)
        if isinstance(held, Unread):
            raise held
        return held

    async def _asked(self, ask: Ask) -> Answer | Unread:
        if self.used >= self._limit:
            self.spent = True
            raise Spent("已达到探查的请求数上限，未继续读取")
        try:
            return await super().get(ask)
        except Unread as reason:
            return reason


class NoReports(Reports):
    """Leaves every report where it is."""

    async def fetch(self, column: ColumnRow, links: Iterable[Link]) -> None:
        """Fetch nothing."""

    async def take(self, column: ColumnRow, link: Link, answer: Answer) -> None:
        """Record nothing."""


class NoLedger(Ledger):
    """Forgets what a trial reading would record."""

    def __init__(self) -> None:
        """Open no file."""

    def add(self, entry: BaseModel) -> None:
        """Write nothing."""
