"""The smallest sets of printed cells whose change leaves no relation of the report broken.

Error localisation after Fellegi and Holt, over whole numbers of 0 or more: the
cells of a set are freed, and the set is a repair if they can take values with
which every relation is true for some filling of its blanks. Broken relations
that share a cell, directly or through others, are one group; groups that only a
common set can mend are united. The search is driven by conflicts: whatever
repairs a report must change a cell of every relation that a conflict rests on.
What comes out are places to look at, never corrections.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from nianbao.report import form
from nianbao.report.model import Change, Repair, State, Verdict
from nianbao.report.relation_index import is_total, names_about

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from nianbao.report.checks.relations import Judged, Relation
    from nianbao.report.model import Figure

MOST: Final = 50
"""Alternatives listed for one group."""
LARGEST: Final = 4
"""Cells in a set; who has more to explain than that needs a person from the start."""
STEPS: Final = 8_000
"""Sets tried for one group. A search that ends here says so (``truncated``)."""

Values: TypeAlias = dict[str, int]


@dataclass(frozen=True, slots=True)
class _Sum:
    """One relation as a condition: the signed sum of its cells is 0, or bounded where blank.

    ``low``: a blank on the left could raise the sum; ``high``: one on the right
    could take from it.
    """

    signs: Mapping[str, int]
    total: int
    low: bool
    high: bool
    name: str


class _Sums:
    """The relations of a report as conditions, each made when it is first asked for.

    Few cells are near to what is broken, and most relations are never looked at.
    """

    def __init__(self, judged: Iterable[Judged], figures: Mapping[str, Figure]) -> None:
        self.printed: Values = _Printed(figures)
        self._figures = figures
        unjudged = Verdict.UNJUDGED
        self._relations = {
            one.relation.name: one.relation for one in judged if one.verdict is not unjudged
        }
        self._made: dict[str, _Sum | None] = {}
        self._touching: dict[str, tuple[_Sum, ...]] = {}

    def of(self, relation: Relation) -> _Sum | None:
        """Return a relation as a condition, None where it has a count that is not whole."""
        name = relation.name
        if name not in self._made:
            self._made[name] = _sum(relation, self._figures)
        return self._made[name]

    def of_all(self, relations: Iterable[Relation]) -> list[_Sum]:
        """Return relations as conditions, without those that are none."""
        return [one for one in map(self.of, relations) if one is not None]

    def touching(self, place: str) -> tuple[_Sum, ...]:
        """Return the conditions that a cell with a number is in."""
        known = self._touching.get(place)
        if known is None:
            relations = self._relations
            near = [relations[name] for name in names_about(place) if name in relations]
            known = tuple([one for one in self.of_all(near) if place in one.signs])
            self._touching[place] = known
        return known


class _Printed(Values):
    """The numbers printed, each looked up when it is first asked for."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        super().__init__()
        self._figures = figures

    def __missing__(self, place: str) -> int:
        value = self._figures[place].value
        self[place] = found = value if type(value) is int else 0
        return found


@dataclass(slots=True)
class _Search:
    """One search for the smallest sets that mend one group."""

    sums: _Sums
    others: Collection[str]  # names of relations that are left as they are
    fence: Collection[str]  # the cells that may not be changed
    found: list[Values] = field(default_factory=list)
    steps: int = 0

    @property
    def is_cut(self) -> bool:
        """Whether the bound ended the search."""
        return self.steps >= STEPS or len(self.found) > MOST

    def run(self, group: Sequence[_Sum]) -> None:
        """Try sets of one cell, then of two, and stop at the first size that mends."""
        self._try_alone(group)
        for size in range(2, LARGEST + 1):
            if self.found or self.steps >= STEPS:
                return
            self._extend((), frozenset(), group, size)

    def _try_alone(self, group: Sequence[_Sum]) -> None:
        """Try each cell by itself. Most faults are one cell's, and one cell needs no search."""
        self.steps += 1
        for place in group[0].signs:
            if place not in self.fence:
                self.steps += 1
                if all(place in one.signs for one in group):
                    self._set_alone(place)

    def _set_alone(self, place: str) -> None:
        """Keep the value that makes every relation of a cell true, if there is one."""
        printed = self.sums.printed[place]
        low, high = 0, None
        for one in self.sums.touching(place):
            if one.name in self.others:
                continue
            sign = one.signs[place]
            fitting = printed - sign * one.total
            could_be_less, could_be_more = (one.low, one.high)[::sign]
            if not could_be_less:
                low = max(low, fitting)
            if not could_be_more:
                high = fitting if high is None else min(high, fitting)
        if high is None or low <= high:
            self.found.append({place: _Range(low, high).nearest(printed)})

    def _extend(
        self, freed: tuple[str, ...], barred: frozenset[str], group: Sequence[_Sum], size: int
    ) -> None:
        if self.is_cut:
            return
        self.steps += 1
        values, conflict = self._solve(freed, group)
        if values is not None:
            self.found.append(values)
            return
        if len(freed) == size:
            return
        places = dict.fromkeys(place for one in conflict for place in one.signs)
        for place in places:
            if place not in self.fence and place not in freed and place not in barred:
                self._extend((*freed, place), barred, group, size)
                barred |= {place}

    def _solve(
        self, freed: tuple[str, ...], group: Sequence[_Sum]
    ) -> tuple[Values | None, Sequence[_Sum]]:
        """Return values for the freed cells, or the relations that no values satisfy."""
        for one in group:
            if one.signs.keys().isdisjoint(freed):
                return None, (one,)
        touched = (one for place in freed for one in self.sums.touching(place))
        around = {one.name: one for one in touched if one.name not in self.others}
        printed = self.sums.printed
        parts = [_part(one, freed, printed) for one in around.values()]
        return _assign(parts, dict.fromkeys(freed, _ANY), printed)


