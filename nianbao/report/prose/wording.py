"""What is said of a claim in Chinese: the words as printed, the cells as printed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nianbao.report import form, personal
from nianbao.report.model import State
from nianbao.report.prose.ranges import of_cells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nianbao.report.model import Figure
    from nianbao.report.prose.claims import Claim
    from nianbao.report.prose.enumerations import Mismatch

_QUOTED: Final = 40
_FEW: Final = 2
_STOPS: Final = "，,、；;：:（("
_COMPARED: Final = (".total", ".decisions", ".issued", ".repealed", ".in_force", ".made")
_CANDIDATES: Final = tuple(
    key for key in form.KEYS if key.startswith("t4.") or key.endswith(_COMPARED)
)
"""The cells that a number may have been taken from by mistake."""


def number(figures: Mapping[str, Figure], claim: Claim, cells: Sequence[str]) -> str:
    """Say that a number in the text is not that of its cells, and which cells hold it."""
    value = claim.quantity.value if claim.quantity else Decimal(0)
    same = _same(figures, value, claim.cells)
    return f"文字“{_quote(claim)}”，表格{_cells(figures, cells)}，两者不一致{same}，请核实。"


def at_least(
    figures: Mapping[str, Figure], claim: Claim, cells: Sequence[str], least: Decimal
) -> str:
    """Say that a number in the text is less than what is printed beside its blank totals."""
    named = [cell for cell in cells if figures[cell].state is not State.NUMBER]
    shown = "、".join(form.place_name(cell) for cell in named[:_FEW])
    more = f"等{len(named)}处" if len(named) > _FEW else ""
    return (
        f"文字“{_quote(claim)}”，表格{shown}{more}为空白，而所填各项合计已有"
        f"{_amount(least, cells[0])}，两者不一致，请核实，并补填总计。"
    )


def words(figures: Mapping[str, Figure], claim: Claim, cells: Sequence[str]) -> str:
    """Say that the text is not what its cells hold."""
    shown = [_cell(figures, cell) for cell in cells if _speaks(figures, cell, cells)]
    return f"文字“{_quote(claim)}”，表格{'、'.join(shown)}，两者不一致，请核实。"


def parts(one: Mismatch) -> str:
    """Say that parts add up to something else than their total."""
    said = one.sentence.printed
    short = said if len(said) <= _QUOTED else f"{said[:_QUOTED]}……"
    total = sum(one.parts)
    return (
        f"文字“{personal.masked(short)}”所列各项为{'＋'.join(map(str, one.parts))}＝{total}，"
        f"与总数{one.total}不同，口径请确认。"
    )


def _quote(claim: Claim) -> str:
    """Return the words of the claim and those before them as printed, personal data masked."""
    start = max(0, claim.end - _QUOTED)
    said = claim.sentence.printed[start : claim.end].strip(_STOPS)
    return ("……" if start else "") + personal.masked(said)


def _cells(figures: Mapping[str, Figure], cells: Sequence[str]) -> str:
    shown = "、".join(_cell(figures, cell) for cell in cells if _speaks(figures, cell, cells))
    total = of_cells(figures, cells)
    if len(cells) == 1 or total is None:
        return shown
    named = shown or "所列各项"
    return f"{named}，合计为{_amount(total.least, cells[0])}"


def _speaks(figures: Mapping[str, Figure], cell: str, cells: Sequence[str]) -> bool:
    """Whether a cell is worth naming: of many those that are not 0."""
    return len(cells) <= _FEW or figures[cell].value not in {0, "0"}


def _cell(figures: Mapping[str, Figure], cell: str) -> str:
    figure = figures[cell]
    if figure.state is not State.NUMBER or figure.value is None:
        return f"{form.place_name(cell)}为空白"
    return f"{form.place_name(cell)}公布为{_amount(Decimal(figure.value), cell)}"


def _amount(value: Decimal, cell: str) -> str:
    if cell in form.MONEY:
        return f"{(value / 10_000).normalize():f}万元"
    return f"{value.normalize():f}"


def _same(figures: Mapping[str, Figure], value: Decimal, cells: Sequence[str]) -> str:
    """Name other cells of the same table that hold the number."""
    if value <= 0 or cells[0] in form.MONEY:
        return ""
    same = [
        form.place_name(key)
        for key in _CANDIDATES
        if key[:2] == cells[0][:2] and key not in cells and key in figures
        if figures[key].state is State.NUMBER and figures[key].value == value
    ]
    return f"（{value.normalize():f}与{'、'.join(same[:_FEW])}相同）" if same else ""
