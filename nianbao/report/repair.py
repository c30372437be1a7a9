"""Which single printed cell, if changed, leaves no relation of the report broken.

Broken relations that share a cell, directly or through others, are one group.
For each cell of a group's relations the values are found that satisfy every
relation the cell stands in; blanks may take any value of 0 or more at no cost.
What comes out is a place to look at, never a correction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Change, Repair, State, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nianbao.report.checks.relations import Judged, Relation
    from nianbao.report.model import Figure

MOST: Final = 50
"""Alternatives listed for one group."""


@dataclass(slots=True)
class _Range:
    """The whole numbers that a cell may hold; ``high`` None is without end."""

    low: int = 0
    high: int | None = None

    def nearest(self, value: int) -> int | None:
        """Return the number in the range nearest to ``value``, None where it is empty."""
        if self.high is not None and self.low > self.high:
            return None
        above = max(value, self.low)
        return above if self.high is None else min(above, self.high)


def repairs(judged: Sequence[Judged], figures: Mapping[str, Figure]) -> tuple[Repair, ...]:
    """Return the single-cell repairs of every group of broken relations."""
    broken = [one.relation for one in judged if one.verdict is Verdict.BROKEN]
    standing: dict[str, list[Relation]] = {}
    for one in judged:
        if one.verdict is not Verdict.UNJUDGED:
            for place in one.relation.places:
                standing.setdefault(place, []).append(one.relation)
    found: list[Repair] = []
    for number, group in enumerate(_groups(broken), start=1):
        changes = list(_changes(group, standing, figures))
        explains = tuple(relation.name for relation in group)
        found.extend(
            Repair(number, (change,), explains, len(changes) == 1, len(changes) > MOST)
            for change in changes[:MOST]
        )
    return tuple(found)


def _groups(broken: Iterable[Relation]) -> list[list[Relation]]:
    """Part the broken relations into groups that share no cell with each other."""
    groups: list[list[Relation]] = []
    for relation in broken:
        places = set(relation.places)
        touching = [g for g in groups if any(places.intersection(r.places) for r in g)]
        groups = [g for g in groups if g not in touching]
        groups.append([*(r for g in touching for r in g), relation])
    return groups


def _changes(
    group: Sequence[Relation],
    standing: Mapping[str, Sequence[Relation]],
    figures: Mapping[str, Figure],
) -> Iterable[Change]:
    """Totals before details: they stand on the right of their relation."""
    shared = set(group[0].places).intersection(*(relation.places for relation in group[1:]))
    for place in sorted(shared, key=lambda p: (not _is_total(p), p)):
        figure = figures[place]
        if figure.state is not State.NUMBER or not isinstance(figure.value, int):
            continue
        allowed = _allowed(place, standing[place], figures)
        value = allowed.nearest(figure.value) if allowed else None
        if value is not None and value != figure.value:
            yield Change(place, figure.value, value)


def _is_total(place: str) -> bool:
    return place.endswith(".total") or place.startswith("t3.settled.")


def _allowed(
    place: str, relations: Sequence[Relation], figures: Mapping[str, Figure]
) -> _Range | None:
    allowed = _Range()
    for relation in relations:
        with_it = relation.left if place in relation.left else relation.right
        against = relation.right if with_it is relation.left else relation.left
        mine, mine_open = _sum(with_it, figures, but=place)
        other, other_open = _sum(against, figures)
        if mine is None or other is None:
            return None
        if not other_open:  # the blanks on its own side can only take away from it
            high = other - mine
            allowed.high = high if allowed.high is None else min(allowed.high, high)
        if not mine_open:
            allowed.low = max(allowed.low, other - mine)
    return allowed


def _sum(
    places: Iterable[str], figures: Mapping[str, Figure], but: str = ""
) -> tuple[int | None, bool]:
    total, is_open = 0, False
    for place in places:
        if place == but:
            continue
        figure = figures[place]
        if figure.state is not State.NUMBER:
            is_open = True
        elif isinstance(figure.value, int):
            total += figure.value
        else:
            return None, is_open
    return total, is_open
