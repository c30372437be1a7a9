"""What is still going on: runs that have not come to their end, or not into the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from storage.queries.runs import runs

if TYPE_CHECKING:
    from storage.database import Session
    from storage.queries.runs import RunView

RUNS_LOOKED_AT: Final = 2000
"""No run that is older than so many others is still going on."""


def open_runs(session: Session) -> tuple[RunView, ...]:
    """Return the runs that wait, run, or left a manifest that is not committed."""
    return tuple(run for run in runs(session, limit=RUNS_LOOKED_AT) if _is_open(run))


def _is_open(run: RunView) -> bool:
    return run.state in {"queued", "running"} or bool(run.folder and run.committed_at is None)
