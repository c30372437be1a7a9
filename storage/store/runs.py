"""Crawl runs: queued once, leased to one worker, closed or lost; and what they report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, literal, or_, select, update
from sqlalchemy.orm import aliased

from nianbao.duty.model import Outcome
from storage.insertion import insert_once
from storage.rows import Moment, OutcomeRow, PortalRow, RunRow
from storage.rows.runs import RunState
from storage.store import documents

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Update
    from sqlalchemy.orm import Session

    from storage.evidence import Proof

MAX_SUCCESSORS: Final = 3
"""A slot whose runs are lost is tried so many times more; then the next slot must do."""


@dataclass(frozen=True, slots=True)
class Leased:
    """A run that the caller now holds.

    ``folder`` is where an earlier attempt left its manifest ("" if there was none):
    replay it, then call ``start`` with the new folder.
    """

    id: int
    portal: str
    slot: str
    attempt: int
    folder: str


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How the reading of one column ended. ``items`` is the number of links on its list."""

    column_id: int
    outcome: Outcome
    at: datetime
    items: int = 0
    detail: str = ""
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: ids of runs given up, and of the runs queued in their place."""

    lost: tuple[int, ...]
    queued: tuple[int, ...]


def enqueue_slot(session: Session, portal: str, slot: str, now: datetime) -> int | None:
    """Queue a run of the portal (slug) for the slot; None if that slot has one already.

    Raises:
        LookupError: there is no such portal.
    """
    portal_id = session.scalar(select(PortalRow.id).where(PortalRow.slug == portal))
    if portal_id is None:
        raise LookupError(f"没有这个网站：{portal}")
    return insert_once(session, RunRow, portal_id=portal_id, slot=slot, queued_at=now, **_NEW)


_NEW: Final[dict[str, Any]] = {
    "state": RunState.QUEUED,
    "worker": "",
    "attempts": 0,
    "folder": "",
    "summary": {},
}


def lease(
    session: Session, run_ids: Collection[int], worker: str, now: datetime, until: datetime
) -> tuple[Leased, ...]:
    """Claim those of the runs that are queued, or running under an expired lease.

    One statement decides: of two workers that ask at once, one gets a run.
    """
    claim = (
        update(RunRow)
        .where(RunRow.id.in_(run_ids), or_(RunRow.state == RunState.QUEUED, _expired(now)))
        .values(
            state=RunState.RUNNING,
            worker=worker,
            lease_until=until,
            attempts=RunRow.attempts + 1,
            started_at=func.coalesce(RunRow.started_at, literal(now, Moment())),
        )
        .returning(RunRow.id)
        .execution_options(synchronize_session=False)
    )
    won = session.scalars(claim).all()
    return _leased(session, won)


def _expired(now: datetime) -> ColumnElement[bool]:
    return and_(RunRow.state == RunState.RUNNING, RunRow.lease_until <= now)


def _leased(session: Session, run_ids: Sequence[int]) -> tuple[Leased, ...]:
    rows = session.execute(
        select(RunRow.id, PortalRow.slug, RunRow.slot, RunRow.attempts, RunRow.folder)
        .join(PortalRow, PortalRow.id == RunRow.portal_id)
        .where(RunRow.id.in_(run_ids))
        .order_by(RunRow.id)
    )
    return tuple(Leased(*row) for row in rows)


def start(session: Session, run_ids: Collection[int], worker: str, folder: str) -> None:
    """Note the archive folder that the worker's crawler process is about to fill."""
    session.execute(_held(run_ids, worker).values(folder=folder, committed_at=None))


def renew(session: Session, run_ids: Collection[int], worker: str, until: datetime) -> int:
    """Prolong the worker's leases; return how many of the runs it still holds."""
    prolong = _held(run_ids, worker).values(lease_until=until).returning(RunRow.id)
    return len(session.scalars(prolong).all())


def mark_committed(session: Session, run_id: int, now: datetime) -> None:
    """Note that every entry of the run's manifest is in the database."""
    session.execute(update(RunRow).where(RunRow.id == run_id).values(committed_at=now))


def close_run(
    session: Session, run_id: int, worker: str, now: datetime, summary: dict[str, Any]
) -> bool:
    """End a run that the worker still holds; False if it was lost or taken over meanwhile."""
    done = _held([run_id], worker).values(
        state=RunState.DONE, ended_at=now, lease_until=None, summary=summary
    )
    return session.scalar(done.returning(RunRow.id)) is not None


def sweep(session: Session, now: datetime) -> Swept:
    """Give up runs whose lease ran out, and queue a successor for whatever has none."""
    lost = session.scalars(
        update(RunRow)
        .where(_expired(now))
        .values(state=RunState.LOST, ended_at=now, lease_until=None)
        .returning(RunRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    queued = [_succeed(session, run, now) for run in without_successor(session)]
    return Swept(tuple(lost), tuple(new for new in queued if new is not None))


def without_successor(session: Session) -> Sequence[RunRow]:
    """Return the lost runs after which no run of the same portal was queued."""
    later = aliased(RunRow)
    has_later = (
        select(later.id).where(later.portal_id == RunRow.portal_id, later.id > RunRow.id).exists()
    )
    return session.scalars(
        select(RunRow).where(RunRow.state == RunState.LOST, ~has_later).order_by(RunRow.id)
    ).all()


def _succeed(session: Session, run: RunRow, now: datetime) -> int | None:
    slot, _, number = run.slot.partition("#")
    following = int(number or 0) + 1
    if following > MAX_SUCCESSORS:
        return None
    new = {**_NEW, "portal_id": run.portal_id, "successor_of": run.id}
    return insert_once(session, RunRow, slot=f"{slot}#{following}", queued_at=now, **new)


def _held(run_ids: Collection[int], worker: str) -> Update:
    """Return an update of those runs that the worker still holds."""
    return (
        update(RunRow)
        .where(RunRow.id.in_(run_ids), RunRow.state == RunState.RUNNING, RunRow.worker == worker)
        .execution_options(synchronize_session=False)
    )


def keep_outcome(session: Session, run_id: int, reading: ColumnReading) -> bool:
    """Keep how a column's reading ended; False if the run has said so already.

    Call it when all links of the column are kept: a complete list (ok) also tells
    which documents are listed no more.
    """
    kept = insert_once(
        session,
        OutcomeRow,
        run_id=run_id,
        column_id=reading.column_id,
        outcome=reading.outcome,
        items=reading.items,
        detail=reading.detail,
        at=reading.at,
        proofs=[proof.to_json() for proof in reading.proofs],
    )
    if kept is not None and reading.outcome is Outcome.OK:
        run = session.get_one(RunRow, run_id)
        documents.note_unlisted(
            session, reading.column_id, run.started_at or run.queued_at, reading.at
        )
    return kept is not None
