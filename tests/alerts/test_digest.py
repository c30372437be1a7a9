import io
import re
from dataclasses import replace
from datetime import date
from html import unescape

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.coverage import Coverage, counted, coverage, percent
from alerts.digest import digest
from alerts.model import FindingCounts, FindingLine
from alerts.overview import figures, rates
from alerts.picture import coverage_picture, coverage_words, read_across
from alerts.sheet import workbook
from alerts.workbook import safe
from nianbao.duty.dates import duty_of
from nianbao.duty.model import BodyClass, DutyState, Outcome, Standing
from nianbao.report.model import Finding, Severity
from tests.alerts import samples
from tests.alerts.samples import NOW, at, blocked, line, office_view, published, quiet_view, trouble


@pytest.fixture(scope="module")
def letter():
    return digest(office_view())


def visible(html):
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_a_broken_crawl_leads_the_subject(letter):
    assert letter.subject.startswith(
        "〔年报周报·2027年第5周〕2份暂无法核验｜应公布28份，已公布21份"
    )
    assert "未见2份" in letter.subject


def test_a_broken_portal_leads_the_subject_even_before_anything_is_due():
    early = at(20, 8)
    view = office_view(at=early, lines=(line("青禾市教育局", now=early),), before=None)
    assert "1个网站暂无法核验｜" in digest(view).subject


def test_the_text_opens_with_coverage(letter):
    opening = letter.text.split("【")[0]
    assert "应公布｜已公布｜逾期未见公布｜待核实｜暂无法核验" in opening
    assert "28｜21｜2｜1｜2" in opening
    assert "法定时限22份，地方规定时限6份" in opening


def test_the_rate_is_a_range_while_something_is_unsettled(letter):
    assert (
        "按时公布率74.1%（逾期公布1份）；待核实、暂无法核验的3份如经核实均按时，为85.2%"
        in letter.text
    )


def test_what_cannot_be_verified_is_listed_with_reason_and_since_and_never_as_missing(letter):
    assert "暂无法核验，不等于未公布" in letter.text
    group = re.search("  · (.*拒绝自动访问.*)", letter.text).group(1)
    assert "自2027年1月27日6时10分起" in group
    assert "涉及2份：云汀县教育局、云汀县财政局" in group
    missing = letter.text.partition("【逾期未见公布】")[2].partition("【")[0]
    assert "云汀县" not in missing


def test_what_is_missing_is_listed_with_its_two_times(letter):
    missing = letter.text.partition("【逾期未见公布】")[2].partition("【")[0]
    assert "青禾市商务局" in missing
    assert "1月31日18时、2月1日6时05分" in missing
    assert "请确认后再行催报" in missing


def test_vertical_bodies_are_counted_apart(letter):
    assert "垂直管理单位单列统计，不计入上表：应公布1份，已公布1份" in letter.text


def test_a_vertical_body_that_cannot_be_verified_is_in_the_list_all_the_same():
    tax = "国家税务总局青禾市税务局"
    failing = (samples.reading(tax, at(32, 6), Outcome.DOWN),)
    lines = (line(tax, BodyClass.VERTICAL, columns=(tax,), readings=failing),)
    letter = digest(office_view(lines=lines, troubles=()))
    assert "1份暂无法核验｜" in letter.subject
    assert f"{tax}（垂直管理单位，单列）" in letter.text


def test_the_work_of_the_week_is_listed(letter):
    work = letter.text.partition("三、本周请办")[2]
    assert "1. 确认催报名单2家" in work
    assert "人工核对暂无法核验的2家" in work


def test_html_says_what_the_text_says(letter):
    page = visible(letter.html)
    for said in (
        "按时公布率74.1%",
        "涉及2份：云汀县教育局、云汀县财政局",
        "现待处理17项",
        "青禾市商务局",
    ):
        assert said in page


def test_a_quiet_week_is_one_line():
    letter = digest(quiet_view())
    body = letter.text.split("—")[0].strip().splitlines()
    assert body[2] == (
        "截至2027年2月1日8时，应公布15份，均已核验，较上周无变化；下次例行检查2027年2月2日。"
    )
    assert "一、核验范围" not in letter.text
    assert len(letter.enclosures) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"before": None},
        {"troubles": (trouble(),)},
        {"counts": FindingCounts(before=1)},
        {"lines": (*quiet_view().lines, blocked("云汀县教育局"))},
        {"lines": (*quiet_view().lines, published("青禾市林业局", 30))},
    ],
    ids=["first week", "portal in trouble", "finding pending", "unverifiable", "newly published"],
)
def test_a_week_with_news_or_work_is_never_one_line(changes):
    assert "一、核验范围" in digest(replace(quiet_view(), **changes)).text


