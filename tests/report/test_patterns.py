"""What a slip looks like, said beside the repairs; silence where it looks like none."""

import pytest

from nianbao.report import relation_index
from nianbao.report.checks import relations
from nianbao.report.judge import judge
from nianbao.report.model import Verdict
from nianbao.report.patterns import patterns
from nianbao.report.wording import LEDGER
from tests.report.building import balanced, report


def seen(values, last_year=None, edition="2021"):
    """Patterns by kind over all broken relations of a report."""
    printed = report(values, edition)
    broken = [j.relation.name for j in relations.judged(printed) if j.verdict is Verdict.BROKEN]
    before = report(last_year).figures if last_year else None
    found = patterns(broken, printed.figures, judge(printed).repairs, before)
    return {one.kind: one for one in found}


def sound():
    """A sound report with figures of two digits, no cell blank."""
    values = dict.fromkeys(balanced(1), 0)
    for row, person, business in (
        ("received", 60, 12),
        ("granted", 42, 10),
        ("unavailable_not_held", 18, 2),
        ("settled", 60, 12),
    ):
        values |= {
            f"t3.{row}.person": person,
            f"t3.{row}.business": business,
            f"t3.{row}.total": person + business,
        }
    assert judge(report(values)).repairs == ()
    return values


def test_opposite_differences_are_an_application_booked_under_another_applicant():
    values = sound() | {"t3.settled.person": 61, "t3.granted.person": 43}
    values |= {"t3.settled.business": 11, "t3.granted.business": 9}
    found = seen(values)["applicant"]
    assert "“自然人”、“商业企业”两列差额相反（各1件）" in found.message


@pytest.mark.parametrize("place", ["t3.received.total", "t3.granted.total", "t3.settled.total"])
def test_a_total_left_at_zero_is_said_to_be_that(place):
    assert seen(sound() | {place: 0})["total_zero"].places == (place,)


def test_digits_in_the_other_order_are_recognised():
    found = seen(sound() | {"t3.granted.person": 24})["digits"]
    assert found.places == ("t3.granted.person",)
    assert "公布为24，与42" in found.message


def test_a_row_that_stands_one_column_to_the_right_is_recognised():
    values = sound()
    columns = relation_index.places_of_row("t3.granted")
    moved = dict(zip(columns[1:], [values[place] for place in columns[:-1]], strict=True))
    found = seen(values | {columns[0]: 0} | moved)
    assert "左移一栏" in found["shifted"].message


def test_a_row_whose_parts_alone_stand_one_column_to_the_right_is_recognised():
    values = sound() | {"t3.settled.business": 60, "t3.settled.research": 12}
    values |= {"t3.settled.person": 0, "t3.settled.total": 72}
    assert "左移一栏" in seen(values)["shifted"].message


def test_a_total_that_repeats_its_neighbour_is_recognised():
    found = seen(sound() | {"t3.partly_granted.total": 52})
    assert found["neighbour"].places == ("t3.partly_granted.total", "t3.granted.total")


def test_last_years_figures_left_in_place_are_recognised_only_beside_last_years_report():
    kept = {"t3.received.person": 37, "t3.received.business": 12, "t3.received.total": 49}
    last = {place: value + 1 for place, value in sound().items()} | kept
    last |= {
        place: 0 for place in sound() if place.startswith("t3.received.") and place not in kept
    }
    values = sound() | kept
    assert "last_year" not in seen(values)
    assert "一、本年新收" in seen(values, last)["last_year"].message


def test_one_more_under_a_column_looks_like_nothing_known():
    assert seen(sound() | {"t3.granted.person": 44}) == {}


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_a_sound_report_looks_like_no_slip(seed, edition):
    assert seen(balanced(seed, edition), edition=edition) == {}


@pytest.mark.parametrize("seed", range(60))
def test_every_pattern_ends_in_the_ledger_and_names_printed_cells(seed):
    values = balanced(seed)
    place = [p for p in values if p.startswith("t3.")][seed * 3 % 170]
    for one in seen(values | {place: values[place] * 10 + 12}).values():
        assert one.message.endswith(f"{LEDGER}。")
        assert set(one.places) <= set(values)
