"""Page functions meet anything: they neither raise nor take forever."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from crawler.manifest import MOST_PAGES, Job
from crawler.pages import article, dates, encoding, titles, wall
from crawler.pages.folders import Place, below
from crawler.pages.single import report_here
from crawler.spiders import FAMILIES

URL = "http://www.qinghe.example/col/col45/index.html"
ANSWER = "http://www.qinghe.example/gkmlpt/api/all/9/site/label/8888"
PARTS = st.sampled_from(
    ["<a href='t20260101_1.html' title='年报...'>", "</a>", "<li>", "<tr><td>", "2024-01-09", "<",
     "<datastore>", "</datastore>", "<record>", "<![CDATA[", "]]>", "</record>", "<nextgroup>",
     'createPageHTML(3, 0, "index", "html")', "<script>", "</script>", "<!--", "\x00", "下一页",
     "<a href='http://[x'>", "<base href='//'>", "年度报告", "<iframe src='a.pdf'>",
     "<meta name=PubDate content=x>", "<base href='http://[x'>",
     "columnid:1;unitid:'2';perPage:999999999999999999999", "<totalrecord>²</totalrecord>",
     "totalRecord:'x',perPage:'y'", "<totalrecord>9</totalrecord>",
     "createPageHTML('d',999999, 1,'list','shtml',9);", "共52条", "1/11", "共²页",
     "pageCount:99999", "<span class='p_t'>",
     "'/site/label/8888?labelName=publicInfoList&pageIndex=1'",
     "_CONFIG", "SID:'1'", 'TREE:[{"id":1,"name":"年报","children":',
     '{"articles":[{"title":"年报","url":"x"}]}']
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTS | st.text(max_size=8), max_size=40).map("".join))
def test_no_page_makes_a_page_function_raise(html):
    for spider in FAMILIES.values():
        spider.read_page(html, URL, {})
    for family in ("gkmlpt", "lonsun"):
        FAMILIES[family].read_page(html, ANSWER, {})
    article.read(html, URL)
    below(html, URL, Place(URL), {}), report_here(html, URL, "洛川镇", rows=0)
    wall.reason(200, html), wall.shell(html), wall.jump(html, URL), wall.lost(html)
    titles.worth_fetching(html), dates.day(html)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_decoding_raise(body):
    assert isinstance(encoding.decode(body, "text/html; charset=gb2312"), str)


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<script",
        "<!--",
        "<datastore>",
        "<record><![CDATA[",
        "<a href='x'>",
        "<li><a href='x'>2</a>",
        "<a href='t20260101_1.html'>年报</a>",
        "<tr><td><a href='x'>2024年</a></td>",
        "<div>",
        "<span>下页",
        "<a href='x'>下页</a>",
        "共1条",
        "第1页",
        "createPageHTML('",
        "'/site/label/8888?",
        "_CONFIG SID:'1' TREE:[",
        "/public/1",
        "2",
        "年",
    ],
)
def test_time_grows_no_faster_than_the_page(piece):
    html = piece * (40_000 // len(piece))
    wall.reason(200, html), wall.shell(html), wall.lost(html), dates.find(html)
    below(html, URL, Place(URL), {}), report_here(html, URL, "洛川镇", rows=0)
    readers = dict.fromkeys(spider.read_page for spider in FAMILIES.values())
    for read in [*readers, lambda text, url, _: article.read(text, url)]:
        start = time.process_time()  # a busy machine is not the page's fault
        read(html, URL, {})
        assert time.process_time() - start < 1.2


@pytest.mark.parametrize(
    ("family", "pager"),
    [
        ("trs", "createPageHTML(999999, 0, 'index', 'html')"),
        ("ucap", "createPageHTML('d', 999999, 1, 'list', 'shtml', 9);"),
        ("lonsun", "pageCount:99999, '/site/label/8888?labelName=publicInfoList&pageIndex=1'"),
    ],
)
def test_a_pager_that_promises_a_million_pages_fills_no_memory(family, pager):
    row = "<a href='/public/1/2.html'>年报</a><a href='/a/202601/c1_1.html'>年报</a>"
    page = FAMILIES[family].read_page(f"{row}<script>{pager}</script>", URL, {})
    # With the first page one more than a job may ever have read: such a list is never whole.
    assert len(page.more) == MOST_PAGES
    with pytest.raises(ValidationError):
        Job(run="1", portals=(), user_agent="x", max_pages_per_column=MOST_PAGES + 1)


@pytest.mark.parametrize(
    "html",
    [
        "<base href='http://[x'><a href='t20260101_1.html'>年报</a>",
        "<iframe src='v.html?file=http://[a.pdf'></iframe>",
        "<script>showVsbpdfIframe('http://[.pdf')</script><script>location='http://['</script>",
        "<a href='http://[x]:99999999/t20260101_1.html'>2025年政府信息公开年度报告</a>",
    ],
)
def test_broken_addresses_are_passed_over(html):
    for spider in FAMILIES.values():
        assert all(link.url.startswith(URL[:24]) for link in spider.read_page(html, URL, {}).links)
    assert article.read(html, URL).attachments == ()
    assert wall.jump(html, URL) is None
