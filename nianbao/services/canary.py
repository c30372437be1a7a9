"""Proof of life: a worker that is connected may still consume nothing.

Every tick sends one tiny task through each queue; whoever really runs it leaves
the real time (never the injected clock) in the broker. The health page looks
there.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from redis import Redis

QUEUES: Final = ("crawl", "read", "deliver")
"""The three queues: what fetches, what reads and judges, what is short (ticks, mails)."""
_KEY: Final = "nianbao:canary"


def sing(broker: Redis, queue: str) -> None:
    """Leave word that a task of ``queue`` was really run just now."""
    broker.hset(_KEY, queue, str(time.time()))


def silence_seconds(broker: Redis) -> dict[str, float | None]:
    """Return for each queue how long ago a task was really run; None: never."""
    heard = broker.hgetall(_KEY)
    words = {_text(queue): float(at) for queue, at in heard.items()}
    now = time.time()
    return {queue: now - words[queue] if queue in words else None for queue in QUEUES}


def _text(word: bytes | str) -> str:
    return word.decode() if isinstance(word, bytes) else word
