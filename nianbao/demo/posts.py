"""What the sample portals hold, and since when.

The two reports with genuine errors appear twice each way that matters: in
their own edition as they occur (2020, form of 2019: an old year opens its
findings silently), and recast into the current year with the same broken
relations, misprints and blanks, so that the errors are new and mails go out. The
county government's report needs no recast: it printed the obsolete table three
among current tables, and still does.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from nianbao.clock import SHANGHAI
from nianbao.demo.portals.site import Attached, Post
from nianbao.demo.sheets import ReportSheet, load
from nianbao.demo.writers import pdf, web, word
from nianbao.demo.writers.pdf import PdfLayout
from nianbao.demo.writers.web import WebLayout

if TYPE_CHECKING:
    from pathlib import Path

LATE_AT = datetime(2026, 2, 3, 9, 0, tzinfo=SHANGHAI)
"""When 云汀县交通运输局 publishes: three days late."""

CITY_PDF = PdfLayout(
    cell_size=7.5,
    row_height=18,
    clause_height=24,
    head_room=10,
    cut_rows=True,
    label_shares=(0.06, 0.09, 0.30),
)
"""A merged label is cut in two between pages two and three."""

COUNTY_PDF = PdfLayout(
    cell_size=8, row_height=18, clause_height=24, head_room=10, cut_rows=True, mark="-{}-"
)
"""A row is cut: half of its label stands below the page's end without figures."""


def city() -> tuple[Post, ...]:
    """Return the posts of 青禾市's collective column but the PDF; TRS, two list pages."""
    office = "青禾市人民政府办公室"
    return (
        _report(512004, "qinghe_office_2019", "2020-01-22 16:40", WebLayout(t2="skewed")),
        _report(
            528871,
            "qinghe_transport_2020",
            "2021-01-28 09:02",
            WebLayout(padding="wide", nested=True, title_lines=2, blank="nbsp"),
        ),
        _report(591130, "qinghe_ecology_2024", "2025-01-20 10:15", WebLayout(dialect="clean")),
        _notice(
            603307,
            "关于做好2025年政府信息公开工作年度报告编制工作的通知",
            "2025-12-18 17:05",
            office,
            "请各单位按照统一格式编制年度报告，于2026年1月31日前提交并公布。",
        ),
        _notice(
            606215,
            "青禾市人民政府网站工作年度报表（2025年度）",
            "2026-01-15 09:30",
            office,
            "网站名称、主办单位、信息发布总数等指标见报表。",
        ),
        _report(
            606480,
            "qinghe_reform_2025",
            "2026-01-16 15:30",
            WebLayout(dialect="paste", blank="word"),
            page_title="青禾市发展和改革委员会2025年政府信息公开年度报告-青禾市发展改革委",
            stray_head=True,
        ),
        _report(607719, "qinghe_office_2025", "2026-01-23 11:20", WebLayout(t2="five")),
        _report(608102, "qinghe_transport_2025", "2026-01-27 16:20", WebLayout(blank="mixed")),
    )


def city_pdf(font: Path) -> Post:
    """Return the city government's own report: a page with nothing but a PDF behind a link."""
    sheet = load("qinghe_gov_2025")
    file = Attached(f"{sheet.title}.pdf", "pdf", pdf.document(sheet, font, CITY_PDF))
    return _behind(608466, sheet, "2026-01-30 10:05", file)


def county(font: Path) -> tuple[Post, ...]:
    """Return the posts of 云汀县's collective column; Hanweb, two groups of records."""
    government, housing = load("yunting_gov_2025"), load("yunting_housing_2025")
    printed = Attached("点击下载（PDF版）", "pdf", pdf.document(government, font, COUNTY_PDF))
    written = Attached(f"{housing.title}.docx", "docx", word.document(housing))
    return (
        _report(
            1712066,
            "yunting_transport_2020",
            "2021-01-25 14:48",
            WebLayout(padding="nbsp", broken_labels=True),
        ),
        _report(1712391, "yunting_housing_2020", "2021-01-27 10:31", WebLayout(bookmark=True)),
        _notice(
            1798310,
            "云汀县政府信息公开工作推进会召开",
            "2025-03-20 16:25",
            "云汀县人民政府办公室",
            "3月20日，全县政府信息公开工作推进会召开，会议通报上年度工作情况，部署本年度重点任务。",
        ),
        _notice(
            1841926,
            "关于做好2025年度政府信息公开工作年度报告编制和公布工作的通知",
            "2025-12-19 10:12",
            "云汀县人民政府办公室",
            "请各镇、各部门按照统一格式编制年度报告，于期限前公布并报县政府办公室。",
        ),
        _notice(
            1845502,
            "云汀县举办政府信息公开业务培训会",
            "2026-01-08 18:10",
            "云汀县人民政府办公室",
            "1月8日，全县政府信息公开业务培训会在县行政中心举行，各镇、各部门工作人员参加。",
        ),
        _report(1846173, "yunting_liuwan_2025", "2026-01-20 09:12", WebLayout(cut=True)),
        _behind(1846240, housing, "2026-01-21 15:55", written),
        _behind(1846928, government, "2026-01-29 17:30", printed),
        _report(
            1847411,
            "yunting_transport_2025",
            f"{LATE_AT:%Y-%m-%d %H:%M}",
            WebLayout(phone_copy=True, broken_labels=True),
        ),
    )


def district() -> tuple[Post, ...]:
    """Return the posts of 临澜区's column; hand-made, so that sources are free text or none."""
    return (
        _report(
            87,
            "linlan_transport_2020",
            "2021-01-26 08:50",
            WebLayout(dialect="clean", broken_labels=True),
            source="区交通运输局",
        ),
        _notice(
            206,
            "临澜区开展政府信息公开主题宣传活动",
            "2025-05-16 15:30",
            "区政府办公室",
            "5月16日，区政府办公室在市民广场开展政府信息公开主题宣传活动，现场解答咨询。",
        ),
        _report(
            214,
            "linlan_farming_2025",
            "2026-01-19 10:40",
            WebLayout(t2="five", phone_copy=True),
        ),
        _notice(
            216,
            "临澜区2025年法治政府建设年度报告",
            "2026-01-22 16:00",
            "区司法局",
            "2025年，临澜区持续推进法治政府建设。",
        ),
        _report(
            219,
            "linlan_transport_2025",
            "2026-01-28 09:25",
            WebLayout(dialect="clean", blank="empty"),
            source="",
        ),
    )


def rebuilt() -> tuple[Post, ...]:
    """Return the posts of 栖霖区's column as its old front end lists them; TRS."""
    return (_report(40117, "qilin_health_2024", "2025-01-17 09:40", WebLayout()),)


def _report(
    number: int,
    name: str,
    moment: str,
    layout: WebLayout,
    *,
    source: str | None = None,
    page_title: str = "",
    stray_head: bool = False,
) -> Post:
    sheet = load(name)
    return Post(
        number,
        sheet.title,
        _moment(moment),
        sheet.organ if source is None else source,
        web.body(sheet, layout),
        page_title=page_title,
        stray_head=stray_head,
    )


def _behind(number: int, sheet: ReportSheet, moment: str, file: Attached) -> Post:
    body = "<p>现将报告全文公布如下，请点击附件查看。</p>"
    return Post(number, sheet.title, _moment(moment), sheet.organ, body, (file,))


def _notice(number: int, title: str, moment: str, source: str, text: str) -> Post:
    return Post(number, title, _moment(moment), source, f'<p style="text-indent:2em">{text}</p>')


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
