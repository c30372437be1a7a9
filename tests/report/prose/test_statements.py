"""Findings on what the text says: what they quote, when they resolve, what they cannot do."""

from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.report import form
from nianbao.report.change import was_evaluated
from nianbao.report.checks import statements
from nianbao.report.model import Beside
from nianbao.report.prose.sentences import own_names
from tests.report.building import report, with_value
from tests.report.prose.book import BUSY

WORDS = st.sampled_from(
    (
        *(
            "2024年",
            "全年",
            "我局",
            "收到",
            "受理",
            "答复",
            "办结",
            "政府信息公开申请",
            "依申请公开",
        ),
        *("42件", "三十二件", "1,042件", "（", "）", "，", "；", "。", "其中", "未", "均", "已"),
        *("结转下年度", "上年度结转", "行政复议", "行政诉讼", "维持", "制发规范性文件", "共计"),
        *("较上年", "0条/件", "万", "、", "\n", "全市", "：", "%"),
    )
)


def saying(text, **values):
    base = dict.fromkeys(form.keys("2021", "2021"), 0)
    base |= {key: value for key, value in BUSY.items() if key != "t2.fees.amount"}
    return report(base | values, year=2024, organ="云汀县自然资源局", sections=(), text=text)


def found(one):
    return list(statements.findings(one, Beside()))


def test_a_finding_quotes_the_words_and_names_the_cell_that_holds_the_number():
    (finding,) = found(saying("2024年，我局共收到政府信息公开申请43件。"))
    assert "收到政府信息公开申请43件" in finding.message
    assert "表三“一、本年新收政府信息公开申请数量／总计”公布为42" in finding.message
    assert "43与表三“（七）总计／总计”相同" in finding.message
    assert (finding.left, finding.right) == (43, 42)


def test_a_number_said_twice_is_one_finding():
    said = "共收到政府信息公开申请41件。全年受理政府信息公开申请41件。"
    assert len(found(saying(said))) == 1


def test_a_corrected_text_resolves_its_finding_and_a_blank_cell_does_not():
    wrong = saying("全年收到政府信息公开申请43件。")
    (finding,) = found(wrong)
    name = (finding.rule, finding.identity)
    right = replace(wrong, text="全年收到政府信息公开申请42件。")
    blank = with_value(wrong, "t3.received.total", None)
    assert found(right) == found(blank) == []
    assert was_evaluated(name, None, frozenset(statements.evaluated(right, Beside())))
    assert not was_evaluated(name, None, frozenset(statements.evaluated(blank, Beside())))


def test_what_was_found_of_a_blank_total_is_resolved_by_the_number_that_is_printed_beside_it():
    wrong = with_value(saying("全年收到政府信息公开申请41件。"), "t3.received.total", None)
    (finding,) = found(wrong)
    assert (finding.left, finding.right, finding.certain) == (41, 42, True)
    name = (finding.rule, finding.identity)
    for text in ("全年收到政府信息公开申请42件。", "依法办理申请。"):
        right = replace(wrong, text=text)
        assert found(right) == []
        assert was_evaluated(name, None, frozenset(statements.evaluated(right, Beside())))
    higher = replace(wrong, text="全年收到政府信息公开申请43件。")
    assert found(higher) == []
    assert not was_evaluated(name, None, frozenset(statements.evaluated(higher, Beside())))


def test_a_report_without_text_resolves_nothing():
    assert list(statements.evaluated(saying(""), Beside())) == []


def test_what_a_scan_says_is_never_certain():
    scanned = replace(saying("全年收到政府信息公开申请41件。"), doubt="扫描件")
    assert [one.certain for one in found(scanned)] == [False]


def test_a_telephone_number_is_not_quoted():
    (finding,) = found(saying("申请人张某13912345678，全年收到政府信息公开申请41件。"))
    assert "13912345678" not in finding.message


@pytest.mark.parametrize(
    ("organ", "own", "foreign"),
    [
        ("云汀县人民政府", {"全县", "我县", "县政府"}, {"全市", "县政府办公室"}),
        ("青禾市人民政府办公室", {"市政府办公室", "市府办"}, {"全市", "市政府"}),
        ("青禾市财政局", {"市财政局", "财政局"}, {"全市", "我市"}),
        ("云汀县柳桥镇人民政府", {"全镇", "镇政府"}, {"全县"}),
    ],
)
def test_a_body_goes_by_its_own_names_only(organ, own, foreign):
    names = set(own_names(organ))
    assert own <= names
    assert not foreign & names


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS | st.text(max_size=6), max_size=40).map("".join))
def test_no_text_makes_the_check_fail(text):
    for finding in found(saying(text)):
        assert finding.places or finding.rule == "text.sum"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 99_999), st.sampled_from(["收到", "新收", "接到"]))
def test_a_number_is_told_if_and_only_if_it_is_another_than_the_cells(number, verb):
    said = found(saying(f"2024年，我局共{verb}政府信息公开申请{number}件。"))
    assert bool(said) == (number != BUSY["t3.received.total"])


@pytest.mark.parametrize(
    "text",
    ["的" * 100_000, "（" * 50_000, "收到政府信息公开申请42件，其中" * 8_000, "1，234" * 20_000,
     "通过" * 50_000, "均按时" * 40_000, "一十百千" * 25_000, "2024年" * 25_000],
    ids=lambda text: text[:6],
)  # fmt: skip
def test_time_grows_with_the_text_and_no_faster(text):
    def seconds(size):
        one = saying(text[: len(text) * size // 4])
        return min(_timed(one) for _ in range(3))

    assert seconds(4) < 16 * seconds(1) + 0.5


def _timed(one):
    begin = perf_counter()
    found(one)
    return perf_counter() - begin


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("全县共收到政府信息公开申请40件。", True),
        ("全县共收到政府信息公开申请400件。", False),
        ("全县制发规范性文件6件。", True),
        ("全县制发规范性文件8件。", False),
        ("全县发生政府信息公开行政复议9件。", False),
        ("县政府收到政府信息公开申请400件。", True),
        ("县政府收到政府信息公开申请20件。", False),
    ],
)
def test_an_area_has_no_less_and_its_government_no_more_than_the_tables_of_either(said, is_told):
    one = replace(saying(said), organ="云汀县人民政府")
    assert bool(found(one)) == is_told


@pytest.mark.parametrize(
    "said",
    [
        "共收到政府信息公开申请46件，剔除重复提交4件。",
        "共收到政府信息公开申请38件，区政府办转来4件。",
        "共收到政府信息公开申请60件，经甄别确属此类的42件。",
    ],
)
def test_a_total_that_another_number_of_its_sentence_makes_right_is_not_told(said):
    assert found(saying(said)) == []
