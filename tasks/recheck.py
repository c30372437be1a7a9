"""Read and judge the whole archive again: batch by batch, beside running workers.

Every batch is a transaction of its own and leaves the database as if it had always
been judged so. Interrupted, it goes on where it stopped when it is run again.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
from collections import Counter, deque
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from nianbao import logs
from nianbao.report.model import READER_VERSION, RULES_VERSION
from storage.database import Database
from storage.queries.findings import changes_since, latest_step
from storage.queries.journal import setting
from storage.queries.rejudging import answered, unread_in
from storage.queries.retractions import told_of
from storage.queries.rules import rule_settings
from storage.rows.findings import RETRACTED
from storage.store.journal import keep_setting
from storage.store.news import Step
from tasks.house import House, SilentBell
from tasks.read import read
from tasks.rejudging import Plan, Tally, rejudge, resident_megabytes, sign
from tasks.standings import standings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

    from nianbao.settings import Settings

BATCH: Final = 400
"""Duties in one batch: with last year's reports some ten megabytes."""
READ_BATCH: Final = 40
MOST_UNREAD: Final = 10_000_000
RARELY: Final = (200_000, 50, 1000)
"""New values between two looks for cycles in a process of the pool."""
PROGRESS: Final = "recheck"
"""The setting that tells how far the last one came."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which duties; ``office`` is a slug, None every one. ``rules_only`` reads no bytes again."""

    year: int | None = None
    office: str | None = None
    rules_only: bool = False
    arithmetic: bool = False


