"""Figures beside those of last year, and a government's beside those of its bodies.

Both only help to look: nothing on the form says that such figures must agree.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from nianbao.report import form, wording
from nianbao.report.checks.carry import are_of_last_year
from nianbao.report.model import Finding, Severity, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nianbao.report.model import Beside, Figure, Report

Amount: TypeAlias = int | Decimal

SUMMED: Final = (
    "t3.received.total",
    "t3.settled.total",
    "t2.permits.decisions",
    "t2.penalties.decisions",
    "t2.coercion.decisions",
    *(f"t4.{row.key}.total" for row in form.T4_ROWS),
)
"""The figures in which a government's report is set beside its bodies'."""
WATCHED: Final = (*SUMMED, "t3.carried_out.total", "t2.fees.amount")
"""The figures whose jumps are noted: totals, so that one event is one note."""
JUMP: Final = 5
LEAST: Final = 50
"""件: a jump that does not reach this on its higher side says nothing (1 → 6)."""
LEAST_MONEY: Final = 1_000_000
"""元: the same for an amount."""


def findings(report: Report, beside: Beside) -> Iterator[Finding]:
    """Yield sum.parent and outlier.year, each known by its cell."""
    for place in SUMMED:
        yield from _against_children(report, beside, place)
    for place in WATCHED:
        yield from _jump(report, beside, place)


def evaluated(report: Report, beside: Beside) -> Iterator[str]:
    """Yield the cells that could be compared."""
    for place in SUMMED:
        if _with_children(report, beside, place) is not None:
            yield f"sum.parent:{place}"
    for place in WATCHED:
        if _with_last_year(report, beside, place) is not None:
            yield f"outlier.year:{place}"


def arrived(beside: Beside) -> str:
    """Say how many of a government's bodies are in, and whether they can be added up; or ""."""
    if beside.children_due is None:
        return ""
    return wording.children(beside.children_in, beside.children_due)


def _against_children(report: Report, beside: Beside, place: str) -> Iterator[Finding]:
    amounts = _with_children(report, beside, place)
    if amounts is None or amounts[0] == amounts[1]:
        return
    own, together = amounts
    yield Finding(
        "sum.parent",
        Severity.NOTE,
        wording.beside_children(place, own, together, len(beside.children)),
        certain=_certain(place, (report, *beside.children)),
        places=(place,),
        left=int(own),
        right=int(together),
    )


def _with_children(report: Report, beside: Beside, place: str) -> tuple[Amount, Amount] | None:
    """Return a government's figure and its bodies' together; None unless every body is in."""
    if not beside.children or len(beside.children) != beside.children_due:
        return None
    if not _same_table(place, (report, *beside.children)):
        return None
    own = _amount(report.figures.get(place))
    together = _together(beside.children, place)
    return (own, together) if own is not None and together is not None else None


def _jump(report: Report, beside: Beside, place: str) -> Iterator[Finding]:
    amounts = _with_last_year(report, beside, place)
    if amounts is None:
        return
    now, before = amounts
    low, high = sorted(amounts)
    least = LEAST_MONEY if place in form.MONEY else LEAST
    if high < least or high < low * JUMP:
        return
    yield Finding(
        "outlier.year",
        Severity.NOTE,
        wording.jump(place, now, before),
        certain=_certain(place, (report, *beside.previous)),
        places=(place,),
        left=int(now),
        right=int(before),
    )


def _with_last_year(report: Report, beside: Beside, place: str) -> tuple[Amount, Amount] | None:
    previous = beside.previous
    if not previous or not are_of_last_year(report, previous):
        return None
    if not _same_table(place, (report, *previous)):
        return None
    now, before = _amount(report.figures.get(place)), _together(previous, place)
    return (now, before) if now is not None and before is not None else None


def _same_table(place: str, reports: Sequence[Report]) -> bool:
    """Whether a figure of table two counts the same in all reports: one edition."""
    if not place.startswith("t2."):
        return True
    return len({report.edition.get("t2") for report in reports}) == 1


def _together(reports: Sequence[Report], place: str) -> Amount | None:
    total: Amount = 0
    for report in reports:
        amount = _amount(report.figures.get(place))
        if amount is None:
            return None
        total += amount
    return total


def _amount(figure: Figure | None) -> Amount | None:
    """Return a printed number; a blank, a text or a number below zero is none."""
    if figure is None or figure.state is not State.NUMBER or figure.value is None:
        return None
    amount = figure.value if isinstance(figure.value, int) else Decimal(figure.value)
    return None if amount < 0 else amount


def _certain(place: str, reports: Sequence[Report]) -> bool:
    return all(report.figures[place].certain for report in reports)
