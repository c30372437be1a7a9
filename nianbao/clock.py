"""What time it is: the real time, a fixed one, or one that a demo moves on.

``NIANBAO_NOW`` is empty (the real time), an ISO time (fixed), or ``@FILE``: the
file holds an ISO time and is read at every call, so that one hand can move the
clock of several processes. Times without an offset are Asia/Shanghai.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def parse(text: str) -> datetime:
    """Return an aware time from ISO text; without an offset it is Asia/Shanghai."""
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Clock:
    """The injected clock. ``setting`` is the text of ``NIANBAO_NOW``."""

    setting: str = ""

    def now(self) -> datetime:
        """Return the current moment, aware, in Asia/Shanghai."""
        if not self.setting:
            return datetime.now(SHANGHAI)
        if self.setting.startswith("@"):
            return parse(Path(self.setting[1:]).read_text(encoding="utf-8")).astimezone(SHANGHAI)
        return parse(self.setting).astimezone(SHANGHAI)

    def today(self) -> date:
        """Return the current day in Asia/Shanghai."""
        return self.now().date()
