"""Reports built from numbers, without any reader."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from nianbao.report import form
from nianbao.report.model import Claim, Figure, Report, Section, State, Where

APPLICANTS = tuple(column.key for column in form.APPLICANTS)
PARTS = APPLICANTS[:-1]
TITLE = "青禾市财政局2025年政府信息公开工作年度报告"
ARITHMETIC = ("t3.balance", "t3.settled", "t3.row", "t4.sum")


def figure(value, doubt=None):
    """A figure as printed: a number, None for a blank, any other text as text."""
    place = Where(0, 0)
    if value is None:
        return Figure("", State.BLANK, None, place, doubt)
    if isinstance(value, float):
        return Figure(str(value), State.NUMBER, str(value), place, doubt)
    if isinstance(value, str):
        return Figure(value, State.TEXT, None, place, doubt)
    return Figure(str(value), State.NUMBER, value, place, doubt)


def report(values, edition="2021", year=2025, **more):
    """A complete report that prints these values by key."""
    fields = {
        "format": "html",
        "title": TITLE,
        "organ": "青禾市财政局",
        "year": year,
        "year_claims": (Claim(str(year), "title"),),
        "edition": {"t2": edition, "t3": edition},
        "figures": {key: figure(value) for key, value in values.items()},
        "tables": frozenset(form.TABLES),
        "sections": tuple(Section(n, name, "", n) for n, name in enumerate(form.SECTIONS, start=1)),
    }
    return Report(**{**fields, **more})


def balanced(seed, edition="2021"):
    """Values by key that satisfy every relation, no cell blank."""
    rng = Random(seed)
    values = dict.fromkeys(form.keys(edition, edition), 0)
    rows = [row.key for row in form.T3_ROWS if edition in row.editions]
    leaves = [row for row in rows if row not in form.T3_FRAME]
    for column in PARTS:
        for row in leaves:
            values[f"t3.{row}.{column}"] = rng.choice((0, 0, 0, rng.randint(0, 40)))
        settled = sum(values[f"t3.{row}.{column}"] for row in leaves)
        out = rng.randint(0, 9)
        carried = rng.randint(0, min(9, settled + out))
        values[f"t3.settled.{column}"], values[f"t3.carried_out.{column}"] = settled, out
        values[f"t3.carried_in.{column}"] = carried
        values[f"t3.received.{column}"] = settled + out - carried
    for row in rows:
        values[f"t3.{row}.total"] = sum(values[f"t3.{row}.{column}"] for column in PARTS)
    for row in form.T4_ROWS:
        outcomes = [rng.randint(0, 5) for _ in form.OUTCOMES[:-1]]
        for column, value in zip(form.OUTCOMES, (*outcomes, sum(outcomes)), strict=True):
            values[f"t4.{row.key}.{column.key}"] = value
    return values


def with_value(before, place, value):
    """The report with one cell printed otherwise."""
    return replace(before, figures={**before.figures, place: figure(value)})
