"""Duties whose reports' texts are likely to be alike, found by signatures.

Every question costs as much as there are texts in its bands, whatever the number of
all texts: nothing is compared pair by pair.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from nianbao.report.signature import SIGNATURE_VERSION, WORTH_COMPARING, Signature
from storage.rows import BandRow, BodyRow, DutyRow, DutyTextRow, SignatureRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from nianbao.duty.model import ReportKind

MOST: Final = 3
"""Duties that are named, the most alike first."""
_MOST_LOOKED_AT: Final = 40
"""Duties whose signatures are compared, those with most bands in common first."""
_YEARS_BACK: Final = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """A duty whose text may be alike: ``jaccard`` is estimated, with an error of about 0.05."""

    duty_id: int
    name: str
    year: int
    jaccard: float


def neighbours(session: Session, duty_id: int) -> tuple[Alike, ...]:
    """Return other bodies' duties of the same year and kind, under the same offices, alike.

    Empty where the duty's own text is unknown or too short.
    """
    return neighbours_each(session, (duty_id,)).get(duty_id, ())


def neighbours_each(session: Session, duty_ids: Collection[int]) -> dict[int, tuple[Alike, ...]]:
    """Return what ``neighbours`` says of each duty that has any, by a few queries."""
    own = _texts(session, duty_ids)
    common = _common(session, own)
    others = _texts(session, {other for found in common.values() for other in found})
    alike = {
        duty: [
            others[other].like(own[duty])
            for other in found
            if other in others and others[other].is_of_another(own[duty])
        ]
        for duty, found in common.items()
    }
    return {
        duty: tuple(sorted(worth, key=lambda one: (-one.jaccard, one.duty_id))[:MOST])
        for duty, found in alike.items()
        if (worth := [one for one in found if one.jaccard >= WORTH_COMPARING])
    }


def _common(session: Session, own: Mapping[int, _Text]) -> dict[int, list[int]]:
    """Return for each duty those with bands in common, most of them first."""
    told = {duty: text for duty, text in own.items() if text.made is not None}
    if not told:
        return {}
    found: defaultdict[int, list[int]] = defaultdict(list)
    for duty, other in session.execute(_ranked(told)):
        found[duty].append(other)
    return found


def _ranked(told: Mapping[int, _Text]) -> Select[int, int]:
    mine, other = aliased(BandRow), aliased(BandRow)
    same = (mine.office_id == other.office_id, mine.year == other.year, mine.key == other.key)
    most_first = (func.count().desc(), other.duty_id)
    rank = func.row_number().over(partition_by=mine.duty_id, order_by=most_first)
    pairs = (
        select(mine.duty_id.label("duty"), other.duty_id.label("other"), rank.label("rank"))
        .join(other, and_(*same, other.duty_id != mine.duty_id))
        .where(
            mine.office_id.in_({office for text in told.values() for office in text.offices}),
            mine.year.in_({text.year for text in told.values()}),
            (mine.duty_id + 0).in_(told),  # added to, so that no duty is looked up for each band
        )
        .group_by(mine.duty_id, other.duty_id)
    )
    if len(told) == 1:  # one look-up for each band; of many duties an office's are run through
        (made,) = (text.made for text in told.values())
        pairs = pairs.where(mine.key.in_(made.bands() if made else ()))
    ranked = pairs.subquery()
    return (
        select(ranked.c.duty, ranked.c.other)
        .where(ranked.c.rank <= _MOST_LOOKED_AT)
        .order_by(ranked.c.duty, ranked.c.rank)
    )


def past(session: Session, duty_id: int) -> tuple[Alike, ...]:
    """Return the same body's duties of the years before whose texts are known, the last first.

    All of them, alike or not: one that is missing here is one that nobody compared.
    """
    return past_each(session, (duty_id,)).get(duty_id, ())


def past_each(session: Session, duty_ids: Collection[int]) -> dict[int, tuple[Alike, ...]]:
    """Return what ``past`` says of each duty that has any, by a few queries."""
    own = {duty: text for duty, text in _texts(session, duty_ids).items() if text.made}
    now, earlier = aliased(DutyRow), aliased(DutyRow)
    same = (earlier.body_id == now.body_id, earlier.kind == now.kind)
    years = (earlier.year < now.year, earlier.year >= now.year - _YEARS_BACK)
    pairs = session.execute(
        select(now.id, earlier.id)
        .join(earlier, and_(*same, *years))
        .where(now.id.in_(own))
        .order_by(now.id, earlier.year.desc())
    ).all()
    others = _texts(session, {before for _, before in pairs})
    found: defaultdict[int, list[Alike]] = defaultdict(list)
    for duty, before in pairs:
        if before in others:
            found[duty].append(others[before].like(own[duty]))
    return {duty: tuple(all_of) for duty, all_of in found.items()}


def kept_signature(row: SignatureRow) -> Signature | None:
    """Return a row as a signature; None of a text too short to be compared."""
    return _made(row.minima, row.length)


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of the report that governs a duty. ``made`` is None where it is too short."""

    duty_id: int
    year: int
    kind: ReportKind
    body_id: int
    name: str
    is_covered: bool
    offices: list[int]
    made: Signature | None

    def like(self, other: _Text) -> Alike:
        """Say how alike another text is; one too short to be compared is like none."""
        jaccard = self.made.jaccard(other.made) if self.made and other.made else 0.0
        return Alike(self.duty_id, self.name, self.year, jaccard)

    def is_of_another(self, other: _Text) -> bool:
        """Whether it is another body's of the same kind, and a report of its own."""
        return self.kind == other.kind and self.body_id != other.body_id and not self.is_covered


def _texts(session: Session, duty_ids: Collection[int]) -> dict[int, _Text]:
    """Return the texts that are known; signatures of different versions do not compare."""
    if not duty_ids:
        return {}
    rows = session.execute(
        select(
            DutyRow.id,
            DutyRow.year,
            DutyRow.kind,
            DutyRow.body_id,
            BodyRow.name,
            DutyRow.covered_by_id.is_not(None),
            DutyTextRow.offices,
            SignatureRow.minima,
            SignatureRow.length,
        )
        .join(DutyTextRow, DutyTextRow.duty_id == DutyRow.id)
        .join(SignatureRow, SignatureRow.id == DutyTextRow.signature_id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(DutyRow.id.in_(duty_ids), SignatureRow.version == SIGNATURE_VERSION)
    )
    found = (_Text(*row[:-2], made=_made(*row[-2:])) for row in rows)
    return {text.duty_id: text for text in found}


def _made(minima: bytes, length: int) -> Signature | None:
    return Signature(minima, length) if minima else None
