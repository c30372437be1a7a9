"""What people want done: written down by the console or the command line, done by the tick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from storage.queries.journal import intentions
from storage.queries.portals import portals
from storage.store.journal import carry_out
from storage.store.runs import enqueue_slot

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.database import Session
    from storage.queries.journal import Intention
    from tasks.house import House

log = structlog.get_logger()

CRAWL: Final = "crawl"
"""Read portals now. Payload: ``{"portals": [slugs]}``; none means all that are not paused."""


def carry_out_all(house: House) -> None:
    """Carry out every intention once, each in a transaction of its own."""
    with house.database.read() as session:
        wanted = intentions(session)
    for intention in wanted:
        with house.database.write() as session:
            if carry_out(session, intention.id, house.now):
                _KINDS.get(intention.kind, _unknown)(session, intention, house.now)


def _crawl(session: Session, intention: Intention, now: datetime) -> None:
    named = intention.payload.get("portals") or None
    for portal in portals(session, named):
        if named or not portal.paused:
            enqueue_slot(session, portal.slug, f"wanted-{intention.id}", now)


def _unknown(_session: Session, intention: Intention, _now: datetime) -> None:
    log.warning("intention_unknown", intention=intention.id, kind=intention.kind)


_KINDS: Final[dict[str, Callable[[Session, Intention, datetime], None]]] = {CRAWL: _crawl}
