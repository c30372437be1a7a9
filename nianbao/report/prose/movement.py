"""申请量由2023年的35件增至42件: of two numbers in one clause only the second is this year's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_NUMBER: Final = r"[\d,]{1,9}(?:件|宗|起|份|条)?"
_MOVED: Final = re.compile(
    r"(?:由|从)(?:(?:上一?年度?|去年|(?P<before>\d{4})年度?)的?)?"
    + _NUMBER
    + r"(?:增加|上升|增长|提高|减少|下降|降低|回落|增|升|降|减)(?:至|到|为)"
    rf"(?:(?P<now>今年|本年度?|\d{{4}}年度?)的?)?(?P<to>{_NUMBER})"
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a number arrived, said alone; it ends at ``end`` of the clause."""

    text: str
    end: int


def arrival(text: str, year: int | None) -> Arrival | None:
    """Return what a clause of a report on ``year`` says of it, None if it tells no movement."""
    match = _MOVED.search(text) if "由" in text or "从" in text else None
    if match is None or (match["before"] and (year is None or int(match["before"]) >= year)):
        return None
    what = text[: match.start()]
    counted = "数量" if what.endswith("申请") else ""
    said = f"{match['now'] or ''}{what}{counted}{match['to']}{text[match.end() :]}"
    return Arrival(said, match.end())
