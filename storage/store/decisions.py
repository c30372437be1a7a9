"""What people decide on findings, and the end of their silences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from storage.rows import FindingRow
from storage.rows.findings import Cause, FindingState
from storage.store.findings import note_event

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy.orm import Session

S = FindingState
_BY_HAND: Final = frozenset(S) - {S.RESOLVED}
_WITH_REASON: Final = frozenset({S.DISMISSED, S.WAIVED})
_WITH_END: Final = frozenset({S.NOTIFIED, S.WAIVED})


class NotAllowed(ValueError):  # noqa: N818 - named for what it means to the caller
    """A person may not put a finding into this state. The message is Chinese."""


def decide(
    session: Session,
    finding_id: int,
    state: FindingState,
    *,
    who: str,
    now: datetime,
    why: str = "",
    until: date | None = None,
) -> None:
    """Put a finding into the state that a person chose.

    Raises:
        NotAllowed: the finding is resolved, or the state lacks its reason or end.
        LookupError: there is no such finding.
    """
    row = session.get(FindingRow, finding_id, with_for_update=True)
    if row is None:
        raise LookupError(f"没有编号为{finding_id}的核对结果")
    _refuse(row, state, why, until)
    row.state, row.reason = state, why
    row.until = until if state in _WITH_END else None
    row.closed_at = now if state is S.DISMISSED else None
    note_event(session, row, at=now, what=state.value, cause=Cause.PERSON, why=why, who=who)
    session.flush()


def _refuse(row: FindingRow, state: FindingState, why: str, until: date | None) -> None:
    if row.state is S.RESOLVED:
        raise NotAllowed("该项已更正，不能再作处理")
    if state not in _BY_HAND:
        raise NotAllowed("“已更正”只能由系统重新核对后给出")
    if state in _WITH_REASON and not why.strip():
        raise NotAllowed("请填写理由")
    if state in _WITH_END and until is None:
        raise NotAllowed("请填写截止日期")


def acknowledge(
    session: Session, ids: Collection[int], *, who: str, now: datetime
) -> tuple[int, ...]:
    """Note that somebody has seen those of some findings that are open; return their ids."""
    rows = session.scalars(
        select(FindingRow)
        .where(FindingRow.id.in_(ids), FindingRow.state == S.OPEN)
        .order_by(FindingRow.id)
        .with_for_update()
    ).all()
    for row in rows:
        row.state = S.ACKNOWLEDGED
        note_event(session, row, at=now, what=row.state.value, cause=Cause.PERSON, who=who)
    session.flush()
    return tuple(row.id for row in rows)


def expire_silences(session: Session, now: datetime) -> tuple[int, ...]:
    """Open again what was waived or notified until a day that has passed; return their ids."""
    rows = session.scalars(
        select(FindingRow)
        .where(FindingRow.state.in_(_WITH_END), FindingRow.until < now.date())
        .order_by(FindingRow.id)
        .with_for_update()
    ).all()
    for row in rows:
        waived = row.state is S.WAIVED
        why = f"原定至{row.until}" if waived else f"整改期限{row.until}已过"
        row.state, row.until, row.opened_at, row.baseline = S.OPEN, None, now, False
        note_event(session, row, at=now, what="expired", cause=Cause.TIME, why=why)
    session.flush()
    return tuple(row.id for row in rows)
