"""Measure copy.own and copy.other on labelled pairs of texts: ``tools/measure_copies.py``.

Prints precision and recall, by kind of pair; how many copied pairs the signatures'
bands find at all; and what masking, signature and comparison of a fresh text cost.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from nianbao.report.checks import copies
from nianbao.report.likeness import likeness
from nianbao.report.model import Beside, Neighbour
from nianbao.report.narrative import digest, narrative
from nianbao.report.signature import WORTH_COMPARING, signature
from tests.report.copies.pairs import Pair, pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

ROUNDS = 5


def found(pair: Pair) -> bool:
    """Whether the rules speak of a pair."""
    if pair.own:
        beside = Beside(previous=(pair.there,))
    else:
        beside = Beside(neighbours=(Neighbour("另一单位", pair.there),))
    return any(True for _ in copies.findings(pair.here, beside))


def banded(pair: Pair) -> bool:
    """Whether the signatures' bands bring a pair together, and their estimate keeps it."""
    here, there = signature(narrative(pair.here)), signature(narrative(pair.there))
    if here is None or there is None:
        return False
    return bool(set(here.bands()) & set(there.bands())) and here.jaccard(there) >= WORTH_COMPARING


def milliseconds(work: Callable[[T], object], things: Sequence[T]) -> float:
    """The median time that one thing takes."""
    took = []
    for _ in range(ROUNDS):
        for thing in things:
            began = time.perf_counter()
            work(thing)
            took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def main() -> None:
    """Print what was measured."""
    every = list(pairs())
    said = [found(pair) for pair in every]
    right = sum(spoken for spoken, pair in zip(said, every, strict=True) if pair.copied)
    spoken, copied = sum(said), sum(pair.copied for pair in every)
    print(f"pairs {len(every)}: copied {copied}, not copied {len(every) - copied}")
    print(f"precision {right}/{spoken} = {right / spoken:.3f}", end="; ")
    print(f"recall {right}/{copied} = {right / copied:.3f}")
    by_kind = defaultdict(list)
    for pair, told in zip(every, said, strict=True):
        alike = likeness(narrative(pair.here), narrative(pair.there)).share
        by_kind[pair.copied, pair.own, pair.why].append((told, alike))
    for (is_copied, own, why), each in sorted(by_kind.items()):
        shares = [share for _, share in each]
        label = f"{'copied' if is_copied else 'not   '} {'own  ' if own else 'other'}"
        hits = f"found {sum(told for told, _ in each)}/{len(each)}"
        print(f"  {label} {hits}, share {min(shares):.2f}–{max(shares):.2f}  {why}")
    kept = [pair for pair in every if pair.copied]
    print(f"found by bands and estimate: {sum(map(banded, kept))}/{len(kept)} copied,", end=" ")
    others = [pair for pair in every if not pair.copied]
    print(f"{sum(map(banded, others))}/{len(others)} others")
    reports = [pair.here for pair in every]
    texts = [narrative(report) for report in reports]
    lengths = statistics.median(text.length for text in texts)
    costs = {
        "masking": milliseconds(narrative, reports),
        "signature": milliseconds(signature, texts),
        "comparison": milliseconds(lambda pair: likeness(*pair), tuple(pairwise(texts))),
        "name in the cache": milliseconds(digest, reports),
    }
    print(f"milliseconds a text of {lengths:.0f} masked characters:")
    print("  " + ", ".join(f"{what} {cost:.3f}" for what, cost in costs.items()))


if __name__ == "__main__":
    main()
