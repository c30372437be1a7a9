"""Grids from rows of cells with spans, as HTML, Word and sheets state them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from nianbao.report.model import Cell, Grid, Line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

RawCell: TypeAlias = tuple[str, int, int]
"""Text, colspan, rowspan."""

MAX_COLUMNS = 200
"""No table of the form has more than 15 columns; what is wider is no table of ours."""
MAX_ROWS = 5_000
MAX_CELL = 2_000
"""Characters kept of a cell: no label or figure is nearly as long, and what is cut is no number."""


def unfold(number: int, rows: Iterable[Sequence[RawCell]], caption: str = "") -> Grid:
    """Place every cell in its grid column. Spans that leave the table are cut.

    Cells and rows beyond the limits above are left out, and the grid says so.
    ``number`` is the table's number in the document, from 0; ``caption`` the line above it.
    """
    lines: list[Line] = []
    covered: dict[int, int] = {}  # grid column -> rows it is still covered for
    cut = False
    for row in rows:
        if len(lines) >= MAX_ROWS:
            cut = True
            break
        placed = _PLACED[tuple(row), tuple(covered)]
        lines.append(placed.line)
        cut = cut or placed.cut
        if covered:
            covered = {place: left - 1 for place, left in covered.items() if left > 1}
        if placed.below:
            covered.update(placed.below)
    return Grid(number, tuple(lines), cut, caption)


class _Row(NamedTuple):
    """A row as it lies in the grid. ``below``: by column, how many rows it covers further down."""

    line: Line
    below: tuple[tuple[int, int], ...]
    cut: bool


def _placed(row: Iterable[RawCell], covered: Collection[int]) -> _Row:
    """Place a row's cells where no cell of a row above covers the grid."""
    cells: list[Cell] = []
    below: list[tuple[int, int]] = []
    column = 0
    for text, colspan, rowspan in row:
        while column in covered:
            column += 1
        if column >= MAX_COLUMNS:
            return _Row(Line(tuple(cells)), tuple(below), cut=True)
        cells.append(Cell(visible(text[:MAX_CELL]), column, colspan, rowspan))
        if rowspan > 1:
            spanned = range(column, min(column + colspan, MAX_COLUMNS))
            below += [(place, rowspan - 1) for place in spanned]
        column += colspan
    return _Row(Line(tuple(cells)), tuple(below), cut=False)


class _Placed(dict[tuple[tuple[RawCell, ...], tuple[int, ...]], _Row]):
    """Rows by their cells and by what covers them: most are the same in report after report.

    A row of the form has a label and numbers that mostly are 0: to place its cells anew
    takes three times as long as to find it here.
    """

    def __missing__(self, key: tuple[tuple[RawCell, ...], tuple[int, ...]]) -> _Row:
        made = _placed(*key)
        if sum(len(text) for text, _, _ in key[0]) + len(key[0]) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[key] = made
        return made


_PLACED: Final = _Placed()
_MOST_KEPT: Final = 2_048
_LONGEST_KEPT: Final = 400
"""Cells and characters of a row that is kept; the form's rows have a hundred."""
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")


def visible(text: str) -> str:
    """Return the text without characters that nobody sees: joiners, marks of direction."""
    return text if text.isascii() else _INVISIBLE.sub("", text)
