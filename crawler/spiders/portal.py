"""What every family does: read each column's list to its end, fetch its reports, say how it ended.

A family says how a list page is read and, where the page does not say it
itself, which page comes next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import structlog
from scrapy import Spider

from crawler import history
from crawler.fetch import LONGEST_PAGE, Answer, Fetcher
from crawler.manifest import ColumnOutcome, ColumnRow, Listed, OutcomeName, PortalRow
from crawler.pages import wall
from crawler.pages.folders import Addresses
from crawler.pages.listing import Ask, Link, ListPage
from crawler.spiders import topology
from crawler.spiders.reading import Reading, in_folder, on_page
from crawler.spiders.reports import Reports
from crawler.unread import (
    CRASHED,
    OUT_OF_HOURS,
    OUT_OF_TIME,
    Blocked,
    LayoutChanged,
    NothingThere,
    Unread,
)
from crawler.warc import Unkept
from nianbao.window import parse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import date

    from crawler.run import Run

log = structlog.get_logger()

# From a page's text, its address and its column's options to what it says.
ReadPage = Callable[[str, str, Mapping[str, str]], ListPage]


class PortalSpider(Spider):
    """Reads one portal, column after column."""

    read_page: ClassVar[ReadPage]
    ends_empty: ClassVar[bool] = False  # whether an empty page is how this family's lists end
    renders: ClassVar[bool] = False  # its pages must be drawn by a browser
    experimental: ClassVar[bool] = False  # known from descriptions, no real page of it seen yet
    addresses: ClassVar[Addresses] = Addresses()  # how this family addresses columns below columns

    def __init__(self, *, portal: PortalRow, run: Run) -> None:
        super().__init__()
        self.portal = portal
        self.run = run

    async def start(self) -> AsyncIterator[Any]:
        """Read the columns. Scrapy asks for a generator; the requests are made in line."""
        delay = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        known = {page.url: page.capture for c in self.portal.columns for page in c.known}
        self._fetch = Fetcher(self.crawler, self.run, delay, known)
        self._deadline, self._over = self._time()
        self._reports = Reports(self.portal, self.run, self._fetch, self._deadline)
        for column in self.portal.columns:
            await self._read_column(column)
        return
        yield

    def more(self, page: ListPage, reading: Reading, *, fresh: bool) -> tuple[Ask, ...]:  # noqa: ARG002 - families need them
        """Return the pages to ask for after this one; ``fresh`` tells whether it held new rows."""
        return page.more

    def ended(self, page: ListPage, reading: Reading) -> bool:  # noqa: ARG002 - families need it
        """Tell whether a page that brought nothing new and leads nowhere is a list's proper end."""
        return self.ends_empty and not page.links

    def leads_on(self, page: ListPage) -> bool:  # noqa: ARG002 - families need it
        """Tell whether a page is only a step on the way to the column, and not the column."""
        return False

    def _time(self) -> tuple[float, str]:
        """Return until when the portal may be read, and what is said when that is over."""
        window = parse(self.portal.hours)
        if window is None:
            return self.run.deadline, OUT_OF_TIME
        now = self.run.clock.now()
        left = (window.closes(now) - now).total_seconds() if window.holds(now) else 0.0
        end = asyncio.get_running_loop().time() + left
        return (end, OUT_OF_HOURS) if end < self.run.deadline else (self.run.deadline, OUT_OF_TIME)

    async def _read_column(self, column: ColumnRow) -> None:
        """Read one column to its outcome; whatever happens to it, the next one is read."""
        reading = Reading(column)
        outcome, detail = await self._concluded(reading)
        links = tuple(reading.links.values())
        await self._reports.fetch(column, links)
        if outcome == "ok":
            outcome, detail = history.gone_at_once(
                column, await self._reports.revisit(column, links)
            ) or (outcome, detail)
        self._record_outcome(reading, outcome, detail)

    async def trial(
        self, column: ColumnRow, fetch: Fetcher, reports: Reports, deadline: float
    ) -> tuple[Reading, OutcomeName, str]:
        """Read a column as a crawl would, outside of one; its reports are left to ``reports``."""
        self._fetch, self._reports = fetch, reports
        self._deadline, self._over = deadline, OUT_OF_TIME
        reading = Reading(column)
        return (reading, *await self._concluded(reading))

    async def _concluded(self, reading: Reading) -> tuple[OutcomeName, str]:
        """Read a list and what lies below it; return how that ended, and why."""
        outcome: OutcomeName = "ok"
        detail = ""
        try:
            async with asyncio.timeout_at(self._deadline):
                await self._read_list(reading)
                await self._descend(reading)
                reading.prove_expected()
            outcome, detail = _judged(reading, self.run.clock.now().date())
        except Unread as reason:
            outcome, detail = reason.outcome, reason.detail
        except TimeoutError:
            outcome, detail = "down", self._over
        except Unkept:  # the disk is full: nothing can be told of this or of any other column
            raise
        except Exception:
            log.exception("column_crashed", portal=self.portal.slug, column=reading.column.id)
            outcome, detail = "layout_changed", CRASHED
        return outcome, detail

    async def _read_list(self, reading: Reading) -> None:
        reading.queue((Ask(reading.column.url),))
        while reading.todo:
            read = reading.spent + len(reading.captures)
            if read >= self.run.job.max_pages_per_column:
                raise LayoutChanged(f"列表超过 {read} 页，未读完")
            await self._read_one(reading, reading.todo.popleft())
        reading.prove_total()

    async def _descend(self, whole: Reading) -> None:
        """Read the columns below the column, each to its own end.

        One that cannot be understood does not keep the others from being read; the
        first of them speaks for the column. A wall or a dead server ends it at once.
        """
        failed: Unread | None = None
        below = topology.Below(whole, self.run.job.max_reports_per_column)
        while part := below.next():
            try:
                await self._read_list(part)
            except (LayoutChanged, NothingThere) as reason:
                failed = failed or in_folder(reason, part.name)
            except Unread as reason:
                raise in_folder(reason, part.name) from reason
            finally:
                whole.add(part)
            below.enter(part)
        if failed is not None:
            raise failed

    async def _read_one(self, reading: Reading, ask: Ask) -> None:
        number = len(reading.captures) + 1
        try:
            answer = await self._fetch.get(ask)
            reading.captures.append(answer.capture)
            page = self._understood(answer, reading)
            new = reading.take(page)
        except Unread as reason:
            if reason.capture is not None:
                reading.captures.append(reason.capture)
            raise on_page(reason, number) from reason
        if page.links:
            reading.turned.append(ask)
        for link in new:
            self._record_link(reading.column, link, answer.url)
        if page.itself is not None:
            await self._reports.take(reading.column, page.itself, answer)
        goes_on = reading.queue(self.more(page, reading, fresh=bool(new)))
        if number > 1 and not new and not goes_on and not self.ended(page, reading):
            raise LayoutChanged(f"第 {number} 页没有新的条目，不能确认列表已读全")

    def _understood(self, answer: Answer, reading: Reading) -> ListPage:
        if not answer.is_page:
            raise LayoutChanged("栏目地址返回的不是网页")
        if len(answer.html) >= LONGEST_PAGE:  # the rest of the list would be missed in silence
            raise LayoutChanged("栏目页面过大，未读完")
        options = reading.column.options
        page = type(self).read_page(answer.html, answer.url, options)
        if not reading.placed and not self.leads_on(page):
            page = topology.placed(page, answer.html, answer.url, reading, self.addresses)
        if page.missing and (words := wall.shell(answer.html)):
            raise Blocked(words)
        return page

    def _record_link(self, column: ColumnRow, link: Link, list_url: str) -> None:
        self.run.ledger.add(
            Listed(
                portal=self.portal.slug,
                column=column.id,
                url=link.url,
                title=link.title,
                dates=link.dates,
                list_url=list_url,
                at=self.run.clock.now(),
            )
        )

    def _record_outcome(self, reading: Reading, outcome: OutcomeName, detail: str) -> None:
        self.run.ledger.add(
            ColumnOutcome(
                portal=self.portal.slug,
                column=reading.column.id,
                outcome=outcome,
                items=len(reading.links),
                detail=detail,
                pages=tuple(reading.captures),
                at=self.run.clock.now(),
            )
        )
        log.info("column_read", portal=self.portal.slug, column=reading.column.id, outcome=outcome)


def _judged(reading: Reading, today: date) -> tuple[OutcomeName, str]:
    """Return the outcome of a list that was read to its end, and what is to be noted of it.

    An empty list proves nothing by itself; a person's word for it, recorded in
    the column's options, makes it a list that holds nothing.
    """
    if reading.links:
        return "ok", history.check(reading.column, reading.links.values(), today)
    if history.may_be_empty(reading.column):
        return "ok", ""
    return "empty", history.empty(reading.column)
