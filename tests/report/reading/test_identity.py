import io
import zipfile

import pytest

from nianbao.report.model import Claim, Source
from nianbao.report.reading import identity, read

TITLES = [
    ("青禾市交通运输局2025年政府信息公开工作年度报告", "青禾市交通运输局", 2025),
    ("青禾市交通运输局2025年度政府信息公开工作年度报告", "青禾市交通运输局", 2025),
    ("2025年青禾市交通运输局政府信息公开工作年度报告", "青禾市交通运输局", 2025),
    ("2025年度青禾市交通运输局政府信息公开年度报告", "青禾市交通运输局", 2025),
    ("青禾市交通运输局 2025 年政府信息公开工作年度报告", "青禾市交通运输局", 2025),
    ("青禾市交通运输局２０２５年政府信息公开工作年度报告", "青禾市交通运输局", 2025),
    ("青禾市交通运输局二〇二五年政府信息公开工作年度报告", "青禾市交通运输局", 2025),
    ("云汀县人民政府办公室2025年政府信息公开年度报告", "云汀县人民政府办公室", 2025),
    ("云汀县人民政府2025年政府信息公开工作年度报告", "云汀县人民政府", 2025),
    ("关于青禾市财政局2025年政府信息公开工作年度报告", "青禾市财政局", 2025),
    ("青禾市财政局关于2025年政府信息公开工作的年度报告", "青禾市财政局", 2025),
    ("青禾市财政局2025年政府信息公开年报", "青禾市财政局", 2025),
    ("青禾市财政局二○二五年度政府信息公开工作年度报告", "青禾市财政局", 2025),
    ("【年报】青禾市财政局2025年政府信息公开工作年度报告", "青禾市财政局", 2025),
    ("关于公布青禾市财政局2025年政府信息公开工作年度报告的公告", "青禾市财政局", 2025),
    ("区交通运输局政府信息公开工作年度报告", "区交通运输局", None),
]


def paged(title, body=""):
    page = f"<html><title>{title}</title><body><h1>{title}</h1>{body}</body></html>"
    return read(Source(page.encode(), "report.html"))


@pytest.mark.parametrize(("title", "organ", "year"), TITLES)
def test_a_title_tells_organ_and_year(title, organ, year):
    report = paged(title)
    assert (report.organ, report.year) == (organ, year)


@pytest.mark.parametrize(
    "tail", ["-青禾市交通运输局", " - 青禾市人民政府门户网站", "_政府信息公开年报"]
)
def test_the_sites_name_behind_a_title_is_no_part_of_it(tail):
    title = "青禾市交通运输局2025年政府信息公开工作年度报告"
    report = read(Source(f"<title>{title}{tail}</title><p>正文</p>".encode(), "report.html"))
    assert (report.title, report.organ) == (title, "青禾市交通运输局")


def test_the_names_that_a_template_sets_before_a_title_are_no_part_of_it():
    title = "青禾市交通运输局2025年政府信息公开工作年度报告"
    page = f"<title>青禾市人民政府 青禾市交通运输局 {title}</title><p>正文</p>"
    report = read(Source(page.encode(), "report.html"))
    assert (report.title, report.organ) == (title, "青禾市交通运输局")
    parted = "青禾市 交通运输局2025年政府信息公开工作年度报告"
    assert paged(parted).title == parted


SPLIT = [
    "青禾市交通运输局\n2025年政府信息公开工作年度报告",
    "青禾市交通运输局2025年政府信息公开\n工作年度报告",
    "青禾市交通运输局\n2025年\n政府信息公开工作年度报告",
]


@pytest.mark.parametrize(
    "trail",
    [
        '当前位置：<a href="/">首页</a> &gt; 政府信息公开 &gt; 政府信息公开年报',
        "您现在所在的位置： 首页 >> 政务公开",
        "首页 > 政务公开 > 政府信息公开年报",
    ],
)
def test_where_a_page_stands_on_its_site_is_neither_title_nor_organ(trail):
    body = f"<div>{trail}</div><h1>政府信息公开工作年度报告</h1><p>本年度报告包括总体情况。</p>"
    page = f"<title>政府信息公开工作年度报告</title><body>{body}</body>"
    report = read(Source(page.encode(), "report.html"))
    assert report.title == "政府信息公开工作年度报告"
    assert report.organ is None


def test_a_title_that_says_little_is_the_reports_where_its_link_says_the_same():
    title = "政府信息公开工作年度报告"
    menu = "<p>首页</p><p>政务公开</p><p>青禾市局机关</p><p>政府信息公开年报</p><p>依申请公开</p>"
    page = f"<title>{title}</title><body>{menu}<h1>{title}</h1><p>正文</p></body>".encode()
    assert read(Source(page, "report.html", link_title=title)).title == title


@pytest.mark.parametrize("lines", SPLIT)
def test_a_title_over_several_lines_is_joined(lines):
    report = read(Source(f"{lines}\n\n一、总体情况\n本局全年主动公开。\n".encode(), "report.txt"))
    assert (report.organ, report.year) == ("青禾市交通运输局", 2025)


