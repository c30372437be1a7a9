"""A family's pages are recognised: each golden's own family is proposed first."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.pages.encoding import decode
from crawler.pages.home import candidates, facts, related
from crawler.pages.signs import FALLBACKS, signs

GOLDENS = sorted(Path(__file__).parent.glob("*/*/page.html"))
# What a browser has drawn bears no mark of who drew it.
NO_MARKS = {"article", "rendered", *(sign.family for sign in FALLBACKS)}
# Answers of data are no pages that a menu leads to.
MARKED = [
    page
    for page in GOLDENS
    if page.parts[-3] not in NO_MARKS and page.read_bytes().lstrip()[:1] not in {b"{", b"["}
]
HOME = "http://www.qinghe.gov.cn/"


def name(page):
    return "/".join(page.parts[-3:-1])


@pytest.mark.parametrize("page", MARKED, ids=name)
def test_each_golden_page_is_proposed_its_own_family_first(page):
    url = (page.parent / "url.txt").read_text(encoding="utf-8").strip()
    html = decode(page.read_bytes())
    assert signs(html, url)[0].family == page.parts[-3]


def scored(*anchors):
    html = "".join(f'<a href="{href}">{text}</a>' for text, href in anchors)
    return [found.text for found in candidates(html, HOME)]


def test_the_fixed_menu_comes_before_sections_and_plain_words():
    found = scored(
        ("政务公开", "/zwgk/"), ("年报", "/nb2/"), ("政府信息公开年报", "/zfxxgk/zfxxgknb/")
    )
    assert found == ["政府信息公开年报", "年报", "政务公开"]


@pytest.mark.parametrize(
    "text",
    [
        "网站工作年度报表",
        "法治政府建设年度报告",
        "政府信息公开指南",
        "政府信息公开制度",
        "政府信息公开规定",
        "依申请公开",
        "企业年报公示",
        "青禾市财政局2025年政府信息公开工作年度报告",
    ],
)
def test_what_only_stands_near_the_column_is_no_candidate(text):
    assert scored((text, "/x/1.html")) == []


def test_a_site_is_its_host_and_those_beside_it():
    assert related(HOME, "https://zfxxgk.qinghe.gov.cn/nb/")
    assert not related(HOME, "http://www.yunting.gov.cn/nb/")
    assert not related(HOME, "http://qinghe.gov.cn.example.org/")
    assert not related("http://127.0.0.1:8000/", "http://127.0.0.2:8000/")


@pytest.mark.parametrize("code", ["9901000001", "bm01000001"])
def test_the_code_of_a_site_is_read_from_tag_and_footer(code):
    html = f'<meta name="SiteIDCode" content="{code}"><p>网站标识码：{code}</p>'
    assert (facts(html).code, facts(html).footer_code) == (code, code)


def test_a_number_that_is_no_code_is_none():
    assert facts('<meta name="SiteIDCode" content="99010000012">').code == ""
