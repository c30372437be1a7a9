"""The four arithmetic rules: every relation one line of data, one judge for all.

依据：国办公开办函〔2019〕60号、〔2021〕30号所附格式，表三、表四。
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, runtime_checkable

from nianbao.report import form, wording
from nianbao.report.model import Figure, Finding, Severity, State, Verdict, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from nianbao.report.form import Edition
    from nianbao.report.model import Report

Amount: TypeAlias = int | Decimal


@dataclass(frozen=True, slots=True)
class Relation:
    """The sum of ``left`` equals the sum of ``right``; both are figure keys."""

    rule: str
    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """Every cell that the relation rests on, left side first."""
        return self.left + self.right


@dataclass(frozen=True, slots=True)
class Judged:
    """One relation's verdict. ``left`` and ``right`` count blanks as 0; None where it holds."""

    relation: Relation
    verdict: Verdict
    left: Amount | None = None
    right: Amount | None = None
    certain: bool = True
    why: str = ""
    total_is_blank: bool = False


@lru_cache(maxsize=16)
def relations(edition: Edition | None, *, both: bool = False) -> tuple[Relation, ...]:
    """Return all relations of a report.

    ``edition`` is that of table three as printed; ``both`` says that （六） is
    printed as a row of its own and in its parts: then the row must equal the
    sum of its parts and is not counted again.
    """
    printed: Edition = "2019" if edition == "older" else edition or "2021"
    return (*_balance(), *_settled(printed, both=both), *_rows(printed, both=both), *_outcomes())


def _cells(rows: tuple[str, ...], column: str) -> tuple[str, ...]:
    return tuple(f"t3.{row}.{column}" for row in rows)


def _balance() -> Iterator[Relation]:
    for column in (column.key for column in form.APPLICANTS):
        yield Relation(
            "t3.balance",
            f"t3.balance:{column}",
            _cells(("received", "carried_in"), column),
            _cells(("settled", "carried_out"), column),
        )


def _settled(edition: Edition, *, both: bool) -> Iterator[Relation]:
    others = form.T3_OTHER_PARTS if edition == "2021" or both else ("other",)
    for column in (column.key for column in form.APPLICANTS):
        results = _cells((*form.T3_LEAVES, *others), column)
        yield Relation("t3.settled", f"t3.settled:{column}", results, (f"t3.settled.{column}",))
        if both:
            yield Relation(
                "t3.settled",
                f"t3.settled.other:{column}",
                _cells(form.T3_OTHER_PARTS, column),
                (f"t3.other.{column}",),
            )


def _rows(edition: Edition, *, both: bool) -> Iterator[Relation]:
    printed = {"2019", "2021"} if both else {edition}
    for row in form.T3_ROWS:
        if printed.intersection(row.editions):
            parts = tuple(f"t3.{row.key}.{column.key}" for column in form.APPLICANTS[:-1])
            yield Relation("t3.row", f"t3.row:{row.key}", parts, (f"t3.{row.key}.total",))


def _outcomes() -> Iterator[Relation]:
    for row in form.T4_ROWS:
        parts = tuple(f"t4.{row.key}.{column.key}" for column in form.OUTCOMES[:-1])
        yield Relation("t4.sum", f"t4.sum:{row.key}", parts, (f"t4.{row.key}.total",))


@runtime_checkable
class Amounts(Protocol):
    """Figures that are stored, and tell their numbers without being made one by one."""

    def amounts(self) -> Mapping[str, int]:
        """Return whole numbers by key, 0 for what is blank or a stroke; nothing else."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """Relations as positions in a row of values, so that those that hold cost next to nothing.

    Each stands with what picks the cells of its left side, and with what tells its right side.
    """

    places: tuple[str, ...]
    sides: tuple[tuple[Judged, _Picker, _Teller], ...]

    def values(self, figures: Mapping[str, Figure]) -> list[float]:
        """Return the values in the plan's order: blanks as 0, what is no whole number as nan.

        No sum with a nan equals another, so that such a relation is judged cell by cell.
        """
        if type(figures) is not dict and isinstance(figures, Amounts):
            amounts = figures.amounts()
            return [amounts.get(place, _NO_NUMBER) for place in self.places]
        return [
            value if type(value := one.value) is int else 0 if one.state in _OPEN else _NO_NUMBER
            for one in map(figures.get, self.places, repeat(_NOT_FOUND))
        ]


_NO_NUMBER: Final = float("nan")
_NOT_FOUND: Final = Figure("", State.TEXT, None, Where(0, 0))
_OPEN: Final = frozenset({State.BLANK, State.NA})
_Picker: TypeAlias = "Callable[[Sequence[float]], Sequence[float]]"
_Teller: TypeAlias = "Callable[[Sequence[float]], float]"


@lru_cache(maxsize=16)
def _plan(edition: Edition | None, *, both: bool) -> _Plan:
    of = relations(edition, both=both)
    places = tuple(dict.fromkeys(place for relation in of for place in relation.places))
    position = {place: number for number, place in enumerate(places)}

    def picker(side: tuple[str, ...]) -> _Picker:
        return itemgetter(*(position[place] for place in side))

    def teller(side: tuple[str, ...]) -> _Teller:
        if len(side) == 1:  # a total, as nearly always
            return itemgetter(position[side[0]])
        cells = picker(side)
        return lambda values: sum(cells(values))

    return _Plan(
        places,
        tuple(
            (Judged(relation, Verdict.HOLDS), picker(relation.left), teller(relation.right))
            for relation in of
        ),
    )


def of(report: Report) -> tuple[Relation, ...]:
    """Return the relations that a report's printed tables have to satisfy."""
    edition, both = _form_of(report)
    return relations(edition, both=both)


