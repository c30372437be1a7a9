"""Format × library × accuracy × relative time, on the same files with the same fitting.

``python bench/accuracy.py [CORPUS] [--only LIBRARY …]`` reads every sample (see samples.py)
with the product and with each library that is installed, puts the library's grids
through the product's own fitting to the form, and counts the figures that came out
right. Only the cells differ: what a library loses or shifts no fitting can bring back.
Time is the processor's, with that of the programs a library starts, the best of two
turns; the product's is that of all its reading (text, dates, sections), a library's
that of its tables alone. Prints Markdown.
"""

from __future__ import annotations

import argparse
import logging
import resource
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.samples import samples
from bench.walks import walks
from nianbao.report.model import Source
from nianbao.report.reading import read
from nianbao.report.reading.fit import fit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bench.samples import Sample
    from nianbao.report.model import Figure

OURS: Final = "nianbao"
_TURNS: Final = 2


@dataclass(slots=True)
class Score:
    """What one library came to on the files of one kind. ``failed`` counts files."""

    files: int = 0
    figures: int = 0
    right: int = 0
    misread: int = 0
    failed: int = 0
    seconds: float = 0.0
    why: str = ""


def main(arguments: list[str]) -> int:
    """Print a line for each kind of file and library."""
    asked = _asked(arguments)
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    scores: dict[tuple[str, str], Score] = {}
    for sample in samples(asked.corpus):
        for library, work in _works(sample, asked.only).items():
            _take(scores.setdefault((sample.kind, library), Score()), sample, work)
    _show(scores)
    return 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path, nargs="?", help="a folder with reports and truth")
    parser.add_argument("--only", nargs="*", default=(), help="these libraries, and ours")
    return parser.parse_args(arguments)


def _works(sample: Sample, only: tuple[str, ...]) -> dict[str, Callable[[], Mapping[str, Figure]]]:
    """Return what reads one file, by library; each returns figures by key."""
    source = Source(sample.data, sample.name)
    works: dict[str, Callable[[], Mapping[str, Figure]]] = {OURS: lambda: read(source).figures}
    for library, walk in walks(sample.name.rpartition(".")[2]).items():
        if not only or library in only:
            works[library] = lambda walk=walk: fit(walk(sample.data)).figures
    return works


def _take(score: Score, sample: Sample, work: Callable[[], Mapping[str, Figure]]) -> None:
    score.files += 1
    score.figures += len(sample.truth)
    took = []
    for _ in range(_TURNS):
        start = _seconds()
        try:
            figures = work()
        except Exception as error:  # noqa: BLE001 - whatever a library raises, it read nothing
            score.failed += 1
            score.why = f"{type(error).__name__}: {error}".partition("\n")[0][:100]
            return
        took.append(_seconds() - start)
    score.seconds += min(took)
    score.right += sample.right(figures)
    score.misread += sample.misread(figures)


def _seconds() -> float:
    """Return the processor time of this process and of those it has started."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _show(scores: Mapping[tuple[str, str], Score]) -> None:
    print("| format | files | library | figures right | misread for certain | time | |")
    print("|---|---|---|---|---|---|---|")
    for (kind, library), one in scores.items():
        ours = scores[kind, OURS]
        own, base = one.files - one.failed, ours.seconds / max(1, ours.files)
        times = f"{one.seconds / own / base:.1f}×" if own and base else "–"
        note = f"{one.failed} files failed: {one.why}" if one.failed else ""
        print(
            f"| {kind} | {one.files} | {library} | {one.right} of {one.figures} "
            f"({one.right / one.figures:.1%}) | {one.misread} | {times} | {note} |"
        )
    print(
        "\nmilliseconds of ours: "
        + ", ".join(
            f"{kind} {1000 * one.seconds / one.files:.1f}"
            for (kind, library), one in scores.items()
            if library == OURS
        )
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
