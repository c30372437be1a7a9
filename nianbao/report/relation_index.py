"""Where relations stand in the form: their rows, columns and neighbours, by name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.checks.relations import relations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from nianbao.report.checks.relations import Relation

_APPLICANTS: Final = tuple(column.key for column in form.APPLICANTS)
_OUTCOMES: Final = tuple(column.key for column in form.OUTCOMES)
_T3_ROWS: Final = tuple(row.key for row in form.T3_ROWS)
_T4_ROWS: Final = tuple(row.key for row in form.T4_ROWS)


@dataclass(frozen=True, slots=True)
class Index:
    """The relations of one form, by name and by the cells they rest on."""

    by_name: Mapping[str, Relation]
    by_place: Mapping[str, tuple[str, ...]]

    def sides(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the places on the left and on the right of a relation."""
        relation = self.by_name[name]
        return relation.left, relation.right

    def touching(self, places: Iterable[str]) -> tuple[str, ...]:
        """Return the names of all relations that rest on one of these places."""
        return tuple(dict.fromkeys(n for place in places for n in self.by_place.get(place, ())))

    def rows_of(self, name: str) -> tuple[str, ...]:
        """Return the rows that a relation's cells stand in, for instance ``t3.settled``."""
        places = self.by_name[name].places
        return tuple(dict.fromkeys(place.rpartition(".")[0] for place in places))


def index(figures: Collection[str]) -> Index:
    """Return the relations that tables with these cells have to satisfy."""
    rest = f"t3.{form.T3_OTHER_PARTS[0]}.total" in figures
    return _index(whole="t3.other.total" in figures, parts=rest)


@lru_cache(maxsize=4)
def _index(*, whole: bool, parts: bool) -> Index:
    of = relations("2021" if parts else "2019", both=whole and parts)
    touching: dict[str, list[str]] = {}
    for relation in of:
        for place in relation.places:
            touching.setdefault(place, []).append(relation.name)
    return Index(
        {relation.name: relation for relation in of},
        {place: tuple(names) for place, names in touching.items()},
    )


def names_about(place: str) -> tuple[str, ...]:
    """Return the names of the relations that a cell is in on any form, in the form's order."""
    return _on_any_form().get(place, ())


@lru_cache(maxsize=1)
def _on_any_form() -> Mapping[str, tuple[str, ...]]:
    forms = (relations("2021", both=True), relations("2021"), relations("2019"))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for relation in chain.from_iterable(forms):
        for place in relation.places:
            found[place].add(relation.name)
    order = [relation.name for relation in forms[0]]  # which has every name
    return {place: tuple(filter(names.__contains__, order)) for place, names in found.items()}


def places_of_row(row: str) -> tuple[str, ...]:
    """Return the places of a row from left to right, its total last."""
    columns = _APPLICANTS if row.startswith("t3.") else _OUTCOMES
    return tuple(f"{row}.{column}" for column in columns)


def row_name(row: str) -> str:
    """Return a row's name in Chinese: 表三“（七）总计”行."""
    table, _, key = row.partition(".")
    if table == "t3":
        return f"表三“{form.t3_row_name(key)}”行"
    return f"表四“{form.t4_row_name(key)}”"


def is_total(place: str) -> bool:
    """Whether a cell is a sum of others: a total column, or （七）总计."""
    return place.endswith(".total") or place.startswith("t3.settled.")


def neighbours(place: str) -> tuple[str, ...]:
    """Return the cells above, below, left and right of a cell of table three or four."""
    table, row, column = place.split(".")
    rows, columns = (_T3_ROWS, _APPLICANTS) if table == "t3" else (_T4_ROWS, _OUTCOMES)
    beside = [f"{table}.{row}.{other}" for other in _around(columns, column)]
    return (*(f"{table}.{other}.{column}" for other in _around(rows, row)), *beside)


def _around(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    at = keys.index(key)
    return keys[max(at - 1, 0) : at] + keys[at + 1 : at + 2]
