"""Measure OCR on scans: figures right, figures wrong and yet certain, seconds a page.

``python tools/measure_scans.py [--reports N] [--seed S] [--dpi D] [--blur B] [--corpus DIR]``
sets made-up reports as PDF, each with figures and a layout of its own, scans them
(grey, turned, noisy, JPEG) and reads the pictures. ``--corpus`` scans the PDFs
among real reports with known figures as well. Exit status 0 only if 99.5 % of the
figures are right and none that is wrong is called certain.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeAlias

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pypdfium2

from nianbao.demo.writers import pdf
from nianbao.report.judge import judge
from nianbao.report.model import Severity, Source, State, Unreadable
from nianbao.report.reading import read
from tests.report.formats.scanning import Scanner
from tests.report.reading.generated import figures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
FONT = ROOT / "alerts" / "fonts" / "NotoSansSC-GB2312.ttf"
ENOUGH = 0.995
Truth: TypeAlias = "Mapping[str, figures.Meaning]"


@dataclass
class Measure:
    """What came of one scan, or of several together."""

    name: str
    figures: int = 0
    right: int = 0
    certain: int = 0
    wrong_but_certain: int = 0
    errors: int = 0  # findings of severity error: a scan must not have any by itself
    pages: int = 0
    seconds: float = 0.0
    told: list[str] = field(default_factory=list)

    def add(self, other: Measure) -> None:
        """Add another scan's counts."""
        for name in ("figures", "right", "certain", "wrong_but_certain", "errors", "pages"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.seconds += other.seconds

    def __str__(self) -> str:
        share = self.right / self.figures if self.figures else 0.0
        pace = self.seconds / self.pages if self.pages else 0.0
        return (
            f"{self.name:24} {self.right:5} of {self.figures:5} ({share:7.2%})"
            f"  certain {self.certain:5}  wrong but certain {self.wrong_but_certain}"
            f"  errors {self.errors}  {self.pages:3} pages, {pace:.1f} s each"
        )


def main(arguments: list[str]) -> int:
    """Print one line a scan and their sum; return the exit status."""
    asked = _asked(arguments)
    scanner = Scanner(dpi=asked.dpi, blur=asked.blur, noise=asked.noise, quality=asked.quality)
    total = Measure("all")
    for name, data, truth in _papers(asked):
        one = measured(name, scanner.pdf(data, asked.seed), truth)
        print(one, flush=True)
        for line in one.told[: asked.tell]:
            print(f"    {line}")
        total.add(one)
    print(total)
    good = total.figures and total.right >= ENOUGH * total.figures
    return 0 if good and not total.wrong_but_certain and not total.errors else 1


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reports", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--blur", type=float, default=0.6)
    parser.add_argument("--noise", type=float, default=6.0)
    parser.add_argument("--quality", type=int, default=70)
    parser.add_argument("--tell", type=int, default=12, help="lines told about each scan")
    parser.add_argument("--corpus", type=Path, default=None)
    return parser.parse_args(arguments)


def _papers(asked: argparse.Namespace) -> Iterator[tuple[str, bytes, Truth]]:
    """Yield name, text PDF and truth of every report that is to be scanned."""
    for number in range(asked.reports):
        rng = Random(f"{asked.seed}/{number}")  # noqa: S311 - a seed, no secret
        written = figures.made_up(rng)
        yield f"made up {number}", pdf.document(written.sheet, FONT, pdf.varied(rng)), written.truth
    if asked.corpus is not None:
        for path in sorted((asked.corpus / "reports").glob("*.pdf")):
            truth = json.loads((asked.corpus / "truth" / f"{path.stem}.json").read_text("utf-8"))
            yield path.name, path.read_bytes(), dict(_known(truth))


def _known(truth: dict[str, dict[str, object]]) -> Iterator[tuple[str, figures.Meaning]]:
    for key, value in truth["figures"].items():
        place = key.replace("amount_wan", "amount")
        if value is None:
            yield place, (State.NA if key in truth["na"] else State.BLANK, None)
        elif place != key:
            yield place, (State.NUMBER, f"{Decimal(str(value)) * 10_000:f}")
        else:
            yield place, (State.NUMBER, value)  # type: ignore[misc] # counts are whole


def measured(name: str, scan: bytes, truth: Truth) -> Measure:
    """Read one scan and compare it with what is printed."""
    opened = pypdfium2.PdfDocument(scan)
    measure = Measure(name, figures=len(truth), pages=len(opened))
    opened.close()
    begin = time.perf_counter()
    try:
        report = read(Source(scan, f"{name}.pdf"))
    except Unreadable as error:
        measure.told.append(f"unreadable: {error}")
        return measure
    measure.seconds = time.perf_counter() - begin
    measure.errors = sum(f.severity is Severity.ERROR for f in judge(report).findings)
    for key, meaning in truth.items():
        figure = report.figures.get(key)
        right = figure is not None and _same((figure.state, figure.value), meaning)
        certain = figure is not None and figure.certain
        measure.right += right
        measure.certain += certain
        measure.wrong_but_certain += certain and not right
        if not right:
            seen = "nothing" if figure is None else repr(figure.printed)
            measure.told.append(f"{key}: printed {meaning[1]!r} ({meaning[0]}), read {seen}")
    return measure


def _same(seen: figures.Meaning, meaning: figures.Meaning) -> bool:
    if seen[0] is not meaning[0]:
        return False
    if isinstance(seen[1], str) and isinstance(meaning[1], str):
        return Decimal(seen[1]) == Decimal(meaning[1])
    return seen[1] == meaning[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
