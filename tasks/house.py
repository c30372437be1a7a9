"""What every task is handed: settings, clock, database, way out, and the bell for what follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from alerts.chat import ChatChannel
from storage.archive import Archive
from tasks import crawler_process

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from alerts.channel import Channel
    from crawler.manifest import Job
    from nianbao.settings import Settings
    from storage.database import Database


class Bell(Protocol):
    """Says that there is something to do. Nothing rests on its being heard."""

    def ring(self, task: str, *ids: int) -> None:
        """Queue a task with these ids, unless the same is waiting already."""

    def alive(self, queue: str) -> None:
        """Leave word that a task of this queue is really running."""

    def alone(self, what: str) -> Alone:
        """Return a lock that one process of the whole installation holds at a time."""


class Alone(Protocol):
    """A lock as a block."""

    def __enter__(self) -> object:
        """Wait for the lock."""

    def __exit__(self, *error: object) -> None:
        """Let it go."""


@dataclass(frozen=True, slots=True)
class House:
    """All that a task works with. ``channel`` is None while no SMTP server is named.

    ``crawler`` runs a job into a folder, and ends early when its third argument says no.
    """

    settings: Settings
    database: Database
    channel: Channel | None
    bell: Bell
    crawler: Callable[[Job, Path, Callable[[], bool]], None] = crawler_process.crawl
    chat: Channel = field(default_factory=ChatChannel)

    @property
    def now(self) -> datetime:
        """The current moment of the injected clock."""
        return self.settings.clock.now()

    @property
    def archive(self) -> Archive:
        """The archive of WARC files and manifests."""
        return Archive(self.settings.archive_dir)


@dataclass(slots=True)
class SilentBell:
    """Remembers what was rung; for tests and for commands that work without a broker."""

    rung: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    lived: list[str] = field(default_factory=list)

    def ring(self, task: str, *ids: int) -> None:
        """Keep the call."""
        self.rung.append((task, ids))

    def alive(self, queue: str) -> None:
        """Keep the queue's name."""
        self.lived.append(queue)

    def alone(self, what: str) -> Alone:  # noqa: ARG002 - nobody else is there
        """Return a lock that is always free."""
        return _Free()


class _Free:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *error: object) -> None:
        return None
