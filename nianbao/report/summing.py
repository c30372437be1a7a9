"""汇总底表: tables two, three and four added up over many bodies, every sum with its cells.

依据：《政府信息公开条例》第五十条第一款（县级以上地方人民政府部门按期提交，政府据以公布本级
政府报告）。Nothing printed is repaired: a blank counts as 0 and is listed, a cell that is
no number, was not found or was not read for certain is listed, and who has no report is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from nianbao.report.form import APPLICANTS, OUTCOMES, T3_FRAME, T3_ROWS, T4_ROWS, keys
from nianbao.report.model import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nianbao.report.form import Edition
    from nianbao.report.model import Figure, Report

Number: TypeAlias = int | Decimal
"""A count (件), or an amount in yuan."""


class Lack(StrEnum):
    """Why a body, or a cell of its report, is not in a sum, or stands there with a doubt."""

    NO_REPORT = "no_report"
    OTHER_EDITION = "other_edition"
    NOT_FOUND = "not_found"
    BLANK = "blank"  # counted as 0
    TEXT = "text"
    UNCERTAIN = "uncertain"  # counted as it was read
    UNBALANCED = "unbalanced"  # a sum beside the sums it should be made of; ``body`` is ""


@dataclass(frozen=True, slots=True)
class Part:
    """One body with the report that is summed; ``why`` (Chinese) says why there is none."""

    body: str
    report: Report | None = None
    why: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """What the sums lack. ``key`` is "" where it concerns the whole report."""

    body: str
    lack: Lack
    key: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums by key in the order of the form, the cells they are made of, and what they lack.

    ``cells`` has one mapping for each part, in the same order, with the numbers that
    are summed; a key that is not in it adds nothing.
    """

    edition: Edition
    parts: tuple[Part, ...]
    cells: tuple[Mapping[str, Number], ...]
    sums: Mapping[str, Number]
    gaps: tuple[Gap, ...]

    @property
    def summed(self) -> int:
        """How many parts have a report that is in the sums."""
        return sum(part.report is not None for part in self.parts)


def summarise(parts: Iterable[Part], edition: Edition) -> Summary:
    """Add up the parts' figures under one edition of the form."""
    every = tuple(parts)
    asked = keys(edition, edition)
    cells = tuple(dict(_numbers(part, asked)) for part in every)
    sums: defaultdict[str, Number] = defaultdict(int)
    for held in cells:
        for key, number in held.items():
            sums[key] += number
    gaps = tuple(gap for part in every for gap in _gaps(part, asked, edition))
    unbalanced = tuple(_unbalanced(sums, edition))
    return Summary(edition, every, cells, {key: sums[key] for key in asked}, (*unbalanced, *gaps))


def _unbalanced(sums: Mapping[str, Number], edition: Edition) -> Iterator[Gap]:
    """Yield each total that is not what it is made of: some body's report does not add up."""
    for key, parts in _made_of(edition):
        total = sum(sums.get(part, 0) for part in parts)
        if total != sums.get(key, 0):
            yield Gap("", Lack.UNBALANCED, key, f"各项之和为{total}，合计为{sums.get(key, 0)}")
    for column in APPLICANTS:
        first, second, third, fourth = (
            sums.get(f"t3.{row}.{column.key}", 0)
            for row in ("received", "carried_in", "settled", "carried_out")
        )
        if first + second != third + fourth:
            said = f"第一项加第二项为{first + second}，第三项加第四项为{third + fourth}"
            yield Gap("", Lack.UNBALANCED, f"t3.settled.{column.key}", said)


def _made_of(edition: Edition) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each total of tables three and four with the keys that it is the sum of."""
    *kinds, total = (column.key for column in APPLICANTS)
    rows = [row.key for row in T3_ROWS if edition in row.editions]
    results = [row for row in rows if row not in T3_FRAME]
    for row in rows:
        yield f"t3.{row}.{total}", tuple(f"t3.{row}.{kind}" for kind in kinds)
    for kind in (*kinds, total):
        yield f"t3.settled.{kind}", tuple(f"t3.{row}.{kind}" for row in results)
    *outcomes, last = (column.key for column in OUTCOMES)
    for one in T4_ROWS:
        yield f"t4.{one.key}.{last}", tuple(f"t4.{one.key}.{outcome}" for outcome in outcomes)


def _numbers(part: Part, asked: tuple[str, ...]) -> Iterator[tuple[str, Number]]:
    figures = part.report.figures if part.report else {}
    for key in asked:
        figure = figures.get(key)
        if figure is not None and figure.value is not None:
            value = figure.value
            yield key, value if isinstance(value, int) else Decimal(value)


def _gaps(part: Part, asked: tuple[str, ...], edition: Edition) -> Iterator[Gap]:
    if part.report is None:
        yield Gap(part.body, Lack.NO_REPORT, said=part.why)
        return
    for table, printed in part.report.edition.items():
        if printed not in {None, edition}:
            yield Gap(part.body, Lack.OTHER_EDITION, table)
    for key in asked:
        yield from _gap(part.body, key, part.report.figures.get(key))


def _gap(body: str, key: str, figure: Figure | None) -> Iterator[Gap]:
    if figure is None:
        yield Gap(body, Lack.NOT_FOUND, key)
    elif figure.state is State.TEXT or (figure.state is State.NUMBER and figure.value is None):
        yield Gap(body, Lack.TEXT, key, figure.printed)
    elif not figure.certain:
        yield Gap(body, Lack.UNCERTAIN, key, figure.doubt or "")
    elif figure.state is State.BLANK:
        yield Gap(body, Lack.BLANK, key)
