"""What the parts of one crawler process share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.pace import Pace

if TYPE_CHECKING:
    from crawler.breaker import Breaker
    from crawler.ledger import Ledger
    from crawler.manifest import Job
    from crawler.robots import Rules
    from crawler.warc import WarcFile
    from nianbao.clock import Clock


@dataclass(frozen=True, slots=True)
class Run:
    """One job under way. ``deadline`` is a time of the event loop, not of the injected clock."""

    job: Job
    warc: WarcFile
    ledger: Ledger
    clock: Clock
    deadline: float
    private: set[str] = field(default_factory=set)  # hosts found to resolve to private addresses
    robots: dict[str, Rules] = field(default_factory=dict)  # by origin, for all portals on a host
    pace: Pace = field(default_factory=Pace)
    breakers: dict[str, Breaker] = field(default_factory=dict)  # by host
