"""Grids from rows of cells with spans, as HTML, Word and sheets state them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from nianbao.report.model import Cell, Grid, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RawCell: TypeAlias = tuple[str, int, int]
"""Text, colspan, rowspan."""

MAX_COLUMNS = 200
"""No table of the form has more than 15 columns; what is wider is no table of ours."""
MAX_ROWS = 5_000
MAX_CELL = 2_000
"""Characters kept of a cell: no label or figure is nearly as long, and what is cut is no number."""


def unfold(number: int, rows: Iterable[Sequence[RawCell]]) -> Grid:
    """Place every cell in its grid column. Spans that leave the table are cut.

    Cells and rows beyond the limits above are left out, and the grid says so.
    ``number`` is the table's number in the document, from 0.
    """
    lines: list[Line] = []
    covered: dict[int, int] = {}  # grid column -> rows it is still covered for
    cut = False
    shown = _Shown()
    made = tuple.__new__  # which takes a third of the time that the class takes to do it
    for row in rows:
        if len(lines) >= MAX_ROWS:
            cut = True
            break
        cells: list[Cell] = []
        below: dict[int, int] = {}
        column = 0
        for text, colspan, rowspan in row:
            while covered and column in covered:
                column += 1
            if column >= MAX_COLUMNS:
                cut = True
                break
            cells.append(made(Cell, (shown[text], column, colspan, rowspan, False)))
            if rowspan > 1:
                for spanned in range(column, min(column + colspan, MAX_COLUMNS)):
                    below[spanned] = rowspan - 1
            column += colspan
        if covered:
            covered = {place: left - 1 for place, left in covered.items() if left > 1}
        covered.update(below)
        lines.append(Line(tuple(cells)))
    return Grid(number, tuple(lines), cut)


_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")


class _Shown(dict[str, str]):
    """What is kept of the texts of one table: most of its cells are alike."""

    def __missing__(self, text: str) -> str:
        self[text] = made = visible(text[:MAX_CELL])
        return made


def visible(text: str) -> str:
    """Return the text without characters that nobody sees: joiners, marks of direction."""
    return text if text.isascii() else _INVISIBLE.sub("", text)
