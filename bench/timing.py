"""Time several ways to do one thing in turns, so that a busy machine slows all alike.

Processor time is taken, not the clock's: beside other work the clock counts
their turns as well, and more of them the longer a piece of work is. Of all turns the
shortest counts: what other work does to a processor's caches can only be added.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WARM_UP = 3


def milliseconds(
    works: Mapping[str, Callable[[], object]], rounds: int = 30, *, in_a_row: int = 1
) -> dict[str, float]:
    """Return the least processor time of each in milliseconds; one turn each a round.

    In its turn each is done some times ``in_a_row``, as who reads many files does it. Before
    them it is done once that does not count: so nobody pays for whose turn was before.
    """
    took: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(WARM_UP + rounds):
        for name, work in works.items():
            if in_a_row > 1:
                work()
            start = time.process_time_ns()
            for _ in range(in_a_row):
                work()
            if turn >= WARM_UP:
                took[name].append((time.process_time_ns() - start) / 1e6 / in_a_row)
    return {name: min(times) for name, times in took.items()}


def table(times: Mapping[str, float], to: str) -> str:
    """Return a line for each with its ratio to one of them."""
    return "\n".join(
        f"  {name:<28}{took:9.2f} ms {took / times[to]:8.2f}×" for name, took in times.items()
    )
