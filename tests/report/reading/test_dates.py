"""Every date that a report bears, with the place that claims it; no other date is one."""

import io
import zipfile
from datetime import date

import pytest

from nianbao.report.model import Source
from nianbao.report.reading import read

TITLE = "青禾市财政局2025年政府信息公开工作年度报告"


def dates(page, **known):
    report = read(Source(page.encode(), "t.html", **known))
    return [(claim.source, claim.value) for claim in report.dates]


def paged(body="", head=""):
    return f"<html><head>{head}<title>{TITLE}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "tag",
    [
        '<meta name="PubDate" content="2026-01-20 10:22">',
        '<meta name="PubDate" content="2026—01—20 21∶37">',
        '<meta name="pubdate" content="2026年1月20日">',
        '<meta name="publishdate" content="2026-01-20">',
        '<meta property="article:published_time" content="2026-01-20T10:00:00+08:00">',
        '<meta firstpublishedtime="2026-01-20-21:50:00">',
    ],
)
def test_a_tag_that_says_when_the_page_was_published_is_a_claim(tag):
    assert dates(paged(head=tag)) == [("meta", "2026-01-20")]


def test_the_national_tag_stands_before_a_familys_own():
    both = (
        '<meta name="publishdate" content="2026-02-20"><meta name="PubDate" content="2026-01-20">'
    )
    assert dates(paged(head=both)) == [("meta", "2026-01-20")]


@pytest.mark.parametrize(
    ("printed", "claim"),
    [
        ("发布日期：2026-01-20", ("visible", "2026-01-20")),
        ("【发布时间】 2026年1月20日 09:30", ("visible", "2026-01-20")),
        ("公开日期: [2026-01-20]", ("visible", "2026-01-20")),
        ("发布于 2026/1/20", ("visible", "2026-01-20")),
        ("时间：２０２６－０１－２０", ("visible", "2026-01-20")),
        ("成文日期：2026年1月12日", ("written", "2026-01-12")),
        ("生成日期：二〇二六年一月十二日", ("written", "2026-01-12")),
        ("更新时间：2026-02-03 08:00", ("updated", "2026-02-03")),
        ("最后修改日期：2026-02-03", ("updated", "2026-02-03")),
    ],
)
def test_a_labelled_date_is_kept_with_what_its_label_says(printed, claim):
    assert dates(paged(f"<p>{printed}</p>")) == [claim]


def test_dates_of_three_kinds_on_one_line_are_kept_apart():
    line = "<p>成文日期：2026-01-12 发布日期：2026-01-20 更新时间：2026-02-03</p>"
    assert dates(paged(line)) == [
        ("written", "2026-01-12"),
        ("visible", "2026-01-20"),
        ("updated", "2026-02-03"),
    ]


def test_a_date_in_the_table_of_particulars_is_visible():
    table = (
        "<table><tr><td>索引号</td><td>0141-2026</td><td>分类</td><td>年报</td></tr>"
        "<tr><td>发布机构</td><td>青禾市财政局</td><td>公开日期</td><td>2026-01-20</td></tr></table>"
    )
    assert dates(paged(table)) == [("visible", "2026-01-20")]


@pytest.mark.parametrize(
    "printed",
    [
        "施行日期：2026-01-20",
        "生效日期：2026年1月20日",
        "废止日期：2026-01-20",
        "有效期至：2026-01-20",
        "本办法自2026年1月20日起施行，有效期五年。",
        "以发布日期为准，自2026年1月20日起计算。",
        "统计期限为2025年1月1日至2025年12月31日。",
        "上年度报告的公布日期与期限2026年1月31日相比，没有逾期。",
    ],
)
def test_a_date_of_something_else_is_no_claim(printed):
    assert dates(paged(f"<p>{printed}</p>")) == []


def test_a_signature_is_no_date_of_publication():
    assert dates(paged("<p>正文。</p><p>青禾市财政局</p><p>2026年1月12日</p>")) == [
        ("signed", "2026-01-12")
    ]


def test_address_and_list_make_claims_of_their_own():
    known = {
        "url": "http://www.qinghe.example/nb/202601/t20260126_1.html",
        "link_date": date(2026, 1, 28),
    }
    assert dates(paged(), **known) == [("list", "2026-01-28"), ("url", "2026-01-26")]


def test_an_office_files_own_data_is_a_claim_of_the_file():
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body><w:p><w:r><w:t>{TITLE}</w:t></w:r></w:p></w:body></w:document>"
    )
    core = "<cp:coreProperties><dcterms:created xsi:type='x'>2026-01-12T01:30:00Z</dcterms:created>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", body)
        package.writestr("docProps/core.xml", core)
    report = read(Source(packed.getvalue(), "年报.docx"))
    assert [(claim.source, claim.value) for claim in report.dates] == [("file", "2026-01-12")]
