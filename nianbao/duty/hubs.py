"""Collective columns (集中专栏) in which a published report is not found.

The body has published: nothing is said of it, only to the office that keeps the column.
And that only if

* it is proven that the column lists this body: it held an earlier report, or a person
  said so; and its oldest year is not later than the report's;
* the report stands for certain, and still, in another column;
* the column was read completely twice, twelve hours apart, not before the day on which
  the report was first seen elsewhere, the later time some working days after it: whoever
  keeps the column must have had the time to add the link;
* nothing in it is the report, or may be.

What has the report's own address, or its very bytes, is a link to it under whatever
title; that is for who knows the column's links to tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.duty.absence import APART
from nianbao.duty.calendar import CHINA, WorkCalendar, day_of
from nianbao.duty.model import DutyState, Outcome
from nianbao.duty.states import as_of, standing

if TYPE_CHECKING:
    from datetime import datetime

    from nianbao.duty.model import Facts, Hub, Reading, Sighting

WORKING_DAYS: Final = 3
"""So many working days the keeper of a column has to add a report that was published."""
_SEEN: Final = frozenset({DutyState.PUBLISHED, DutyState.LATE, DutyState.PUBLISHED_UNDATED})


@dataclass(frozen=True, slots=True)
class Lack:
    """A column without a report, where that stands, the last reading, and since when."""

    hub: Hub
    published: Sighting
    last: Reading
    since: datetime


def lacks(facts: Facts, now: datetime, calendar: WorkCalendar = CHINA) -> tuple[Lack, ...]:
    """Return the collective columns that lacked a published report as known at ``now``."""
    if not facts.hubs or standing(facts, now, calendar).state not in _SEEN:
        return ()
    known = as_of(facts, now)
    found = (_lack(known, hub, now, calendar) for hub in known.hubs)
    return tuple(lack for lack in found if lack is not None)


def _lack(facts: Facts, hub: Hub, now: datetime, calendar: WorkCalendar) -> Lack | None:
    if hub.proven_since is None or hub.proven_since > now:
        return None
    if hub.first_year is not None and facts.duty.year < hub.first_year:
        return None
    open_ones = [s for s in facts.sightings if not s.rejected_at]
    here = [s for s in open_ones if s.column == hub.column]
    if not all(s.gone_since for s in here):
        return None
    published = _elsewhere(open_ones, hub)
    if published is None:
        return None
    gone = max((s.gone_since for s in here if s.gone_since), default=published.first_seen)
    without = _readings_without(facts, hub, published, gone)
    proving = [last for last in without if _proves(without, last, published, calendar)]
    return Lack(hub, published, proving[-1], proving[0].at) if proving else None


def _elsewhere(sightings: list[Sighting], hub: Hub) -> Sighting | None:
    """Return the first sight of the report in another of the body's columns."""
    certain = (
        s
        for s in sightings
        if s.certain and s.listed and not s.gone_since and s.column not in {"", hub.column}
    )
    return min(certain, key=lambda s: (s.first_seen, s.url), default=None)


def _readings_without(facts: Facts, hub: Hub, published: Sighting, gone: datetime) -> list[Reading]:
    """Return the complete readings of a column since the report was to be found elsewhere."""
    first = max(day_of(published.first_seen), day_of(gone))
    return [
        r
        for r in facts.readings
        if r.column == hub.column and r.outcome is Outcome.OK and day_of(r.at) >= first
    ]


def _proves(
    readings: list[Reading], last: Reading, published: Sighting, calendar: WorkCalendar
) -> bool:
    seen = day_of(published.first_seen)
    had_time = calendar.working_days_left(seen, day_of(last.at)) >= WORKING_DAYS
    return had_time and any(last.at - one.at >= APART for one in readings)
