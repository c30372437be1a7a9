"""Settings, intentions and the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import update

from storage.insertion import insert_once
from storage.rows import AuditRow, IntentionRow, SettingRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

BODY_CHANGED: Final = "body_changed"
"""A body was registered, or its entry in the register changed."""


def keep_setting(
    session: Session, key: str, value: dict[str, Any], *, who: str, now: datetime
) -> None:
    """Set one setting that lives in the database."""
    fields = {"value": value, "changed_at": now, "changed_by": who}
    if insert_once(session, SettingRow, key=key, **fields) is None:
        session.execute(update(SettingRow).where(SettingRow.key == key).values(**fields))


def want(session: Session, kind: str, payload: dict[str, Any], *, who: str, now: datetime) -> int:
    """Write down what a person wants done; the next tick carries it out. Returns its id."""
    row = IntentionRow(kind=kind, payload=payload, wanted_by=who, wanted_at=now, result="")
    session.add(row)
    session.flush()
    return row.id


def carry_out(session: Session, intention_id: int, now: datetime, result: str = "") -> bool:
    """Note that an intention is carried out; False if another tick has done it already.

    Call it first, in the transaction that does the work: then one tick does it.
    """
    done = (
        update(IntentionRow)
        .where(IntentionRow.id == intention_id, IntentionRow.done_at.is_(None))
        .values(done_at=now, result=result)
        .returning(IntentionRow.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(done) is not None


def audit(
    session: Session, who: str, what: str, subject: str, now: datetime, **detail: object
) -> None:
    """Write down who did what to what."""
    session.add(AuditRow(at=now, who=who, what=what, subject=subject, detail=detail))
    session.flush()
