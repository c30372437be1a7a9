"""Crawl runs, and how the reading of each column ended."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nianbao.duty.model import Outcome
from storage.rows.row import Row


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    LOST = "lost"


class RunRow(Row):
    """One crawl of one portal in one slot. A run is a row before it is a task."""

    __tablename__ = "crawl_runs"
    __table_args__ = (
        UniqueConstraint("portal_id", "slot"),
        Index("ix_crawl_runs_state_lease_until", "state", "lease_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[int] = mapped_column(ForeignKey("portals.id"))
    slot: Mapped[str]
    state: Mapped[RunState] = mapped_column(default=RunState.QUEUED)
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    worker: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    folder: Mapped[str] = mapped_column(default="")  # below the archive; "" before the first start
    committed_at: Mapped[datetime | None]  # the manifest's entries are all in the database
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)
    successor_of: Mapped[int | None] = mapped_column(ForeignKey("crawl_runs.id"))


class HostLeaseRow(Row):
    """A host that a worker is asking just now: no other process asks it until the lease ends."""

    __tablename__ = "host_leases"

    host: Mapped[str] = mapped_column(primary_key=True)  # without a port
    run_id: Mapped[int] = mapped_column(ForeignKey("crawl_runs.id"))
    worker: Mapped[str]
    lease_until: Mapped[datetime]


class OutcomeRow(Row):
    """How the reading of one column in one run ended. ``proofs`` are the list pages kept."""

    __tablename__ = "column_outcomes"
    __table_args__ = (
        UniqueConstraint("run_id", "column_id"),
        Index("ix_column_outcomes_column_id_at", "column_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("crawl_runs.id"))
    column_id: Mapped[int] = mapped_column(ForeignKey("columns.id"))
    outcome: Mapped[Outcome]
    items: Mapped[int]
    detail: Mapped[str]
    at: Mapped[datetime]
    proofs: Mapped[list[dict[str, Any]]]