def test_the_book_of_the_week_adds_up(letter):
    said = "上周末待处理6项，本周新增21项，已更正9项，经核不予认定1项，现待处理17项"
    assert said in letter.text


def test_an_office_without_duties_still_gets_coverage():
    letter = digest(office_view(lines=(), before=None, troubles=(), findings=()))
    assert "应公布0份" in letter.subject
    assert "尚无到期的年度报告" in letter.text


def test_a_very_long_list_ends_in_the_workbook():
    lines = tuple(samples.not_seen(f"青禾市第{n:03d}局") for n in range(70))
    letter = digest(office_view(lines=lines, before=None, troubles=()))
    assert "其余40份见附件" in letter.text
    assert "其余40份见附件" in letter.html
    page = openpyxl.load_workbook(io.BytesIO(letter.enclosures[1].data)).worksheets[0]
    assert page.max_row == 71


def test_reasons_and_doubts_beyond_measure_end_in_the_workbook_and_are_counted():
    apart = tuple(samples.blocked(f"云汀县第{n}局", f"云汀县第{n}局·年报") for n in range(40))
    doubts = tuple(samples.to_confirm(f"青禾市第{n}局") for n in range(50))
    letter = digest(office_view(lines=apart + doubts, before=None, troubles=()))
    for part in (letter.text, letter.html):
        assert "其余10份的原因和起始时间见附件" in part
        assert "其余20份见附件" in part
    assert "标题未写单位名称和年度（50份）" in letter.text


# --- Coverage ---------------------------------------------------------------------------


def with_state(state, day=date(2027, 1, 31)):
    found = published("青禾市教育局", 20)
    return replace(
        found, duty=replace(found.duty, publish_by=day), standing=Standing(state, "原因")
    )


@given(st.lists(st.sampled_from(DutyState)))
def test_the_columns_of_coverage_add_up_to_what_is_due(states):
    total = coverage(counted([with_state(state) for state in states], 2026))
    parts = (
        *(total.published, total.missing, total.to_confirm, total.unverifiable),
        *(total.submitted_only, total.withdrawn, total.awaited),
    )
    assert sum(parts) == total.due
    assert total.due == sum(s not in {DutyState.EXEMPT, DutyState.COVERED_BY} for s in states)


@given(st.lists(st.sampled_from(DutyState), min_size=1))
def test_the_pictures_numbers_add_up_to_its_rows(states):
    lines = counted([with_state(state) for state in states], 2026)
    for said in coverage_words(lines):
        whole, *parts = map(int, re.findall(r"(\d+)份", said))
        assert sum(parts) == whole


def test_a_duty_without_a_date_or_of_another_year_is_not_counted():
    free = published("云岭街道", 20, BodyClass.TOWNSHIP)
    undated = replace(free, duty=replace(free.duty, publish_by=None))
    older = replace(free, duty=replace(free.duty, year=2025))
    assert counted((undated, older), 2026) == ()


def test_nothing_short_of_all_is_called_all():
    assert (percent(1999, 2000), percent(1, 5000), percent(2, 2), percent(0, 7)) == (
        "99.9%",
        "0.1%",
        "100.0%",
        "0.0%",
    )


def test_groups_add_up_to_the_total():
    found = figures(office_view())
    assert sum(group.due for _, group in found.groups) == found.total.due == 28


# --- Workbook and picture -----------------------------------------------------------------


@pytest.fixture(scope="module")
def book(letter):
    return openpyxl.load_workbook(io.BytesIO(letter.enclosures[1].data))


def test_the_workbook_opens_and_lists_every_duty(book):
    assert book.sheetnames == ["2026年度公布情况", "暂无法核验", "数据核对"]
    page = book.worksheets[0]
    assert page.max_row == 1 + len(office_view().lines)
    assert page.freeze_panes == "B2"
    assert [page["A1"].value, page["D1"].value] == ["单位", "情况"]
    assert page["D2"].value == "暂无法核验"


def test_what_cannot_be_verified_has_a_page_of_its_own(book):
    page = book["暂无法核验"]
    assert [page.cell(n, 1).value for n in (2, 3)] == ["云汀县教育局", "云汀县财政局"]
    assert "拒绝自动访问" in page.cell(2, 10).value


