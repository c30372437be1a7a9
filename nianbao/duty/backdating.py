"""Claimed dates of publication that the history of our readings contradicts.

We read every column of the body to its end, twice and twelve hours apart, after the
day that the page claims, and none held the report yet. So it was not public there
on that day. Nothing follows from it by itself: a page may have been prepared on the
one day and released on the other. It is told in private, and no state rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.duty.absence import APART
from nianbao.duty.calendar import day_of
from nianbao.duty.model import Outcome
from nianbao.duty.publication import PERSON, Claimed, publication_of
from nianbao.duty.states import as_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from nianbao.duty.model import Facts, Reading, Sighting

_STATED: Final = frozenset({"meta", "list", "visible"})
"""Sources that state when the page was published; an address or a touch does not."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A claimed day, the last reading without the report, and when it was first seen."""

    claim: Claimed
    last: Reading
    first: datetime


def contradiction(facts: Facts, now: datetime) -> Contradiction | None:
    """Return the earliest claimed day that the readings known at ``now`` contradict."""
    known = as_of(facts, now)
    sightings = [s for s in known.sightings if not s.rejected_at]
    certain = [s for s in sightings if s.certain]
    if not certain or not known.columns:
        return None
    if not all(s.listed for s in certain):
        return None  # It stood where no column leads: complete lists prove nothing of that.
    # Whatever was seen earlier, a candidate or a copy elsewhere, may have been the report.
    first = min(s.first_seen for s in sightings)
    if any(r.held and r.at < first for r in known.readings):
        return None
    found = (
        Contradiction(claim, last, first)
        for sighting in certain
        for claim in _stated(sighting)
        if (last := _last_without(known, claim.day, first)) is not None
    )
    return min(found, key=lambda one: one.claim.day, default=None)


def _stated(sighting: Sighting) -> Iterable[Claimed]:
    """Return the days on which the page claims to have been published."""
    claims = publication_of(sighting).claims
    told = any(claim.source == PERSON for claim in claims)  # a person has settled the date
    return () if told else (claim for claim in claims if claim.source in _STATED)


def _last_without(facts: Facts, day: date, first: datetime) -> Reading | None:
    """Return the last reading between a day and the first sight, if every column had two."""
    lasts = [_last_of(facts, column, day, first) for column in facts.columns]
    proven = [last for last in lasts if last is not None]
    return min(proven, key=lambda r: r.at) if len(proven) == len(lasts) else None


def _last_of(facts: Facts, column: str, day: date, first: datetime) -> Reading | None:
    between = [
        r
        for r in facts.readings
        if r.column == column and r.outcome is Outcome.OK and r.at < first and day_of(r.at) > day
    ]
    if not between or between[-1].at - between[0].at < APART:
        return None
    return between[-1]
