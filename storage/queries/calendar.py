"""The working days as this installation knows them: the library's, and what was imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.duty.calendar import CHINA, WorkCalendar, imported
from storage.queries.journal import setting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KEY: Final = "calendar"
"""The setting that holds what was imported: ``days`` maps a day to 休 or 班."""


def imported_days(session: Session) -> dict[str, str]:
    """Return the days that were imported, each with 休 or 班, in their order."""
    kept = setting(session, KEY) or {}
    return dict(sorted(kept.get("days", {}).items()))


def working_calendar(session: Session) -> WorkCalendar:
    """Return the calendar to count working days by."""
    days = imported_days(session)
    return imported(f"{day} {mark}" for day, mark in days.items()) if days else CHINA
