"""Working days in China: public holidays as known, with an importable table of 调休 on top.

Next year's official arrangement (国务院办公厅关于部分节假日安排的通知) appears in
November, later than a library can know it. What is imported always wins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import holidays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
MAX_DAYS: Final = 3660
"""No count of days runs further than ten years: a longer span is a mistake of the caller."""
_OFF, _WORK = "休", "班"


def day_of(moment: datetime) -> date:
    """Return the day in Asia/Shanghai on which an aware ``moment`` falls."""
    return moment.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """Return the first moment of a day in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are working days. ``off`` and ``work`` are imported and win over the library."""

    off: frozenset[date] = field(default_factory=frozenset)
    work: frozenset[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day (工作日)."""
        if day in self.work:
            return True
        return day not in self.off and _known_working(day)

    def next_working(self, day: date) -> date:
        """Return the day itself if it is a working day, else the first working day after it."""
        return next(d for d in _days_from(day) if self.is_working(d))

    def nth_working_after(self, day: date, number: int) -> date:
        """Return the ``number``-th working day after ``day`` (number 0: the day itself)."""
        for _ in range(number):
            day = self.next_working(day + timedelta(days=1))
        return day

    def working_days_left(self, today: date, until: date) -> int:
        """Count working days after ``today`` up to and including ``until``; 0 when none is left."""
        span = min((until - today).days, MAX_DAYS)
        days = (today + timedelta(days=n) for n in range(1, span + 1))
        return sum(map(self.is_working, days))


CHINA: Final = WorkCalendar()
"""The calendar without an imported table."""


def imported(lines: Iterable[str]) -> WorkCalendar:
    """Return the calendar with a table of 调休 on top: one day a line, for instance 2027-02-20 班.

    休 is a day off, 班 a working day. Empty lines and those beginning with # are left out.

    Raises:
        ValueError: a line is not a date and 休 or 班, or a day is named twice with both.
    """
    marks: dict[str, set[date]] = {_OFF: set(), _WORK: set()}
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].split()
        if text:
            day, mark = _arrangement(number, text)
            marks[mark].add(day)
    if both := marks[_OFF] & marks[_WORK]:
        raise ValueError(f"{min(both)} 既标为休又标为班")
    return WorkCalendar(frozenset(marks[_OFF]), frozenset(marks[_WORK]))


def _arrangement(number: int, words: list[str]) -> tuple[date, str]:
    try:
        day, mark = words
        return date.fromisoformat(day), {_OFF: _OFF, _WORK: _WORK}[mark]
    except (ValueError, KeyError) as error:
        raise ValueError(f"第{number}行应为“日期 休”或“日期 班”：{' '.join(words)}") from error


def _days_from(day: date) -> Iterator[date]:
    return (day + timedelta(days=n) for n in range(MAX_DAYS))


@lru_cache(maxsize=64)
def _known(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year)


def _known_working(day: date) -> bool:
    return _known(day.year).is_working_day(day)
