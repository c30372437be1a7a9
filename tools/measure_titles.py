"""Measure what is settled of labelled entries of list pages: precision, recall, what is left.

    tools/measure_titles.py [NAMES]

NAMES is a pattern of books in tests/duty/titles, all by default. Exit status 0 only with a
precision of 99.5 % or more of all that is settled without a person.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.duty.titles.labelled import entries, matched, verdict

PRECISION = 0.995


def main(names: str, *, lefts: bool) -> int:
    """Print each false answer and the shares; return the exit status."""
    counts: Counter[tuple[str, str]] = Counter()
    for entry in entries(names):
        found = matched(entry)
        came = verdict(entry, found)
        counts[entry.sign, came] += 1
        if came == "false" or (lefts and came == "left" and entry.sign != "?"):
            print(f"{came} [{entry.column}] {entry.clues.link_title!r} {entry.sign} {entry.words}")
            print(f"    {found.genre} {found.body} {found.year} certain={found.certain}")
            print(f"    for {found.bodies} because {found.why}")
    return _shares(counts)


def _shares(counts: Counter[tuple[str, str]]) -> int:
    asserted = sum(n for (_, came), n in counts.items() if came != "left")
    false = sum(n for (_, came), n in counts.items() if came == "false")
    reports = sum(n for (sign, _), n in counts.items() if sign == "=")
    others = sum(n for (sign, _), n in counts.items() if sign == "-")
    left = sum(n for (_, came), n in counts.items() if came == "left")
    doubts = sum(n for (sign, _), n in counts.items() if sign == "?")
    total = counts.total()
    precision = 1 - false / max(1, asserted)
    print(f"{total} entries: {reports} reports, {doubts} for a person to tell, {others} nobody's")
    print(f"settled {asserted}, of them false {false}: precision {precision:.2%}")
    print(f"reports settled rightly: {counts['=', 'right'] / max(1, reports):.1%}")
    print(f"nobody's settled rightly: {counts['-', 'settled'] / max(1, others):.1%}")
    print(f"left to a person: {left / total:.1%} (labelled so: {doubts / total:.1%})")
    return 0 if precision >= PRECISION else 1


if __name__ == "__main__":
    wanted = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    sys.exit(main(wanted[0] if wanted else "labels_*.txt", lefts="--left" in sys.argv))
