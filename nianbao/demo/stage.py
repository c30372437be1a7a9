"""Everything that the demo runs on: portals, mail server, broker, database, worker, clock."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final

from redis import Redis

from nianbao.demo.city import City, running
from nianbao.demo.mailroom import open_mailroom
from nianbao.demo.registry import registry
from nianbao.services.supervisor import Household, Program
from nianbao.services.valkey import embedded
from nianbao.settings import Settings
from storage.database import Database
from storage.registry import import_registry
from tasks.app import make_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from celery import Celery

DATABASE: Final = "nianbao.sqlite3"
LEASE_SECONDS: Final = 12
"""The demo's clock runs at the pace of the real one, and a killed crawl is soon found."""
FONT: Final = "NotoSansSC-GB2312.ttf"


@dataclass(slots=True)
class MovedClock:
    """A clock in a file, moved by hand and running on from where it was put."""

    file: Path
    _moment: datetime | None = None
    _put: float = 0.0

    def put(self, moment: datetime) -> None:
        """Put the clock to a moment."""
        self._moment, self._put = moment, time.monotonic()
        self.run_on()

    def run_on(self) -> None:
        """Write down what time it is by now. Readers never see half a time."""
        if self._moment is None:
            return
        now = self._moment + timedelta(seconds=time.monotonic() - self._put)
        new = self.file.with_name(f"{self.file.name}.new")
        new.write_text(now.isoformat(timespec="milliseconds"), encoding="ascii")
        new.replace(self.file)


@dataclass(slots=True)
class Stage:
    """The running demo. ``look`` keeps clock and worker going; call it all the time."""

    settings: Settings
    clock: MovedClock
    city: City
    database: Database
    celery: Celery
    household: Household
    environment: dict[str, str] = field(default_factory=dict)

    def look(self) -> None:
        """Let the clock run on, and start the worker again if it has ended."""
        self.clock.run_on()
        self.household.look()

    def tick(self) -> None:
        """Send a tick, as beat does."""
        self.celery.send_task("nianbao.tick")


@contextmanager
def set_up(
    folder: Path, first_moment: datetime, *, lease_seconds: int = LEASE_SECONDS
) -> Iterator[Stage]:
    """Bring everything up in ``folder``, and down again at the end of the block."""
    folder = folder.resolve()
    clock = MovedClock(folder / "clock")
    clock.put(first_moment)
    with ExitStack() as stack:
        settings = _settings(stack, folder, clock, lease_seconds)
        font = stack.enter_context(as_file(files("alerts") / "fonts" / FONT))
        city = stack.enter_context(running(settings.clock, font))
        database = Database(settings.database)
        stack.callback(database.dispose)
        database.migrate()
        with database.write() as session:
            import_registry(session, registry(city), settings.clock.now())
        environment = _environment(settings)
        household = Household((_worker(environment, folder / "logs" / "worker.log"),))
        stack.callback(household.stop)
        yield Stage(settings, clock, city, database, make_app(settings), household, environment)


def _settings(stack: ExitStack, folder: Path, clock: MovedClock, lease_seconds: int) -> Settings:
    (folder / "logs").mkdir(exist_ok=True)
    mailroom = stack.enter_context(open_mailroom(folder / "mail"))
    broker = stack.enter_context(embedded(folder / "valkey"))
    stack.callback(Redis.from_url(broker).close)
    return Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / DATABASE}",
        redis_url=broker,
        smtp_url=mailroom.url,
        mail_from="nianbao@nianbao.example",
        public_url="http://127.0.0.1:8000",
        now=f"@{clock.file}",
        contact="admin@nianbao.example",
        allow_private_hosts=True,
        crawl_delay_seconds=0.0,
        crawl_batch_seconds=60,
        lease_seconds=lease_seconds,
        tick_seconds=1.0,
        secret_key="sample",  # noqa: S106 - nothing in the demo is worth a secret
    )


def _environment(settings: Settings) -> dict[str, str]:
    """Return the settings for a child; they overrule what our own environment says."""
    return {f"NIANBAO_{name.upper()}": str(value) for name, value in settings.model_dump().items()}


def _worker(environment: dict[str, str], log: Path) -> Program:
    command = (sys.executable, "-m", "nianbao.cli", "worker", "--concurrency=2")
    return Program("worker", command, environment, log)
