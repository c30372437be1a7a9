"""How long a host is left alone between two requests, whichever portal on it is being read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

LONGEST_CRAWL_DELAY: Final = 30.0
"""Seconds; a robots.txt that asks for more gets this: a day between two pages reads no list."""
LONGEST_RETRY_AFTER: Final = 60.0
"""Seconds that are waited for a server that names them; who asks for more is left alone."""


@dataclass(slots=True)
class Pace:
    """Remembers when each host was last asked. Times are those of the event loop."""

    _last: dict[str, float] = field(default_factory=dict)

    async def turn(self, host: str, gap: float) -> None:
        """Return when ``gap`` seconds have passed since the host was last asked."""
        loop = asyncio.get_running_loop()
        begin = max(loop.time(), self._last.get(host, -gap) + gap)
        self._last[host] = begin  # before waiting: who comes next waits for this one
        await asyncio.sleep(max(0.0, begin - loop.time()))
