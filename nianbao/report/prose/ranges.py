"""What cells come to, whatever their blanks stand for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from nianbao.report.model import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nianbao.report.model import Figure
    from nianbao.report.prose.subjects import Reading


class Range(NamedTuple):
    """From ``least`` to ``most``, which is None where a blank leaves it open."""

    least: Decimal
    most: Decimal | None
    certain: bool

    def may_be(self, value: Decimal, grain: Decimal) -> bool:
        """Whether a number, printed to the nearest ``grain``, may be this."""
        half = Decimal(0) if grain <= 1 else grain / 2
        is_above = self.most is not None and value - half > self.most
        return not is_above and value + half >= self.least


def of_reading(figures: Mapping[str, Figure], reading: Reading) -> Range | None:
    """Return what a reading comes to; None if a cell was not found or holds no count."""
    plus = of_cells(figures, reading.cells)
    if plus is None or not (reading.less or reading.slack or reading.more):
        return plus
    least, most, certain = plus.least, plus.most, plus.certain
    for cells, is_slack in ((reading.less, False), (reading.slack, True)):
        if not cells:
            continue
        less = of_cells(figures, cells)
        if less is None or less.most is None:
            return None
        least -= less.least
        most = most if is_slack or most is None else most - less.least
        certain = certain and less.certain
    return Range(least, None if reading.more else most, certain)


def of_cells(figures: Mapping[str, Figure], cells: Sequence[str]) -> Range | None:
    """Add cells up; of （六）其他处理, which differs by edition, those that are there."""
    if len(cells) == 1:
        return _of_cell(figures.get(cells[0]))
    found = [figures[cell] for cell in cells if cell in figures]
    is_either = cells[0].startswith("t3.other")
    if not found or (len(found) < len(cells) and not is_either):
        return None
    values = [_value(figure) for figure in found]
    if any(value is None for value in values):
        return None
    least = sum((value for value in values if value is not None), Decimal(0))
    is_open = any(figure.state is not State.NUMBER for figure in found)
    certain = all(figure.certain for figure in found)
    return Range(least, None if is_open else least, certain)


def _of_cell(figure: Figure | None) -> Range | None:
    value = None if figure is None else _value(figure)
    if figure is None or value is None:
        return None
    return Range(value, value if figure.state is State.NUMBER else None, figure.certain)


def _value(figure: Figure) -> Decimal | None:
    """Return a cell's value, 0 for a blank, None for what is no count."""
    if figure.state is State.NUMBER:
        return None if figure.value is None else Decimal(figure.value)
    return None if figure.state is State.TEXT else Decimal(0)
