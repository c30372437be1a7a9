"""Hours of a day in which something is allowed, for instance 22:00-06:00, in Asia/Shanghai."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from nianbao.clock import SHANGHAI

_FORM: Final = re.compile(r"(\d{1,2}):(\d\d)\s*[-–—~至]\s*(\d{1,2}):(\d\d)")
_DAY: Final = timedelta(days=1)
_MIDNIGHT: Final = 24  # as in 18:00-24:00


@dataclass(frozen=True, slots=True)
class Window:
    """From ``begin`` until ``end`` (exclusive); it may reach over midnight. Equal: all day."""

    begin: time
    end: time

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in the window."""
        at = moment.astimezone(SHANGHAI).time()
        if self.begin < self.end:
            return self.begin <= at < self.end
        return self.begin == self.end or at >= self.begin or at < self.end

    def closes(self, moment: datetime) -> datetime:
        """Return when the window closes that holds a moment."""
        local = moment.astimezone(SHANGHAI)
        end = datetime.combine(local.date(), self.end, tzinfo=SHANGHAI)
        return end if end > local else end + _DAY


def parse(text: str) -> Window | None:
    """Return the window that a text names; None for an empty text: any hour.

    Raises:
        ValueError: it names none; the message is Chinese.
    """
    if not text.strip():
        return None
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"允许时段应写作 22:00-06:00：{text}")
    hour, minute, until, past = (int(part) for part in match.groups())
    try:
        return Window(time(hour, minute), time(0 if until == _MIDNIGHT else until, past))
    except ValueError:
        raise ValueError(f"允许时段应写作 22:00-06:00：{text}") from None


def is_open(text: str, moment: datetime) -> bool:
    """Whether a moment lies in the hours that a text names."""
    window = parse(text)
    return window is None or window.holds(moment)
