"""How long a report takes beside what any program must do to see the same cells.

``python bench/reading.py [FILE or FOLDER …]`` (or ``make bench``) times in one run,
in turns and over the same bytes: our reading and judging; a bare selectolax parse
with a walk over all cells and their spans; pandas.read_html; a BeautifulSoup walk;
for a PDF pdfplumber's tables. A page gets other bytes every time, so that nothing
that was kept of one reading helps the next. Of a folder its pages and PDF files are taken; without
any, one sample of each. Two Word-pasted pages of some 57 KB are made as well. What only
this needs stands in bench/requirements.in; what is not there is said.
"""

from __future__ import annotations

import importlib
import io
import re
import sys
from functools import partial
from itertools import count, cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.samples import samples
from bench.timing import milliseconds, table
from nianbao.demo import sheets
from nianbao.demo.writers import web
from nianbao.report.checks import relations
from nianbao.report.judge import judge
from nianbao.report.model import Source
from nianbao.report.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

SOUND, BROKEN = "qinghe_reform_2025", "qinghe_transport_2025"
"""A report as most are, and one that breaks three relations: its repairs are searched for."""
_OTHER_PAGES = 270
"""Pages with figures of their own: more than are read in all turns, so that none comes twice."""
PAGES = 5
"""Pages read one behind the other in each turn, in one process that has read such pages before.

A worker reads each file in a child of its own (``nianbao.services.apart``), where nothing is
kept from other files: there a page takes about twice as long.
"""
_PASTED = (
    '<p class=MsoNormal align=center style="text-align:center"><span lang=EN-US '
    'style="font-size:10.5pt;font-family:宋体;mso-font-kerning:0pt">{}</span></p>'
)
_CELL: Final = re.compile(r"(<t[dh][^>]*>)(.*?)(?=</t[dh]>)", re.DOTALL)
_PARAGRAPH: Final = re.compile(r"</?p[^>]*>")
_TURNS: Final = count()
_COUNT: Final = re.compile(rb"(?<=>)\d{1,6}(?=<)|(?<!\d)\d{1,6}(?=\xe4\xbb\xb6)")
"""A whole cell, or what stands before 件."""


def other_bytes(data: bytes) -> bytes:
    """Return the same page with a comment behind it that no page had before."""
    return data + b"<!-- %d -->" % next(_TURNS)


def other_figures(data: bytes) -> bytes:
    """Return the same page with every count in its cells and text so many times as large.

    All sums hold as before, and what was kept of other pages helps with what is alike in
    every report only: with labels, headings, noughts and standing phrases.
    """
    times = 2 + next(_TURNS) % 997
    return _COUNT.sub(lambda match: b"%d" % (int(match[0]) * times), data)


def ours(name: str, data: bytes) -> int:
    """Read and judge; return the number of figures."""
    report = read(Source(data if name.endswith(".pdf") else other_bytes(data), name))
    judge(report)
    return len(report.figures)


def selectolax_walk(data: bytes) -> list[list[tuple[str, str, str]]]:
    """Parse, and take every cell's text and spans."""
    tree = LexborHTMLParser(other_bytes(data).decode("utf-8", errors="replace"))
    return [
        [(cell.text(), *_spans(cell.attributes)) for cell in row.css("td,th")]
        for row in tree.css("tr")
    ]


def _spans(attributes: Mapping[str, str | None]) -> tuple[str, str]:
    return attributes.get("colspan") or "1", attributes.get("rowspan") or "1"


def soup_walk(data: bytes, parser: str) -> list[list[tuple[str, str, str]]]:
    """The same with BeautifulSoup."""
    soup = BeautifulSoup(other_bytes(data).decode("utf-8", errors="replace"), parser)
    return [
        [(cell.get_text(), *_spans(cell)) for cell in row.find_all(["td", "th"])]
        for row in soup.find_all("tr")
    ]


def word_page(name: str = SOUND) -> bytes:
    """Return a page as Word pastes it: every figure in a paragraph with a style of its own."""
    page = web.page(sheets.load(name), web.WebLayout()).decode()
    return _CELL.sub(_pasted, page).encode()


def _pasted(cell: re.Match[str]) -> str:
    return cell[1] + _PASTED.format(_PARAGRAPH.sub("", cell[2]))


def main(paths: list[str]) -> int:
    """Print a table for each file; ratios are to ours."""
    pasted = {"word-paste.html": word_page(), "word-paste-broken.html": word_page(BROKEN)}
    for name, data in [*_files(paths), *pasted.items()]:
        print(f"{name}, {len(data):,} bytes, {ours(name, data)} figures")
        is_pdf = name.endswith(".pdf")
        works = dict(_pdf(name, data) if is_pdf else _html(name, data))
        took = milliseconds(works, 10) if is_pdf else milliseconds(works, 40, in_a_row=PAGES)
        print(table(took, "ours"))
    report = read(Source(word_page(), "report.html"))
    took = milliseconds({"rules": lambda: [relations.judged(report) for _ in range(100)]})["rules"]
    print(f"the four arithmetic rules: {100_000 / took:,.0f} reports a second on one core")
    return 0


def _files(paths: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files named, those of the folders named, or else a sample of each kind."""
    if not paths:
        firsts = {one.name.rpartition(".")[2]: one for one in reversed([*samples(None)])}
        yield from ((firsts[ending].name, firsts[ending].data) for ending in ("html", "pdf"))
    for path in map(Path, paths):
        for file in sorted(path.iterdir()) if path.is_dir() else (path,):
            if file.suffix in {".html", ".htm", ".pdf"}:
                yield file.name, file.read_bytes()


def _html(name: str, data: bytes) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "ours", partial(ours, name, data)
    pages = cycle([other_figures(data) for _ in range(_OTHER_PAGES)])
    yield "ours, other figures each time", lambda: ours(name, next(pages))
    yield "selectolax parse and walk", partial(selectolax_walk, data)
    if pandas := _installed("pandas"):
        yield (
            "pandas.read_html",
            lambda: pandas.read_html(io.BytesIO(other_bytes(data)), encoding="utf-8"),
        )
    yield "BeautifulSoup (lxml)", partial(soup_walk, data, "lxml")
    yield "BeautifulSoup (html.parser)", partial(soup_walk, data, "html.parser")


def _pdf(name: str, data: bytes) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "ours", partial(ours, name, data)
    if pdfplumber := _installed("pdfplumber"):
        yield "pdfplumber tables", partial(_plumbed, pdfplumber, data)


def _plumbed(pdfplumber: ModuleType, data: bytes) -> int:
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return sum(len(page.extract_tables()) for page in opened.pages)


def _installed(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"  ({name} is not installed)")
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
