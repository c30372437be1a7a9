"""Keeps named children running: starts them, restarts them with back-off, stops them all."""

from __future__ import annotations

import subprocess  # noqa: TC003 - read by the dataclass
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import structlog

from nianbao.services import child

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping
    from pathlib import Path

log = structlog.get_logger()

FIRST_PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 60.0
STEADY_SECONDS: Final = 60.0
"""A child that ran so long begins again with the first pause."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run, under which name, with what added to the environment.

    ``log`` takes what it says; None: our own standard output and error.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None


@dataclass(slots=True)
class _Kept:
    """One program's running process and its back-off; times are of the monotonic clock."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS

    def look(self, now: float) -> None:
        """Start what is due, notice what has ended."""
        if self.process is None:
            if now >= self.due:
                self._start(now)
        elif (code := self.process.poll()) is not None:
            self._ended(now, code)

    def _start(self, now: float) -> None:
        self.process = self._process()
        self.started = now
        log.info("child_started", child=self.program.name, pid=self.process.pid)

    def _process(self) -> subprocess.Popen[bytes]:
        command, environment = self.program.command, self.program.environment
        if self.program.log is None:
            return child.start(command, environment=environment)
        with self.program.log.open("ab") as log_file:
            return child.start(command, environment=environment, output=log_file.fileno())

    def _ended(self, now: float, code: int) -> None:
        if self.process is not None:
            child.kill(self.process)  # what it left in its group
        if now - self.started >= STEADY_SECONDS:
            self.pause = FIRST_PAUSE_SECONDS
        log.warning("child_ended", child=self.program.name, code=code, restart_in=self.pause)
        self.process, self.due = None, now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)


class Household:
    """Programs that are kept running while somebody looks after them.

    Look in one and the same thread: the kernel ends the children when the thread
    that started them ends.
    """

    def __init__(self, programs: tuple[Program, ...]) -> None:
        self._kept = [_Kept(program) for program in programs]

    def look(self) -> None:
        """Start what is due to start, notice what has ended."""
        for one in self._kept:
            one.look(time.monotonic())

    def stop(self) -> None:
        """Ask all at once, then wait for each: the grace is common to them."""
        running = [one.process for one in self._kept if one.process is not None]
        end = time.monotonic() + child.GRACE_SECONDS
        for process in running:
            if process.poll() is None:
                process.terminate()
        for process in running:
            child.stop(process, grace_seconds=max(0.0, end - time.monotonic()))


def keep_running(
    programs: tuple[Program, ...],
    stopped: threading.Event,
    *,
    look_seconds: float = 0.2,
    meanwhile: Callable[[], None] | None = None,
) -> None:
    """Keep ``programs`` running until ``stopped`` is set; then end them all.

    ``meanwhile`` is called at every look.
    """
    household = Household(programs)
    try:
        while not stopped.is_set():
            household.look()
            if meanwhile is not None:
                meanwhile()
            stopped.wait(look_seconds)
    finally:
        household.stop()
