"""Which figures of a scan the arithmetic of the form confirms; all others stay uncertain.

A figure is confirmed only if no reading that is plausibly wrong could have hidden:

* it is a number whose cell is *steady* (see ``sight``): a blank or a stroke never is;
* it stands in relations that hold: for table three its row and its column, so
  that one misreading breaks two sums, and hiding it takes three more that fit; for
  table four its row, if all cells of that are steady numbers;
* the rows and columns of its table are all there and in the form's order, so that
  a misread label cannot have moved it;
* the same digit misread the same way in other cells cannot have kept those
  relations true. A lone application that runs through the table as 1, 1, 1, 1 can
  be a 7 throughout: nothing in the arithmetic says no, so nothing is confirmed.

A steady 0 was seen to be a ring with one hole, which no other digit is, and so
does not take part in the last question.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from nianbao.report import form
from nianbao.report.checks import relations
from nianbao.report.model import State, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nianbao.report.checks.relations import Relation
    from nianbao.report.model import Figure, Report
    from nianbao.report.reading.document import Scanned

Place: TypeAlias = tuple[int, int, int]
"""Number of the grid, row, grid column."""

UNCHECKED: Final = "由扫描件识别，未经核对"


def confirmed(report: Report, scanned: Scanned) -> Report:
    """Return the report with every figure from a scan doubted that nothing confirms.

    Nothing can be called absent or misprinted that was only not seen, or seen wrongly.
    """
    figures = report.figures
    sure = _confirmed(report, scanned)
    doubted = {
        key: replace(figure, doubt=figure.doubt or UNCHECKED)
        for key, figure in figures.items()
        if figure.where.table in scanned.grids and key not in sure
    }
    return replace(
        report, figures={**figures, **doubted}, misprints=(), complete=False, doubt=UNCHECKED
    )


def _confirmed(report: Report, scanned: Scanned) -> set[str]:
    figures = report.figures
    of = relations.of(report)
    holding = [one for one in of if _holds(one, figures)]
    broken = {place for one in of if one not in holding for place in one.places}
    steady = {key for key, figure in figures.items() if _place(figure) in scanned.steady}
    open_to = {digit: _hidden(digit, holding, figures, steady) for digit in "0123456789"}
    return {
        key
        for table in ("t3", "t4")
        if _in_order(report, table)
        for key in steady - broken
        if key.startswith(f"{table}.")
        and _is_plain(figures[key])
        and _is_held(key, holding, steady)
        and not any(key in open_to[digit] for digit in figures[key].printed)
    }


def _is_plain(figure: Figure) -> bool:
    return figure.state is State.NUMBER and figure.printed.isascii() and figure.printed.isdigit()


def _place(figure: Figure) -> Place | None:
    where = figure.where
    return None if where.column is None else (where.table, where.row, where.column)


def _is_held(key: str, holding: Sequence[Relation], steady: set[str]) -> bool:
    """Whether enough sums rest on a figure: two of table three, or one that is all steady."""
    around = [one for one in holding if key in one.places]
    if len(around) > 1:
        return True
    return bool(around) and steady.issuperset(around[0].places)


def _holds(relation: Relation, figures: Mapping[str, Figure]) -> bool:
    return relations.judge(relation, figures).verdict is Verdict.HOLDS


# --- could the same misreading everywhere have hidden itself ---------------------------


def _hidden(
    digit: str, holding: Sequence[Relation], figures: Mapping[str, Figure], steady: set[str]
) -> set[str]:
    """The cells with this digit that could all be misread and still satisfy every relation.

    A cell drops out when a relation has no such cell on its other side: the one
    misreading there would have been seen.
    """
    left = {
        key
        for key, figure in figures.items()
        if digit in figure.printed and not (figure.printed == "0" and key in steady)
    }
    while True:
        seen = {
            place
            for one in holding
            for side, other in ((one.left, one.right), (one.right, one.left))
            if left.isdisjoint(other)
            for place in left.intersection(side)
        }
        if not seen:
            return left
        left -= seen


# --- is everything where the form has it --------------------------------------------------


def _in_order(report: Report, table: str) -> bool:
    """Whether all cells of a table were found, one behind the other as the form has them."""
    keys = [key for key in _keys(report) if key.startswith(f"{table}.")]
    wheres = [report.figures[key].where for key in keys if key in report.figures]
    if len(wheres) != len(keys):
        return False
    places = [(where.table, where.row, where.column or 0) for where in wheres]
    return places == sorted(places) and len(set(places)) == len(places)


def _keys(report: Report) -> tuple[str, ...]:
    edition = report.edition.get("t3") or "2021"
    return form.keys("2021", edition)
