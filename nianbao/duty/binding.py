"""How well it is known that a body publishes in a column, and whom a column's titles propose.

Green: proven, and last year's report was seen there. Amber: only proposed by a
title, or last year's not seen. Red: nothing known. A proposal binds nobody: a
person confirms it, and without a proven binding nothing is called missing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from nianbao.duty.genre import Genre, genre_of, plain
from nianbao.duty.names import Hold, is_collective, mentions
from nianbao.duty.years import years_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nianbao.duty.model import Body

_KEY: Final = 2  # characters


class Light(StrEnum):
    """How well a binding is known."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Seen:
    """A report by the title under which a column lists it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A body (slug) whose report a column was seen to hold, and the report that says so."""

    body: str
    year: int
    seen: Seen


def light(*, proven: bool, last: int | None, proposed: int | None, year: int) -> tuple[Light, str]:
    """Return how well a binding is known, and why (Chinese).

    ``last`` is the newest report year seen there for certain, ``proposed`` the
    newest that only a title tells of, ``year`` last year's.
    """
    newest = max(last or 0, proposed or 0)
    if proven and last is not None and last >= year:
        return Light.GREEN, f"对应关系已确认，已见{last}年年度报告"
    if proven:
        told = f"最近只见{last}年" if last else "尚未见到报告"
        return Light.AMBER, f"对应关系已确认，但未见{year}年年度报告（{told}）"
    if newest:
        return Light.AMBER, f"栏目中见到{newest}年年度报告，对应关系待人工确认"
    return Light.RED, "未见过该单位的报告，也无人确认"


def proposals(listed: Iterable[Seen], bodies: Iterable[Body], column: str) -> tuple[Proposal, ...]:
    """Return for each body the newest report whose title names it, it alone, by its own name.

    A name without its place (教育局) proposes nobody: another city has one too.
    """
    index = _index(bodies)
    newest: dict[str, Proposal] = {}
    for seen in listed:
        found = _proposal(seen, index, column)
        if found and (found.body not in newest or found.year > newest[found.body].year):
            newest[found.body] = found
    return tuple(newest[slug] for slug in sorted(newest))


def _proposal(seen: Seen, index: dict[str, set[Body]], column: str) -> Proposal | None:
    years = years_in(seen.title)
    if len(years) != 1 or is_collective(seen.title):
        return None
    if genre_of(seen.title, column) is not Genre.ANNUAL:
        return None
    body = _named(seen.title, index)
    return Proposal(body.slug, next(iter(years)), seen) if body else None


def _named(title: str, index: dict[str, set[Body]]) -> Body | None:
    """Return the one body that a title names by full, short or former name."""
    text = plain(title)
    near = {body for n in range(len(text)) for body in index.get(text[n : n + _KEY], ())}
    held = [found for found in mentions(title, near) if found.hold >= Hold.FORMER]
    if not held:
        return None
    best = [found for found in held if found.length == max(other.length for other in held)]
    return best[0].body if len({found.body.slug for found in best}) == 1 else None


def _index(bodies: Iterable[Body]) -> dict[str, set[Body]]:
    """Return the bodies by how their names begin, so that a title is held against few of them."""
    found: defaultdict[str, set[Body]] = defaultdict(set)
    for body in bodies:
        for name in (body.name, *body.short_names, *body.former_names):
            found[plain(name)[:_KEY]].add(body)
    return found
