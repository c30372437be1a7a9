"""The tick: everything that is due, lost, waiting or wanted is found here, and nowhere else.

Running it again heals whatever a lost message or a killed process left undone.
Two ticks at once do no harm: rows decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from nianbao.report.model import READER_VERSION, RULES_VERSION
from nianbao.services.canary import QUEUES
from storage.queries.documents import unjudged, unread
from storage.queries.messages import pending
from storage.queries.portals import due, portals_of_runs
from storage.queries.runs import queued, uncommitted
from storage.rows.messages import Route
from storage.store.decisions import expire_silences
from storage.store.journal import keep_setting
from storage.store.runs import enqueue_slot, sweep
from tasks.batches import Waiting, batches
from tasks.cases import close_cases
from tasks.crawl import take_in
from tasks.intentions import carry_out_all
from tasks.outbox import mails_due
from tasks.sealing import seal_days, stamp_links
from tasks.season import open_season
from tasks.standings import stale

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasks.house import House

log = structlog.get_logger()

LATEST: Final = "tick"
"""The setting that tells when the tick that came to its end last had begun."""
MOST_READS: Final = 500
"""Versions for which one tick rings: more would only wait in the broker."""


def tick(house: House) -> None:
    """Do once what is to be done now.

    Raises:
        ExceptionGroup: parts of it failed; the others were done all the same.
    """
    began = house.now
    failures = [error for part in PARTS if (error := _failure(part, house)) is not None]
    with house.database.write() as session:
        keep_setting(session, LATEST, {"began": began.isoformat()}, who="", now=house.now)
    if failures:
        raise ExceptionGroup("tick", failures)


def _failure(part: Callable[[House], None], house: House) -> Exception | None:
    """Do one part; what it stumbles over must not keep the others from being done."""
    try:
        part(house)
    except Exception as error:
        log.exception("tick_part_failed", part=part.__name__)
        return error
    return None


def ring_canaries(house: House) -> None:
    """Ask every queue for a sign of life."""
    for queue in QUEUES:
        house.bell.ring(f"canary_{queue}")


def enqueue_due(house: House) -> None:
    """Insert a run for every slot that has begun."""
    now = house.now
    with house.database.read() as session:
        slots = due(session, now)
    for slot in slots:
        with house.database.write() as session:
            run_id = enqueue_slot(session, slot.portal, slot.slot, now)
        if run_id is not None:
            log.info("run_queued", run=run_id, portal=slot.portal, slot=slot.slot)


def sweep_lost(house: House) -> None:
    """Give up runs that lost their worker, queue their successors, and commit what they wrote."""
    with house.database.write() as session:
        swept = sweep(session, house.now)
    if swept.lost:
        log.warning("runs_lost", runs=swept.lost, queued=swept.queued)
    with house.database.read() as session:
        left = uncommitted(session)
    for run in left:
        take_in(house, run.folder, {run.portal: run.id})


def ring_crawls(house: House) -> None:
    """Ring for every run that waits, in batches by host."""
    with house.database.read() as session:
        waiting = queued(session)
    for batch in batches_of(house, waiting):
        house.bell.ring("crawl", *batch)


def batches_of(house: House, run_ids: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Return runs in batches, so that no host meets two crawler processes."""
    with house.database.read() as session:
        portals = portals_of_runs(session, run_ids)
    waiting = [Waiting(run_id, portal.hosts) for run_id, portal in sorted(portals.items())]
    return batches(waiting, house.settings.crawl_portals_per_batch)


def ring_reads(house: House) -> None:
    """Ring for every version that this reader has not read, or other rules have judged."""
    with house.database.read() as session:
        waiting = unread(session, READER_VERSION, MOST_READS)
        waiting += unjudged(session, READER_VERSION, RULES_VERSION, MOST_READS - len(waiting))
    for version_id in waiting:
        house.bell.ring("read", version_id)


def ring_deliveries(house: House) -> None:
    """Ring for every message that may be sent now."""
    routes = tuple(Route) if house.channel is not None else (Route.CHAT,)
    with house.database.read() as session:
        waiting = pending(session, house.now, house.settings.mails_per_minute, routes=routes)
    for message_id in waiting:
        house.bell.ring("deliver", message_id)


def end_silences(house: House) -> None:
    """Open again what was laid aside until a day that is over."""
    with house.database.write() as session:
        ended = expire_silences(session, house.now)
    if ended:
        log.info("silences_ended", findings=ended)


def ring_standings(house: House) -> None:
    """Ring for all states where new facts, another day or an hour make them old."""
    with house.database.read() as session:
        is_stale = stale(session, house.now)
    if is_stale:
        house.bell.ring("standings")


def ring_mails(house: House) -> None:
    """Ring for mails to be written, at the hours at which they are."""
    if mails_due(house.now):
        house.bell.ring("mails")


PARTS: Final = (
    ring_canaries,
    carry_out_all,
    enqueue_due,
    sweep_lost,
    ring_crawls,
    ring_reads,
    open_season,
    ring_standings,
    end_silences,
    close_cases,
    seal_days,
    stamp_links,
    ring_mails,
    ring_deliveries,
)
"""All that a tick does, in this order."""
