from random import Random

import pytest

from nianbao.report import form
from nianbao.report.checks import relations
from nianbao.report.judge import judge
from nianbao.report.model import Verdict
from nianbao.report.relation_index import names_about
from nianbao.report.repair import LARGEST
from tests.report.building import balanced, report

WRONG_APPLICANT = {
    "t3.received.person": 60,
    "t3.received.other": 1,
    "t3.received.total": 61,
    "t3.granted.person": 61,
    "t3.granted.total": 61,
    "t3.settled.person": 61,
    "t3.settled.total": 61,
}


def broken(figures):
    judged = relations.judged(report(figures))
    return {one.relation.name for one in judged if one.verdict is Verdict.BROKEN}


def mended(figures, cells):
    for cell in cells:
        figures = {**figures, cell.place: cell.should_be}
    return figures


def noughts():
    return dict.fromkeys(balanced(1), 0)


def test_one_application_under_the_wrong_applicant_is_one_cause_in_two_cells():
    figures = noughts() | WRONG_APPLICANT
    assert broken(figures) == {"t3.balance:person", "t3.balance:other"}
    (repair,) = judge(report(figures)).repairs
    assert repair.unique
    assert {(c.place, c.printed, c.should_be) for c in repair.cells} == {
        ("t3.received.person", 60, 61),
        ("t3.received.other", 1, 0),
    }
    assert set(repair.explains) == broken(figures)


@pytest.mark.parametrize("seed", range(40))
def test_every_alternative_leaves_nothing_of_its_group_broken(seed):
    rng = Random(seed)
    figures = balanced(seed)
    for place in rng.sample(sorted(key for key in figures if key.startswith("t3.")), 2):
        figures[place] += rng.choice([1, 2, 7])
    judgement = judge(report(figures))
    for repair in judgement.repairs:
        left = broken(mended(figures, repair.cells))
        assert not left & set(repair.explains)
        assert not left - broken(figures)
        assert all(cell.should_be >= 0 for cell in repair.cells)


@pytest.mark.parametrize("seed", range(20))
def test_no_cell_of_an_alternative_could_be_left_as_it_is(seed):
    rng = Random(1_000 + seed)
    figures = balanced(seed)
    for place in rng.sample(sorted(key for key in figures if key.startswith("t3.")), 2):
        figures[place] += 3
    for repair in judge(report(figures)).repairs:
        assert all(cell.should_be != cell.printed for cell in repair.cells)
        for left_out in repair.cells if len(repair.cells) > 1 else ():
            fewer = [cell for cell in repair.cells if cell is not left_out]
            assert broken(mended(figures, fewer)) & set(repair.explains)


def test_what_no_small_set_explains_is_said():
    figures = noughts()
    for number, key in enumerate(sorted(k for k in figures if k.endswith(".total"))[:16], start=1):
        figures[key] = number * number
    judgement = judge(report(figures))
    explained = {name for repair in judgement.repairs for name in repair.explains}
    assert all(len(repair.cells) <= LARGEST for repair in judgement.repairs)
    assert set(judgement.unexplained) == broken(figures) - explained
    assert judgement.unexplained


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_every_relation_that_a_cell_is_in_is_known_by_its_name_in_the_forms_order(edition, both):
    of = relations.relations(edition, both=both)
    for place in form.KEYS:
        names = [one.name for one in of if place in one.places]
        here = {one.name for one in of}
        known = [name for name in names_about(place) if name in here]
        assert set(names) <= set(known)
        assert [name for name in known if name in names] == names
