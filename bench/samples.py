"""Files with the truth of their figures: the sample sheets in every format, and a corpus.

Every sheet that the project prints samples from is written by the project's own
writers; DOC and XLS, which need an office program, are those kept for the tests.
The odd ones are the tests' own: tables turned, torn, glued or with columns to spare.
A corpus is a folder with ``reports`` and ``truth`` (see tools/measure_corpus.py).
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from nianbao.demo import sheets
from nianbao.demo.writers import pdf, plain, web, word
from nianbao.report.model import State
from tests.report.formats import rtf, writing
from tests.report.reading.generated import reports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nianbao.demo.sheets import ReportSheet
    from nianbao.report.model import Figure

_ROOT: Final = Path(__file__).resolve().parents[1]
_FONT: Final = next((_ROOT / "alerts/fonts").glob("*.ttf"))
_FIXTURES: Final = _ROOT / "tests/report/formats/fixtures"
_SEED: Final = 7
_YUAN: Final = {"万元": 10_000, "元": 1}


@dataclass(frozen=True, slots=True)
class Sample:
    """One file. ``kind`` is the line of the table that it counts in."""

    kind: str
    name: str
    data: bytes
    truth: Mapping[str, Any]
    is_right: Callable[[Figure, Any], bool]

    def right(self, figures: Mapping[str, Figure]) -> int:
        """How many figures are read as the truth has them."""
        return sum(
            key in figures and self.is_right(figures[key], value)
            for key, value in self.truth.items()
        )

    def misread(self, figures: Mapping[str, Figure]) -> int:
        """How many are called certain and are not what the truth has."""
        return sum(
            key in figures and figures[key].certain and not self.is_right(figures[key], value)
            for key, value in self.truth.items()
        )


def samples(corpus: Path | None) -> Iterator[Sample]:
    """Yield the sheets format by format, then the files of a corpus that have a truth."""
    for kind, (ending, write) in _WRITERS.items():
        for number, name in enumerate(sheets.names()):
            sheet = sheets.load(name)
            yield _of_sheet(kind, f"{name}.{ending}", write(sheet, number), sheet)
    yield from _odd()
    for path in sorted((*_FIXTURES.glob("*.doc"), *_FIXTURES.glob("*.xls"))):
        yield _of_sheet(path.suffix[1:], path.name, path.read_bytes(), sheets.load(path.stem))
    if corpus is not None:
        yield from _of_corpus(corpus)


_WRITERS: Final[Mapping[str, tuple[str, Callable[[ReportSheet, int], bytes]]]] = {
    "html, clean": ("html", lambda sheet, _: web.page(sheet, web.WebLayout("clean"))),
    "html, as portals print": (
        "html",
        lambda sheet, number: web.page(sheet, web.varied(Random(number)), number),
    ),
    "docx": ("docx", lambda sheet, _: word.document(sheet)),
    "pdf": ("pdf", lambda sheet, _: pdf.document(sheet, _FONT)),
    "pdf, rows cut by pages": (
        "pdf",
        lambda sheet, _: pdf.document(sheet, _FONT, pdf.PdfLayout(cut_rows=True, open_cuts=True)),
    ),
    "xlsx": ("xlsx", lambda sheet, _: writing.xlsx(sheet)),
    "rtf": ("rtf", lambda sheet, _: rtf.document(sheet)),
    "txt": ("txt", lambda sheet, _: plain.tabbed(sheet, plain.TabbedLayout()).encode()),
    "md": ("md", lambda sheet, _: plain.piped(sheet, plain.PipedLayout()).encode()),
}


def _of_sheet(kind: str, name: str, data: bytes, sheet: ReportSheet) -> Sample:
    return Sample(kind, name, data, sheet.cells, _as_printed)


def _as_printed(figure: Figure, printed: str) -> bool:
    return _folded(figure.printed) == _folded(printed)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _odd() -> Iterator[Sample]:
    """Yield made-up documents: every third shape of the tables in every dialect of a format."""
    for file, (dialects, _) in reports.FORMATS.items():
        for dialect in dialects:
            for made in reports.of(file, dialect, _SEED, 1, nth=3):
                truth = made.written.truth
                yield Sample(f"{file}, odd", f"odd.{file}", made.source.data, truth, _as_known)


def _as_known(figure: Figure, known: tuple[State, object]) -> bool:
    return (figure.state, figure.value) == known


def _of_corpus(corpus: Path) -> Iterator[Sample]:
    for path in sorted((corpus / "reports").iterdir()):
        known = corpus / "truth" / f"{path.stem}.json"
        if known.is_file():
            figures = json.loads(known.read_text("utf-8"))["figures"]
            truth = {_key(key): _value(key, value) for key, value in figures.items()}
            kind = f"{path.suffix[1:]}, real"
            yield Sample(kind, path.name, path.read_bytes(), truth, _as_meant)


def _as_meant(figure: Figure, value: Decimal | None) -> bool:
    if value is None:
        return figure.state in {State.BLANK, State.NA}
    return figure.value is not None and Decimal(figure.value) == value


def _key(key: str) -> str:
    return key.removesuffix("_wan").removesuffix("_printed")


def _value(key: str, value: float | str | None) -> Decimal | None:
    if value is None:
        return None
    if key.endswith("_wan"):
        return Decimal(str(value)) * 10_000
    match = re.fullmatch(r"([\d.]+)(万元|元)", unicodedata.normalize("NFKC", str(value)))
    return Decimal(match[1]) * _YUAN[match[2]] if match else Decimal(str(value))
