"""MinHash signatures of texts: small, comparable, and findable by bands.

A signature estimates which share of two texts' shingles (five characters) is in
both (Jaccard). It only chooses what ``likeness`` then compares exactly. Written on
numpy, which reading needs anyway: the same figures as datasketch, without SciPy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from nianbao.report.narrative import BREAK, NARRATIVE_VERSION

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nianbao.report.narrative import Narrative

SHINGLE: Final = 5
BANDS: Final = 32
ROWS: Final = 3
PERMUTATIONS: Final = BANDS * ROWS
SIGNATURE_VERSION: Final = f"{NARRATIVE_VERSION}.{SHINGLE}.{BANDS}x{ROWS}"
WORTH_COMPARING: Final = 0.4
"""Estimated Jaccard under which no text reaches a threshold of ``checks.copies``."""

_MASK: Final = (1 << 64) - 1
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Signature:
    """``minima`` are ``PERMUTATIONS`` numbers of 32 bits; ``length`` counts masked characters."""

    minima: bytes
    length: int

    def bands(self) -> tuple[int, ...]:
        """Return one signed 64-bit key for each band: equal where two texts are worth a look."""
        rows = np.frombuffer(self.minima, dtype="<u4").reshape(BANDS, ROWS).astype(np.uint64)
        keys = np.arange(1, BANDS + 1, dtype=np.uint64)
        for row in range(ROWS):
            keys = _mixed(keys * _PRIME + rows[:, row])
        return tuple(keys.view(np.int64).tolist())

    def jaccard(self, other: Signature) -> float:
        """Return the estimated share of shingles that are in both; its error is about 0.05."""
        here, there = (np.frombuffer(one.minima, dtype="<u4") for one in (self, other))
        return int(np.count_nonzero(here == there)) / len(here)


def signature(text: Narrative) -> Signature | None:
    """Return a text's signature; None of a text too short to be compared."""
    if text.is_short:
        return None
    shingles = _shingles(text.masked)
    multipliers, masks = _permutations()
    minima = np.empty(PERMUTATIONS, dtype=np.uint64)
    row = np.empty_like(shingles)
    for number in range(PERMUTATIONS):  # row by row, so that a row stays in the cache
        np.bitwise_xor(shingles, masks[number], out=row)
        np.multiply(row, multipliers[number], out=row)
        minima[number] = np.minimum.reduce(row)
    return Signature((minima >> np.uint64(32)).astype("<u4").tobytes(), text.length)


def _shingles(masked: str) -> NDArray[np.uint64]:
    """Return the hashes of all shingles that hold no break; what recurs is there again."""
    points = np.frombuffer(masked.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    count = len(points) - SHINGLE + 1
    hashes = np.zeros(count, dtype=np.uint64)
    whole = np.ones(count, dtype=bool)
    for offset in range(SHINGLE):
        part = points[offset : offset + count]
        hashes = _mixed(hashes * _PRIME + part)
        whole &= part != ord(BREAK)
    return hashes[whole]


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread every bit over all bits (SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=1)
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return odd multipliers and masks, the same on every machine and for all time."""
    state, numbers = 0x6E69616E62616F, []
    for _ in range(2 * PERMUTATIONS):
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        numbers.append(mixed ^ (mixed >> 31))
    values = np.array(numbers, dtype=np.uint64)
    return values[:PERMUTATIONS] | np.uint64(1), values[PERMUTATIONS:]
