import pytest

from nianbao.demo import sheets
from nianbao.demo.writers import web
from nianbao.demo.writers.web import WebLayout
from nianbao.report.judge import judge
from nianbao.report.model import Attachment, Claim, Severity, Source, Unread
from nianbao.report.reading import read
from tests.report.building import balanced, report

HEADINGS = "".join(
    f"<p>{heading}</p>{{{number}}}"
    for number, heading in enumerate(
        ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
         "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况")
    )
)  # fmt: skip
TITLE = "<title>青禾市财政局2025年政府信息公开工作年度报告</title>"


def said(report, rule):
    return [(f.places, f.severity) for f in judge(report).findings if f.rule == rule]


def test_the_form_of_2019_in_a_report_on_2025_is_an_error_for_each_table():
    old = report(balanced(1, "2019"), "2019", 2025)
    assert said(old, "form.edition") == [(("t2",), Severity.ERROR), (("t3",), Severity.ERROR)]


def test_the_form_of_2021_in_a_report_on_2020_is_an_error_too():
    assert len(said(report(balanced(1), "2021", 2020), "form.edition")) == 2


@pytest.mark.parametrize(("edition", "year"), [("2019", 2019), ("2019", 2020), ("2021", 2021)])
def test_a_report_on_the_form_of_its_year_is_left_alone(edition, year):
    assert said(report(balanced(1, edition), edition, year), "form.edition") == []


def test_of_mixed_editions_only_the_wrong_one_is_named():
    sheet = sheets.load("yunting_gov_2025")
    mixed = read(Source(web.page(sheet, WebLayout()), "report.html"))
    assert said(mixed, "form.edition") == [(("t3",), Severity.ERROR)]


def test_older_reports_and_uncertain_years_are_not_held_to_a_form():
    values = balanced(1, "2019")
    assert said(report(values, "2019", 2018), "form.edition") == []
    only_text = (Claim("2025", "text"),)
    assert said(report(values, "2019", 2025, year_claims=only_text), "form.edition") == []
    torn = (Claim("2025", "title"), Claim("2024", "period"))
    assert said(report(values, "2019", 2025, year_claims=torn), "form.edition") == []


def without_fourth(**more):
    values = {key: value for key, value in balanced(1).items() if not key.startswith("t4")}
    return report(values, tables=frozenset({"t2", "t3"}), **more)


def test_a_table_that_is_not_there_is_an_error_once():
    assert said(without_fourth(), "form.table") == [(("t4",), Severity.ERROR)]


@pytest.mark.parametrize(
    "more",
    [
        {"complete": False},
        {"unread": (Unread("image", "表四"),)},
        {"unread": (Unread("row", "1 2 3"),)},
        {"attachments": (Attachment("report.pdf", "附件"),)},
        {"sections": ()},
        {"year_claims": ()},
    ],
    ids=lambda more: next(iter(more)),
)
def test_nothing_is_absent_while_anything_is_unread(more):
    judged = judge(without_fourth(**more))
    assert not [f for f in judged.findings if f.rule == "form.table"]
    assert "form.table:t4" not in judged.evaluated


PAGES = {
    "the report as a picture": '<p align="center"><img src="W020260120.jpg"></p>',
    "a table as a picture": HEADINGS.format("", "", '<img src="a.png">', "", ""),
    "pictures to the end": HEADINGS.format("", '<img src="a.png">', "", "", "").partition("三、")[
        0
    ],
    "only an attachment": '<p>详见<a href="report.doc">附件</a></p>',
    "an attachment below": HEADINGS.format("", "", "", "", '<a href="/x/report.pdf">附件</a>'),
    "a frame": HEADINGS.format("", '<iframe src="/pdf/report.pdf"></iframe>', "", "", ""),
    "a shell of scripts": '<div id="app"></div><script src="app.js"></script>',
    "a cover with a link": '<p>点击<a href="/art/2.html">查看全文</a></p>',
}


@pytest.mark.parametrize("name", PAGES)
def test_no_table_is_called_absent_of_a_page_that_may_hold_it_elsewhere(name):
    found = read(Source(f"<html>{TITLE}<body>{PAGES[name]}</body>".encode(), "report.html"))
    assert found.year == 2025
    assert said(found, "form.table") == []


def test_banners_and_icons_about_the_text_hide_no_table():
    text = HEADINGS.format("", '<img src="icon.gif" width="16">', "", "", "<p>无</p>")
    body = f'<img src="banner.jpg">{text}<img src="code.png">'
    found = read(Source(f"<html>{TITLE}<body>{body}</body>".encode(), "report.html"))
    assert [places for places, _ in said(found, "form.table")] == [("t2",), ("t3",), ("t4",)]


def test_blanks_and_misprints_are_noted_and_no_more():
    sheet = sheets.load("qinghe_transport_2020")
    found = read(Source(web.page(sheet, WebLayout()), "report.html"))
    blanks = sum(1 for text in sheet.cells.values() if not text)
    ((_, severity),) = said(found, "form.blank")
    (note,) = [f for f in judge(found).findings if f.rule == "form.blank"]
    assert severity is Severity.NOTE
    assert f"{blanks}处空白" in note.message
