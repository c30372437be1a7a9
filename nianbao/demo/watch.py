"""Waiting until the system has done all that is to be done, by looking at its rows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.clock import parse
from nianbao.report.model import READER_VERSION
from storage.queries.documents import unread
from storage.queries.journal import setting
from storage.queries.messages import messages
from storage.queries.portals import due
from tasks.outbox import LATEST as LATEST_MAILS
from tasks.outbox import mails_due
from tasks.rounds import open_runs
from tasks.standings import LATEST as LATEST_STANDINGS
from tasks.standings import behind
from tasks.tick import LATEST as LATEST_TICK

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from nianbao.demo.stage import Stage
    from storage.database import Session

LOOK_SECONDS: Final = 0.15
TICK_SECONDS: Final = 0.8
MOMENT_SECONDS: Final = 60.0
"""No moment of the story takes longer; what does is stuck."""


class Stuck(Exception):  # noqa: N818 - named for what was found
    """The system did not come to rest in time; the message says what it was waiting for."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is left to be done at a moment."""

    crawls: int
    reads: int
    states: bool
    mails: int

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return not (self.crawls or self.reads or self.states or self.mails)

    def __str__(self) -> str:
        """Return it in Chinese."""
        states = "，状态待更新" if self.states else ""
        return f"待采集{self.crawls}，待读取{self.reads}，待发邮件{self.mails}{states}"


def until_rest(stage: Stage, progress: Callable[[Work], None]) -> None:
    """Send ticks until nothing is left, and a whole round has found nothing more to do.

    Raises:
        Stuck: that takes longer than a moment of the story may.
    """
    end = time.monotonic() + MOMENT_SECONDS
    next_tick, rested = 0.0, None
    while time.monotonic() < end:
        stage.look()
        if time.monotonic() >= next_tick:
            stage.tick()
            next_tick = time.monotonic() + TICK_SECONDS
        work, ticked = _look(stage)
        progress(work)
        if not work.done:
            rested = None
        elif rested is None:
            rested = stage.settings.clock.now()
        elif ticked is not None and ticked > rested:
            return
        time.sleep(LOOK_SECONDS)
    raise Stuck(f"{MOMENT_SECONDS:.0f}秒内未能完成：{work}")


def _look(stage: Stage) -> tuple[Work, datetime | None]:
    now = stage.settings.clock.now()
    with stage.database.read() as session:
        rounds = [setting(session, name) for name in _rounds(now)]
        began = [parse(last["began"]) for last in rounds if last]
        whole = min(began) if len(began) == len(rounds) else None
        return _work(session, now), whole


def _rounds(now: datetime) -> tuple[str, ...]:
    """Return the settings that tell what was looked at last: all of it must find nothing."""
    return (LATEST_TICK, LATEST_MAILS) if mails_due(now) else (LATEST_TICK,)


def _work(session: Session, now: datetime) -> Work:
    states = setting(session, LATEST_STANDINGS)
    return Work(
        crawls=len(open_runs(session)) + len(due(session, now)),
        reads=len(unread(session, READER_VERSION)),
        states=behind(session, now) or states is None or bool(states["held"]),
        mails=sum(message.state in {"pending", "claimed"} for message in messages(session)),
    )