class _Range(NamedTuple):
    """The whole numbers from ``low`` to ``high`` (None: without end), and what narrowed them."""

    low: int
    high: int | None
    why: frozenset[str] = frozenset()

    def nearest(self, value: int) -> int:
        above = max(value, self.low)
        return above if self.high is None else min(above, self.high)


_ANY: Final = _Range(0, None)


class _Part(NamedTuple):
    """A relation with the freed cells that it has, and what its other cells come to."""

    of: _Sum
    free: tuple[str, ...]
    rest: int


def _part(one: _Sum, freed: Iterable[str], printed: Values) -> _Part:
    free = tuple([place for place in freed if place in one.signs])
    return _Part(one, free, one.total - sum([one.signs[place] * printed[place] for place in free]))


def _assign(
    parts: Sequence[_Part], ranges: dict[str, _Range], printed: Values
) -> tuple[Values | None, Sequence[_Sum]]:
    """Narrow the ranges; what stays open takes the value nearest to the printed one."""
    conflict = _narrow(parts, ranges)
    if conflict is not None:
        return None, [part.of for part in parts if part.of.name in conflict]
    open_places = [place for place, found in ranges.items() if found.low != found.high]
    if not open_places:
        return {place: found.low for place, found in ranges.items()}, ()
    place = open_places[0]
    found = ranges[place]
    ends = (
        found.nearest(printed[place]),
        found.low,
        found.low if found.high is None else found.high,
    )
    for value in dict.fromkeys(ends):
        tried, _ = _assign(parts, {**ranges, place: _Range(value, value, found.why)}, printed)
        if tried is not None:
            return tried, ()
    return None, [part.of for part in parts]


def _narrow(parts: Sequence[_Part], ranges: dict[str, _Range]) -> frozenset[str] | None:
    """Narrow ranges until nothing moves; return the names a contradiction rests on, if any."""
    for _ in range(4 * len(ranges) + 2):
        moved = False
        for part in parts:
            for place in part.free:
                narrowed = _bounded(part, place, ranges)
                if narrowed is not ranges[place]:
                    if narrowed.high is not None and narrowed.low > narrowed.high:
                        return narrowed.why
                    moved = True
                    ranges[place] = narrowed
        if not moved:
            return None
    return None


def _bounded(part: _Part, place: str, ranges: Mapping[str, _Range]) -> _Range:
    """The range of one cell that a relation leaves, given the ranges of its other free cells.

    It is the cell's own range where the relation does not narrow it.
    """
    one, free, rest = part
    mine, signs = ranges[place], one.signs
    least: int | None = rest
    most: int | None = rest
    for other in free:
        if other != place:
            found = ranges[other]
            down, up = (found.low, found.high) if signs[other] > 0 else _below(found)
            least = None if least is None or down is None else least + down
            most = None if most is None or up is None else most + up
    # sign * x + rest must be 0; a blank on the left lets it be below, one on the right above.
    low = None if one.low or most is None else -most
    high = None if one.high or least is None else -least
    if signs[place] < 0:
        low, high = _minus(high), _minus(low)
    if low is None or low < mine.low:
        low = mine.low
    if high is None or (mine.high is not None and mine.high < high):
        high = mine.high
    if low == mine.low and high == mine.high:
        return mine
    return _Range(low, high, mine.why.union({one.name}, *[ranges[other].why for other in free]))


def _minus(value: int | None) -> int | None:
    return None if value is None else -value


def _below(found: _Range) -> tuple[int | None, int]:
    """Return the ends of what a range takes away, the lower one first."""
    return _minus(found.high), -found.low


# --- From judged relations to repairs --------------------------------------------


