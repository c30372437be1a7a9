"""Cells that hold what no count can be: below zero, not whole, no number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nianbao.report import form, wording
from nianbao.report.cells import held
from nianbao.report.model import Finding, Severity, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.model import Beside, Figure, Report


def evaluated(_: Report, __: Beside) -> Iterator[str]:
    """Yield the rules that every report answers."""
    yield from ("value.negative", "value.fraction", "value.text")


def findings(report: Report, _: Beside) -> Iterator[Finding]:
    """Yield value.negative, value.fraction and value.text."""
    text, number = State.TEXT, State.NUMBER  # to name a member takes longer than all the rest
    for place, state, value in held(report):
        if type(value) is int and value >= 0:  # as nearly every figure of every report
            continue
        if state is text:
            figure = report.figures[place]
            yield _finding("value.text", Severity.WARNING, place, figure, "不是数字")
        elif state is number and place not in form.MONEY:
            yield from _count(place, report.figures[place])


def _count(place: str, figure: Figure) -> Iterator[Finding]:
    if isinstance(figure.value, str):
        yield _finding("value.fraction", Severity.ERROR, place, figure, "不是整数")
        below = figure.value.startswith("-")
    else:
        below = figure.value is not None and figure.value < 0
    if below and place not in form.SIGNED:
        yield _finding("value.negative", Severity.ERROR, place, figure, "小于零")


def _finding(rule: str, severity: Severity, place: str, figure: Figure, what: str) -> Finding:
    return Finding(
        rule=rule,
        severity=severity if figure.certain else Severity.WARNING,
        message=wording.no_count(place, figure, what),
        certain=figure.certain,
        places=(place,),
    )
