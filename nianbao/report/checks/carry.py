"""What last year's report hands on to this one's: applications, and documents in force.

依据：国办公开办函〔2019〕60号、〔2021〕30号所附格式，表三第二项、第四项，表二第（一）项。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.report import form, wording
from nianbao.report.model import Finding, Severity, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nianbao.report.model import Beside, Figure, Report

IN_FORCE: Final = ("regulations", "normative")


@dataclass(frozen=True, slots=True)
class _Sum:
    """What some cells add up to: ``least`` with blanks as 0, ``is_open`` where one is blank."""

    least: int
    is_open: bool
    certain: bool


def findings(report: Report, beside: Beside) -> Iterator[Finding]:
    """Yield carry.in and carry.in_force, each known by its cell in this year's report."""
    for column in form.APPLICANTS:
        yield from _carried_in(report, beside, column.key)
    for row in IN_FORCE:
        yield from _in_force(report, beside, row)


def evaluated(report: Report, beside: Beside) -> Iterator[str]:
    """Yield the cells that could be compared with last year's."""
    for column in form.APPLICANTS:
        if _both_sides(report, beside, column.key):
            yield f"carry.in:t3.carried_in.{column.key}"
    for row in IN_FORCE:
        if _rolled_forward(report, beside, row):
            yield f"carry.in_force:t2.{row}.in_force"


def are_of_last_year(report: Report, previous: Iterable[Report]) -> bool:
    """Whether none of the reports says that it is of another year than the one before.

    A report whose year cannot be told is taken for what it was handed in as.
    """
    return all(
        report.year is None or before.year is None or before.year == report.year - 1
        for before in previous
    )


def _carried_in(report: Report, beside: Beside, column: str) -> Iterator[Finding]:
    sides = _both_sides(report, beside, column)
    if sides is None or _may_agree(*sides):
        return
    now, before = sides
    place = f"t3.carried_in.{column}"
    yield Finding(
        "carry.in",
        Severity.WARNING,
        wording.carried_in(column, now.least, before.least, len(beside.previous)),
        certain=now.certain and before.certain,
        places=(place,),
        left=now.least,
        right=before.least,
    )


def _both_sides(report: Report, beside: Beside, column: str) -> tuple[_Sum, _Sum] | None:
    """Return this year's carried_in and last year's carried_out, of all predecessors together."""
    if not beside.previous or not are_of_last_year(report, beside.previous):
        return None
    now = _sum([report.figures.get(f"t3.carried_in.{column}")])
    out = f"t3.carried_out.{column}"
    before = _sum([previous.figures.get(out) for previous in beside.previous])
    return (now, before) if now and before else None


def _in_force(report: Report, beside: Beside, row: str) -> Iterator[Finding]:
    sides = _rolled_forward(report, beside, row)
    if sides is None or _may_agree(*sides):
        return
    now, rolled = sides
    cells = tuple(f"t2.{row}.{column}" for column in ("in_force", "issued", "repealed"))
    in_force, issued, repealed = (_shown(report.figures[cell]) for cell in cells)
    before = rolled.least - issued
    yield Finding(
        "carry.in_force",
        Severity.WARNING,
        wording.in_force(row, in_force, before, issued, repealed),
        certain=now.certain and rolled.certain,
        places=cells,
        left=in_force,
        right=before + issued - repealed,
    )


def _rolled_forward(report: Report, beside: Beside, row: str) -> tuple[_Sum, _Sum] | None:
    """Return in_force + repealed, and last year's in_force + issued.

    Only between two reports on the form of 2021: 对外公开总数量 counts something else.
    After a merger the documents of several bodies are counted anew, so that nothing
    follows from their numbers.
    """
    if len(beside.previous) != 1 or not are_of_last_year(report, beside.previous):
        return None
    (previous,) = beside.previous
    if report.edition.get("t2") != "2021" or previous.edition.get("t2") != "2021":
        return None
    cell = f"t2.{row}."
    now = _sum([report.figures.get(cell + "in_force"), report.figures.get(cell + "repealed")])
    rolled = _sum([previous.figures.get(cell + "in_force"), report.figures.get(cell + "issued")])
    return (now, rolled) if now and rolled else None


def _sum(cells: list[Figure | None]) -> _Sum | None:
    """Return what cells add up to; None if one was not found or holds no count."""
    least, is_open, certain = 0, False, True
    for figure in cells:
        if figure is None or figure.state is State.TEXT:
            return None
        if figure.state is State.NUMBER:
            if not isinstance(figure.value, int) or figure.value < 0:
                return None
            least += figure.value
        else:
            is_open = True
        certain = certain and figure.certain
    return _Sum(least, is_open, certain)


def _may_agree(one: _Sum, other: _Sum) -> bool:
    """Whether two sums are equal, or could be if their blanks were filled."""
    if one.least == other.least:
        return True
    lower = one if one.least < other.least else other
    return lower.is_open


def _shown(figure: Figure) -> int:
    return figure.value if isinstance(figure.value, int) else 0
