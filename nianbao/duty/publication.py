"""When a report was made public: every claim of its date, weighed against the due date.

What a claim counts for follows from what it says:

* A tag of the page, a line such as 发布时间, the list and a person say when it was
  published: they may show it in time, and they may show it late.
* The date in an address says when the page was first saved, 更新时间 when it was
  last touched. A page saved or touched by the due date speaks against late; but
  a site that moved saves its old pages anew, so that neither makes anything late.
* 成文日期, a signature and a file's own data say when it was written. What is
  written is not yet public, so they count for nothing here.

A person's word stands alone. Of several days that one source gives (a page that
was touched again), the earliest counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from nianbao.duty.calendar import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.duty.model import Sighting

PERSON: Final = "person"
NOT_PUBLISHED: Final = frozenset({"written", "signed", "file"})
"""Sources that say when something was written, not when it was published."""
ONLY_EXCUSING: Final = frozenset({"url", "updated"})
"""Sources that may show a report in time, and never late."""
_TRUST: Final = (PERSON, "meta", "list", "visible", "", "updated", "url")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A day with the source that claims it."""

    day: date
    source: str

    @property
    def accuses(self) -> bool:
        """Whether the source says when the report was published."""
        return self.source not in ONLY_EXCUSING


@dataclass(frozen=True, slots=True)
class Publication:
    """One sighting with the claims that can be relied on, the most trusted first.

    ``seen`` is the day of the first sight: an upper bound.
    """

    sighting: Sighting
    claims: tuple[Claimed, ...]
    seen: date

    @property
    def day(self) -> date | None:
        """The day that the most trusted claim gives."""
        return self.claims[0].day if self.claims else None

    def in_time(self, due: date) -> Claimed | None:
        """Return the most trusted claim on or before the due date."""
        return next((claim for claim in self.claims if claim.day <= due), None)

    def late(self, due: date) -> Claimed | None:
        """Return the most trusted claim of a publication after the due date."""
        return next((c for c in self.claims if c.day > due and c.accuses), None)

    def is_in_time(self, due: date) -> bool:
        """Whether it was seen by the due date, or every claim of publication says so."""
        return self.seen <= due or (self.in_time(due) is not None and self.late(due) is None)

    def is_disputed(self, due: date) -> bool:
        """Whether claims stand on both sides of the due date."""
        in_time, late = self.in_time(due), self.late(due)
        return self.seen > due and in_time is not None and late is not None

    def is_late(self, due: date) -> bool:
        """Whether a claim of publication lies after the due date, and none before it."""
        late = self.late(due)
        return self.seen > due and late is not None and self.in_time(due) is None


def publication_of(sighting: Sighting) -> Publication:
    """Return what a sighting says of the publication.

    A page that we saw before the day it bears was public before that day: such a
    claim is left out.
    """
    seen = day_of(sighting.first_seen)
    earliest: dict[str, date] = {}
    for claim in _claims(sighting):
        if claim.day <= seen and claim.source not in NOT_PUBLISHED:
            earliest[claim.source] = min(claim.day, earliest.get(claim.source, claim.day))
    sources = [PERSON] if PERSON in earliest else sorted(earliest, key=_trust)
    return Publication(sighting, tuple(Claimed(earliest[s], s) for s in sources), seen)


def _claims(sighting: Sighting) -> Iterator[Claimed]:
    if not sighting.claims and sighting.claimed_date:
        yield Claimed(sighting.claimed_date, sighting.claimed_in)
    for claim in sighting.claims:
        day = day_in(claim.value)
        if day is not None:
            yield Claimed(day, claim.source)


def day_in(value: str) -> date | None:
    """Return the day that a claim's value states (ISO), or None where it states none."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _trust(source: str) -> int:
    return _TRUST.index(source) if source in _TRUST else len(_TRUST)
