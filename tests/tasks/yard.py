"""A small installation for tests: one slow city portal over HTTP, rows, archive, SMTP, a clock."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.clock import SHANGHAI, parse
from nianbao.demo import posts
from nianbao.demo.portals.dress import Dress
from nianbao.demo.portals.serving import served
from nianbao.demo.portals.trs import FOLDER, TrsSite
from nianbao.services import child
from nianbao.settings import Settings
from storage.database import Database
from storage.queries.duties import duties
from storage.queries.journal import row_counts
from storage.queries.messages import messages
from storage.queries.runs import runs
from storage.registry import import_registry
from tasks.crawl import crawl
from tasks.crawler_process import JOB, LOOK_SECONDS
from tasks.deliver import deliver
from tasks.house import House, SilentBell
from tasks.outbox import write_mails
from tasks.read import read
from tasks.standings import standings
from tasks.tick import tick
from tests.forked import crawling

if TYPE_CHECKING:
    from contextlib import ExitStack

CITY = """
[[body]]
slug = "qinghe-office"
name = "青禾市人民政府办公室"
class = "office"
short = ["市政府办公室"]
[[body]]
slug = "qinghe-reform"
name = "青禾市发展和改革委员会"
class = "department"
short = ["青禾市发展改革委"]
[[body]]
slug = "qinghe-transport"
name = "青禾市交通运输局"
class = "department"
[[body]]
slug = "qinghe-ecology"
name = "青禾市生态环境局"
class = "department"
[[supervision]]
office = "qinghe-office"
bodies = ["qinghe-reform", "qinghe-transport", "qinghe-ecology"]
[[portal]]
slug = "qinghe"
family = "{family}"
start = "{start}"
topology = "collective"
bodies = ["qinghe-office", "qinghe-reform", "qinghe-transport", "qinghe-ecology"]
[[recipient]]
name = "青禾市政务公开办"
email = "gongkai@qinghe.example"
office = "qinghe-office"
role = "authority"
[[recipient]]
name = "系统管理员"
email = "admin@nianbao.example"
role = "administrator"
"""
DUTY = """
[[duty]]
body = "{body}"
year = {year}
"""
BODIES = ("qinghe-office", "qinghe-reform", "qinghe-transport", "qinghe-ecology")


@dataclass(slots=True)
class SlowSite:
    """A site that takes its time, so that a crawl can be met in the middle."""

    inner: TrsSite
    seconds: float = 0.0
    answered: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request, now):
        with self.lock:
            self.answered += 1
        time.sleep(self.seconds)
        return self.inner.answer(request, now)


@dataclass(slots=True)
class Yard:
    """The installation. Times are set by hand."""

    settings: Settings
    database: Database
    site: SlowSite
    clock: Path

    def at(self, moment: str) -> None:
        """Set the clock."""
        new = self.clock.with_name("clock.new")
        new.write_text(parse(moment).isoformat())
        new.replace(self.clock)

    def house(self, channel=None, bell=None) -> House:
        return House(self.settings, self.database, channel, bell or SilentBell(), forked_crawl)

    def work_off(self, house: House, most: int = 400) -> list[str]:
        """Do everything that is rung for, one after the other, until the bell is silent."""
        return work_off(house, most)

    def states(self) -> dict[tuple[str, int], str]:
        with self.database.read() as session:
            views = duties(session, self.settings.clock.now())
        return {(v.duty.body, v.duty.year): v.standing.state.value for v in views}

    def runs(self):
        with self.database.read() as session:
            return runs(session)

    def messages(self):
        with self.database.read() as session:
            return messages(session)

    def counts(self) -> dict[str, int]:
        with self.database.read() as session:
            return row_counts(session)

    def manifests(self) -> list[Path]:
        return sorted(self.settings.archive_dir.rglob("manifest.jsonl"))


def work_off(house: House, most: int = 400) -> list[str]:
    """Tick, and do everything that is rung for on a silent bell; return what was done."""
    works = {
        "tick": tick,
        "crawl": crawl,
        "read": read,
        "standings": standings,
        "mails": write_mails,
        "deliver": deliver,
    }
    done = []
    tick(house)
    while house.bell.rung:
        assert len(done) < most, f"never comes to rest: {done[-20:]}"
        name, ids = house.bell.rung.pop(0)
        if name in works:
            house.bell.rung = [ring for ring in house.bell.rung if ring != (name, ids)]
            works[name](house, *ids)
            done.append(name)
    return done


def set_up(stack: ExitStack, folder: Path, database_url: str, kind=TrsSite, **settings) -> Yard:
    """Make a yard in a folder; the clock stands on the morning after the due date.

    ``kind`` is the sample portal on which the city publishes.
    """
    clock = folder / "clock"
    clock.write_text("2026-02-01T09:00:00+08:00")
    chosen = Settings(
        data_dir=folder,
        database_url=database_url,
        now=f"@{clock}",
        mail_from="nianbao@nianbao.example",
        allow_private_hosts=True,
        crawl_delay_seconds=0.0,
        crawl_batch_seconds=40,
        lease_seconds=60,
        secret_key="test",
        **settings,
    )
    city = kind(Dress("青禾市人民政府", "9901000001"), posts.city())
    site = SlowSite(city)
    door = stack.enter_context(served(site, chosen.clock))
    database = Database(database_url)
    stack.callback(database.dispose)
    if not database.check().ok:
        database.migrate()
    place = (getattr(city, "family", "trs"), getattr(city, "start", FOLDER))
    text = CITY.format(family=place[0], start=door.url(place[1]))
    text += "".join(DUTY.format(body=body, year=2025) for body in BODIES)
    text += DUTY.format(body="qinghe-ecology", year=2024)
    with database.write() as session:
        import_registry(session, text, chosen.clock.now().replace(tzinfo=SHANGHAI))
    return Yard(chosen, database, site, clock)


def forked_crawl(job, folder: Path, still_ours) -> None:
    """As ``tasks.crawler_process.crawl``, which the workers run, without its start from nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / JOB).write_text(job.model_dump_json(), encoding="utf-8")
    running = crawling(folder / JOB, folder, folder / "crawler.log")
    end = time.monotonic() + job.seconds
    while running.poll() is None and time.monotonic() < end and still_ours():
        running.process.join(LOOK_SECONDS)
    running.kill()
    running.process.join()


def environment(settings: Settings) -> dict[str, str]:
    return {f"NIANBAO_{name.upper()}": str(value) for name, value in settings.model_dump().items()}


def start_worker(yard: Yard, log: Path, *more: str):
    """Start a real worker process for all queues."""
    with log.open("ab") as output:
        return child.start(
            [sys.executable, "-m", "nianbao.cli", "worker", *more],
            environment=environment(yard.settings),
            output=output.fileno(),
        )


def until(question, seconds=30.0, every=0.05):
    """Wait until a question is answered with something true, and return that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := question():
            return found
        time.sleep(every)
    raise AssertionError(f"not within {seconds} s: {question}")


def processes(word: str) -> list[int]:
    """Return the living processes in whose command line the word stands."""
    pids = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return [pid for pid in pids if _has(pid, word)]


def _has(pid: int, word: str) -> bool:
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return word.encode() in line and state != "Z"
