"""再次提醒: what was told, and is open and taken up by nobody days later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alerts import words
from nianbao.duty.calendar import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from nianbao.duty.calendar import WorkCalendar

SHOWN: Final = 100
"""A mail names so many; the others are counted."""


@dataclass(frozen=True, slots=True)
class Again:
    """What is told again of one report or duty. ``what`` says it in a few words.

    ``count`` are findings, ``times`` how often they were told, this time not counted.
    ``to_others``: so far it was told to others of the office only.
    """

    body: str
    year: int
    what: str
    count: int
    first: datetime
    times: int
    to_others: bool = False

    @property
    def said(self) -> str:
        """The whole line."""
        day = words.short_day(day_of(self.first))
        since = (
            f"已于{day}告知经办人员，至今未登记处理结果，现一并报送"
            if self.to_others
            else f"{day}首次告知，已告知{self.times}次，至今未登记处理结果"
        )
        return f"{self.body}{self.year}年年度报告：{self.what}。{since}。"


def is_due(
    first: date,
    last: date,
    times: int,
    *,
    today: date,
    steps: Sequence[int],
    calendar: WorkCalendar,
) -> bool:
    """Whether what was told ``times`` times is to be told again today.

    ``steps`` are working days after the first telling, rising; after the last of them the
    weekly digest alone goes on listing it. Between two tellings lie as many working days
    as between their steps, however late the first of them was.
    """
    if not 0 < times <= len(steps) or not calendar.is_working(today):
        return False
    gap = steps[times - 1] - (steps[times - 2] if times > 1 else 0)
    since_first = calendar.working_days_left(first, today)
    return since_first >= steps[times - 1] and calendar.working_days_left(last, today) >= gap
