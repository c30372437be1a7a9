"""The slips that people know, recognised in what one cause leaves behind.

A pattern says what the printed figures look like, never what somebody did: two
columns whose differences are opposite, a total that stayed at zero, digits
exchanged. It stands beside the repairs and replaces none of them; every message
ends in the same advice to go by the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.report import form, relation_index, wording
from nianbao.report.model import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from nianbao.report.model import Change, Figure, Repair
    from nianbao.report.relation_index import Index

_TWO_DIGITS: Final = 10
_LIKE_LAST_YEAR: Final = 2
"""Cells that must equal last year's, each above zero, before that is worth a word."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One likeness. ``kind`` names it for machines; ``message`` is Chinese, fit for an office."""

    kind: str
    places: tuple[str, ...]
    message: str


def patterns(
    broken: Sequence[str],
    figures: Mapping[str, Figure],
    repairs: Sequence[Repair],
    last_year: Mapping[str, Figure] | None = None,
) -> tuple[Pattern, ...]:
    """Recognise what one group of broken relations looks like.

    ``broken`` are the names of the group's relations, ``repairs`` its
    alternatives (none where no small set was found). The likeliest comes first.
    """
    table = _Table(figures, relation_index.index(figures))
    found = (
        *_shifted(broken, table),
        *_other_applicant(broken, table),
        *(one for repair in repairs for one in _single(repair, table)),
        *_last_years(broken, table, last_year or {}),
    )
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Table:
    """Printed whole numbers by place; a blank counts as nothing printed."""

    figures: Mapping[str, Figure]
    index: Index

    def number(self, place: str) -> int | None:
        """Return the whole number printed at a place."""
        return _number(self.figures.get(place))

    def row(self, places: Iterable[str]) -> list[int] | None:
        """Return the numbers of a row, blanks as 0; None where one is no whole number."""
        values = []
        for place in places:
            figure = self.figures.get(place)
            if figure is None or figure.state is State.TEXT or isinstance(figure.value, str):
                return None
            values.append(figure.value or 0)
        return values


def _number(figure: Figure | None) -> int | None:
    if figure is None or figure.state is not State.NUMBER or not isinstance(figure.value, int):
        return None
    return figure.value


# --- One row, one column to the left or right ------------------------------------


def _shifted(broken: Sequence[str], table: _Table) -> Iterator[Pattern]:
    """Rows of table three that would satisfy every relation one column further on.

    In table four a row has one relation only, which would prove nothing.
    """
    for row in dict.fromkeys(name for one in broken for name in table.index.rows_of(one)):
        places = relation_index.places_of_row(row)
        values = table.row(places)
        if not row.startswith("t3.") or values is None or sum(map(bool, values)) < _MOVED:
            continue
        for side, moved in _moved(values):
            if row.startswith("t3.") and _mends(
                dict(zip(places, moved, strict=True)), broken, table
            ):
                name = relation_index.row_name(row)
                yield Pattern("shifted", places, _said(f"{name}的数字整行{side}移一栏后各式成立"))


_MOVED: Final = 2
"""Cells above zero in a row before moving it says anything."""


