"""How long a report takes beside what any program must do to see the same cells.

``python bench/reading.py FILE.html`` times in one run, over the same bytes: our
reading and judging; a bare selectolax parse with a walk over all cells; the
same walk with lxml and with BeautifulSoup. Prints milliseconds and ratios.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import lxml.html
from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from nianbao.report.judge import judge
from nianbao.report.model import Source
from nianbao.report.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 30


def ours(data: bytes) -> int:
    """Read and judge; return the number of figures."""
    report = read(Source(data, "report.html"))
    judge(report)
    return len(report.figures)


def reading(data: bytes) -> int:
    """Read only."""
    return len(read(Source(data, "report.html")).figures)


def selectolax_walk(data: bytes) -> int:
    """Parse, and take every cell's text."""
    tree = LexborHTMLParser(data.decode("utf-8", errors="replace"))
    rows = tree.css("tr")
    return sum(len([cell.text() for cell in row.css("td,th")]) for row in rows)


def lxml_walk(data: bytes) -> int:
    """The same with lxml."""
    tree = lxml.html.document_fromstring(data.decode("utf-8", errors="replace"))
    return sum(
        len([cell.text_content() for cell in row.iter("td", "th")]) for row in tree.iter("tr")
    )


def soup_walk(data: bytes) -> int:
    """The same with BeautifulSoup over Python's own parser."""
    soup = BeautifulSoup(data.decode("utf-8", errors="replace"), "html.parser")
    rows = soup.find_all("tr")
    return sum(len([cell.get_text() for cell in row.find_all(["td", "th"])]) for row in rows)


def milliseconds(work: Callable[[bytes], int], data: bytes) -> float:
    """Median of the rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work(data)
        times.append((time.perf_counter() - start) * 1000)
    return median(times)


def main(arguments: list[str]) -> int:
    """Print a line for each way; ratios are to the bare selectolax walk."""
    if len(arguments) != 1:
        print("usage: reading.py FILE.html", file=sys.stderr)
        return 64
    data = Path(arguments[0]).read_bytes()
    works = (ours, reading, selectolax_walk, lxml_walk, soup_walk)
    times = {work.__name__: milliseconds(work, data) for work in works}
    for name, took in times.items():
        print(f"{name:16} {took:8.2f} ms  {took / times['selectolax_walk']:6.2f}×")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
