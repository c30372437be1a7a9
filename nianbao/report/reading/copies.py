"""One printed copy of one table, as far as it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nianbao.report import form
from nianbao.report.model import Figure, State, Where
from nianbao.report.reading import numbers

if TYPE_CHECKING:
    from nianbao.report.model import Cell, Extra, Misprint, Unread


@dataclass(slots=True)
class Copy:
    """Figures by key, with what was noticed while reading them."""

    figures: dict[str, Figure] = field(default_factory=dict)
    misprints: list[Misprint] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def weight(self) -> tuple[int, int]:
        """How full the copy is: figures found, then those that are not blank."""
        filled = sum(1 for figure in self.figures.values() if figure.state is not State.BLANK)
        return len(self.figures), filled

    def put(
        self, key: str, cell: Cell, where: Where, unit: str | None = None, doubt: str | None = None
    ) -> None:
        """Keep one cell under its key. ``unit`` is the header's, for money."""
        text = cell.text
        read = numbers.money(text, unit) if key in form.MONEY else numbers.count(text)
        self.figures[key] = Figure(
            text, read.state, read.value, where, doubt or read.doubt, read.remark
        )


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing."""
    return not cell.text.strip()
