"""Layouts of tables that were fitted before: other figures in them are taken by place.

Most reports print the form alike: the same labels and headings in the same cells,
and only the figures are others. Which cell is which figure then need not be found out
again. A layout is all of the tables but what stands in cells of plain figures: every
other text, the columns, the spans. It is kept only where the reading asked nothing of
the figures but whether they are plain: every row with figures was placed by its columns
alone, stands once, ends in them, and has no words before them that could be anything
but its label; there is one copy of each table, without anything unread or left over.
Where a row was placed by its blanks as well, the very same cells must be blank again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

from nianbao.report.model import Figure
from nianbao.report.reading import numbers
from nianbao.report.reading.applicants import are_headings
from nianbao.report.reading.copies import LONGEST_PLAIN, plain_figure
from nianbao.report.reading.table_two import is_heading

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence

    from nianbao.report.model import Cell, Grid, Where
    from nianbao.report.reading.copies import Copy
    from nianbao.report.reading.fit import Fitted

MOST_LAYOUTS: Final = 256
MOST_CELLS: Final = 1_000
MOST_TEXT: Final = 8_000
"""Characters of a layout; those of the form have some 1,500."""

PLAIN_FIGURE: Final = re.compile(r"|-?(?:0|[1-9]\d{0,8})(?:\.\d{1,4})?|/|-|—|——", re.ASCII)
"""What is a figure in a cell of the form and nothing in any other: no label, no heading."""
_LONGEST_FIGURE: Final = len("-123456789.1234")
_LONGEST_KEPT: Final = 60
_MOST_KEPT: Final = 20_000

_FEWEST: Final = 2
"""Figures of a layout: of a single one the picker would make no row."""

Key: TypeAlias = "tuple[object, ...]"
_Places: TypeAlias = (
    "tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int | None, ...]]"
)


class _Kinds(dict[str, "str | None"]):
    """What a layout keeps of a cell's text: None for a plain figure, else the text."""

    def __missing__(self, text: str) -> str | None:
        if len(text) > _LONGEST_KEPT:
            return text
        if len(self) > _MOST_KEPT:
            self.clear()
        self[text] = kind = None if PLAIN_FIGURE.fullmatch(text) else text
        return kind


_KINDS: Final = _Kinds()


