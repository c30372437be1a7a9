"""Tables of five outcomes alone, whose group stands in the line of text above them.

Some offices print table four as three tables, each under a caption of its own
(（一）行政复议). The caption is read as the table's first row.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Cell, Line
from nianbao.report.reading.labels import T4_HEADINGS, normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.model import Grid
    from nianbao.report.reading.grid import RawCell

_FIRST: Final = "结果维持"
_OUTCOMES: Final = 5
_GROUP: Final = "group:"


def begins(row: Sequence[RawCell]) -> bool:
    """Whether a table whose first row this is may lack its group's heading."""
    return len(row) in {_OUTCOMES, _OUTCOMES + 1} and any(
        normal(text) == _FIRST for text, _, _ in row[:2]
    )


def headed(grids: tuple[Grid, ...]) -> tuple[Grid, ...]:
    """Return the tables, each that lacks its group's heading with its caption as first row."""
    if not any(grid.caption for grid in grids):
        return grids
    return tuple(map(_with_head, grids))


def _with_head(grid: Grid) -> Grid:
    if not grid.caption or not grid.lines:
        return grid
    if not begins([(cell.text, 1, 1) for cell in grid.lines[0].cells]):
        return grid
    match = T4_HEADINGS.find(grid.caption)
    if match is None or match.edits or not match.key.startswith(_GROUP):
        return grid
    head = Line((Cell(grid.caption, 0, _OUTCOMES),), grid.lines[0].page)
    return replace(grid, lines=(head, *grid.lines))
