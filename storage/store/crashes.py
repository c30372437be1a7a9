"""Checks that crashed: one row a fault and version of the rules, however many reports it met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from storage.insertion import insert_once
from storage.rows import RuleCrashRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def keep_crash(
    session: Session,
    trace_id: str,
    rules_version: str,
    *,
    version_id: int,
    check: str,
    error: str,
    trace: str,
    now: datetime,
) -> None:
    """Note that a check crashed on a version; the first report it met stays named."""
    fixed = {"trace_id": trace_id, "rules_version": rules_version}
    said = {"check": check, "error": error, "trace": trace, "version_id": version_id}
    new = insert_once(session, RuleCrashRow, **fixed, **said, reports=1, first_at=now, last_at=now)
    if new is None:
        session.execute(
            update(RuleCrashRow)
            .filter_by(**fixed)
            .values(reports=RuleCrashRow.reports + 1, last_at=now)
            .execution_options(synchronize_session=False)
        )
