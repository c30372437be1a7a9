"""In which years a body exists and owes a report, and what it was called on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from nianbao.duty.moments import day_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Life:
    """The days between which a body exists, and the report years that a person set instead.

    ``until`` is its last day. None is open.
    """

    since: date | None = None
    until: date | None = None
    first_year: int | None = None
    last_year: int | None = None

    def owes(self, year: int) -> bool:
        """Whether the body existed in the report year and still at the year's end."""
        return self._had_begun(year) and not self._had_ended(year)

    def _had_begun(self, year: int) -> bool:
        if self.first_year is not None:
            return self.first_year <= year
        return self.since is None or self.since.year <= year

    def _had_ended(self, year: int) -> bool:
        if self.last_year is not None:
            return self.last_year < year
        return self.until is not None and self.until.year <= year

    def why_not(self, year: int, heirs: str = "") -> str:
        """Return why nothing is owed for a year (Chinese), "" if something is."""
        if self.owes(year):
            return ""
        if self._had_ended(year) and self.last_year is None and self.until is not None:
            after = f"，由{heirs}承继" if heirs else ""
            return f"已于{day_in_words(self.until)}撤并{after}"
        if not self._had_begun(year) and self.first_year is None and self.since is not None:
            return f"{day_in_words(self.since)}设立"
        return "不在名录登记的起止年度内"


def name_on(day: date, name: str, spans: Mapping[str, tuple[date | None, date | None]]) -> str:
    """Return what a body was called on a day; ``spans`` are of its former names.

    A former name of which nobody wrote down the days counts for no day.
    """
    held = [
        former
        for former, (since, until) in spans.items()
        if until is not None and day <= until and (since is None or since <= day)
    ]
    return min(held, key=lambda former: spans[former][1] or date.max) if held else name