@pytest.mark.parametrize(
    "evil", ['=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(A1)", "\t=1", "＝1＋1"]
)
def test_no_cell_is_ever_a_formula(evil):
    finding = Finding("form.document", Severity.ERROR, evil)
    found = FindingLine(evil, 2026, finding, NOW, evil)
    data = workbook(office_view(findings=(found,)))
    page = openpyxl.load_workbook(io.BytesIO(data))["数据核对"]
    cells = [cell for row in page.iter_rows(min_row=2) for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert not str(page["A2"].value).startswith(("=", "+", "-", "@", "＝"))


def test_ordinary_text_is_left_as_it_is():
    assert safe("青禾市教育局\n（本级）") == "青禾市教育局\n（本级）"


def test_private_findings_are_not_in_the_workbook():
    private = Finding("privacy.personal", Severity.PRIVATE, "疑含身份证号")
    view = office_view(findings=(FindingLine("青禾市教育局", 2026, private, NOW),))
    page = openpyxl.load_workbook(io.BytesIO(workbook(view)))["数据核对"]
    assert page.max_row == 1


def test_older_years_have_a_page_of_their_own():
    older = published("青禾市教育局", 20, year=2025)
    view = office_view(lines=(*office_view().lines, older))
    book = openpyxl.load_workbook(io.BytesIO(workbook(view)))
    assert book["以前年度"].max_row == 2


def test_a_published_duty_without_a_date_is_neither_in_time_nor_late():
    body = samples.body("云岭街道", BodyClass.TOWNSHIP)
    free = replace(published("云岭街道", 20, BodyClass.TOWNSHIP), duty=duty_of(body, 2026))
    view = office_view(lines=(free,))
    page = openpyxl.load_workbook(io.BytesIO(workbook(view))).worksheets[0]
    assert (page["D2"].value, page["E2"].value) == ("已公布", "未规定")


def test_the_picture_is_a_png_with_the_same_numbers_in_the_text(letter):
    picture = letter.enclosures[0]
    assert picture.data.startswith(b"\x89PNG")
    lines = tuple(x for x in counted(office_view().lines, 2026) if not x.vertical)
    assert picture.data == coverage_picture(lines)
    for said in coverage_words(lines):
        assert said in letter.text


def test_every_part_of_the_text_stands_after_an_empty_line(letter):
    lines = letter.text.splitlines()
    parts = [n for n, line in enumerate(lines) if re.match("[一二三]、|【|附件：|附图数据", line)]
    assert len(parts) > 5
    assert [lines[n] for n in parts[1:] if lines[n - 1]] == []


def test_the_legend_reads_across_in_the_order_of_the_bars():
    """matplotlib splits what it is given into columns, the longer ones first."""
    given = read_across("一二三四五六", 4)
    columns = [given[:2], given[2:4], given[4:5], given[5:]]
    lines = ["".join(c[n] for c in columns if n < len(c)) for n in (0, 1)]
    assert lines == ["一二三四", "五六"]


def test_an_empty_picture_is_still_a_picture():
    assert coverage_picture(()).startswith(b"\x89PNG")


def test_of_a_few_early_reports_no_rate_is_made():
    early = rates(Coverage(50, 1, 1, 0, 0, 0, 0, 0, 0, awaited=49))
    assert early == "已公布的1份均在期限之前；49份未到期，暂不计算按时公布率。"
    assert "按时公布率100.0%" in rates(Coverage(50, 48, 48, 0, 0, 0, 0, 0, 0, awaited=2))


def test_beside_a_site_in_trouble_stand_the_bodies_whose_report_was_not_seen_yet():
    seen, awaited = published("云汀县教育局", 12), line("云汀县财政局", now=at(20, 8))
    view = office_view(lines=(seen, awaited), at=at(20, 8), troubles=(trouble(),), before=None)
    letter = digest(view)
    assert "涉及1家单位：云汀县财政局" in letter.text
    assert "1家：云汀县财政局" in letter.html
    all_seen = digest(replace(view, lines=(seen, published("云汀县财政局", 13))))
    for part in (all_seen.text, all_seen.html):
        assert "有关单位的报告此前均已采集到" in part


def test_what_a_collective_column_lacks_is_not_laid_at_a_reports_door():
    said = "集中专栏“青禾市年报专栏”中未检索到青禾市教育局2026年政府信息公开工作年度报告"
    lack = Finding("hub.incomplete", Severity.WARNING, said, places=("7/qinghe-edu/own",))
    view = office_view(findings=(FindingLine("青禾市人民政府办公室", 2026, lack, NOW),))
    letter = digest(view)
    assert f"【集中专栏未见已公布的报告】\n  · {said}" in letter.text
    assert said.partition("2026")[0] in letter.html
    for text in (letter.text, letter.html):
        assert "办公室2026年年度报告：集中" not in re.sub(r"<[^>]*>", "", text)
