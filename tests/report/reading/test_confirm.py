"""No figure of a scan that is wrong may be called certain, however well its sums add up."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from nianbao.report import form
from nianbao.report.model import Figure, State, Where
from nianbao.report.reading.confirm import UNCHECKED, confirmed
from nianbao.report.reading.document import Scanned
from tests.report.building import APPLICANTS, balanced, report

ROWS = {row.key: number for number, row in enumerate(form.T3_ROWS)}
GROUPS = {row.key: number for number, row in enumerate(form.T4_ROWS)}
OUTCOMES = [column.key for column in form.OUTCOMES]
LONE = (
    "t3.received.person", "t3.received.total", "t3.granted.person", "t3.granted.total",
    "t3.settled.person", "t3.settled.total",
)  # fmt: skip


def where(key):
    table, row, column = key.split(".")
    if table == "t3":
        return Where(1, ROWS[row], APPLICANTS.index(column), 1)
    if table == "t4":
        return Where(2, 3, GROUPS[row] * len(OUTCOMES) + OUTCOMES.index(column), 2)
    return Where(0, 0, 0, 1)


def scanned(values, *, unsteady=(), year=2025):
    """A report with these values, as a scan gave them: all cells steady but those named."""
    before = report(values, year=year)
    figures = {key: replace(figure, where=where(key)) for key, figure in before.figures.items()}
    steady = {
        (figure.where.table, figure.where.row, figure.where.column)
        for key, figure in figures.items()
        if key not in unsteady and figure.state is State.NUMBER
    }
    seen = Scanned(frozenset({0, 1, 2}), frozenset(steady))
    return confirmed(replace(before, figures=figures), seen)


def certain(read):
    return {key for key, figure in read.figures.items() if figure.certain}


def plain():
    """A table in which one chain of figures has no digit in common on both sides of a sum."""
    values = dict.fromkeys(form.keys("2021", "2021"), 0)
    for column, parts in {"person": (21, 34), "business": (43, 5)}.items():
        for row, value in zip(("granted", "partly_granted"), parts, strict=True):
            values[f"t3.{row}.{column}"] = value
        values[f"t3.received.{column}"] = values[f"t3.settled.{column}"] = sum(parts)
    for row in ("granted", "partly_granted", "received", "settled"):
        values[f"t3.{row}.total"] = sum(values[f"t3.{row}.{c}"] for c in ("person", "business"))
    return values


def test_a_figure_whose_row_and_column_add_up_is_certain():
    sure = certain(scanned(plain()))
    assert {"t3.granted.person", "t3.partly_granted.person", "t3.granted.business"} <= sure


def test_every_other_figure_says_that_nobody_checked_it():
    read = scanned(plain())
    assert {f.doubt for key, f in read.figures.items() if key.startswith("t2.")} == {UNCHECKED}
    assert read.doubt == UNCHECKED


def test_a_figure_without_arithmetic_is_never_certain():
    assert not [key for key in certain(scanned(balanced(1))) if key.startswith("t2.")]


def test_a_blank_is_never_certain():
    values = {**plain(), "t3.denied_internal.research": None}
    assert "t3.denied_internal.research" not in certain(scanned(values))


def test_zeros_that_were_seen_to_be_rings_are_certain_in_a_row_of_zeros():
    assert {f"t3.refused_repeat.{column}" for column in APPLICANTS} <= certain(scanned(plain()))


def test_zeros_that_may_be_something_else_everywhere_are_not():
    zeros = [key for key, value in plain().items() if value == 0]
    assert not certain(scanned(plain(), unsteady=zeros)).intersection(zeros)


def test_one_application_that_may_be_seven_everywhere_is_not_certain():
    """1, 1, 1 misread from 7, 7, 7 breaks no sum."""
    values = {**dict.fromkeys(form.keys("2021", "2021"), 0), **dict.fromkeys(LONE, 1)}
    assert not certain(scanned(values)).intersection(LONE)


def test_no_cell_of_a_broken_sum_is_certain():
    values = {**plain(), "t3.partly_granted.person": 35}
    row = {f"t3.partly_granted.{column}" for column in APPLICANTS}
    column = {f"t3.{key}.person" for key in ("granted", "partly_granted", "settled")}
    assert not certain(scanned(values)).intersection(row | column)


def test_a_row_of_table_four_is_certain_only_if_every_cell_of_it_looks_steady():
    values = {**plain(), "t4.review.upheld": 3, "t4.review.other": 4, "t4.review.total": 7}
    assert "t4.review.upheld" in certain(scanned(values))
    assert "t4.review.upheld" not in certain(scanned(values, unsteady=["t4.review.pending"]))


def test_two_rows_that_changed_their_places_leave_nothing_certain_in_the_table():
    read = report(plain())
    figures = {key: replace(f, where=where(key)) for key, f in read.figures.items()}
    for column in APPLICANTS:
        first, second = f"t3.granted.{column}", f"t3.partly_granted.{column}"
        figures[first], figures[second] = (
            replace(figures[first], where=figures[second].where),
            replace(figures[second], where=figures[first].where),
        )
    places = frozenset((f.where.table, f.where.row, f.where.column) for f in figures.values())
    seen = confirmed(replace(read, figures=figures), Scanned(frozenset({0, 1, 2}), places))
    assert not [key for key in certain(seen) if key.startswith("t3.")]


def test_a_row_that_was_not_found_leaves_nothing_certain_in_the_table():
    values = {key: v for key, v in plain().items() if not key.startswith("t3.refused_repeat.")}
    assert not [key for key in certain(scanned(values)) if key.startswith("t3.")]


def test_what_has_a_doubt_of_its_own_keeps_it():
    read = report(plain())
    figures = {key: replace(f, where=where(key)) for key, f in read.figures.items()}
    figures["t2.permits.decisions"] = Figure(
        "1 2", State.NUMBER, 12, Where(0, 0, 0), "数字中夹有空白"
    )
    seen = confirmed(replace(read, figures=figures), Scanned(frozenset({0}), frozenset()))
    assert seen.figures["t2.permits.decisions"].doubt == "数字中夹有空白"
    assert seen.figures["t3.granted.person"].certain  # another page, that has text


def test_nothing_is_called_absent_or_misprinted_on_a_scan():
    read = scanned(plain())
    assert (read.complete, read.misprints) == (False, ())


@pytest.mark.parametrize("seed", range(120))
def test_misreadings_never_come_out_certain(seed):
    """One digit taken for another wherever it stands, or in some places, and one slip beside it.

    The number of digits stays: it is counted in the picture.
    """
    rng = Random(f"misread/{seed}")
    truth = balanced(seed) if seed % 3 else _small(rng)
    read = dict(truth)
    old, new = rng.sample("0123456789", 2)
    share = rng.choice((0.1, 0.5, 1.0))
    for key, value in truth.items():
        printed = str(value)
        # A lone 0 is looked at closely: it is never another digit's picture.
        if old in printed and rng.random() < share:
            other = printed.replace(old, new)
            read[key] = int(other) if not other.startswith("0") else value
    if rng.random() < 0.5:
        slip = rng.choice([key for key in truth if key[:2] == "t3"])
        read[slip] = rng.choice((None, read[slip] + rng.choice((1, 3, 5, 6, 10))))
    wrong = {key for key in truth if read[key] != truth[key]}
    assert not certain(scanned(read)).intersection(wrong)


def _small(rng):
    """Few applications, so that the same digit runs through the table."""
    values = dict.fromkeys(form.keys("2021", "2021"), 0)
    for column in rng.sample(APPLICANTS[:-1], rng.choice((1, 2))):
        count = rng.choice((1, 1, 2, 3, 7))
        for row in ("received", rng.choice(form.T3_LEAVES), "settled"):
            values[f"t3.{row}.{column}"] += count
            values[f"t3.{row}.total"] += count
    return values
