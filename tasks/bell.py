"""The bell that rings: short messages through Celery, each waiting only once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from nianbao.services import canary

if TYPE_CHECKING:
    from celery import Celery
    from redis import Redis

    from tasks.house import Alone

log = structlog.get_logger()

LOCK_SECONDS: Final = 60.0
"""A lock whose holder died is free again after so long; nothing under it takes as long."""


class BrokerBell:
    """Rings by Redis. ``quiet_seconds`` is how long the same ring is not repeated unheard."""

    def __init__(self, app: Celery, broker: Redis, quiet_seconds: float) -> None:
        self._app = app
        self._broker = broker
        self._quiet = max(1, round(quiet_seconds))

    def ring(self, task: str, *ids: int) -> None:
        """Queue a task, unless the same was queued lately and has not begun."""
        try:
            if self._broker.set(_waiting(task, ids), 1, nx=True, ex=self._quiet):
                self._app.send_task(f"nianbao.{task}", args=ids)
        except (RedisError, OperationalError) as error:
            # The sweeper rings again; what is to be done stands in the database.
            log.warning("bell_unheard", task=task, ids=ids[:5], error=type(error).__name__)

    def heard(self, task: str, ids: tuple[int, ...]) -> None:
        """Note that a task has begun: the next ring with the same ids is a new one."""
        self._broker.delete(_waiting(task, ids))

    def alive(self, queue: str) -> None:
        """Leave word that a task of this queue is really running."""
        canary.sing(self._broker, queue)

    def alone(self, what: str) -> Alone:
        """Return a lock that one process of the whole installation holds at a time."""
        lock: Alone = self._broker.lock(
            f"nianbao:alone:{what}", timeout=LOCK_SECONDS, blocking_timeout=LOCK_SECONDS
        )
        return lock


def _waiting(task: str, ids: tuple[int, ...]) -> str:
    return f"nianbao:waiting:{task}:{','.join(map(str, ids))}"
