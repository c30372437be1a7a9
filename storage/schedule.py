"""When a portal is to be read: cron lines and season profiles, in Asia/Shanghai.

A slot is the name of one planned reading. Whoever asks, and however often, gets
the same slot until the next one begins.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from nianbao.clock import SHANGHAI
from storage.rows.portals import Season

if TYPE_CHECKING:
    from collections.abc import Iterator

JITTER: Final = timedelta(minutes=45)
"""Portals start within so long after their slot, each always at the same distance."""
LOOK_BACK_DAYS: Final = 366 * 4 + 1
"""A cron line that did not fire for so long (29 February apart) never does."""
MAX_LINE: Final = 100
_BOUNDS: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_NAMES: Final = ("分钟", "小时", "日", "月", "星期")


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron line of five fields. Weekdays: 0 and 7 are Sunday.

    As usual, a day fits if either of day and weekday does, when both are restricted.
    """

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool

    def fires_on(self, day: date) -> bool:
        """Whether there is a firing on this day."""
        fits = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return day.month in self.months and (any(fits) if self.either else all(fits))

    def times(self) -> Iterator[time]:
        """Yield the times of a day that fits, the latest first."""
        for hour in sorted(self.hours, reverse=True):
            for minute in sorted(self.minutes, reverse=True):
                yield time(hour, minute)


def parse_cron(line: str) -> Cron:
    """Return a cron line (minute, hour, day, month, weekday) as sets.

    Raises:
        ValueError: it is none; the message is Chinese and names the field.
    """
    fields = line.split()
    if len(fields) != len(_BOUNDS) or len(line) > MAX_LINE:
        raise ValueError(f"时间安排应为五项（分 时 日 月 星期）：{line}")
    parsed = [
        frozenset(_field(text, *bounds, name))
        for text, bounds, name in zip(fields, _BOUNDS, _NAMES, strict=True)
    ]
    minutes, hours, days, months, weekdays = parsed
    either = not fields[2].startswith("*") and not fields[4].startswith("*")
    return Cron(minutes, hours, days, months, frozenset(d % 7 for d in weekdays), either)


def _field(text: str, low: int, high: int, name: str) -> Iterator[int]:
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        try:
            begin = low if span == "*" else int(first)
            end = high if span == "*" or (step and not last) else int(last or first)
            stride = int(step or 1)
        except ValueError:
            raise ValueError(f"时间安排的{name}不是数字：{part}") from None
        if not (low <= begin <= end <= high and stride > 0):
            raise ValueError(f"时间安排的{name}超出范围：{part}")
        yield from range(begin, end + 1, stride)


_DAILY: Final = parse_cron("0 6 * * *")
_WEEKLY: Final = parse_cron("0 6 * * 1")
_BUSY_FROM, _BUSY_TO = (1, 10), (4, 10)


def _cron_on(day: date, season: Season) -> Cron:
    if season is Season.ANNUAL_REPORTS:
        return _DAILY if _BUSY_FROM <= (day.month, day.day) <= _BUSY_TO else _WEEKLY
    return _DAILY if season is Season.DAILY else _WEEKLY


def jitter(portal: str) -> timedelta:
    """Return how long after its slot a portal (slug) starts."""
    number = int.from_bytes(hashlib.sha256(portal.encode()).digest()[:4])
    return JITTER * (number / 2**32)


def slot(portal: str, schedule: str, season: Season, now: datetime) -> str | None:
    """Return the name of the portal's latest slot that has begun; None if none ever fires.

    ``schedule`` is a cron line, "" to follow the season.
    """
    moment = (now - jitter(portal)).astimezone(SHANGHAI)
    own = parse_cron(schedule) if schedule else None
    for back in range(LOOK_BACK_DAYS):
        day = moment.date() - timedelta(days=back)
        cron = own or _cron_on(day, season)
        if not cron.fires_on(day):
            continue
        for at in cron.times():
            firing = datetime.combine(day, at, tzinfo=SHANGHAI)
            if firing <= moment:
                return firing.isoformat(timespec="minutes")
    return None


def firings(
    portal: str, schedule: str, season: Season, after: datetime, count: int
) -> tuple[datetime, ...]:
    """Return the next moments at which a portal's slots begin, its own delay included."""
    since = (after - jitter(portal)).astimezone(SHANGHAI)
    coming = islice(_coming(schedule, season, since), count)
    return tuple(firing + jitter(portal) for firing in coming)


def _coming(schedule: str, season: Season, since: datetime) -> Iterator[datetime]:
    own = parse_cron(schedule) if schedule else None
    for ahead in range(LOOK_BACK_DAYS):
        day = since.date() + timedelta(days=ahead)
        cron = own or _cron_on(day, season)
        if not cron.fires_on(day):
            continue
        for at in reversed(tuple(cron.times())):
            firing = datetime.combine(day, at, tzinfo=SHANGHAI)
            if firing > since:
                yield firing


_WEEKDAYS: Final = "日一二三四五六"
_PLANS: Final = {
    Season.ANNUAL_REPORTS: "1月10日至4月10日每天6时，其余时间每周一6时",
    Season.DAILY: "每天6时",
    Season.WEEKLY: "每周一6时",
}
_MOST_TIMES: Final = 4


def in_words(schedule: str, season: Season) -> str:
    """Return in Chinese when a portal is read, without its own small delay."""
    if not schedule:
        return _PLANS[season]
    cron = parse_cron(schedule)
    return f"{_days(schedule, cron)}{_times(cron)}"


def _days(line: str, cron: Cron) -> str:
    _, _, day, month, weekday = line.split()
    months = "" if month == "*" else f"{_listed(cron.months)}月"
    said = []
    if not day.startswith("*"):
        said.append(f"{'' if months else '每月'}{_listed(cron.days)}日")
    elif day != "*":
        said.append(f"{'' if months else '每月'}逢{_listed(cron.days)}日")
    if weekday != "*":
        said.append("每周" + "、".join(_WEEKDAYS[number] for number in _from_monday(cron.weekdays)))
    return months + ("或".join(said) if cron.either else "且".join(said)) or "每天"


def _from_monday(weekdays: frozenset[int]) -> list[int]:
    return sorted(weekdays, key=lambda number: number or 7)


def _times(cron: Cron) -> str:
    times = [*reversed(tuple(cron.times()))]
    if len(times) <= _MOST_TIMES:
        return "、".join(_time(at) for at in times)
    return f"{_time(times[0])}至{_time(times[-1])}，共{len(times)}次"


def _time(at: time) -> str:
    return f"{at.hour}时{at.minute:02d}分" if at.minute else f"{at.hour}时"


def _listed(numbers: frozenset[int]) -> str:
    return "、".join(map(str, sorted(numbers)))
