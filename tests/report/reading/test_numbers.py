import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.report.model import State
from nianbao.report.reading.numbers import (
    CORRECTED,
    LEADING_ZERO,
    MAX_DIGITS,
    SPLIT_DIGITS,
    count,
    money,
)

COUNTS = [
    ("0", 0),
    ("27", 27),
    ("11398889", 11_398_889),
    ("1,234", 1_234),
    ("11，398，889", 11_398_889),
    ("１２３", 123),
    ("１，２３４", 1_234),
    ("增27", 27),
    ("增加27", 27),
    ("减15", -15),
    ("减少15件", -15),
    ("+1036", 1_036),
    ("＋1036", 1_036),
    ("-91", -91),
    ("－91", -91),
    ("−91", -91),
    ("25个", 25),
    ("0件", 0),
    ("3宗", 3),
    ("6起", 6),
    ("2万件", 20_000),
    ("1.5万", 15_000),
    ("无", 0),
    ("零", 0),
    ("\xa05\xa0", 5),
    ("\u3000\u300012", 12),
    ("\u200b8\ufeff", 8),
    ("[bookmark: _GoBack]13", 13),
    ("5\n", 5),
    ("21①", 21),
    ("12²", 12),
    ("6件⒊", 6),
    ("↓15", -15),
    ("1\u2009234", 1_234),
    ("12\u202f345\u202f678", 12_345_678),
]


@pytest.mark.parametrize(("printed", "value"), COUNTS)
def test_a_count_is_read_as_a_person_reads_it(printed, value):
    read = count(printed)
    assert (read.state, read.value, read.doubt) == (State.NUMBER, value, None)


@pytest.mark.parametrize(
    "printed", ["", " ", "\xa0", "\u3000", "\n", "\u200b", "[bookmark: _GoBack]"]
)
def test_a_blank_cell_is_never_a_zero(printed):
    assert count(printed).state is State.BLANK
    assert money(printed, "万元").state is State.BLANK
    assert count(printed).value is None


STROKES = ["/", "／", "-", "－", "—", "——", "--", "不适用", "[bookmark: _GoBack]－", " / ", "N/A"]


@pytest.mark.parametrize("printed", STROKES)
def test_a_stroke_is_not_applicable_and_no_number(printed):
    assert (count(printed).state, count(printed).value) == (State.NA, None)
    assert money(printed, "万元").state is State.NA


TEXTS = [
    *("详见附表", "见附件", "约20", "20余件", "二十", "5/7", "1-3", "2020年", "1.属于国家秘密"),
    *("251000元", "1,23", "1,2345", "--5", "1.2.3", "增", "9" * (MAX_DIGITS + 1)),
]


@pytest.mark.parametrize("printed", TEXTS)
def test_what_is_no_plain_number_stays_text_and_is_never_guessed(printed):
    assert (count(printed).state, count(printed).value) == (State.TEXT, None)


def test_what_else_a_cell_says_is_kept_beside_its_number():
    read = count("22（其中修订16件）")
    assert (read.state, read.value, read.remark) == (State.NUMBER, 22, "（其中修订16件）")


@pytest.mark.parametrize("printed", ["2 0", "2\n0", "2\xa00", "1 2 3", "1\n. 5", "1\u200923"])
def test_digits_apart_from_each_other_make_no_certain_number(printed):
    assert count(printed).doubt == SPLIT_DIGITS
    assert money(printed, "元").doubt == SPLIT_DIGITS


@pytest.mark.parametrize(
    ("printed", "value"), [("3.5", "3.5"), ("３．５", "3.5"), ("-0.5", "-0.5")]
)
def test_a_count_that_is_not_whole_keeps_its_fraction(printed, value):
    assert (count(printed).state, count(printed).value) == (State.NUMBER, value)


def test_a_whole_number_with_a_point_is_whole():
    assert count("3.0").value == 3


AMOUNTS = [
    ("0", "万元", "0"),
    ("无", "万元", "0"),
    ("1．2678万元", None, "12678"),
    ("56742.1644万元", None, "567421644"),
    ("251000元", None, "251000"),
    ("251000元", "万元", "251000"),
    ("8280702元", None, "8280702"),
    ("96171.6", "万元", "961716000"),
    ("7730.28", "万元", "77302800"),
    ("0.00", "万元", "0"),
    ("1.50", "元", "1.5"),
    ("1,234.50元", None, "1234.5"),
    ("3亿元", None, "300000000"),
    ("0.00001", "万元", "0.1"),
    ("100", "元", "100"),
    ("5", None, None),
    ("3000（元）", "万元", "3000"),
    ("12.5(万元)", "元", "125000"),
    ("￥3，000元", "万元", "3000"),
    ("人民币3.2万元", None, "32000"),
]


@pytest.mark.parametrize(("printed", "header", "yuan"), AMOUNTS)
def test_money_is_in_yuan_and_the_units_of_cell_before_those_of_header(printed, header, yuan):
    read = money(printed, header)
    assert (read.state, read.value) == (State.NUMBER, yuan)


def test_an_amount_in_things_is_no_amount_of_money():
    assert money("25个", "万元").state is State.TEXT


@pytest.mark.parametrize("printed", ["12（应为13）", "12(更正为13件)", "12（原数有误）"])
def test_a_number_that_its_own_remark_corrects_is_not_certain(printed):
    assert (count(printed).value, count(printed).doubt) == (12, CORRECTED)
    assert money(printed, "元").doubt == CORRECTED


@given(st.integers(0, 10**MAX_DIGITS - 1), st.sampled_from(["", "件", "个"]), st.booleans())
def test_every_whole_number_comes_back_with_commas_and_without(number, unit, grouped):
    printed = f"{number:,}{unit}" if grouped else f"{number}{unit}"
    assert count(printed).value == number


@given(st.text(max_size=30))
def test_only_a_number_has_a_value(text):
    for read in (count(text), money(text, "万元"), money(text, None)):
        assert (read.value is None) or (read.state is State.NUMBER)
    assert (count(text).value is not None) == (count(text).state is State.NUMBER)


@pytest.mark.parametrize("printed", ["22⑴", "22﹙1﹚", "22（1）", "22[1]"])
def test_a_remark_is_kept_whatever_its_brackets_are_made_of(printed):
    read = count(printed)
    assert (read.state, read.value) == (State.NUMBER, 22)
    assert "1" in read.remark or "⑴" in read.remark


@pytest.mark.parametrize(("printed", "value"), [("01", 1), ("007", 7), ("０２件", 2), ("-05", -5)])
def test_a_count_that_begins_with_a_zero_is_not_certain(printed, value):
    read = count(printed)
    assert (read.value, read.doubt) == (value, LEADING_ZERO)


@pytest.mark.parametrize("printed", ["①", "²", "②5"])
def test_the_mark_of_a_note_is_no_number(printed):
    assert count(printed).state is State.TEXT
