"""A season day by day on the injected clock: what is read, what people do, what is mailed."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alerts.channel import OutboxChannel
from bench.city.registry import registry
from bench.city.served import MOVED, site, unlisted
from crawler.spiders import FAMILIES
from nianbao.clock import SHANGHAI
from nianbao.demo.portals.serving import served
from nianbao.demo.portals.trs import FOLDER
from nianbao.settings import Settings
from storage.database import Database
from storage.queries.findings import findings
from storage.registry import import_registry
from storage.rows import ColumnRow, PortalRow
from storage.rows.findings import FindingState
from storage.store.decisions import decide
from tasks.entry import Entry, record
from tasks.house import House, SilentBell
from tests.tasks.yard import forked_crawl, work_off

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.city.plan import Hand, Plan

CRAWLED: Final = clock_time(6, 50)
"""When every portal's slot of the day has begun: 06:00 and at most 45 minutes."""
HOURS: Final = (CRAWLED, clock_time(8, 5), clock_time(9, 5))
FEW_HOURS: Final = (CRAWLED, clock_time(9, 5))
"""As after a morning's pause of the workers: all mails of the day are written at once."""
CLERK: Final = "王某"


@dataclass(slots=True)
class Season:
    """A city, its installation, and where the clock stands."""

    plan: Plan
    settings: Settings
    database: Database
    origins: dict[str, str]
    channel: OutboxChannel = field(default_factory=OutboxChannel)
    seconds: dict[date, float] = field(default_factory=dict)
    hours: tuple[clock_time, ...] = HOURS
    """When a tick finds something to do each day."""

    def pass_days(self, first: date, last: date) -> Iterator[date]:
        """Let the days pass, the last one included; yield each when it is over."""
        day = first
        while day <= last:
            began = time.monotonic()
            for moment, hands in self._moments(day):
                self._at(moment)
                for hand in hands:
                    self._do(hand)
                work_off(self.house(), most=5000)
            self.seconds[day] = time.monotonic() - began
            yield day
            day += timedelta(days=1)

    def house(self) -> House:
        """Return the installation as tasks are handed it."""
        return House(self.settings, self.database, self.channel, SilentBell(), forked_crawl)

    def _moments(self, day: date) -> list[tuple[datetime, list[Hand]]]:
        hands = [hand for hand in self.plan.hands if hand.at.date() == day]
        usual = {datetime.combine(day, hour, SHANGHAI) for hour in self.hours}
        moments = sorted(usual | {hand.at for hand in hands})
        return [(one, [hand for hand in hands if hand.at == one]) for one in moments]

    def _at(self, moment: datetime) -> None:
        clock = self.settings.data_dir / "clock"
        new = clock.with_name("clock.new")
        new.write_text(moment.isoformat(), encoding="ascii")
        new.replace(clock)

    # --- What people do ------------------------------------------------------------------

    def _do(self, hand: Hand) -> None:
        {"record": self._record, "dismiss": self._dismiss, "readdress": self._readdress}[
            hand.doing
        ](hand)

    def _record(self, hand: Hand) -> None:
        (copy,) = (one for one in self.plan.copies if one.number == hand.number)
        url = self.origins[copy.portal] + unlisted(copy)
        record(self.house(), Entry(copy.body, copy.year, CLERK, url=url))

    def _dismiss(self, hand: Hand) -> None:
        with self.database.write() as session:
            for view in findings(session):
                if view.body == hand.about and view.finding.rule.startswith("t3."):
                    decide(
                        session, view.id, FindingState.DISMISSED,
                        who=CLERK, now=hand.at, why="报告无误：经核台账，原文数字属实",
                    )  # fmt: skip

    def _readdress(self, hand: Hand) -> None:
        with self.database.write() as session:
            found = select(ColumnRow).join(PortalRow, PortalRow.id == ColumnRow.portal_id)
            column = session.scalars(found.where(PortalRow.slug == hand.about)).one()
            column.url = column.url.replace(FOLDER, MOVED)


@contextmanager
def season(plan: Plan, folder: Path, database_url: str = "") -> Iterator[Season]:
    """Serve a plan's portals and set up the installation that watches them."""
    clock = folder / "clock"
    clock.write_text("2026-01-09T12:00:00+08:00", encoding="ascii")
    settings = Settings(
        data_dir=folder,
        database_url=database_url or f"sqlite:///{folder / 'nianbao.sqlite3'}",
        redis_url="",
        smtp_url="",
        now=f"@{clock}",
        mail_from="nianbao@nianbao.example",
        public_url="https://nianbao.example",
        allow_private_hosts=True,
        crawl_delay_seconds=0.0,  # the portals are ours, and on loopback
        mails_per_minute=10_000,
        secret_key="season",
    )
    with ExitStack() as stack:
        origins = {}
        for number, portal in enumerate(plan.portals.values(), start=11):
            door = stack.enter_context(served(site(plan, portal), settings.clock, number))
            origins[portal.slug] = door.url("")
        database = Database(settings.database)
        stack.callback(database.dispose)
        database.migrate()
        with database.write() as session:
            import_registry(
                session, registry(plan, origins), settings.clock.now(), families=FAMILIES
            )
        yield Season(plan, settings, database, origins)
