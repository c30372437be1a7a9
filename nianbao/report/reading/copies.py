"""One printed copy of one table, as far as it is read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from nianbao.report import form
from nianbao.report.model import Figure, State, place
from nianbao.report.reading import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.model import Cell, Extra, Misprint, Unread, Where
    from nianbao.report.reading.columns import Columns, Placed

AMBIGUOUS: Final = "该行格数多于表头，空白在前还是在后不能确定"
REMARKS: Final = frozenset({"备注", "说明", "备考", "序号", "核对", "校验"})
"""Headings of columns that hold no figure of the form."""
SHIFTED: Final = "该行起始列与其他行不同，数字属于哪一列不能确定"
Pattern: TypeAlias = "tuple[int, int, int]"
"""The build of a row: its table, how many cells it has, how many follow its label.

Below zero the last says instead in which column, counted from -1 down, they begin.
"""


@dataclass(slots=True)
class Copy:
    """Figures by key, with what was noticed while reading them."""

    figures: dict[str, Figure] = field(default_factory=dict)
    misprints: list[Misprint] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    waiting: dict[tuple[Pattern, bool], list[tuple[str, str | None]]] = field(default_factory=dict)
    """Keys whose doubt other rows may settle, each with the doubt that remains then."""
    units: dict[str, str | None] = field(default_factory=dict)
    """The header's unit of every amount of money."""
    by_blanks: set[tuple[int, int]] = field(default_factory=set)
    """Table and row of what the grid alone did not place: which cells are blank matters."""
    is_steady: bool = True
    """Whether nothing else was asked of figures: others would have been read alike.

    Whoever lets the figures of a row tell what the row is has to say so here.
    """

    @property
    def weight(self) -> tuple[int, int]:
        """How full the copy is: figures found, then those that are not blank."""
        filled = sum(1 for figure in self.figures.values() if figure.state is not State.BLANK)
        return len(self.figures), filled

    def put(
        self, key: str, cell: Cell, at: Where, unit: str | None = None, doubt: str | None = None
    ) -> str | None:
        """Keep one cell of a row under its key. ``unit`` is the header's, for money.

        Returns what is doubtful about the cell itself.
        """
        text, is_money = cell.text, key in form.MONEY
        if key in self.figures:
            self.is_steady = False
        if is_money:
            self.units[key] = unit
        if doubt is None and not is_money and len(text) <= LONGEST_PLAIN:
            plain = plain_figure(text, at.table, at.row, cell.column, at.page)
            if plain is not None:
                self.figures[key] = plain
                return None
        read = numbers.money(text, unit) if is_money else numbers.count(text)
        where = place(at.table, at.row, cell.column, at.page)
        self.figures[key] = Figure(
            text, read.state, read.value, where, doubt or read.doubt, read.remark
        )
        return read.doubt

    def keep(
        self, places: Sequence[tuple[str, Cell, str | None]], at: Where, placed: Placed
    ) -> None:
        """Keep the cells of one row: key, cell and the header's unit of money."""
        own = [(key, self.put(key, cell, at, unit, placed.doubt)) for key, cell, unit in places]
        if not placed.by_grid:
            self.by_blanks.add((at.table, at.row))
        if placed.waits is not None:
            self.waiting.setdefault(placed.waits, []).extend(own)

    def settle(self, columns: Columns) -> None:
        """Take the doubt from rows that another row of the same build has settled."""
        for build, leading in [*self.waiting]:
            if columns.settled(build) is leading:
                for key, own in self.waiting.pop((build, leading)):
                    if self.figures[key].doubt in {AMBIGUOUS, SHIFTED}:
                        self.figures[key] = replace(self.figures[key], doubt=own)


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing."""
    return not cell.text.strip()


LONGEST_PLAIN: Final = 200
"""Characters of a row that may be plain: what is asked below is kept, and must not grow."""


@lru_cache(maxsize=32_768)
def plain_figure(
    text: str, table: int, row: int, column: int, page: int | None = None
) -> Figure | None:
    """Return the figure of a cell in which there is nothing to doubt or to add, or None.

    It is the same one for all reports: most of their cells hold a 0, in the same places.
    """
    read = numbers.plain(text)
    return read and Figure(text, *read, place(table, row, column, page))
