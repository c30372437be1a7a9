"""Measure the readers on made-up reports: shapes of the tables × formats and their dialects.

``python tools/measure_layouts.py [--reports N] [--seed S] [--corpus DIR] [--only WORDS] [--tell]``
prints one line a layout: documents, figures, certain figures that are wrong, uncertain
figures per mille, figures not read, and reports judged wrongly. Exit status 0 only if no
certain figure is wrong and nobody is accused falsely. ``--corpus`` adds the figures of
real reports, ``--brief`` sums up by format and by shape.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.report.reading.generated.measure import Tally, measured
from tests.report.reading.generated.reports import documents


def main(arguments: list[str]) -> int:
    """Print the table; return the exit status."""
    asked = _asked(arguments)
    tallies: dict[str, Tally] = {}
    for document in documents(asked.seed, asked.reports, asked.corpus):
        if asked.only and not any(word in document.layout for word in asked.only):
            continue
        tally = measured(document.written, document.source)
        if asked.tell and tally.told:
            print(f"{document.layout} (seed {document.seed})")
            for line in tally.told[: asked.tell]:
                print(f"    {line}")
        for name in _parts(document.layout, brief=asked.brief):
            tallies.setdefault(name, Tally()).add(tally)
    return _show(tallies, 2 if asked.brief else 1)


def _parts(layout: str, *, brief: bool) -> tuple[str, ...]:
    """The lines that a document counts in: its layout, or format with dialect, and shape."""
    if not brief:
        return (layout,)
    head, _, shape = layout.rpartition("/")
    return head, f"* {shape}"


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reports", type=int, default=4, help="reports a layout")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, default=None)
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--brief", action="store_true", help="by format and by shape only")
    parser.add_argument("--tell", type=int, default=0, help="lines told about each document")
    return parser.parse_args(arguments)


def _show(tallies: dict[str, Tally], times: int) -> int:
    print(f"{'layout':44} docs figures wrong unc/1000 missing unsaid accused missed unreadable")
    total = Tally()
    for layout, one in sorted(tallies.items()):
        _line(layout, one)
        total.add(one)
    _line("all" if times == 1 else "all, by format and again by shape", total)
    return 0 if total.documents and not (total.wrong or total.accused) else 1


def _line(layout: str, one: Tally) -> None:
    share = 1000 * one.uncertain / max(one.figures, 1)
    print(
        f"{layout:44} {one.documents:4} {one.figures:7} {one.wrong:5} {share:8.2f} {one.missing:7} "
        f"{one.unsaid:6} {one.accused:7} {one.missed:6} {one.unreadable:10}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