class Shape:
    """The tables of a document, as they are compared with others.

    ``key`` is what tables have in common that are read alike, ``kinds`` is what it has
    of the cells' texts.
    """

    __slots__ = ("grids", "key", "kinds", "lines", "texts")

    def __init__(self, grids: Sequence[Grid]) -> None:
        """Take the tables from the first that holds anything of the form."""
        self.grids = grids
        self.lines = [line for grid in grids for line in grid.lines]
        cells = [cell for line in self.lines for cell in line.cells]
        self.texts, columns, spans, *_ = zip(*cells, strict=True)
        self.kinds: tuple[str | None, ...] = tuple(map(_KINDS.__getitem__, self.texts))
        sizes = tuple([len(line.cells) for line in self.lines])
        pages = tuple([line.page for line in self.lines])
        tables = tuple([(grid.number, len(grid.lines)) for grid in grids])
        self.key: Key = (self.kinds, columns, spans, sizes, pages, tables)

    @property
    def can_be_kept(self) -> bool:
        """Whether it is not too long, and every table has a number of its own."""
        of_tables = {grid.number for grid in self.grids}
        is_long = len(self.texts) > MOST_CELLS or sum(map(len, self.texts)) > MOST_TEXT
        return len(of_tables) == len(self.grids) and not is_long

    def places(self) -> Iterator[tuple[int, int, int]]:
        """Yield each cell's table, row and column."""
        for grid in self.grids:
            for row, line in enumerate(grid.lines):
                yield from ((grid.number, row, cell.column) for cell in line.cells)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which cell is which figure. Cells are numbered over all tables, from 0.

    ``first`` is what the tables said in which the layout was found: whatever is no plain
    figure is taken from there. ``pick`` takes the plain ones from the texts of all cells,
    ``keys`` and ``places`` are theirs (table, row, column and page). ``money`` are the
    amounts, with the header's unit. ``still`` are cells that hold what a figure may hold
    and are none: they must be as they were. Of the cells ``counted``, which the grid alone
    did not place, just those must hold something that did, as ``filled`` says.
    """

    first: Fitted
    keys: tuple[str, ...]
    pick: Callable[[Sequence[str]], tuple[str, ...]]
    places: _Places
    money: tuple[tuple[str, int, str | None], ...]
    still: tuple[tuple[int, str], ...]
    counted: tuple[int, ...]
    filled: tuple[bool, ...]

    def fill(self, texts: Sequence[str]) -> Fitted | None:
        """Return what tables of this layout say; None where a cell is another that must not."""
        if not self._fits(texts):
            return None
        figures = dict(self.first.figures)
        read = map(plain_figure, self.pick(texts), *self.places)
        figures.update(zip(self.keys, filter(None, read), strict=True))
        for key, number, unit in self.money:
            amount = numbers.money(texts[number], unit)
            where = figures[key].where
            figures[key] = Figure(texts[number], amount.state, amount.value, where)
        return replace(self.first, figures=figures, edition=dict(self.first.edition))

    def _fits(self, texts: Sequence[str]) -> bool:
        for number, text in self.still:
            if texts[number] != text:
                return False
        return tuple([texts[number] != "" for number in self.counted]) == self.filled


class Layouts:
    """The layouts that were seen, at most so many; they are looked into when they come again."""

    def __init__(self) -> None:
        """Start with none."""
        self._once: set[Key] = set()
        self._known: dict[Key, _Layout | None] = {}  # None where figures might be asked for

    def __len__(self) -> int:
        """How many there are."""
        return len(self._once) + len(self._known)

    def recall(self, shape: Shape) -> Fitted | None:
        """Return what tables of this shape say, if it is known where they say it."""
        layout = self._known.get(shape.key)
        return layout.fill(shape.texts) if layout else None

    def note(self, shape: Shape, copies: Sequence[Sequence[Copy]], fitted: Fitted) -> None:
        """Keep what was read of a shape that was seen before.

        ``copies`` are those of each of the three tables, ``fitted`` what was made of them.
        """
        if shape.key in self._known or not shape.can_be_kept:
            return
        if len(self) >= MOST_LAYOUTS:
            self._known.clear()
            self._once.clear()
        if shape.key in self._once:
            self._once.discard(shape.key)
            self._known[shape.key] = _layout(shape, copies, fitted)
        else:
            self._once.add(shape.key)


def _layout(shape: Shape, copies: Sequence[Sequence[Copy]], fitted: Fitted) -> _Layout | None:
    """The layout, if other plain figures in it would have been read alike; else None."""
    if not _is_steady(copies):
        return None
    found = _found(shape, fitted.figures)
    counted = _counted(shape, copies)
    plain = {n: key for n, key in found.items() if shape.kinds[n] is None}
    if len(found) < len(fitted.figures) or not _stand_apart(shape, found, counted):
        return None
    units = {key: unit for several in copies for one in several for key, unit in one.units.items()}
    counts = {n: key for n, key in plain.items() if key not in units}
    if len(counts) < _FEWEST:
        return None
    layout = _Layout(
        first=replace(fitted, figures=dict(fitted.figures)),
        keys=tuple(counts.values()),
        pick=itemgetter(*counts),
        places=_places([fitted.figures[key].where for key in counts.values()]),
        money=tuple((key, n, units[key]) for n, key in plain.items() if key in units),
        still=tuple(
            (n, text)
            for n, (text, kind) in enumerate(zip(shape.texts, shape.kinds, strict=True))
            if kind is None and n not in plain
        ),
        counted=counted,
        filled=tuple(shape.texts[n] != "" for n in counted),
    )
    # What was not thought of above shows where the second reading is not the first.
    return layout if layout.fill(shape.texts) == fitted else None


def _is_steady(copies: Sequence[Sequence[Copy]]) -> bool:
    """Whether there is one copy of each table, and nothing in it depends on other figures."""
    return all(
        len(several) <= 1
        and all(one.is_steady and not (one.extras or one.unread or one.waiting) for one in several)
        for several in copies
    )


def _found(shape: Shape, figures: Mapping[str, Figure]) -> dict[int, str]:
    """The cells of the figures, with their keys."""
    numbers_of = {at: n for n, at in enumerate(shape.places())}
    found: dict[int, str] = {}
    for key, figure in figures.items():
        at = figure.where
        n = numbers_of.get((at.table, at.row, at.column or 0))
        if n is not None and shape.texts[n] == figure.printed:
            found[n] = key
    return found


def _counted(shape: Shape, copies: Sequence[Sequence[Copy]]) -> tuple[int, ...]:
    """The cells of rows in which it mattered what is blank."""
    rows = {row for several in copies for one in several for row in one.by_blanks}
    return tuple(n for n, (table, row, _) in enumerate(shape.places()) if (table, row) in rows)


def _places(wheres: Sequence[Where]) -> _Places:
    return (
        tuple(at.table for at in wheres),
        tuple(at.row for at in wheres),
        tuple(at.column or 0 for at in wheres),
        tuple(at.page for at in wheres),
    )


def _stand_apart(shape: Shape, found: Mapping[int, str], counted: Container[int]) -> bool:
    """Whether every row with figures would be read as one, whatever figures stood there."""
    first = 0
    for line in shape.lines:
        row = range(first, first + len(line.cells))
        first = row.stop
        own = [n for n in row if n in found]
        if not own:
            continue
        is_four = found[own[0]].startswith("t4.")
        if is_four and any(shape.kinds[row.start : row.stop]):
            return False  # only a row of nothing but plain figures is read as such a one alone
        if own[0] in counted:
            continue
        if own != [*range(own[0], row.stop)] or not (is_four or _is_row(line.cells)):
            return False
    return True


def _is_row(cells: Sequence[Cell]) -> bool:
    """Whether a row is one even if its figures were blank, and is short whatever they were."""
    words = [cell.text for cell in cells if _KINDS[cell.text] is not None]
    longest = sum(map(len, words)) + _LONGEST_FIGURE * (len(cells) - len(words))
    return longest <= LONGEST_PLAIN and not (are_headings(cells) or any(map(is_heading, words)))
