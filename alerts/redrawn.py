"""The report's own tables drawn again, cell by cell, with every figure's key and its marks.

Text is the report's, never ours: an empty cell stays empty. Spans that run into
another cell or out of the table are cut, so that a page can always draw them.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from nianbao.report import form, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from nianbao.report.model import Figure, Grid, Line, Report

MOST_LINES: Final = 300
"""Lines drawn of one grid: a report in one table has about 60."""
MOST_TEXT: Final = 300
"""Characters shown of a cell: the form's longest label has 40."""
_MOST_HEADER: Final = 6
_HEADED: Final = ({"t3"}, {"t4"})
"""Tables with one header for all their rows; in table two every block has its own."""
_WIDTHS: Final = {
    "申请人情况": len(form.APPLICANTS),
    form.ORGANISATIONS: len(form.APPLICANTS) - 2,
    form.T4_ROWS[0].label: len(form.OUTCOMES),
    form.T4_SUITS: 2 * len(form.OUTCOMES),
    **{row.label: len(form.OUTCOMES) for row in form.T4_ROWS[1:]},
}
"""How many columns a heading spans in the form, for plain text, which knows no spans."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a cell stands out: ``kind`` is involved, probable, doubt or unsure; ``tag`` is printed.

    ``tag`` may be empty where the same relation is named in another of its cells.
    """

    kind: str
    tag: str


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell to draw. ``key`` is the figure's, None for labels; ``fill`` was not in the report."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    key: str | None = None
    marks: tuple[Mark, ...] = ()
    fill: bool = False


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One row; ``page`` is set where another page of the original begins."""

    cells: tuple[DrawnCell, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """One grid. ``keys`` are the figures in it.

    ``spread`` says that the layout is the form's, because the report is plain text.
    """

    number: int  # in the document, from 1
    name: str
    page: int | None
    columns: tuple[bool, ...]  # whether figures stand in them
    head: tuple[DrawnLine, ...]
    body: tuple[DrawnLine, ...]
    keys: frozenset[str]
    left_out: int = 0
    spread: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    key: str | None
    start: int
    width: int
    height: int

    @property
    def mask(self) -> int:
        """The grid columns it covers, a bit a column."""
        return ((1 << self.width) - 1) << self.start


_Pieces: TypeAlias = "list[list[_Piece]]"


def tables(report: Report, marks: Mapping[str, tuple[Mark, ...]]) -> tuple[DrawnTable, ...]:
    """Return the tables that hold figures of the form, in the order of the report."""
    drawn: list[DrawnTable] = []
    seen: set[str] = set()
    for grid in report.grids:
        placed = _places(grid, report.figures)
        if placed:
            parts = {key[:2] for key in placed.values()}
            drawn.append(_table(grid, placed, marks, _name(parts, seen)))
            seen |= parts
    return tuple(drawn)


def _name(parts: set[str], seen: set[str]) -> str:
    """Return the tables' names; one that an earlier grid began is marked as going on."""
    return "、".join(
        f"{wording.TABLE_NAMES[part]}{'（续）' if part in seen else '　' + form.TABLES[part]}"
        for part in sorted(parts)
    )


def _places(grid: Grid, figures: Mapping[str, Figure]) -> dict[tuple[int, int], str]:
    """Return the keys by row and grid column; a figure whose text is not there has no place."""
    texts = {
        (row, cell.column): _bare(cell.text)
        for row, line in enumerate(grid.lines)
        for cell in line.cells
    }
    found: dict[tuple[int, int], str] = {}
    for key, figure in figures.items():
        where = figure.where
        if where.table != grid.number or where.column is None:
            continue
        # A label that a page cut in two names its row a line above or below the figures.
        near = ((where.row + step, where.column) for step in (0, -1, 1))
        at = next((p for p in near if texts.get(p) == _bare(figure.printed)), None)
        if at is not None:
            found.setdefault(at, key)
    return found


def _bare(text: str) -> str:
    return "".join(text.split())


def _table(
    grid: Grid,
    placed: Mapping[tuple[int, int], str],
    marks: Mapping[str, tuple[Mark, ...]],
    name: str,
) -> DrawnTable:
    first, last = _window(grid, placed)
    lines = grid.lines[first:last]
    pieces = [list(_pieces(line, row, placed)) for row, line in enumerate(lines, start=first)]
    spread = _is_ragged(pieces)
    if spread:
        width = max(map(len, pieces))
        pieces = [_spread(line, width) for line in pieces]
    pieces, columns = _squeezed(pieces)
    header = _header(pieces, {key[:2] for key in placed.values()})
    rows = [
        *_rows(pieces[:header], columns, marks),
        *_rows(pieces[header:], columns, marks),
    ]
    drawn = tuple(
        replace(row, page=line.page if at and line.page != lines[at - 1].page else None)
        for at, (row, line) in enumerate(zip(rows, lines, strict=True))
    )
    return DrawnTable(
        number=grid.number + 1,
        name=name,
        page=lines[0].page,
        columns=_kinds(pieces, columns),
        head=drawn[:header],
        body=drawn[header:],
        keys=frozenset(piece.key for line in pieces for piece in line if piece.key),
        left_out=len(grid.lines) - len(lines),
        spread=spread,
    )


