"""What blank totals come to at least: the parts that are printed add up to that much.

A blank stands for any number that is not negative. So the total of a row of table three
is no less than the kinds of applicant that its row prints, （七） no less than the results
above it, and the total of a group of table four no less than its outcomes.

依据：国办公开办函〔2019〕60号、〔2021〕30号所附格式，表三、表四。
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from nianbao.report import form
from nianbao.report.cells import held
from nianbao.report.checks import relations
from nianbao.report.model import State
from nianbao.report.passages import once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nianbao.report.checks.relations import Relation
    from nianbao.report.model import Report

_TOTALS: Final = frozenset(
    key
    for key in form.KEYS
    if (key[:2] in {"t3", "t4"} and key.endswith(".total")) or key.startswith("t3.settled.")
)
"""The cells that are the total of others."""
_NOTHING: Final[Mapping[str, Floor]] = MappingProxyType({})


class Floor(NamedTuple):
    """The least that a blank cell stands for, and the printed cells that say so."""

    least: int
    places: tuple[str, ...]
    certain: bool


@once
def floors(report: Report) -> Mapping[str, Floor]:
    """Return the floors of blank totals that are above 0, by key."""
    blank, not_there = State.BLANK, State.NA
    totals = {
        key
        for key, state, _ in held(report)
        if (state is blank or state is not_there) and key in _TOTALS
    }
    if not totals:
        return _NOTHING
    found: dict[str, Floor] = {}
    told = [one for one in relations.of(report) if len(one.right) == 1 and one.right[0] in totals]
    # A result whose own total is blank counts with what its row prints: so rows come first.
    for relation in sorted(told, key=lambda one: one.rule == "t3.settled"):
        total, floor = relation.right[0], _floor(report, relation, found)
        if floor is not None and (total not in found or found[total].least < floor.least):
            found[total] = floor
    return found


def _floor(report: Report, relation: Relation, known: Mapping[str, Floor]) -> Floor | None:
    """Return what the parts add up to; None for nothing, and where one is below 0 or no count."""
    least, certain = 0, True
    places: list[str] = []
    for part in relation.left:
        figure, below = report.figures.get(part), known.get(part)
        if below is not None:
            least, certain = least + below.least, certain and below.certain
            places += below.places
        elif figure is not None and figure.state is State.NUMBER:
            if not isinstance(figure.value, int) or figure.value < 0:
                return None
            if figure.value:
                least, certain = least + figure.value, certain and figure.certain
                places.append(part)
    return Floor(least, tuple(places), certain) if least else None