def test_the_period_tells_the_year_where_the_title_does_not():
    body = "<p>本报告统计期限自2025年1月1日起至2025年12月31日止。</p>"
    assert paged("青禾市财政局政府信息公开工作年度报告", body).year == 2025


def test_a_year_that_text_and_title_contest_evenly_is_no_year():
    body = "<p>本报告统计期限自2024年1月1日起至12月31日止。</p>"
    report = paged("青禾市财政局2025年政府信息公开工作年度报告", body)
    said = {(claim.source, claim.value) for claim in report.year_claims}
    assert {("title", "2025"), ("period", "2024")} <= said
    assert identity.vote([Claim("2025", "title"), Claim("2024", "period")]) is None
    assert identity.vote([Claim("2025", "title"), Claim("2024", "title")]) is None


def test_two_years_in_one_title_make_none():
    title = "青禾市财政局2024年政府信息公开工作年度报告（2025年修订）"
    assert {c.value for c in paged(title).year_claims if c.source == "title"} == {"2024", "2025"}


def test_a_report_posted_in_the_next_year_is_on_the_year_it_speaks_of():
    body = "<p>发布时间：2026-01-20</p><p>2025年，我局主动公开信息。2025年共收到申请3件。</p>"
    assert paged("青禾市财政局2025年度政府信息公开工作年度报告", body).year == 2025


def test_nobody_and_no_year_is_made_up():
    report = read(Source("今日天气晴。\n".encode(), "note.txt"))
    assert (report.organ, report.year, report.is_report) == (None, None, False)


NAMED = "2025年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta name="ContentSource" content="青禾市财政局">', "<p>我局坚持公开。</p>"),
        ('<meta name="SiteName" content="青禾市财政局">', "<p>我局坚持公开。</p>"),
        ("", "<p>我局坚持公开。</p><p>青禾市财政局</p><p>2026年1月12日</p>"),
        ("", "<p>我局坚持公开。</p><p>青禾市财政局</p><p>二〇二六年一月十二日</p>"),
    ],
)
@pytest.mark.parametrize("title", [NAMED, f"我局{NAMED}", f"本机关{NAMED}"])
def test_where_the_title_names_nobody_source_signature_and_site_do(head, body, title):
    page = f"<html><head>{head}<title>{title}</title></head><body>{body}</body></html>"
    report = read(Source(page.encode(), "t.html"))
    assert (report.organ, report.year) == ("青禾市财政局", 2025)


@pytest.mark.parametrize("site", ["青禾市人民政府", "青禾市人民政府门户网站", "中国青禾"])
def test_a_portals_name_is_nobodys_report(site):
    page = (
        f'<html><head><meta name="SiteName" content="{site}"><title>{NAMED}</title></head></html>'
    )
    assert read(Source(page.encode(), "t.html")).organ is None


@pytest.mark.parametrize(
    "title",
    [
        f"【图解】青禾市财政局{NAMED}",
        f"一图读懂 | 青禾市财政局{NAMED}",
        f"一图读懂：青禾市财政局{NAMED}",
        f"青禾市财政局公布{NAMED}",
    ],
)
def test_what_kind_of_page_it_is_belongs_to_no_name(title):
    assert paged(title).organ == "青禾市财政局"


MORE_SPLIT = [
    "青禾市财政局\n\n政府信息公开工作年度报告\n（2025年度）",
    "青禾市财政局政府信息公开\n2025年度报告",
    "青禾市财政局\n2025年政府信息公开工作\n年度报告",
]


@pytest.mark.parametrize("lines", MORE_SPLIT)
def test_a_title_whose_year_stands_below_is_whole(lines):
    report = read(Source(f"{lines}\n\n一、总体情况\n全年主动公开。\n".encode(), "report.txt"))
    assert report.organ == "青禾市财政局"
    assert ("title", "2025") in {(claim.source, claim.value) for claim in report.year_claims}


def test_the_period_decides_between_two_years_of_a_title():
    body = "<p>本报告统计期限自2025年1月1日起，至2025年12月31日止。</p>"
    assert paged("青禾市财政局2025年政府信息公开工作年度报告（2026年更正）", body).year == 2025


def test_the_middle_of_a_sentence_is_no_title():
    lines = (
        "院办公厅关于印发〈政府信息公开工作年度报告格",
        "式〉的通知要求,现将青禾市财政局2025年",
    )
    body = "".join(f"<p>{line}</p>" for line in lines)
    report = read(Source(f"<html><body>{body}</body></html>".encode(), "x.html"))
    assert report.organ is None


def test_a_title_broken_over_lines_in_word_is_one_title():
    names = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    runs = "<w:br/>".join(
        f"<w:t>{part}</w:t>" for part in ("青禾市财政局", "2025年", "政府信息公开工作年度报告")
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        body = f"<w:body><w:p><w:r>{runs}</w:r></w:p></w:body>"
        package.writestr("word/document.xml", f'<w:document xmlns:w="{names}">{body}</w:document>')
    report = read(Source(out.getvalue(), "report.docx"))
    assert report.title == "青禾市财政局2025年政府信息公开工作年度报告"