def _window(grid: Grid, placed: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Return the lines to draw: all of them, or those about the figures in an endless table."""
    if len(grid.lines) <= MOST_LINES:
        return 0, len(grid.lines)
    first = max(0, min(row for row, _ in placed) - _MOST_HEADER)
    return first, min(len(grid.lines), first + MOST_LINES)


def _pieces(line: Line, row: int, placed: Mapping[tuple[int, int], str]) -> Iterator[_Piece]:
    for cell in line.cells:
        text = cell.text.strip()
        text = text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}……（以下从略）"
        key = placed.get((row, cell.column))
        yield _Piece(text, key, cell.column, max(1, cell.colspan), max(1, cell.rowspan))


def _is_ragged(pieces: _Pieces) -> bool:
    """Whether lines of different lengths have no spans, as in plain text."""
    flat = all(piece.width == piece.height == 1 for line in pieces for piece in line)
    return flat and len({len(line) for line in pieces}) > 1


def _spread(line: list[_Piece], columns: int) -> list[_Piece]:
    """Give a line of plain text the whole width: headings as in the form, the rest to its label."""
    widths = [1 if piece.key else _WIDTHS.get(_bare(piece.text), 1) for piece in line]
    if sum(widths) > columns:
        widths = [1] * len(line)
    if widths:
        widths[0] += columns - sum(widths)
    starts = [sum(widths[:at]) for at in range(len(widths))]
    return [
        replace(piece, start=start, width=width)
        for piece, start, width in zip(line, starts, widths, strict=True)
    ]


def _squeezed(pieces: _Pieces) -> tuple[_Pieces, int]:
    """Leave out grid columns in which no cell begins, and cut spans at the next cell."""
    starts = sorted({piece.start for line in pieces for piece in line})
    squeezed = [
        [
            replace(
                piece,
                start=bisect_left(starts, piece.start),
                width=max(
                    1,
                    bisect_left(starts, min(piece.start + piece.width, _next(line, at)))
                    - bisect_left(starts, piece.start),
                ),
            )
            for at, piece in enumerate(line)
        ]
        for line in pieces
    ]
    taken = [_taken(line) for line in squeezed]
    return [
        [replace(piece, height=_height(piece, row, taken)) for piece in line]
        for row, line in enumerate(squeezed)
    ], len(starts)


def _next(line: Sequence[_Piece], at: int) -> int:
    piece = line[at]
    return line[at + 1].start if at + 1 < len(line) else piece.start + piece.width


def _taken(line: Iterable[_Piece]) -> int:
    mask = 0
    for piece in line:
        mask |= piece.mask
    return mask


def _height(piece: _Piece, row: int, taken: Sequence[int]) -> int:
    """Return the rows a cell really covers: to the end of the table, or to a cell below."""
    below = range(row + 1, min(row + piece.height, len(taken)))
    return next((at for at in below if taken[at] & piece.mask), below.stop) - row


def _kinds(pieces: _Pieces, columns: int) -> tuple[bool, ...]:
    """Return for each column whether it is one of figures."""
    counting = {piece.start for line in pieces for piece in line if piece.key and piece.width == 1}
    return tuple(at in counting for at in range(columns))


def _header(pieces: _Pieces, parts: set[str]) -> int:
    """Return how many lines head the table: those above the figures, if no span leaves them."""
    if parts not in _HEADED:
        return 0
    figures = (row for row, line in enumerate(pieces) if any(piece.key for piece in line))
    height = next(figures, 0)
    tops = enumerate(pieces[:height])
    whole = all(row + piece.height <= height for row, line in tops for piece in line)
    return height if whole and height <= _MOST_HEADER else 0


def _rows(
    pieces: _Pieces, columns: int, marks: Mapping[str, tuple[Mark, ...]]
) -> Iterator[DrawnLine]:
    covered = [0] * len(pieces)
    for row, line in enumerate(pieces):
        for piece in line:
            for below in range(row + 1, row + piece.height):
                covered[below] |= piece.mask
        yield DrawnLine(tuple(_cells(line, columns, covered[row], marks)))


def _cells(
    line: list[_Piece], columns: int, covered: int, marks: Mapping[str, tuple[Mark, ...]]
) -> Iterator[DrawnCell]:
    """Yield a line's cells, with an empty one wherever the report has none."""
    beginning = {piece.start: piece for piece in line}
    at = gap = 0
    while at < columns:
        piece = beginning.get(at)
        if gap and (piece or covered >> at & 1):
            yield DrawnCell("", gap, fill=True)
            gap = 0
        if piece:
            yield DrawnCell(
                piece.text, piece.width, piece.height, piece.key, marks.get(piece.key or "", ())
            )
        gap += not (piece or covered >> at & 1)
        at += piece.width if piece else 1
    if gap:
        yield DrawnCell("", gap, fill=True)
