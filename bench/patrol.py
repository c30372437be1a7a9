"""An installation that watches a fleet, and what it holds beside what is true."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.request import urlopen

from bench.fleet import EXPECTED, YEARS, fleet
from bench.harbour import COUNTS
from crawler.manifest import Capture
from crawler.warc import payload
from nianbao.clock import parse
from nianbao.duty.model import DutyState
from nianbao.duty.states import standing
from nianbao.settings import Settings
from storage.database import Database
from storage.queries.facts import facts
from storage.queries.runs import queued
from storage.registry import import_registry
from storage.store.runs import enqueue_slot
from tasks.crawl import crawl
from tasks.house import House, SilentBell
from tasks.tick import batches_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.fleet import Notice, Portal

_FOUND: Final = """
select p.slug, b.slug, d.year, o.title, v.url, v.folder, v.warc, v.offset, v.length, v.sha256
from matches m join duties d on d.id = m.duty_id join bodies b on b.id = d.body_id
join documents o on o.id = m.document_id join columns c on c.id = o.column_id
join portals p on p.id = c.portal_id
join versions v on v.document_id = o.id
where m.certain and o.parent_id is null
"""
_OUTCOMES: Final = """
select p.slug, o.outcome, o.detail from column_outcomes o join crawl_runs r on r.id = o.run_id
join portals p on p.id = r.portal_id where r.slot = ?
"""


@dataclass(slots=True)
class Patrol:
    """The fleet as it is, its harbour's port, and the house that watches it."""

    portals: tuple[Portal, ...]
    port: int
    house: House

    def at(self, moment: str) -> None:
        """Put the clock of both sides to a moment; ours need not be read from a file each time."""
        _put(self.house.settings.data_dir, moment)
        settings = self.house.settings.model_copy(update={"now": moment})
        self.house = House(settings, self.house.database, None, SilentBell())

    def queue(self, slot: str) -> tuple[tuple[int, ...], ...]:
        """Queue a run of every portal, and return the runs in the batches of one process."""
        with self.house.database.write() as session:
            for portal in self.portals:
                enqueue_slot(session, portal.slug, slot, self.house.now)
        with self.house.database.read() as session:
            waiting = queued(session)
        return batches_of(self.house, waiting)

    def crawl(self, slot: str) -> None:
        """Crawl the whole fleet once, batch after batch."""
        for batch in self.queue(slot):
            crawl(self.house, *batch)

    def requests(self) -> Counter[str]:
        """Return how many requests every portal has had so far, by address."""
        with urlopen(f"http://127.0.0.1:{self.port}{COUNTS}") as answer:
            return Counter(json.load(answer))

    def faults(self, slot: str) -> list[str]:
        """Return every difference between what was found and what is true."""
        return [*self._misjudged(slot), *self._misread()]

    def missing(self) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
        """Return the duties that would be called missing now, and those that really are."""
        now = self.house.now
        with self.house.database.read() as session:
            known = facts(session, now).values()
        called = {
            (one.duty.body, one.duty.year)
            for one in known
            if standing(one, now).state is DutyState.MISSING
        }
        return called, set(self._missing())

    def _missing(self) -> Iterator[tuple[str, int]]:
        for portal in self.portals:
            there = {(one.body, one.year) for one in portal.there(self.house.now)}
            for one in portal.notices:
                if not portal.trouble and (one.body, one.year) not in there:
                    yield one.body, one.year

    def _misjudged(self, slot: str) -> Iterator[str]:
        rows = self._rows(_OUTCOMES, (slot,))
        told = {slug: (outcome, detail) for slug, outcome, detail in rows}
        for portal in self.portals:
            outcome, detail = told.get(portal.slug, ("nothing", ""))
            if outcome != EXPECTED[portal.trouble]:
                name = f"{portal.slug} ({portal.family.name}, {portal.trouble or 'sound'})"
                yield f"{name}: {outcome} {detail}"

    def _misread(self) -> Iterator[str]:
        held = {(row[0], row[1], row[2]): row[3:] for row in self._rows(_FOUND, ())}
        for portal in self.portals:
            for one in portal.there(self.house.now):
                found = held.pop((portal.slug, one.body, one.year), None)
                if found is None:
                    yield f"{portal.slug} ({portal.family.name}): {one.title} not found"
                elif found[0] != one.title or not self._holds(one, found):
                    yield f"{portal.slug} ({portal.family.name}): {one.title} is {found[0]}"
        yield from (f"{key} found, but not there" for key in held)

    def _holds(self, one: Notice, found: tuple[object, ...]) -> bool:
        """Whether the archive really holds the report; every eleventh is looked up."""
        if sum(one.body.encode()) % 11:
            return True
        _, url, folder, warc, offset, length, sha256 = found
        capture = Capture(
            url=url, sha256=sha256, warc=warc, offset=offset, status=200, content_type="",
            length=length, at=self.house.now, folder=folder,
        )  # fmt: skip
        data = payload(self.house.settings.archive_dir, capture) or b""
        title, organ = one.title, one.organ
        return any(
            title.encode(code) in data and organ.encode(code) in data
            for code in ("utf-8", "gb18030")
        )

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        with self.house.database.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query, values)]


