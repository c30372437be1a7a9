"""What a report's correction changed, written down with the findings that it resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.rows import FindingEventRow, FindingRow
from storage.rows.findings import Cause

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session


def note_corrections(
    session: Session, duty_id: int, at: datetime, words: Callable[[frozenset[str]], str]
) -> None:
    """Say of what was resolved at a moment, by the report, what was changed in its cells.

    ``words`` is asked with the cells that a finding rests on.
    """
    rows = session.execute(
        select(FindingEventRow, FindingRow.places)
        .join(FindingRow, FindingRow.id == FindingEventRow.finding_id)
        .where(
            FindingRow.duty_id == duty_id,
            ~FindingRow.rule.like("page.%"),
            FindingEventRow.at == at,
            FindingEventRow.what == "resolved",
            FindingEventRow.cause == Cause.REPORT,
            FindingEventRow.why == "",
        )
    )
    for event, places in rows:
        event.why = words(frozenset(places))
    session.flush()