def _moved(values: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
    """Yield the row one column further on, with its total moved as well or left where it is.

    A total that was pushed out of the row is the sum of what is left.
    """
    *parts, total = values
    if parts[0] == 0:
        yield "左", [*parts[1:], total, sum(parts) + total]
        yield "左", [*parts[1:], 0, total]
    yield "右", [0, *parts]
    if parts[-1] == 0:
        yield "右", [0, *parts[:-1], total]


def _mends(instead: Mapping[str, int], broken: Sequence[str], table: _Table) -> bool:
    """Whether with these values every broken relation, and every one they touch, holds."""
    touched = table.index.touching(instead)
    return all(
        _side(left, instead, table) == _side(right, instead, table)
        for left, right in (table.index.sides(name) for name in {*broken, *touched})
        if all(place in table.figures for place in (*left, *right))
    )


def _side(places: Iterable[str], instead: Mapping[str, int], table: _Table) -> int:
    return sum(instead.get(place, table.number(place) or 0) for place in places)


# --- Booked under another applicant -----------------------------------------------


def _other_applicant(broken: Sequence[str], table: _Table) -> Iterator[Pattern]:
    """Two columns of table three whose differences cancel out."""
    for rule in ("t3.balance", "t3.settled"):
        off = [name for name in broken if name.startswith(f"{rule}:")]
        columns = [name.partition(":")[2] for name in off]
        if len(off) != len(_PAIR) or "total" in columns:
            continue
        first, second = (_difference(name, table) for name in off)
        if first and first + second == 0:
            names = "、".join(f"“{form.applicant_name(column)}”" for column in columns)
            yield Pattern(
                "applicant",
                tuple(f"t3.settled.{column}" for column in columns),
                _said(
                    f"表三{names}两列差额相反（各{abs(first)}件）、总计列相符，"
                    "可能有申请在不同项目中登记在了不同的申请人类别下"
                ),
            )


_PAIR: Final = ("first", "second")


def _difference(name: str, table: _Table) -> int:
    left, right = table.index.sides(name)
    return _side(left, {}, table) - _side(right, {}, table)


# --- One cell ---------------------------------------------------------------------


def _single(repair: Repair, table: _Table) -> Iterator[Pattern]:
    if len(repair.cells) != 1:
        return
    (change,) = repair.cells
    printed = table.number(change.place)
    if printed is None:
        return
    place = form.place_name(change.place)
    if printed == 0 and change.should_be and relation_index.is_total(change.place):
        yield Pattern(
            "total_zero", (change.place,), _said(f"{place}为0而各分项不为0，可能未填合计")
        )
    elif _digits_exchanged(printed, change.should_be):
        yield Pattern(
            "digits",
            (change.place,),
            _said(f"{place}公布为{printed}，与{change.should_be}只是相邻两位数字的先后不同"),
        )
    elif printed and (neighbour := _copied(change, table)):
        yield Pattern(
            "neighbour",
            (change.place, neighbour),
            _said(
                f"{place}公布为{printed}，与相邻的{form.place_name(neighbour)}相同，可能是邻格的数字"
            ),
        )


def _digits_exchanged(printed: int, instead: int) -> bool:
    """Whether two neighbouring digits stand in the other order: 21 and 12, 103 and 130."""
    if printed == instead or max(printed, instead) < _TWO_DIGITS or min(printed, instead) < 0:
        return False
    width = max(len(str(printed)), len(str(instead)))
    one, other = str(printed).zfill(width), str(instead).zfill(width)
    differ = [place for place in range(width) if one[place] != other[place]]
    return (
        len(differ) == len(_PAIR)
        and differ[1] == differ[0] + 1
        and one[differ[0]] == other[differ[1]]
        and one[differ[1]] == other[differ[0]]
    )


def _copied(change: Change, table: _Table) -> str | None:
    """Return the neighbouring cell that prints the same number, for totals of two digits on."""
    printed = table.number(change.place)
    if printed is None or printed < _TWO_DIGITS or not relation_index.is_total(change.place):
        return None
    same = (p for p in relation_index.neighbours(change.place) if table.number(p) == printed)
    return next(same, None)


# --- Last year's figures ----------------------------------------------------------


def _last_years(
    broken: Sequence[str], table: _Table, before: Mapping[str, Figure]
) -> Iterator[Pattern]:
    """Rows of the broken relations that print last year's figures throughout."""
    for row in dict.fromkeys(name for one in broken for name in table.index.rows_of(one)):
        places = relation_index.places_of_row(row)
        numbers = [(table.number(place), _number(before.get(place))) for place in places]
        told = [now for now, then in numbers if now]
        same = all(now == then for now, then in numbers)
        if same and len(told) >= _LIKE_LAST_YEAR and max(told) >= _TWO_DIGITS:
            name = relation_index.row_name(row)
            said = f"{name}的数字与上一年度报告的同一行全部相同，可能沿用了上年数字"
            yield Pattern("last_year", places, _said(said))


def _said(what: str) -> str:
    return f"{what}；{wording.LEDGER}。"
