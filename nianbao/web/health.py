"""Whether the installation can work: database, broker, room on the disk, and a worker that does."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.services import canary

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from redis import Redis

    from storage.database import Database

SILENT_TICKS: Final = 4
LEAST_SILENCE_SECONDS: Final = 120.0
LEAST_FREE_BYTES: Final = 200_000_000
"""With less room a crawl may find none for its evidence before it ends."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part that is needed; ``trouble`` is "" while it is well."""

    name: str
    trouble: str = ""


def asked(name: str, question: Callable[[], object]) -> Part:
    """Return how a part is: well if the question is answered, else in the error's words.

    Whatever a driver raises is the answer to the question, so everything is caught.
    """
    try:
        question()
    except Exception as error:  # noqa: BLE001 - see above
        return Part(name, type(error).__name__)
    return Part(name)


def tables(database: Database) -> Part:
    """Return whether the database answers, and has the tables that this software needs."""
    found = database.check()
    if found.ok:
        return Part("database")
    behind = f"tables are at {found.revision}, not at {found.head}"
    return Part("database", behind if found.revision else "no answer, or no tables")


def disk(folder: Path, least: int = LEAST_FREE_BYTES) -> Part:
    """Return whether there is room for evidence where the data folder is, or will be."""
    try:
        place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        free = shutil.disk_usage(place).free
    except OSError as error:  # a network drive that is gone, a folder nobody may look into
        return Part("disk", type(error).__name__)
    return Part("disk", f"only {free / 1e6:.0f} MB free" if free < least else "")


def workers(broker: Redis, tick_seconds: float) -> tuple[Part, ...]:
    """Return for each queue whether somebody has run a task of it lately."""
    limit = max(SILENT_TICKS * tick_seconds, LEAST_SILENCE_SECONDS)
    silences = canary.silence_seconds(broker)
    return tuple(Part(f"worker-{queue}", _silent(s, limit)) for queue, s in silences.items())


def _silent(seconds: float | None, limit: float) -> str:
    if seconds is None:
        return "no task was run yet"
    return f"no task was run for {seconds:.0f} s" if seconds > limit else ""
