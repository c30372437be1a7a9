"""Crawl runs: which wait, which left a manifest that is not in the database yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from storage.evidence import Proof
from storage.rows import OutcomeRow, PortalRow, RunRow
from storage.rows.runs import RunState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from nianbao.duty.model import Outcome


@dataclass(frozen=True, slots=True)
class RunView:
    """One crawl run. ``folder`` is below the archive's root."""

    id: int
    portal: str
    slot: str
    state: RunState
    attempts: int
    worker: str
    folder: str
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    committed_at: datetime | None
    summary: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """How a column's reading ended in a run."""

    column_id: int
    outcome: Outcome
    items: int
    detail: str
    at: datetime


def queued(session: Session) -> tuple[int, ...]:
    """Return the ids of the runs that wait for a worker, the oldest first."""
    waiting = select(RunRow.id).where(RunRow.state == RunState.QUEUED).order_by(RunRow.id)
    return tuple(session.scalars(waiting))


def uncommitted(session: Session) -> tuple[RunView, ...]:
    """Return ended runs whose manifest is not, or not all, in the database: replay them."""
    return _views(
        session,
        _select().where(
            RunRow.state.in_([RunState.LOST, RunState.DONE]),
            RunRow.folder != "",
            RunRow.committed_at.is_(None),
        ),
    )


def folders_being_written(session: Session) -> frozenset[str]:
    """Return the folders of runs that a worker holds, or whose manifest is not committed yet."""
    open_runs = select(RunRow.folder).where(
        or_(RunRow.state == RunState.RUNNING, RunRow.committed_at.is_(None))
    )
    return frozenset(session.scalars(open_runs))


def runs(session: Session, portal: str | None = None, limit: int = 50) -> tuple[RunView, ...]:
    """Return the latest runs, of all portals or of one (slug), the newest first."""
    wanted = _select().order_by(None).order_by(RunRow.id.desc()).limit(limit)
    return _views(session, wanted if portal is None else wanted.where(PortalRow.slug == portal))


def any_ended(session: Session, before: datetime) -> bool:
    """Whether any run at all had ended before a moment."""
    wanted = select(RunRow.id).where(RunRow.ended_at < before).order_by(RunRow.id).limit(1)
    return session.scalar(wanted) is not None


def run(session: Session, run_id: int) -> RunView:
    """Return one run.

    Raises:
        LookupError: there is no such run.
    """
    found = _views(session, _select().where(RunRow.id == run_id))
    if not found:
        raise LookupError(f"没有编号为{run_id}的采集任务")
    return found[0]


def outcomes(session: Session, run_id: int) -> tuple[OutcomeView, ...]:
    """Return how each column's reading in a run ended."""
    rows = session.scalars(
        select(OutcomeRow).where(OutcomeRow.run_id == run_id).order_by(OutcomeRow.column_id)
    )
    return tuple(OutcomeView(r.column_id, r.outcome, r.items, r.detail, r.at) for r in rows)


def proofs(session: Session, column_id: int, at: datetime) -> tuple[Proof, ...]:
    """Return the list pages kept with a column's reading at a moment: what proves an absence."""
    found = session.scalars(
        select(OutcomeRow.proofs)
        .where(OutcomeRow.column_id == column_id, OutcomeRow.at == at)
        .order_by(OutcomeRow.id)
    )
    return tuple(Proof.from_json(kept) for pages in found for kept in pages)


def _select() -> Select[RunRow, str]:
    return (
        select(RunRow, PortalRow.slug)
        .join(PortalRow, PortalRow.id == RunRow.portal_id)
        .order_by(RunRow.id)
    )


def _views(session: Session, wanted: Select[RunRow, str]) -> tuple[RunView, ...]:
    rows: Sequence[Any] = session.execute(wanted).all()
    return tuple(_view(row, slug) for row, slug in rows)


def _view(row: RunRow, slug: str) -> RunView:
    return RunView(
        id=row.id,
        portal=slug,
        slot=row.slot,
        state=row.state,
        attempts=row.attempts,
        worker=row.worker,
        folder=row.folder,
        queued_at=row.queued_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        committed_at=row.committed_at,
        summary=row.summary,
    )
