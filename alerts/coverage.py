"""Coverage: how many reports are due, and how many of them are where.

Every duty that a date binds is in exactly one column, so that the columns add up
to what is due. Bodies under vertical leadership are counted apart; exempt
duties, those covered by another body's report and those without a date not at all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.duty.model import DutyState as S

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alerts.model import DutyLine

SEEN: Final = frozenset({S.PUBLISHED, S.LATE, S.PUBLISHED_UNDATED})
NOT_COUNTED: Final = frozenset({S.EXEMPT, S.COVERED_BY})
AWAITED: Final = frozenset({S.NOT_DUE, S.DUE_SOON})


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of reports (份). ``due`` is the sum of all others but ``on_time`` and ``vertical``."""

    due: int
    published: int  # in time, late, or with an unsettled date
    on_time: int
    late: int
    missing: int
    to_confirm: int
    unverifiable: int
    submitted_only: int
    withdrawn: int
    awaited: int  # the date has not passed and nothing was seen yet

    @property
    def judged(self) -> int:
        """Reports that could be verified."""
        return self.due - self.unverifiable

    @property
    def past(self) -> int:
        """Reports that are there, or whose date has passed: what a rate is a share of."""
        return self.due - self.awaited

    @property
    def unsettled(self) -> int:
        """Reports that may yet turn out to have been published in time."""
        dateless = self.published - self.on_time - self.late
        return self.to_confirm + self.unverifiable + dateless

    def share(self, number: int) -> str:
        """Return a share of what is past, for instance 95.6%."""
        return percent(number, self.past)


def percent(number: int, whole: int) -> str:
    """Return a percentage with one digit, never rounded up to 100% nor down to 0%."""
    if not whole:
        return "—"
    tenths = round(1000 * number / whole)
    if number < whole:
        tenths = min(tenths, 999)
    if number:
        tenths = max(tenths, 1)
    return f"{tenths / 10:.1f}%"


def in_short(total: Coverage) -> tuple[str, ...]:
    """Return the columns of a count as a subject says them, without what cannot be verified.

    That leads the subject; together they add up to what is due.
    """
    rare = (
        ("未见", total.missing),
        ("待核", total.to_confirm),
        ("已提交未公布", total.submitted_only),
        ("原页面无法访问", total.withdrawn),
        ("未到期", total.awaited),
    )
    said = (f"{name}{number}份" for name, number in rare if number)
    return (f"已公布{total.published}份", *said)


def counted(lines: Iterable[DutyLine], year: int) -> tuple[DutyLine, ...]:
    """Return the lines of a report year that a date binds and that are not left out."""
    return tuple(
        line
        for line in lines
        if line.duty.year == year
        and line.duty.publish_by is not None
        and line.standing.state not in NOT_COUNTED
    )


def coverage(lines: Iterable[DutyLine]) -> Coverage:
    """Count lines that are all to be counted (see ``counted``)."""
    states = Counter(line.standing.state for line in lines)
    return Coverage(
        due=states.total() - sum(states[s] for s in NOT_COUNTED),
        published=sum(states[s] for s in SEEN),
        on_time=states[S.PUBLISHED],
        late=states[S.LATE],
        missing=states[S.MISSING],
        to_confirm=states[S.TO_CONFIRM],
        unverifiable=states[S.UNVERIFIABLE],
        submitted_only=states[S.SUBMITTED_ONLY],
        withdrawn=states[S.WITHDRAWN],
        awaited=sum(states[s] for s in AWAITED),
    )
