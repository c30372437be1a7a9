"""All made-up documents: every shape in every format, the rest drawn from the seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from nianbao.report.model import Source
from tests.report.reading.generated import books, figures, pages, papers, prints, texts
from tests.report.reading.generated.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.report.reading.generated.figures import Written

FORMATS: dict[str, tuple[tuple[str, ...], Callable[..., bytes]]] = {
    "html": (tuple(pages.DIALECTS), pages.page),
    "docx": (tuple(papers.DIALECTS), papers.paper),
    "xlsx": (books.DIALECTS, books.book),
    "txt": (tuple(texts.DIALECTS), texts.text),
    "pdf": (prints.DIALECTS, prints.page),
}
REAL = 0.3
_UNEVEN = frozenset({"no corner", "off by one", "overrunning spans"})
"""Shapes that only a web page can have: their rows do not fill the table."""


@dataclass(frozen=True, slots=True)
class Document:
    """One made-up file. ``layout`` is format, dialect and shape."""

    layout: str
    seed: str
    written: Written
    source: Source


def documents(seed: int, each: int, corpus: Path | None = None) -> Iterator[Document]:
    """Yield ``each`` documents for every format, dialect and shape."""
    real = figures.of_truths(corpus) if corpus else ()
    for file, (dialects, _) in FORMATS.items():
        for dialect in dialects:
            yield from of(file, dialect, seed, each, real)


def shapes(file: str, dialect: str) -> tuple[str, ...]:
    """Return the shapes that a format and dialect can print."""
    even = file != "html" or dialect == "div grid"
    return tuple(shape for shape in SHAPES if not (even and shape in _UNEVEN))


def of(
    file: str, dialect: str, seed: int, each: int, real: Sequence[Written] = (), *, nth: int = 1
) -> Iterator[Document]:
    """Yield ``each`` documents for every ``nth`` shape in one format and dialect.

    Of three in ten the figures are drawn from ``real``, if there are any.
    """
    write = FORMATS[file][1]
    for shape in shapes(file, dialect)[seed % nth :: nth]:
        make = SHAPES[shape]
        for number in range(each):
            name = f"{file}/{dialect}/{shape}"
            rng = Random(f"{seed}/{name}/{number}")
            written = rng.choice(real) if real and rng.random() < REAL else figures.made_up(rng)
            made = make(written.sheet, rng)
            source = Source(write(written.sheet, made, dialect, rng), f"report.{file}")
            yield Document(name, f"{seed}/{number}", written, source)