def recheck(
    house: House,
    scope: Scope,
    *,
    dry_run: bool = False,
    processes: int = 2,
    batch: int = BATCH,
    heard: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Read again what this reader has not read, and judge everything; return what changed.

    ``heard`` is told the sum so far after each batch. With ``processes`` 0 all is done
    in this one. A dry run changes nothing: it takes each document for the report that it
    was taken for, and reads in memory what the reader of today has not read.
    """
    whole = Tally()
    plan = Plan(dry_run, scope.arithmetic, reread=dry_run and not scope.rules_only)
    with _Hands(house, processes) as hands:
        if not (scope.rules_only or dry_run):
            for tally in _read_again(house, scope, hands):
                whole.add(tally)
                heard(whole)
        if not (scope.arithmetic or dry_run):
            for _ in hands.each("sign", _batches(house, scope, 0, batch), plan):
                pass
        for tally in _judge_again(house, scope, hands, plan, batch):
            whole.add(tally)
            heard(whole)
    return whole


def _read_again(house: House, scope: Scope, hands: _Hands) -> Iterator[Tally]:
    """Read what this reader has not read, as workers do; yield at last what it changed."""
    with house.database.read() as session:
        last = latest_step(session)
    for tally, _ in hands.each("read", _unread(house, scope), Plan()):
        yield tally
    with house.database.read() as session:
        changed = changes_since(session, last)
        fallen = {one.finding_id for one in changed if one.what == RETRACTED}
        told = told_of(session, fallen) if fallen else 0
    yield Tally(steps=Counter(Step(o.what, o.rule, o.cause) for o in changed), told=told)


def _unread(house: House, scope: Scope) -> Iterator[tuple[int, ...]]:
    """Yield every version once: what fails again and again must not be tried for ever."""
    with house.database.read() as session:
        found = unread_in(
            session,
            READER_VERSION,
            MOST_UNREAD,
            year=scope.year,
            office=scope.office,
            on=house.now.date(),
        )
    for start in range(0, len(found), READ_BATCH):
        yield found[start : start + READ_BATCH]


def _judge_again(
    house: House, scope: Scope, hands: _Hands, plan: Plan, batch: int
) -> Iterator[Tally]:
    mark = None if plan.dry_run else _Mark(house, scope)
    after = mark.reached() if mark else 0
    for tally, ids in hands.each("rejudge", _batches(house, scope, after, batch), plan):
        if mark:
            mark.keep(ids[-1])
        yield tally
    if mark:
        mark.keep(0)


def _batches(house: House, scope: Scope, after: int, batch: int) -> Iterator[tuple[int, ...]]:
    """Yield the duties in scope that some report answers, in the order of their ids."""
    on = house.now.date()
    while True:
        with house.database.read() as session:
            ids = answered(session, after, batch, year=scope.year, office=scope.office, on=on)
        if not ids:
            return
        yield ids
        after = ids[-1]


class _Mark:
    """How far the duties were judged, kept for the same scope, versions and settings only."""

    def __init__(self, house: House, scope: Scope) -> None:
        self._house = house
        with house.database.read() as session:
            rules = hashlib.sha256(repr(rule_settings(session)).encode()).hexdigest()[:16]
        self._what = {
            **asdict(scope), "reader": READER_VERSION, "rules": RULES_VERSION, "set": rules
        }  # fmt: skip

    def reached(self) -> int:
        """Return the last duty that an interrupted recheck of the same kind came to; else 0."""
        with self._house.database.read() as session:
            kept = setting(session, PROGRESS) or {}
        return int(kept["after"]) if kept.get("what") == self._what else 0

    def keep(self, after: int) -> None:
        """Note the last duty; 0 when the end is reached."""
        value = {"what": self._what, "after": after}
        with self._house.database.write() as session:
            keep_setting(session, PROGRESS, value, who="", now=self._house.now)


# --- Who does the work ----------------------------------------------------------


class _Hands:
    """Does batches one after the other here, or in processes; hands back in the given order."""

    def __init__(self, house: House, processes: int) -> None:
        self._house, self._processes = house, processes
        spawn = multiprocessing.get_context("spawn")  # no thread or connection is inherited
        self._pool = (
            ProcessPoolExecutor(processes, mp_context=spawn, initializer=_begin)
            if processes
            else None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def each(
        self, what: str, batches: Iterable[tuple[int, ...]], plan: Plan
    ) -> Iterator[tuple[Tally, tuple[int, ...]]]:
        """Yield what became of each batch; never many more are under way than processes."""
        if self._pool is None:
            for ids in batches:
                yield WORK[what](self._house, ids, plan), ids
            return
        waiting: deque[tuple[Future[Tally], tuple[int, ...]]] = deque()
        for ids in batches:
            future = self._pool.submit(_work, self._house.settings, what, ids, plan)
            waiting.append((future, ids))
            if len(waiting) > 2 * self._processes:
                first, done = waiting.popleft()
                yield first.result(), done
        for future, done in waiting:
            yield future.result(), done


def _begin() -> None:
    """Begin a process of the pool.

    A batch holds some hundred thousand small values for a second. Looking through
    them for cycles again and again, where there are none, took two thirds of the time.
    """
    logs.configure()
    gc.freeze()
    gc.set_threshold(*RARELY)


def _work(settings: Settings, what: str, ids: tuple[int, ...], plan: Plan) -> Tally:
    return WORK[what](House(settings, _database(settings.database), None, SilentBell()), ids, plan)


@cache
def _database(url: str) -> Database:
    return Database(url)


def _read(house: House, ids: tuple[int, ...], _: Plan) -> Tally:
    """Read versions as a worker does, and bring the states of their duties up to date."""
    bell = SilentBell()
    quiet = House(house.settings, house.database, None, bell)
    for version_id in ids:
        read(quiet, version_id)
    touched = {duty for task, duties in bell.rung if task == "standings" for duty in duties}
    if touched:
        standings(quiet, *sorted(touched))
    return Tally(megabytes=resident_megabytes())


def _sign(house: House, ids: tuple[int, ...], _: Plan) -> Tally:
    sign(house, ids)
    return Tally(megabytes=resident_megabytes())


WORK: Final[dict[str, Callable[[House, tuple[int, ...], Plan], Tally]]] = {
    "read": _read,
    "sign": _sign,
    "rejudge": rejudge,
}
