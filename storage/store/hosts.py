"""Hosts taken for a while, so that no two crawler processes ask the same one.

The database decides, whoever asks: workers, several machines, the command line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from storage.insertion import insert_once
from storage.rows import HostLeaseRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session


def take_hosts(
    session: Session,
    run_id: int,
    hosts: Collection[str],
    worker: str,
    *,
    now: datetime,
    until: datetime,
) -> bool:
    """Take all hosts (names without ports) for a worker's run, or none of them.

    What the same worker holds for another run is its own: one process asks in turn.
    """
    names = sorted(set(hosts))  # one order for all, so that two never wait for each other
    session.execute(
        delete(HostLeaseRow).where(HostLeaseRow.host.in_(names), HostLeaseRow.lease_until <= now)
    )
    new = [
        name
        for name in names
        if insert_once(
            session, HostLeaseRow, host=name, run_id=run_id, worker=worker, lease_until=until
        )
        is not None
    ]
    holders = select(HostLeaseRow.worker).where(HostLeaseRow.host.in_(names))
    if set(session.scalars(holders)) <= {worker}:
        return True
    session.execute(delete(HostLeaseRow).where(HostLeaseRow.host.in_(new)))
    return False


def renew_hosts(session: Session, worker: str, until: datetime) -> None:
    """Prolong what a worker holds."""
    session.execute(
        update(HostLeaseRow).where(HostLeaseRow.worker == worker).values(lease_until=until)
    )


def free_hosts(session: Session, worker: str) -> None:
    """Let go of all that a worker holds."""
    session.execute(delete(HostLeaseRow).where(HostLeaseRow.worker == worker))
