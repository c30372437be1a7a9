"""Seasons: the first three months of a year, in which the reports of the year before are due."""

from __future__ import annotations

from datetime import date
from typing import Final

_LAST_MONTH: Final = 3  # March: until then last season's reports are those of two years ago


def season_year(today: date) -> int:
    """Return the year of the reports of the season that runs, or is the next to begin."""
    return today.year - (1 if today.month <= _LAST_MONTH else 0)


def last_year(today: date) -> int:
    """Return the year of the reports that should all be there by now, the season's own excepted."""
    return season_year(today) - 1


def season_end(year: int) -> date:
    """Return the last day of the season in which reports of a year are due."""
    return date(year + 1, _LAST_MONTH, 31)
