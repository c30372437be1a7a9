"""Names and numbers that 分别 pairs: each with its own, or none at all."""

import pytest

from nianbao.report.prose import respective


def texts(clause):
    found = respective.parts(clause)
    return None if found is None else [part.text for part in found]


def test_each_name_has_the_number_in_its_place():
    assert texts("行政复议、行政诉讼分别为8件、5件") == ["行政复议为8件", "行政诉讼为5件"]


def test_a_unit_at_the_end_is_that_of_every_number():
    assert texts("新收、办结和结转下年度的分别为42、43和2件") == [
        "新收为42件",
        "办结为43件",
        "结转下年度的为2件",
    ]


def test_a_name_may_hold_the_word_that_joins_names():
    assert texts("自然人、法人和其他组织分别为36件、6件") == ["自然人为36件", "法人和其他组织为6件"]


def test_a_part_ends_where_its_number_ends():
    clause = "予以公开、部分公开分别15件、6件"
    assert [clause[: part.end][-3:] for part in respective.parts(clause)] == ["15件", "、6件"]


@pytest.mark.parametrize(
    "clause",
    [
        "予以公开、部分公开、不予公开分别为15件、6件",
        "行政复议分别为8件、5件",
        "行政复议、行政诉讼分别为8件较上年5件",
        "行政复议、行政诉讼分别为8件",
    ],
)
def test_names_and_numbers_that_do_not_pair_say_nothing(clause):
    assert texts(clause) == []


@pytest.mark.parametrize("clause", ["行政复议、行政诉讼分别为0件", "由各科室分别办理"])
def test_one_zero_for_all_and_no_number_at_all_are_read_as_any_clause(clause):
    assert texts(clause) is None
