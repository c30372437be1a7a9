"""年报公布情况: counted apart what is apart, and nobody accused of what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from bs4 import BeautifulSoup
from docx import Document

from alerts.rollcall import Decision, Part, roll_call, situation, summary, tally
from alerts.rollcall_files import document, page, workbook
from alerts.words import ALLOWED, FORBIDDEN
from nianbao.duty.model import BodyClass, DutyState, Exemption, ReportKind
from tests.alerts.samples import (
    NOW,
    blocked,
    line,
    not_seen,
    office_lines,
    published,
    to_confirm,
)

MADE = Decision("青禾市商务局", 2026, NOW, "王某", "登记公布网址", "http://www.qinghe.example/1")


def called(*lines, decisions=(MADE,)):
    return roll_call("青禾市人民政府办公室", 2026, NOW, lines, decisions)


def part(call, wanted):
    return next(section for section in call.sections if section.part is wanted)


EVERY = called(*office_lines())


def texts(data):
    paper = Document(BytesIO(data))
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def pages(data):
    book = openpyxl.load_workbook(BytesIO(data))
    return {name: [[cell.value for cell in row] for row in book[name]] for name in book.sheetnames}


def test_statutory_local_and_vertical_are_counted_apart():
    towns = part(EVERY, Part.LOCAL)
    assert {one.body_class for one in towns.lines} == {BodyClass.TOWNSHIP}
    assert [one.body for one in part(EVERY, Part.VERTICAL).lines] == ["国家税务总局青禾市税务局"]
    assert not [one for one in part(EVERY, Part.STATUTORY).lines if one.vertical]


def test_the_columns_of_every_part_add_up_to_what_is_due():
    for section in EVERY.sections:
        assert sum(number for _, number in tally(section.counts)) == section.counts.due


def test_a_body_with_two_reports_is_one_unit():
    own = published("青禾市人民政府办公室", 20)
    other = replace(own, duty=replace(own.duty, kind=ReportKind.GOVERNMENT))
    (section,) = called(own, other).sections
    assert (section.units, section.counts.due) == (1, 2)


def test_the_rate_is_a_range_while_anything_is_unsettled_and_a_number_after():
    lines = (published("甲局", 20), published("乙局", 21), blocked("丙局"), to_confirm("丁局"))
    (section,) = called(*lines).sections
    assert section.rate == "50.0%至100.0%"
    assert "待人工核对的2份如经核实均按时" in summary(section)
    (section,) = called(*lines[:2]).sections
    assert section.rate == "100.0%"
    assert "至" not in summary(section).partition("按时公布率")[2]


def test_what_nobody_owes_yet_lowers_no_rate():
    before = NOW.replace(year=2027, month=1, day=20)
    (section,) = called(published("甲局", 12, now=before), line("乙局", now=before)).sections
    assert (section.counts.awaited, section.rate) == (1, "100.0%")


def test_what_is_left_out_is_listed_with_its_reason_and_not_counted():
    left = line("青禾市档案局")
    exempt = replace(
        left,
        duty=replace(left.duty, exemption=Exemption("并入市委办", "青编〔2026〕3号")),
        standing=replace(left.standing, state=DutyState.EXEMPT, reason="并入市委办"),
    )
    call = called(published("甲局", 20), exempt)
    assert part(call, Part.STATUTORY).counts.due == 1
    assert [one.body for one in part(call, Part.NOT_COUNTED).lines] == ["青禾市档案局"]
    assert "并入市委办" in texts(document(call))


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (published("甲局", 20), "按时公布"),
        (published("甲局", 32), "逾期公布（逾期1天）"),
        (not_seen("甲局"), "截至2027年2月1日6时05分未检索到"),
        (blocked("甲局"), "待人工核对"),
        (to_confirm("甲局"), "待核实"),
    ],
    ids=["published", "late", "missing", "unverifiable", "to_confirm"],
)
def test_a_situation_is_said_as_outsiders_may_read_it(made, said):
    assert situation(made, NOW) == said


def test_what_needs_work_stands_first():
    now = NOW + timedelta(days=4)
    days = {"甲局": 20, "丁局": 32, "乙局": 33}
    lines = (published(name, day, now=now) for name, day in days.items())
    (section,) = called(*lines, not_seen("丙局", now=now)).sections
    assert [one.body for one in section.lines] == ["丙局", "乙局", "丁局", "甲局"]


def test_another_years_reports_are_not_in_it():
    (section,) = called(published("甲局", 20), not_seen("乙局"), line("丙局", year=2025)).sections
    assert len(section.lines) == 2


def test_the_document_says_who_when_and_what_was_read_and_uses_no_forbidden_word():
    text = texts(document(replace(EVERY, frozen_at=NOW, frozen_by="王某")))
    for said in (
        "2026年政府信息公开工作年度报告公布情况",
        "截至2027年2月1日8时，2027年2月1日8时定稿",
        "青禾市商务局",
        "未检索到”指",
        "登记公布网址",
    ):
        assert said in text
    for allowed in ALLOWED:
        text = text.replace(allowed, "")
    assert not [word for word in FORBIDDEN if word in text.replace("已提交、尚未公布", "")]


def test_what_an_administrator_needs_is_not_on_paper():
    text = texts(document(called(blocked("丙局"))))
    assert "412" not in text
    assert "丙局" in text


def test_the_workbook_holds_counts_lists_and_decisions():
    found = pages(workbook(EVERY))
    assert [*found] == ["统计", "法定时限", "地方规定时限", "垂直管理单位", "人工处理"]
    head, *rows = found["统计"]
    assert head[:3] == ["部分", "单位数（家）", "应公布（份）"]
    for row in rows:
        assert row[2] == sum(row[3:-1])
    assert len(found["法定时限"]) == len(part(EVERY, Part.STATUTORY).lines) + 1
    assert found["人工处理"][1][1:3] == ["青禾市商务局", "登记公布网址"]


def test_an_empty_roll_call_is_a_document_all_the_same():
    empty = called(decisions=())
    assert "公布情况" in texts(document(empty))
    assert pages(workbook(empty))


def test_a_name_that_looks_like_a_formula_stays_text():
    found = pages(workbook(called(published("=1+1局", 20))))
    assert found["法定时限"][1][1] == "'=1+1局"


def test_the_page_lists_what_the_workbook_lists():
    soup = BeautifulSoup(page(EVERY), "lxml")
    shown = [cell.text for cell in soup.select("td.said")]
    assert shown == [situation(one, NOW) for part in EVERY.sections for one in part.lines]
    counts = pages(workbook(EVERY))["统计"]
    heads = [cell.text for cell in soup.select("table th")][: len(counts[0])]
    assert heads == counts[0]
    assert MADE.what in soup.text


def test_the_page_runs_and_fetches_nothing_whatever_it_is_told():
    told = published("<script>alert(1)</script>局", 20)
    told = replace(told, standing=replace(told.standing, url="javascript:alert(1)"))
    soup = BeautifulSoup(page(called(told)), "lxml")
    assert not soup.select("script, img, link, iframe, a[href^=javascript]")
    assert "<script>alert(1)</script>局" in soup.text
    assert "default-src 'none'" in soup.select_one("meta[http-equiv]")["content"]
