"""How much of one text also stands in another, passage by passage.

Exact: the masked texts are compared character by character, in runs of ``RUN`` or
more. Signatures (``nianbao.report.signature``) only say which texts are worth it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Passage
from nianbao.report.narrative import BREAK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.narrative import Narrative

RUN: Final = 10
"""字: shorter runs are the language that all offices share."""
_MOST_PLACES: Final = 6
"""Places in the other text that are tried for one run."""
_SHOWN: Final = 5
_SHOWN_CHARACTERS: Final = 160


@dataclass(frozen=True, slots=True)
class Likeness:
    """The share of each text (0 to 1) that stands in the other, and the longest such passages."""

    here: float
    there: float
    count: int = 0
    passages: tuple[Passage, ...] = ()

    @property
    def share(self) -> float:
        """How alike the texts are: the share of this text, or of both together, if that is more.

        So a text that is last year's with a paragraph added is as alike as it looks,
        and one that is a part of a longer text is, too.
        """
        return max(self.here, self.both)

    @property
    def both(self) -> float:
        """The share of both texts together, each weighing by its length."""
        if not self.here or not self.there:
            return 0.0
        return 2 / (1 / self.here + 1 / self.there)


def likeness(here: Narrative, there: Narrative) -> Likeness:
    """Compare two texts; the passages are those of the first, the longest first."""
    runs = tuple(_runs(here.masked, there.masked))
    if not runs:
        return Likeness(0.0, 0.0)
    covered = bytearray(len(there.masked))
    for _, other, length in runs:
        covered[other : other + length] = b"\1" * length
    return Likeness(
        sum(length for _, _, length in runs) / max(1, here.length),
        sum(covered) / max(1, there.length),
        len(runs),
        tuple(_passages(here, there, runs)),
    )


def _runs(here: str, there: str) -> Iterator[tuple[int, int, int]]:
    """Yield common runs from left to right: where they begin in both texts, and their length.

    At each place the longest run counts; what went on from the last run is tried first.
    """
    known = _places(there)
    place, last, most = 0, len(here) - RUN, 0
    while place <= last:
        found = known.get(here[place : place + RUN])
        if found is None:
            place += 1
            continue
        length, begin = max((_reach(here, place, there, other), -other) for other in found)
        most = max(most, length)
        yield place, -begin, length
        place += length


def _places(text: str) -> dict[str, list[int]]:
    known: dict[str, list[int]] = {}
    for place in range(len(text) - RUN + 1):
        seed = text[place : place + RUN]
        if BREAK not in seed:
            places = known.setdefault(seed, [])
            if len(places) < _MOST_PLACES:
                places.append(place)
    return known


def _reach(here: str, place: int, there: str, other: int) -> int:
    """Return how far two texts go on alike, at most to the next break."""
    length, most = RUN, min(len(here) - place, len(there) - other)
    while length < most and here[place + length] == there[other + length] != BREAK:
        length += 1
    return length


def _passages(
    here: Narrative, there: Narrative, runs: tuple[tuple[int, int, int], ...]
) -> Iterator[Passage]:
    longest = sorted(runs, key=lambda run: (-run[2], run[0]))[:_SHOWN]
    for begin, other, length in longest:
        shown = min(length, _SHOWN_CHARACTERS)
        yield Passage(
            here.passage(begin, begin + shown),
            there.passage(other, other + shown),
        )
