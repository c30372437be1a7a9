"""Settings, intentions, the audit log, and how many rows there are of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from storage.rows import AuditRow, IntentionRow, Row, SettingRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Intention:
    """What a person wants done."""

    id: int
    kind: str
    payload: dict[str, Any]
    wanted_by: str
    wanted_at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what."""

    at: datetime
    who: str
    what: str
    subject: str
    detail: dict[str, Any]


def setting(session: Session, key: str) -> dict[str, Any] | None:
    """Return one setting that lives in the database; None if it was never set."""
    return session.scalar(select(SettingRow.value).where(SettingRow.key == key))


def intentions(session: Session) -> tuple[Intention, ...]:
    """Return what people want done and no tick has carried out, the oldest first."""
    rows = session.scalars(
        select(IntentionRow).where(IntentionRow.done_at.is_(None)).order_by(IntentionRow.id)
    )
    return tuple(Intention(r.id, r.kind, r.payload, r.wanted_by, r.wanted_at) for r in rows)


def audit_log(session: Session, limit: int = 200) -> tuple[AuditEntry, ...]:
    """Return the latest entries of the audit log, the newest first."""
    rows = session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(limit))
    return tuple(AuditEntry(r.at, r.who, r.what, r.subject, r.detail) for r in rows)


def row_counts(session: Session) -> dict[str, int]:
    """Return the number of rows in each table."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Row.metadata.sorted_tables
    }