def repairs(judged: Sequence[Judged], figures: Mapping[str, Figure]) -> tuple[Repair, ...]:
    """Return every smallest set of cells for each group of broken relations.

    All alternatives of a group are listed, totals before details, up to ``MOST``.
    """
    is_broken = Verdict.BROKEN  # to name a member takes longer than all the rest
    broken = [one.relation for one in judged if one.verdict is is_broken]
    if not broken:
        return ()
    sums = _Sums(judged, figures)
    groups = [group for group in _groups(broken) if len(sums.of_all(group)) == len(group)]
    solved = _united(groups, sums)
    return tuple(
        repair
        for number, one in enumerate(solved, start=1)
        for repair in _listed(number, one.group, one.search)
    )


def _sum(relation: Relation, figures: Mapping[str, Figure]) -> _Sum | None:
    signs: dict[str, int] = {}
    total = 0
    is_open = [False, False]
    number = State.NUMBER
    for side, (places, sign) in enumerate(((relation.left, 1), (relation.right, -1))):
        for place in places:
            value = figures[place].value
            if type(value) is int:
                signs[place] = sign
                total += sign * value
            elif figures[place].state is number:
                return None  # a count that is not whole is another rule's matter
            else:
                is_open[side] = True
    return _Sum(signs, total, is_open[0], is_open[1], relation.name)


def _groups(broken: Iterable[Relation]) -> list[list[Relation]]:
    """Part the broken relations into groups that share no cell with each other."""
    groups: list[list[Relation]] = []
    for relation in broken:
        places = set(relation.places)
        touching = [g for g in groups if any(places.intersection(r.places) for r in g)]
        groups = [g for g in groups if g not in touching]
        groups.append([*(r for g in touching for r in g), relation])
    return groups


@dataclass(frozen=True, slots=True)
class _Solved:
    """One group with the search that mended it, or did not."""

    group: list[Relation]
    search: _Search

    @property
    def size(self) -> int:
        """Cells in its smallest sets; one more than may be tried where there are none."""
        return len(self.search.found[0]) if self.search.found else LARGEST + 1

    @property
    def places(self) -> frozenset[str]:
        """The cells of all its sets."""
        return frozenset(place for values in self.search.found for place in values)


def _united(groups: list[list[Relation]], sums: _Sums) -> list[_Solved]:
    """Solve each group apart; unite those that a common set mends with fewer cells.

    Apart, a set keeps off the cells of other groups. A group that takes more
    than one cell is tried again without that fence: the groups that its sets
    then reach into, or that are as hard, may have one cause in common.
    """
    solved = [_Solved(group, _searched(group, groups, sums)) for group in groups]
    for hard in [one for one in solved if one.size > 1]:
        if hard not in solved:
            continue
        free = _Solved(hard.group, _searched(hard.group, groups, sums, fenced=False))
        others = [
            one
            for one in solved
            if one is not hard and (one.size > 1 or _reaches(free.places, one.group))
        ]
        if not others:
            continue
        whole = [relation for one in (hard, *others) for relation in one.group]
        rest = [one.group for one in solved if one is not hard and one not in others]
        together = _Solved(whole, _searched(whole, [whole, *rest], sums))
        if together.size < min(hard.size + sum(one.size for one in others), LARGEST + 1):
            solved = [one for one in solved if one.group in rest] + [together]
    return solved


def _reaches(places: frozenset[str], group: Iterable[Relation]) -> bool:
    return any(places.intersection(relation.places) for relation in group)


def _searched(
    group: list[Relation],
    groups: Iterable[list[Relation]],
    sums: _Sums,
    *,
    fenced: bool = True,
) -> _Search:
    """Search with the other groups left as they are; ``fenced`` keeps off their cells."""
    others = {r.name: r for other in groups if other is not group for r in other}
    fence = {place for r in others.values() for place in r.places} if fenced else set()
    search = _Search(sums, others, fence)
    search.run(sums.of_all(group))
    return search


def _listed(number: int, group: Sequence[Relation], search: _Search) -> Iterator[Repair]:
    explains = tuple(relation.name for relation in group)
    printed, is_cut = search.sums.printed, search.is_cut
    ranked = sorted(search.found, key=lambda values: _rank(values, printed))
    unique = len(ranked) == 1 and not is_cut
    for values in ranked[:MOST]:
        places = sorted(values, key=_in_form)
        cells = [Change(place, printed[place], values[place]) for place in places]
        yield Repair(number, tuple(cells), explains, unique, is_cut)


_in_form: Final = form.POSITION.__getitem__


def _rank(values: Values, printed: Values) -> tuple[int, int, list[int]]:
    details = sum([not is_total(place) for place in values])
    distance = sum([abs(value - printed[place]) for place, value in values.items()])
    return details, distance, sorted(map(_in_form, values))
