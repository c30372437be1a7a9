"""Tables built of boxes: div, ul or dl elements that only a style sheet lays out as a grid.

Where a page has no table element with figures, elements whose children all are
short boxes count as rows; blank boxes are blank cells. Neighbouring rows are
one grid. Spans stand in style sheets and are unknown: a row is then placed by
its number of cells, or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.report.reading.grid import MAX_COLUMNS, unfold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from nianbao.report.model import Grid
    from nianbao.report.reading.grid import RawCell

_ROWS: Final = "div,ul,dl,section,span:has(> span + span)"
_CELLS: Final = frozenset({"div", "span", "li", "dd", "dt", "p"})
_BOXES: Final = "div,ul,ol,dl,li,table,section"
_LONGEST: Final = 200  # characters in a cell
_FEWEST_ROWS: Final = 2
MAX_ELEMENTS: Final = 20_000
MAX_SEEN: Final = 200_000
"""Boxes looked at, those in boxes again for each box about them."""


def grids(tree: LexborHTMLParser, first: int, fold: Callable[[str], str]) -> Iterator[Grid]:
    """Yield the grids of a page; ``first`` is the number of the first, ``fold`` folds a cell."""
    elements = tree.css(_ROWS)
    if len(elements) > MAX_ELEMENTS:
        return
    number = first
    sight = _Sight()
    rows: list[list[RawCell]] = []
    above: int | None = None
    for element in elements:
        cells = _cells(element, fold, sight)
        if cells is None:
            continue
        parent = element.parent
        beside = parent.mem_id if parent is not None else None
        if beside != above:
            if len(rows) >= _FEWEST_ROWS:
                yield unfold(number, rows)
                number += 1
            rows, above = [], beside
        rows.append(cells)
    if len(rows) >= _FEWEST_ROWS:
        yield unfold(number, rows)


def _cells(element: LexborNode, fold: Callable[[str], str], sight: _Sight) -> list[RawCell] | None:
    """The cells of a row, None where the element is none."""
    children = list(element.iter())
    if not 0 < len(children) <= MAX_COLUMNS or not _are_cells(children, sight):
        return None
    texts = [fold(child.text()) for child in children]
    if any(len(text) > _LONGEST for text in texts):
        return None
    return [(text, 1, 1) for text in texts]


def _are_cells(children: Sequence[LexborNode], sight: _Sight) -> bool:
    if any(child.tag not in _CELLS for child in children):
        return False
    if all(child.tag == "p" for child in children):
        return False  # paragraphs
    return all(child.css_first(_BOXES) is None or sight.one_in(child) for child in children)


class _Sight:
    """Looks into boxes until it has seen enough: boxes in boxes in boxes are no table."""

    def __init__(self) -> None:
        self._left = MAX_SEEN

    def one_in(self, child: LexborNode) -> bool:
        """Whether a cell holds no more than one box, for its text."""
        if self._left <= 0:
            return False
        inside = child.css(_BOXES)
        self._left -= len(inside)
        return sum(node.mem_id != child.mem_id for node in inside) <= 1
