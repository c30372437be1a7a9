"""Crawl a batch of runs in one process, and commit what it wrote."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from crawler.hosts import names
from crawler.manifest import Job
from nianbao.report.model import READER_VERSION
from nianbao.window import is_open
from storage.queries.portals import portals_of_runs
from storage.queries.reports import report_of_version
from storage.queries.runs import outcomes
from storage.store import runs
from storage.store.hosts import free_hosts, renew_hosts, take_hosts
from tasks.commit import commit
from tasks.memory import portal_row, robots_known
from tasks.sealing import seal_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from storage.queries.portals import PortalView
    from storage.store.runs import Leased
    from tasks.house import House

log = structlog.get_logger()

RENEW_SECONDS: Final = 20.0


def crawl(house: House, *run_ids: int) -> None:
    """Crawl those of the runs that nobody holds; what follows is queued after the commit."""
    worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    taken, portals = _lease(house, run_ids, worker)
    if not taken:
        return
    _replay(house, taken)
    batch = Batch(house, worker, {run.portal: run.id for run in taken}, portals)
    folder = house.archive.new_folder(f"run-{taken[0].id}-{taken[0].attempt}", house.now)
    with house.database.write() as session:
        runs.start(session, batch.run_ids, worker, folder)
    path = house.archive.path(folder)
    house.crawler(batch.job(path.name), path, batch.still_ours)
    take_in(house, folder, batch.run_of, batch.still_ours)
    batch.close()
    house.bell.ring("standings")
    house.bell.ring("tick")


@dataclass(slots=True)
class Batch:
    """Runs that one crawler process carries out for one worker."""

    house: House
    worker: str
    run_of: Mapping[str, int]  # by portal (slug)
    portals: Mapping[str, PortalView]
    _renewed: float = field(default_factory=time.monotonic)

    @property
    def run_ids(self) -> tuple[int, ...]:
        """The ids of the runs."""
        return tuple(self.run_of.values())

    def job(self, name: str) -> Job:
        """Return what the crawler process is told; WARC files bear the job's name."""
        settings = self.house.settings
        now = self.house.now
        with self.house.database.read() as session:
            rows = tuple(portal_row(session, portal, now) for portal in self.portals.values())
            robots = robots_known(session, self.portals.values(), now)
        return Job(
            run=name,
            portals=rows,
            user_agent=settings.user_agent,
            allow_private_hosts=settings.allow_private_hosts,
            delay_seconds=settings.crawl_delay_seconds,
            max_bytes=settings.download_max_bytes,
            seconds=settings.crawl_batch_seconds,
            now=settings.now,
            archive=str(settings.archive_dir.resolve()),
            chromium=settings.browser,
            robots=robots,
        )

    def still_ours(self) -> bool:
        """Renew the leases now and then; say whether the runs are still this worker's."""
        if time.monotonic() - self._renewed < min(
            RENEW_SECONDS, self.house.settings.lease_seconds / 4
        ):
            return True
        self._renewed = time.monotonic()
        self.house.bell.alive("crawl")
        until = self.house.now + timedelta(seconds=self.house.settings.lease_seconds)
        with self.house.database.write() as session:
            renew_hosts(session, self.worker, until)
            return runs.renew(session, self.run_ids, self.worker, until) > 0

    def close(self) -> None:
        """Close the runs that told every column's outcome; give the others back at once."""
        now = self.house.now
        with self.house.database.write() as session:
            free_hosts(session, self.worker)
        for portal, run_id in self.run_of.items():
            columns = {column.id for column in self.portals[portal].columns}
            with self.house.database.write() as session:
                told = {told.column_id: told.outcome.value for told in outcomes(session, run_id)}
                if columns <= told.keys():
                    summary = dict(Counter(told.values()))
                    runs.close_run(session, run_id, self.worker, now, summary)
                else:  # The sweeper finds the lease expired, and queues a successor.
                    runs.renew(session, [run_id], self.worker, now)
                    log.warning("run_unfinished", run=run_id, portal=portal)


def take_in(
    house: House,
    folder: str,
    run_of: Mapping[str, int],
    meanwhile: Callable[[], object] = lambda: None,
) -> None:
    """Commit a manifest, seal its folder, and have read what it brought and nobody has read.

    A killed crawl left its last records in the system's hands: they are on the disk before
    a row names them.
    """
    house.archive.settle(folder)
    fetched = commit(house, folder, run_of, meanwhile)
    seal_folder(house, folder)
    with house.database.read() as session:
        waiting = [v for v in fetched if report_of_version(session, v, READER_VERSION) is None]
    for version_id in waiting:
        house.bell.ring("read", version_id)


def _lease(
    house: House, run_ids: tuple[int, ...], worker: str
) -> tuple[tuple[Leased, ...], dict[str, PortalView]]:
    """Lease the runs whose hosts nobody is asking, and that may be read at this hour."""
    now = house.now
    until = now + timedelta(seconds=house.settings.lease_seconds)
    with house.bell.alone("lease"), house.database.write() as session:
        portals = portals_of_runs(session, run_ids)
        ids = [
            run_id
            for run_id, portal in sorted(portals.items())
            if is_open(portal.hours, now)
            and take_hosts(session, run_id, names(portal.hosts), worker, now=now, until=until)
        ]
        taken = runs.lease(session, ids, worker, now, until)
        if not taken:
            free_hosts(session, worker)
    return taken, {run.portal: portals[run.id] for run in taken}


def _replay(house: House, taken: tuple[Leased, ...]) -> None:
    """Commit what an earlier, killed attempt left, before the next one begins."""
    for run in taken:
        if run.folder:
            take_in(house, run.folder, {run.portal: run.id})