def _form_of(report: Report) -> tuple[Edition | None, bool]:
    """Return the edition of table three, and whether it prints（六） and its parts as well."""
    edition = report.edition.get("t3")
    if edition is None and report.year is not None:
        edition = form.edition_for(report.year)
    figures = report.figures
    both = "t3.other.total" in figures and f"t3.{form.T3_OTHER_PARTS[0]}.total" in figures
    return edition, both


def judge(relation: Relation, figures: Mapping[str, Figure]) -> Judged:
    """Judge one relation by itself.

    Broken is only what no filling of the blanks with numbers of 0 or more
    could make true.
    """
    certain, number, text = True, State.NUMBER, State.TEXT
    sums: list[Amount] = [0, 0]
    is_open = [False, False]
    for side, places in enumerate((relation.left, relation.right)):
        total: Amount = 0
        for place in places:
            figure = figures.get(place)
            if figure is None:
                return _without(place, relation)
            certain = certain and figure.doubt is None
            if figure.state is number:
                value = figure.value
                total += value if type(value) is int else Decimal(str(value))
            elif figure.state is text:
                return Judged(relation, Verdict.UNJUDGED, why=wording.no_number(place, figure))
            else:
                is_open[side] = True
        sums[side] = total
    empty = is_open[1] and len(relation.right) == 1
    return Judged(
        relation, _verdict(sums, is_open), sums[0], sums[1], certain, total_is_blank=empty
    )


@lru_cache(maxsize=2_048)
def _without(place: str, relation: Relation) -> Judged:
    """Say that a cell was not found. It is kept: whole tables are missing on page after page."""
    return Judged(relation, Verdict.UNJUDGED, why=wording.not_found(place))


def _verdict(sums: list[Amount], is_open: list[bool]) -> Verdict:
    left, right = sums
    if left == right:
        return Verdict.HOLDS
    could_rise = is_open[0] if left < right else is_open[1]
    return Verdict.DOUBTFUL if could_rise else Verdict.BROKEN


def judged(report: Report) -> tuple[Judged, ...]:
    """Judge every relation of a report.

    A row of table three that was not understood may be a result of its own, so
    that no sum of results is then certain.
    """
    shaken = any(item.what == "row" and _in_table_three(report, item) for item in report.unread)
    edition, both = _form_of(report)
    plan = _plan(edition, both=both)
    values = plan.values(report.figures)
    verdicts = tuple(
        held if sum(left(values)) == right(values) else judge(held.relation, report.figures)
        for held, left, right in plan.sides
    )
    if not shaken:
        return verdicts
    return tuple(
        replace(j, certain=False, why=wording.UNREAD_ROW)
        if j.relation.rule == "t3.settled" and j.verdict is not Verdict.UNJUDGED
        else j
        for j in verdicts
    )


def _in_table_three(report: Report, item: object) -> bool:
    where = getattr(item, "where", None)
    figure = report.figures.get("t3.received.total") or report.figures.get("t3.settled.total")
    return where is not None and figure is not None and where.table >= figure.where.table


def findings(verdicts: tuple[Judged, ...]) -> Iterator[Finding]:
    """Yield a finding for every relation that does not plainly hold."""
    holds = Verdict.HOLDS
    for one in verdicts:
        if one.verdict is not holds:
            yield Finding(
                rule=one.relation.rule,
                severity=_SEVERITIES[one.verdict] if one.certain else _UNCERTAIN[one.verdict],
                message=wording.relation(one),
                relation=one.relation.name,
                verdict=one.verdict,
                certain=one.certain and one.verdict is not Verdict.UNJUDGED,
                places=one.relation.places,
                left=_whole(one.left),
                right=_whole(one.right),
            )


_SEVERITIES: Final = {
    Verdict.BROKEN: Severity.ERROR,
    Verdict.DOUBTFUL: Severity.WARNING,
    Verdict.UNJUDGED: Severity.NOTE,
}
_UNCERTAIN: Final = {**_SEVERITIES, Verdict.BROKEN: Severity.WARNING}


def _whole(amount: Amount | None) -> int | None:
    return None if amount is None or amount != int(amount) else int(amount)
