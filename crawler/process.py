"""One crawler process: a job in, WARC files and a manifest out, no database anywhere.

Portals that share a host are crawled one after the other, the rest side by
side. The process ends by itself, or tidily on SIGTERM; killed, it leaves all
that it had seen.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import ValidationError
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.utils.reactor import install_reactor

from crawler.guard import PublicOnly
from crawler.hosts import names
from crawler.ledger import Ledger
from crawler.manifest import ColumnOutcome, End, Job, PortalRow
from crawler.robots import kept
from crawler.run import Run
from crawler.settings import scrapy_settings
from crawler.spiders import FAMILIES
from crawler.spiders.probe import ProbeSpider
from crawler.warc import UNKEPT, Unkept, WarcFile
from nianbao.clock import Clock

if TYPE_CHECKING:
    from pathlib import Path

log = structlog.get_logger()

REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
SIDE_BY_SIDE = 16  # portals crawled at a time
TERMINATED = 128 + signal.SIGTERM
MALFORMED = 64
NO_BROWSER = "该网站的栏目由脚本生成，本机未安装浏览器组件（见运维说明“browser”）"


def run(job_file: Path, folder: Path) -> int:
    """Crawl a job into a folder and return the exit status.

    0 if it came to its end, 143 after SIGTERM, 64 for a job that cannot be read, 74 if
    the disk took no more evidence.
    """
    try:
        job = Job.model_validate_json(job_file.read_bytes())
    except (OSError, ValidationError) as error:
        log.error("job_unreadable", file=str(job_file), error=str(error))  # noqa: TRY400 - no traceback for bad input
        return MALFORMED
    folder.mkdir(parents=True, exist_ok=True)
    # Scrapy's own loggers tell in sentences what the manifest tells in facts.
    logging.basicConfig(level=logging.CRITICAL)
    install_reactor(REACTOR)
    gc.freeze()  # what was imported stays: no collection need look at it again
    return _Process(job, folder).run()


class _Process:
    def __init__(self, job: Job, folder: Path) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - exists only once it is installed

        self._reactor: Any = reactor
        self._loop = asyncio.get_event_loop()
        self._job = job
        self._folder = folder
        self._runner = AsyncCrawlerRunner()
        self._stopped = False
        self._requests = 0
        self._failure: BaseException | None = None

    def run(self) -> int:
        for name in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(name, self._stop)
        self._reactor.callWhenRunning(lambda: self._loop.create_task(self._main()))
        self._reactor.run(installSignalHandlers=False)
        if isinstance(self._failure, Unkept):
            _say_unkept(self._folder.name, str(self._failure))
            return UNKEPT
        if self._failure is not None:
            raise self._failure
        return TERMINATED if self._stopped else 0

    async def _main(self) -> None:
        try:
            await self._crawl()
        except BaseException as failure:  # noqa: BLE001 - raised again once the reactor has stopped
            self._failure = failure
        finally:
            self._reactor.stop()

    async def _crawl(self) -> None:
        clock = Clock(self._job.now)
        deadline = self._loop.time() + self._job.seconds
        with (
            WarcFile(self._folder, self._job.run, clock.now()) as warc,
            Ledger(self._folder, warc) as ledger,
        ):
            run = Run(self._job, warc, ledger, clock, deadline)
            run.robots.update(kept(self._job.robots, clock.now()))
            if not self._job.allow_private_hosts:
                resolver = PublicOnly(self._reactor.nameResolver, run.private)
                self._reactor.installNameResolver(resolver)
            await self._crawl_all(run)
            if not self._stopped:
                ledger.add(End(at=clock.now(), requests=self._requests))

    async def _crawl_all(self, run: Run) -> None:
        room = asyncio.Semaphore(SIDE_BY_SIDE)
        async with asyncio.TaskGroup() as group:
            for portals in by_host(self._job.portals):
                group.create_task(self._crawl_in_turn(portals, run, room))

    async def _crawl_in_turn(
        self, portals: list[PortalRow], run: Run, room: asyncio.Semaphore
    ) -> None:
        for portal in portals:
            async with room:
                if not self._stopped and not run.warc.is_broken:
                    await self._crawl_one(portal, run)

    async def _crawl_one(self, portal: PortalRow, run: Run) -> None:
        spider = (FAMILIES | {ProbeSpider.name: ProbeSpider}).get(portal.family)
        if spider is None:
            _refuse(portal, run, f"不认识的门户类型 {portal.family}")
            return
        browser = None
        renders = getattr(spider, "renders", False)
        if renders and not (browser := await _browser(portal, run.job)):
            _refuse(portal, run, NO_BROWSER)
            return
        crawler = Crawler(spider, scrapy_settings(run.job, portal, browser))
        await self._runner.crawl(crawler, portal=portal, run=run)
        self._requests += crawler.stats.get_value("downloader/request_count", 0)

    def _stop(self) -> None:
        """Close the spiders; what they have not finished stays without an outcome."""
        self._stopped = True
        self._loop.create_task(self._runner.stop())


def _say_unkept(folder: str, why: str) -> None:
    """Say that the disk takes no more, where words can still be written; the status says it too."""
    try:
        log.error("evidence_unkept", folder=folder, why=why)
    except OSError:  # The log lies on the same disk: what is left of it must not change the status.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(nowhere, stream)


def by_host(portals: tuple[PortalRow, ...]) -> list[list[PortalRow]]:
    """Return the portals in groups, so that no two groups share a host name."""
    groups: list[tuple[set[str], list[PortalRow]]] = []
    for portal in portals:
        hosts, members = set(names(portal.hosts)), [portal]
        for group in [group for group in groups if group[0] & hosts]:
            groups.remove(group)
            hosts |= group[0]
            members = group[1] + members
        groups.append((hosts, members))
    return [members for _, members in groups]


async def _browser(portal: PortalRow, job: Job) -> dict[str, Any] | None:
    """Return the settings that let Chromium draw a portal's pages; None if it is not here."""
    if not job.chromium or find_spec("scrapy_playwright") is None:
        return None
    from crawler.browser import browser_settings, pinned  # noqa: PLC0415 - an optional extra

    rules = await pinned(portal, allow_private=job.allow_private_hosts)
    return browser_settings(job, portal, rules)


def _refuse(portal: PortalRow, run: Run, why: str) -> None:
    """Give every column of a portal its outcome unread: one bad row does not spoil a batch."""
    for column in portal.columns:
        run.ledger.add(
            ColumnOutcome(
                portal=portal.slug,
                column=column.id,
                outcome="layout_changed",
                detail=why,
                at=run.clock.now(),
            )
        )