@contextmanager
def patrol(
    folder: Path, portals: int, reports: int, moment: str, per_batch: int
) -> Iterator[Patrol]:
    """Serve a fleet and set up a house that watches it, until the block ends."""
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'nianbao.sqlite3'}",
        redis_url="",
        smtp_url="",
        now=moment,
        allow_private_hosts=True,
        crawl_delay_seconds=0.0,  # the fleet is ours, and on loopback
        crawl_portals_per_batch=per_batch,
        lease_seconds=3600,
        secret_key="bench",
    )
    _put(folder, moment)
    there = fleet(portals, reports)
    with _harbour(portals, reports, f"@{folder / 'clock'}") as port:
        database = Database(settings.database)
        try:
            database.migrate()
            house = House(settings, database, None, SilentBell())
            with database.write() as session:
                import_registry(session, registry(there, port), house.now)
            yield Patrol(there, port, house)
        finally:
            database.dispose()


def _put(folder: Path, moment: str) -> None:
    clock = folder / "clock"
    new = clock.with_name("clock.new")
    new.write_text(parse(moment).isoformat(), encoding="ascii")
    new.replace(clock)


@contextmanager
def _harbour(portals: int, reports: int, clock: str) -> Iterator[int]:
    command = [sys.executable, "-m", "bench.harbour", str(portals), str(reports), clock]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            word, _, port = process.stdout.readline().partition(" ")
            if word != "ready":
                raise RuntimeError("the harbour did not open")
            yield int(port)
        finally:
            process.terminate()


def registry(portals: tuple[Portal, ...], port: int) -> str:
    """Return the registry of a fleet: bodies, portals with their columns, duties."""
    return "\n".join(line for portal in portals for line in _lines(portal, port))


def _lines(portal: Portal, port: int) -> Iterator[str]:
    bodies = portal.bodies()
    for slug, name in bodies.items():
        yield f'[[body]]\nslug = "{slug}"\nname = "{name}"\nclass = "department"'
    start = f"http://{portal.host}:{port}{portal.family.start}"
    yield f'[[portal]]\nslug = "{portal.slug}"\nfamily = "{portal.family.name}"'
    yield f'start = "{start}"\ntopology = "collective"\nbodies = {json.dumps(list(bodies))}'
    said = (f"{key} = {json.dumps(value)}" for key, value in portal.family.options.items())
    yield f"options = {{ {', '.join(said)} }}\nexpect = {{ since = {YEARS[0]} }}"
    for slug in bodies:
        yield from (f'[[duty]]\nbody = "{slug}"\nyear = {year}' for year in YEARS)
