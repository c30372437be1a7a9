"""What is told of an edited report: figures and sentences, never what a portal prints around."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alerts import words
from nianbao.report.edits import CellEdit, SentenceEdit, edits, in_words, unlike_numbers
from nianbao.report.form import SECTIONS
from nianbao.report.model import Section
from tests.report.building import balanced, figure, report, with_value

PLACE = "t3.settled.business"
TEXT = "2025年，我局主动公开政府信息146条。依申请公开按时办结。网站访问量12万次。"


def said(text, **more):
    sections = tuple(
        Section(n, name, text if n == 1 else "", n) for n, name in enumerate(SECTIONS, start=1)
    )
    return report(balanced(1), sections=sections, **more)


def test_an_edited_figure_is_told_with_what_it_was_and_what_it_is():
    before = with_value(said(TEXT), PLACE, 1)
    found = edits(before, with_value(before, PLACE, 0))
    assert found.cells == (CellEdit(PLACE, "1", "0"),)
    assert found.sentences == ()
    assert in_words(found) == "有1处数据变动：表三“（七）总计／商业企业”由1变为0"


def test_a_reworded_an_added_and_a_dropped_sentence_are_told_as_such():
    now = TEXT.replace("146条", "164条").replace("依申请公开按时办结。", "") + "另有说明一则。"
    found = edits(said(TEXT), said(now))
    assert SentenceEdit(
        "2025年，我局主动公开政府信息146条。", "2025年，我局主动公开政府信息164条。"
    ) in (found.sentences)
    assert SentenceEdit("依申请公开按时办结。", "") in found.sentences
    assert SentenceEdit("", "另有说明一则。") in found.sentences
    assert "原为“2025年，我局主动公开政府信息146条”，现为“" in in_words(found)


@pytest.mark.parametrize(
    "now",
    [
        TEXT.replace("。", "。\n　"),
        TEXT.replace("2025", "２０２５"),
        TEXT.replace("，", ","),
        TEXT + "浏览次数：1208 【打印】【关闭】",
        TEXT + "\n上一篇：青禾市财政局2024年报告",
        TEXT + "访问日期2026年2月9日",
        TEXT + "主办：青禾市人民政府办公室 网站标识码：9901000001",
    ],
)
def test_space_width_counters_and_chrome_are_no_edit(now):
    assert not edits(said(TEXT + "浏览次数：7"), said(now))


def test_a_counter_in_the_reports_own_words_is_an_edit():
    assert edits(said(TEXT), said(TEXT.replace("12万次", "21万次"))).sentences


@pytest.mark.parametrize(("old", "new"), [(None, 0), (0, None), ("—", None), (None, "—")])
def test_a_blank_that_became_a_zero_is_no_edit(old, new):
    before = with_value(said(TEXT), PLACE, old)
    if old == "—":
        stroke = replace(figure("—"), state="na")
        before = replace(before, figures={**before.figures, PLACE: stroke})
    after = with_value(before, PLACE, new)
    if new == "—":
        stroke = replace(figure("—"), state="na")
        after = replace(after, figures={**after.figures, PLACE: stroke})
    assert not edits(before, after)


def test_a_blank_that_became_a_number_is_an_edit_and_two_copies_do_not_differ_in_it():
    before = with_value(said(TEXT), PLACE, None)
    after = with_value(before, PLACE, 5)
    assert "由空白变为5" in in_words(edits(before, after))
    assert unlike_numbers(before, after) == ()
    assert unlike_numbers(with_value(before, PLACE, 4), after) == (CellEdit(PLACE, "4", "5"),)


def test_what_was_not_read_for_certain_is_not_told():
    before = with_value(said(TEXT), PLACE, 1)
    doubted = replace(before, figures={**before.figures, PLACE: figure(0, "合并单元格")})
    assert not edits(before, doubted)
    assert not edits(doubted, before)


def test_texts_of_two_formats_are_not_compared():
    assert not edits(said(TEXT), said(TEXT.replace("146", "164"), format="pdf"))


def test_a_new_sentence_that_says_it_was_corrected_is_known():
    found = edits(said(TEXT), said(TEXT + "本报告于2026年2月9日更正。"))
    assert found.declared
    assert not edits(said(TEXT), said(TEXT.replace("146", "164"))).declared


def test_what_a_finding_explains_is_left_out():
    before = with_value(said(TEXT), PLACE, 1)
    after = with_value(with_value(before, PLACE, 0), "t4.review.total", 99)
    found = edits(before, after)
    assert {cell.place for cell in found.without({PLACE}, texts=True).cells} == {"t4.review.total"}


def test_a_report_written_anew_is_told_within_bounds():
    old = said("".join(f"第{n}句旧的内容在此说明。" for n in range(3000)))
    new = said("".join(f"第{n}段新的文字另行表述。" for n in range(3000)))
    figures = {place: figure(n + 1000) for n, place in enumerate(new.figures)}
    told = in_words(edits(old, replace(new, figures=figures)))
    assert len(told) < 1500
    assert [word for word in words.FORBIDDEN if word in told] == []
