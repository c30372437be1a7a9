"""Grids fitted to the form: every figure to its key, everything else said aloud.

All tables of a document are read as one stream of lines, because portals and
PDF cut tables at will. Three readers look at each line: table two, three and
four. A line that belongs to a table and is not understood becomes ``Unread``.
The same table printed twice (a copy for phones) is read twice; the fullest copy
is taken and every difference between the copies makes a figure doubtful.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from nianbao.report.model import Unreadable
from nianbao.report.reading.cut import mended
from nianbao.report.reading.layouts import Layouts, Shape
from nianbao.report.reading.table_four import TableFour
from nianbao.report.reading.table_three import TableThree
from nianbao.report.reading.table_two import TableTwo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nianbao.report.form import Edition
    from nianbao.report.model import Extra, Figure, Grid, Line, Misprint, Unread
    from nianbao.report.reading.copies import Copy

MAX_COPIES: Final = 300
COPIES_DIFFER: Final = "同一表格在页面中出现两次，两处数字不一致"


@dataclass(frozen=True, slots=True)
class Fitted:
    """What the tables of a document say, by the form's keys."""

    figures: Mapping[str, Figure]
    edition: Mapping[str, Edition | None]
    tables: frozenset[str]
    misprints: tuple[Misprint, ...] = ()
    extras: tuple[Extra, ...] = ()
    unread: tuple[Unread, ...] = ()
    used: frozenset[int] = field(default_factory=frozenset)
    """Numbers of the grids that hold something of the form."""


_LAYOUTS: Final = Layouts()


def fit(grids: Sequence[Grid], doubt: str | None = None, layouts: Layouts = _LAYOUTS) -> Fitted:
    """Fit grids to the form. ``doubt`` makes every figure uncertain (OCR, mended bytes).

    ``layouts`` are those that tables were found in before.

    Raises:
        Unreadable: a table stands there more often than in any one report.
    """
    whole = mended(grids)
    reading = _Reading()
    first, shape = reading.begin(whole), None
    if first < len(whole) and doubt is None and reading.began_anew:
        shape = Shape(whole[first:])
        known = layouts.recall(shape)
        if known is not None:
            return known
    reading.go_on(whole[first:])
    fitted = _gather(reading.readers, doubt)
    if shape is not None:
        layouts.note(shape, [reader.copies for reader in reading.readers], fitted)
    return fitted


_Readers: TypeAlias = tuple[TableTwo, TableThree, TableFour]
_Reader: TypeAlias = TableTwo | TableThree | TableFour


class _Reading:
    """The three readers on their way through the lines of a document."""

    def __init__(self) -> None:
        self.readers: _Readers = (TableTwo(), TableThree(), TableFour())
        self.began_anew = True  # whether all was as new before the first grid of the form
        self._last: _Reader | None = None  # who read the last line that was read
        self._lines = 0  # of the first grid of the form, that were looked at

    def begin(self, grids: Sequence[Grid]) -> int:
        """Read up to the first line that is one of the form's; return which grid has it."""
        for place, grid in enumerate(grids):
            self.began_anew = all(reader.is_new for reader in self.readers)
            for row, line in enumerate(grid.lines):
                self._look(grid.number, row, line)
                if self._last is not None:
                    self._lines = row + 1
                    return place
        return len(grids)

    def go_on(self, grids: Sequence[Grid]) -> None:
        """Read all lines from there, and those of the grids behind."""
        for grid in grids:
            for row, line in enumerate(grid.lines[self._lines :], self._lines):
                self._look(grid.number, row, line)
            self._lines = 0
            if any(len(reader.copies) > MAX_COPIES for reader in self.readers):
                raise Unreadable("文件中同一张表出现次数过多，未读取，请逐份核对")
        for reader in self.readers:
            reader.leave()

    def _look(self, table: int, row: int, line: Line) -> None:
        """Let the readers look at a line; whoever reads it ends what the others read."""
        reader = self._taken(table, row, line)
        if reader is None:
            self.readers[0].stray(table, row, line)
        elif reader is not self._last:
            for other in self.readers:
                if other is not reader:
                    other.leave()
            self._last = reader

    def _taken(self, table: int, row: int, line: Line) -> _Reader | None:
        """Return the reader that read the line."""
        three = self.readers[1]
        if three.take_plain(table, row, line):
            return three
        for reader in self.readers:
            if reader.take(table, row, line):
                return reader
        return None


def _named(readers: _Readers) -> Iterator[tuple[str, _Reader]]:
    yield from zip(("t2", "t3", "t4"), readers, strict=True)


def _gather(readers: _Readers, doubt: str | None) -> Fitted:
    figures: dict[str, Figure] = {}
    edition: dict[str, Edition | None] = {}
    tables, misprints, extras, unread, used = set(), [], [], [], set()
    for name, reader in _named(readers):
        best = _fullest(reader.copies)
        if best is None:
            if name != "t4":
                edition[name] = None
            continue
        tables.add(name)
        figures.update(_compared(best, reader.copies, doubt))
        if name != "t4":
            edition[name] = reader.edition(best)
        misprints.extend(best.misprints)
        extras.extend(best.extras)
        unread.extend(best.unread)
        used |= {figure.where.table for figure in best.figures.values()}
    return Fitted(
        figures,
        edition,
        frozenset(tables),
        tuple(misprints),
        tuple(extras),
        tuple(unread),
        frozenset(used),
    )


def _fullest(copies: Sequence[Copy]) -> Copy | None:
    filled = [copy for copy in copies if copy.figures]
    if len(filled) <= 1:
        return filled[0] if filled else None
    return max(filled, key=lambda copy: copy.weight)


def _compared(best: Copy, copies: Sequence[Copy], doubt: str | None) -> dict[str, Figure]:
    figures = dict(best.figures)
    if doubt is not None:
        figures = {
            key: replace(figure, doubt=figure.doubt or doubt) for key, figure in figures.items()
        }
    for copy in copies:
        if copy is best:
            continue
        differ = _differences(figures, copy.figures)
        for key in differ:
            figures[key] = replace(figures[key], doubt=figures[key].doubt or COPIES_DIFFER)
        if not differ and not figures.keys().isdisjoint(copy.figures):
            # A page's end repeats the head and foot of a table: the copies are parts of one.
            figures = {**copy.figures, **figures}
    return figures


def _differences(mine: Mapping[str, Figure], other: Mapping[str, Figure]) -> list[str]:
    """The keys of both under which they hold different figures."""
    return [
        key
        for key, figure in other.items()
        if key in mine and (mine[key].state, mine[key].value) != (figure.state, figure.value)
    ]
