"""The state of every duty, from facts alone, kept with what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import structlog

from nianbao.duty.model import DutyState
from nianbao.duty.states import standing
from nianbao.report.model import READER_VERSION
from storage.queries.calendar import working_calendar
from storage.queries.documents import unread, waiting_to_be_read
from storage.queries.duties import all_duties, computed_after
from storage.queries.facts import facts
from storage.queries.journal import setting
from storage.queries.runs import runs
from storage.store.duties import hold
from storage.store.journal import keep_setting
from storage.store.standings import keep_standings
from tasks.hubs import judge_hubs, to_judge
from tasks.judging import judge_states, judge_unlike
from tasks.pages import judge_addresses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from storage.database import Session
    from tasks.house import House

log = structlog.get_logger()

CHUNK: Final = 100
LATEST: Final = "standings"
"""The setting that tells when all states were computed, and what that rested on."""
STALE_SECONDS: Final = 3600.0
_RUNS_LOOKED_AT: Final = 200


def standings(house: House, *duty_ids: int) -> None:
    """Compute the states of these duties, or of all, as of now; keep them and their findings."""
    began = house.now
    with house.database.read() as session:
        basis = _basis(session)
        wanted = duty_ids or all_duties(session)
    kept = [_keep(house, chunk) for chunk in _chunks(wanted)]
    held = sum(one.held for one in kept)
    for chunk in _chunks(duty_id for one in kept for duty_id in sorted(one.lacking)):
        with house.database.write() as session:
            judge_hubs(session, chunk, house.now)
    if not duty_ids:
        with house.database.write() as session:
            told = {**basis, "at": began.isoformat(), "held": held}
            keep_setting(session, LATEST, told, who="", now=began)


@dataclass(frozen=True, slots=True)
class _Kept:
    """How many states are held back, and the duties whose report a column may lack.

    What columns lack is told under other duties than these, so that it is kept apart: two
    processes that each hold some duties must never wait for each other's.
    """

    held: int
    lacking: frozenset[int]


def _keep(house: House, duty_ids: Collection[int]) -> _Kept:
    """Keep some duties' states, or hold them back.

    The facts are read in the transaction that keeps what follows from them, under the
    duties' locks: what another process wrote a moment ago is among them, and nobody is
    accused by facts that are no more. Nor is anybody called missing while something that
    was fetched from the body's column has not been read yet: it may be the report.
    """
    with house.database.write() as session:
        hold(session, duty_ids)
        now, calendar = house.now, working_calendar(session)
        newer = computed_after(session, duty_ids, now)
        known = facts(session, now, duties=[one for one in duty_ids if one not in newer])
        states = {duty_id: standing(one, now, calendar) for duty_id, one in known.items()}
        absent = [one for one, state in states.items() if state.state is DutyState.MISSING]
        held = waiting_to_be_read(session, absent, READER_VERSION)
        settled = {one: state for one, state in states.items() if one not in held}
        for change in keep_standings(session, settled, now):
            log.info("duty_state_changed", duty=change.duty_id, state=change.state.value)
        judge_states(session, {one: (known[one], settled[one]) for one in settled}, now)
        judge_addresses(session, known, now)
        judge_unlike(session, known, now)
        lacking = to_judge(session, known, now)
    return _Kept(len(held), lacking)


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _basis(session: Session) -> dict[str, Any]:
    """Return what all states rest on: the latest runs that have ended."""
    ended = [run.id for run in runs(session, limit=_RUNS_LOOKED_AT) if run.committed_at]
    return {"runs": ended}


def behind(session: Session, now: datetime) -> bool:
    """Whether all states were last computed on another day, or before the latest runs ended."""
    last = setting(session, LATEST)
    if last is None or last["runs"] != _basis(session)["runs"]:
        return True
    return _at(last, now).date() != now.date()


def stale(session: Session, now: datetime) -> bool:
    """Whether all states are to be computed anew: behind, held back, or an hour old."""
    last = setting(session, LATEST)
    if last is None or last["held"] or behind(session, now):
        return True
    return abs((now - _at(last, now)).total_seconds()) >= STALE_SECONDS


def freed(session: Session) -> bool:
    """Whether absences were held back for pages of which the last has been read by now."""
    last = setting(session, LATEST)
    return last is not None and bool(last["held"]) and not unread(session, READER_VERSION, 1)


def _at(last: dict[str, Any], now: datetime) -> datetime:
    return type(now).fromisoformat(last["at"]).astimezone(now.tzinfo)
