"""Rows that a page's end cut in two, put together again before they are fitted.

Where a table goes on over a page, its last row above may go on as the first row
below: half a label, half a heading, the last digits of a number that wrapped.
The lower half is taken for one only if it is no row in its own right and the
two make up a label that the form knows, or if it holds nothing but digits
below digits of a labelled row. Headings that the next page repeats may stand
between the halves. A number whose upper half did not reach the edge of its cell
stays doubtful.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from nianbao.report import form
from nianbao.report.model import Grid, Line, State
from nianbao.report.reading import numbers
from nianbao.report.reading.copies import is_blank
from nianbao.report.reading.labels import (
    APPLICANT_HEADINGS,
    T2_LABELS,
    T3_LABELS,
    T4_HEADINGS,
    normal,
    t2_heading,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.model import Cell

_LEXICONS = (
    T3_LABELS.find,
    T2_LABELS.find,
    APPLICANT_HEADINGS.find,
    T4_HEADINGS.find,
    t2_heading,
)
_ROWS = (T3_LABELS, T2_LABELS)


def mended(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """Return the grids with cut rows whole; an empty line stands where the lower half was."""
    made = list(grids)
    for place in range(len(made) - 1):
        above, below = made[place], made[place + 1]
        if not _follow(above, below):
            continue
        first = _headings(above, below)
        lower = below.lines[first]
        whole = _nothing_beside(above.lines[-1], lower, first) or _whole(above.lines[-1], lower)
        if whole is not None:
            made[place] = Grid(above.number, (*above.lines[:-1], whole), above.cut)
            lines = [*below.lines]
            lines[first] = Line((), lines[first].page)
            made[place + 1] = Grid(below.number, tuple(lines), below.cut)
    return tuple(made)


def _nothing_beside(upper: Line, lower: Line, headings: int) -> Line | None:
    """The row of which all stands on one side of the cut: the other half is blank."""
    if headings and all(map(is_blank, lower.cells)):
        return upper
    if len(upper.cells) != len(lower.cells) or not all(map(is_blank, upper.cells)):
        return None
    return lower if _holds_figures(lower) else None


def _holds_figures(line: Line) -> bool:
    """Whether a line holds figures and no word."""
    held = [cell for cell in line.cells if not is_blank(cell)]
    return bool(held) and not any(map(_is_text, held))


def _headings(above: Grid, below: Grid) -> int:
    """How many lines of headings come again on the next page, before what goes on there."""
    pairs = zip(above.lines[:-1], below.lines[:-1], strict=False)
    alike = takewhile(lambda pair: _texts(pair[0]) == _texts(pair[1]), pairs)
    return sum(1 for _ in alike)


def _texts(line: Line) -> list[str]:
    return [cell.text for cell in line.cells]


def _follow(above: Grid, below: Grid) -> bool:
    """Whether one grid ends a page and the other begins the next."""
    if not above.lines or not below.lines:
        return False
    first, second = above.lines[-1].page, below.lines[0].page
    return first is not None and second == first + 1


def _whole(upper: Line, lower: Line) -> Line | None:
    """The row that the two lines are halves of, or None."""
    pairs = _pairs(upper, lower)
    if pairs is None or not any(not is_blank(half) for half in pairs.values()):
        return None
    joined = tuple(_joined(cell, pairs.get(cell)) for cell in upper.cells)
    texts = {cell: half for cell, half in pairs.items() if _is_text(half)}
    completed = {cell: half for cell, half in texts.items() if _completes(cell, half)}
    rests = [half for cell, half in completed.items() if not _is_known(cell)]
    if any(_is_known(cell, rests) for cell in lower.cells if _is_text(cell)):
        return None
    if any(cell not in completed and not _goes_on(cell, half) for cell, half in texts.items()):
        return None
    goes_on = bool(texts) and len(texts) == len(pairs)  # and nothing but that is printed below
    return Line(joined, upper.page) if completed or goes_on or _wraps(upper, pairs) else None


def _pairs(upper: Line, lower: Line) -> dict[Cell, Cell] | None:
    """The lower halves by the cells above them, None if a figure is left over.

    They are matched by their number, or from the right edge where pages differ.
    Cells of labels that reach down over the cut have no upper half in this line.
    """
    if len(upper.cells) == len(lower.cells):
        return {
            above: below
            for above, below in zip(upper.cells, lower.cells, strict=True)
            if not is_blank(below)
        }
    edge = max((cell.column + cell.colspan for cell in upper.cells), default=0)
    floor = max((cell.column + cell.colspan for cell in lower.cells), default=0)
    above = {edge - cell.column - cell.colspan: cell for cell in upper.cells}
    pairs: dict[Cell, Cell] = {}
    figures = [cell for cell in lower.cells if not is_blank(cell)]
    for cell in figures:
        found = above.get(floor - cell.column - cell.colspan)
        if found is not None:
            pairs[found] = cell
        elif not _is_text(cell):
            return None
    return pairs


def _joined(upper: Cell, lower: Cell | None) -> Cell:
    if lower is None:
        return upper
    if is_blank(upper):
        return upper._replace(text=lower.text)
    parts = upper.text[-1:].isdigit() and lower.text[:1].isdigit() and not upper.full
    return upper._replace(text=f"{upper.text}\n{lower.text}" if parts else upper.text + lower.text)


def _completes(upper: Cell, lower: Cell) -> bool:
    """Whether two halves make up a label or heading that neither is alone."""
    if not normal(lower.text) or not (_is_text(upper) and _is_text(lower)):
        return False
    if normal(upper.text + lower.text) in normal(form.T3_CORNER):
        return True
    whole = [find(upper.text + lower.text) for find in _LEXICONS]
    return any(match is not None and match.edits == 0 for match in whole)


def _goes_on(upper: Cell, lower: Cell) -> bool:
    """Whether two halves make up what a cell of figures may hold: 不适 / 用."""
    if is_blank(upper) or not _is_text(upper):
        return False
    return _is_figure(upper, lower)


def _wraps(upper: Line, pairs: dict[Cell, Cell]) -> bool:
    """Whether what stands below goes on with the figures of a labelled row above."""
    if not any(lexicon.find(cell.text) for lexicon in _ROWS for cell in upper.cells if cell.text):
        return False
    return all(not is_blank(cell) and _is_figure(cell, half) for cell, half in pairs.items())


def _is_figure(upper: Cell, lower: Cell) -> bool:
    return numbers.count(upper.text + lower.text).state is not State.TEXT


def _is_known(cell: Cell, rests: Sequence[Cell] = ()) -> bool:
    """Whether a cell holds a label, other than a group's that reaches or goes on over the cut."""
    found = (find(cell.text) for find in _LEXICONS)
    reaches = cell.rowspan > 1 or cell in rests
    return any(
        match is not None and match.edits == 0 and not (reaches and _is_group(match.key))
        for match in found
    )


def _is_group(key: str) -> bool:
    return key == "other" or key.startswith("group:")


def _is_text(cell: Cell) -> bool:
    return numbers.count(cell.text).state is State.TEXT
