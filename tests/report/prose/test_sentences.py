"""What is said beside the tables is read as a supervisor would read it, or not at all."""

import re
from collections import Counter

import pytest

from nianbao.report.checks import statements
from nianbao.report.model import Beside
from nianbao.report.prose.vocabulary import _SCOPES, SCOPES
from tests.report.prose.book import cases, names

CASES = tuple(cases())


def findings(case):
    return tuple(statements.findings(case.report, Beside()))


def measured():
    right = false = missed = 0
    for case in CASES:
        got, wanted = Counter(names(findings(case))), Counter(case.find)
        right += (got & wanted).total()
        false += (got - wanted).total()
        missed += (wanted - got).total()
    return right / (right + false), right / (right + missed)


def test_at_least_three_hundred_sayings_are_labelled_half_of_them_traps():
    assert len(CASES) >= 300
    assert sum(not case.find for case in CASES) * 2 >= len(CASES)


@pytest.mark.parametrize("book", sorted({case.book for case in CASES}))
def test_a_trap_finds_nothing(book):
    traps = [case for case in CASES if case.book == book and not case.find]
    said = {case.say: [one.message for one in findings(case)] for case in traps}
    assert {say: messages for say, messages in said.items() if messages} == {}


def test_of_what_is_found_98_in_100_are_right_and_of_what_is_there_85_are_found():
    precision, recall = measured()
    assert precision >= 0.98
    assert recall >= 0.85


def test_a_figure_that_was_not_read_for_certain_makes_no_certain_finding():
    doubtful = [case for case in CASES if not case.certain]
    assert doubtful
    for case in doubtful:
        assert [one.certain for one in findings(case)] == [False], case.say


def test_no_word_that_sets_the_scene_is_passed_by_for_its_first_character():
    slow = re.compile(_SCOPES)
    for case in CASES:
        assert [m.span() for m in slow.finditer(case.say)] == [
            m.span() for m in SCOPES.finditer(case.say)
        ]
