"""The state that each duty was last found in, and each change of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage.insertion import insert_once
from storage.rows import StandingEventRow, StandingRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from nianbao.duty.model import DutyState, Reading, Standing


@dataclass(frozen=True, slots=True)
class StandingChange:
    """A duty's state became another one. ``previous`` is None for the first state known."""

    duty_id: int
    previous: DutyState | None
    state: DutyState


def keep_standings(
    session: Session, found: Mapping[int, Standing], now: datetime
) -> tuple[StandingChange, ...]:
    """Keep many duties' states as ``keep_standing`` does; return what has changed."""
    wanted = select(StandingRow).where(StandingRow.duty_id.in_(found)).order_by(StandingRow.duty_id)
    rows = {row.duty_id: row for row in session.scalars(wanted.with_for_update())}
    changes = (
        _again(session, rows[duty_id], standing, now)
        if duty_id in rows
        else _first(session, duty_id, standing, now)
        for duty_id, standing in found.items()
    )
    return tuple(change for change in changes if change is not None)


def keep_standing(
    session: Session, duty_id: int, standing: Standing, now: datetime
) -> StandingChange | None:
    """Keep a duty's state as computed at ``now``; return the change, None if it is the same.

    A state computed for an earlier moment than the one kept is left out.
    """
    row = session.scalars(
        select(StandingRow).where(StandingRow.duty_id == duty_id).with_for_update()
    ).one_or_none()
    if row is None:
        return _first(session, duty_id, standing, now)
    return _again(session, row, standing, now)


def _again(
    session: Session, row: StandingRow, standing: Standing, now: datetime
) -> StandingChange | None:
    if now < row.computed_at:
        return None
    previous = row.state
    _write(row, standing, now)
    if previous is standing.state:
        return None
    row.changed_at = now
    return _changed(session, row.duty_id, standing, previous, now)


def _first(
    session: Session, duty_id: int, standing: Standing, now: datetime
) -> StandingChange | None:
    values = {**_values(standing), "computed_at": now, "changed_at": now}
    if insert_once(session, StandingRow, duty_id=duty_id, **values) is None:
        return keep_standing(session, duty_id, standing, now)  # another writer was first
    return _changed(session, duty_id, standing, None, now)


def _write(row: StandingRow, standing: Standing, now: datetime) -> None:
    for name, value in _values(standing).items():
        setattr(row, name, value)
    row.computed_at = now


def _values(standing: Standing) -> dict[str, Any]:
    return {
        "state": standing.state,
        "reason": standing.reason,
        "since": standing.since,
        "days_late": standing.days_late,
        "days_left": standing.days_left,
        "day": standing.date,
        "day_source": standing.date_source,
        "url": standing.url,
        "proofs": [_proof(reading) for reading in standing.proofs],
    }


def _proof(reading: Reading) -> dict[str, Any]:
    return {**asdict(reading), "at": reading.at.isoformat()}


def _changed(
    session: Session,
    duty_id: int,
    standing: Standing,
    previous: DutyState | None,
    now: datetime,
) -> StandingChange:
    event = StandingEventRow(
        duty_id=duty_id,
        at=now,
        state=standing.state,
        previous=previous.value if previous else "",
        reason=standing.reason,
    )
    session.add(event)
    return StandingChange(duty_id, previous, standing.state)
