"""A list is ok only when every page of it was read."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.manifest import Listed

COLUMN = "/zfxxgk/zfxxgknb/"


def rows(*years):
    return [
        (f"./{y + 1}01/t{y + 1}0120_{y}.html", f"云汀县教育局{y}年政府信息公开年度报告", day)
        for y in years
        for day in [f"{y + 1}-01-20"]
    ]


def paged(web, *, last=True):
    portal = web.site()
    portal.pages[COLUMN] = web.trs_list(*rows(2025, 2024), pages=3)
    portal.pages[COLUMN + "index_1.html"] = web.trs_list(*rows(2023, 2022), pages=3)
    if last:
        portal.pages[COLUMN + "index_2.html"] = web.trs_list(*rows(2021), pages=3)
    for href, title, day in rows(2025, 2024, 2023, 2022, 2021):
        portal.pages[COLUMN + href[2:]] = web.article(title, day=day)
    return portal


def test_every_page_of_the_pager_is_read_and_index_1_is_page_two(web):
    portal = paged(web)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 5)
    assert len(seen.outcome.pages) == 3
    assert len(seen.fetched) == 5


@pytest.mark.parametrize(
    ("status", "outcome"), [(404, "layout_changed"), (500, "down"), (412, "blocked")]
)
def test_a_list_whose_third_page_fails_is_not_ok(web, status, outcome):
    portal = paged(web, last=False)
    portal.pages[COLUMN + "index_2.html"] = web.reply("<p>x</p>", status)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert (seen.outcome.outcome, seen.outcome.items) == (outcome, 4)
    assert seen.outcome.detail.startswith("第 3 页")
    assert len(seen.fetched) == 4  # what was listed is kept


def test_a_pager_that_turns_in_a_circle_is_not_ok(web):
    portal = paged(web)
    portal.pages[COLUMN + "index_2.html"] = portal.pages[COLUMN]
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "layout_changed"
    assert "没有新的条目" in seen.outcome.detail


def test_fewer_rows_than_the_pager_claims_are_not_ok(web):
    portal = web.site()
    portal.pages[COLUMN] = web.trs_list(*rows(2025, 2024), total=9)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert (seen.outcome.outcome, seen.outcome.detail) == (
        "layout_changed",
        "列表称有 9 条，只读到 2 条",
    )


def test_a_list_without_end_is_left_and_not_ok(web):
    portal = paged(web)
    seen = web.crawl(web.row(portal, COLUMN, "trs"), max_pages_per_column=2)
    assert seen.outcome.outcome == "layout_changed"
    assert len(seen.outcome.pages) == 2


def test_a_detail_page_that_fails_spoils_the_report_and_not_the_list(web):
    portal = paged(web)
    portal.pages[COLUMN + rows(2024)[0][0][2:]] = web.reply("", 404)
    portal.pages[COLUMN + rows(2023)[0][0][2:]] = web.reply("<script>$_ts</script>", 412)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "ok"
    assert [(entry.status, entry.why) for entry in seen.failed] == [
        (404, "地址返回 404"),
        (412, "防护墙拦截（412），瑞数"),
    ]
    assert len(seen.fetched) == 3


def test_what_two_columns_list_is_fetched_once_and_said_for_both(web):
    portal = paged(web)
    row = web.row(portal, COLUMN, "trs")
    second = row.columns[0].model_copy(update={"id": 8, "url": portal.url + COLUMN + "index.html"})
    portal.pages[COLUMN + "index.html"] = portal.pages[COLUMN]
    seen = web.crawl(row.model_copy(update={"columns": (row.columns[0], second)}))
    assert sorted({(e.column, e.capture.offset) for e in seen.fetched if "2025" in e.title}) == [
        (7, seen.fetched[0].capture.offset),
        (8, seen.fetched[0].capture.offset),
    ]
    assert portal.paths.count(COLUMN + rows(2025)[0][0][2:]) == 1


def test_a_jump_page_is_followed(web):
    portal = paged(web)
    portal.pages["/old/nb/"] = f"<script>window.location.replace('{COLUMN}')</script>"
    assert web.crawl(web.row(portal, "/old/nb/", "trs")).outcome.outcome == "ok"


def test_a_jump_page_behind_a_jump_page_is_not_followed(web):
    portal = paged(web)
    portal.pages["/old/nb/"] = f"<script>window.location.replace('{COLUMN}')</script>"
    portal.pages["/older/"] = "<script>window.location.replace('/old/nb/')</script>"
    seen = web.crawl(web.row(portal, "/older/", "trs"))
    assert seen.outcome.outcome == "blocked"
    assert COLUMN not in portal.paths


def record(number):
    return (
        f'<record><![CDATA[<li><a href="/art/2026/1/{number}/art_45_{number}.html" '
        f'title="青禾市第{number}街道办事处2025年政府信息公开工作年度报告">青禾市第{number}街道…</a>'
        f"<span>2026-01-{number:02d}</span></li>]]></record>"
    )


PROXY = "/module/web/jpage/dataproxy.jsp"
NEXT = (
    f'<nextgroup><![CDATA[<a href="{PROXY}?page=%d&webid=1&path=/&columnid=45&unitid=325'
    '&webname=青禾市人民政府&permissiontype=0"></a>]]></nextgroup>'
)


def island(numbers, *, total=None, following=None):
    claims = f"<totalrecord>{total}</totalrecord><totalpage>2</totalpage>" if total else ""
    group = NEXT % following if following else ""
    return (
        f"<datastore>{claims}{group}<recordset>"
        f"{''.join(map(record, numbers))}</recordset></datastore>"
    )


def hanweb(web, first, answer):
    portal = web.site()
    portal.pages["/col/col45/index.html"] = (
        "<html><head><title>年报</title></head><body>"
        f'<div id="325"><script type="text/xml">{first}</script></div>'
        "<script>var p={columnid:45,unitid:'325',webid:1,perPage:15};</script></body></html>"
    )
    portal.pages[PROXY] = answer
    return web.row(portal, "/col/col45/index.html", "hanweb"), portal


def xml(web, text):
    return web.reply(text, content_type="text/xml; charset=utf-8")


def asked_for(asked):
    return {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}


def test_hanweb_groups_are_read_by_page(web):
    def answer(asked):
        assert asked_for(asked)["page"] == "2"
        return xml(web, island(range(16, 21), total=20))

    row, _ = hanweb(web, island(range(1, 16), total=20, following=2), answer)
    seen = web.crawl(row)
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 20)
    assert seen.titles[15] == "青禾市第16街道办事处2025年政府信息公开工作年度报告"


def test_hanweb_groups_are_read_by_record_number_where_page_is_not_obeyed(web):
    def answer(asked):
        start = int(asked_for(asked).get("startrecord", "1"))
        if asked.method == "POST":
            assert parse_qs(asked.form.decode())["columnid"] == ["45"]
        return xml(web, island(range(start, min(start + 15, 21)), total=20, following=2))

    row, portal = hanweb(web, island(range(1, 16), total=20, following=2), answer)
    seen = web.crawl(row)
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 20)
    assert any("startrecord=16" in path for path in portal.paths)


def test_hanweb_without_a_total_ends_at_an_empty_group(web):
    def answer(asked):
        page = int(asked_for(asked)["page"])
        return xml(web, island(range(16, 21) if page == 2 else (), following=page + 1))

    row, _ = hanweb(web, island(range(1, 16), following=2), answer)
    seen = web.crawl(row)
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 20)


def test_hanweb_deep_pages_that_answer_nothing_are_not_ok(web):
    row, _ = hanweb(
        web, island(range(1, 16), total=40, following=2), xml(web, "<result>no right</result>")
    )
    seen = web.crawl(row)
    assert (seen.outcome.outcome, seen.outcome.items) == ("layout_changed", 15)
    assert "第 2 页" in seen.outcome.detail


def test_hanweb_that_always_gives_its_first_group_is_not_ok(web):
    row, _ = hanweb(
        web,
        island(range(1, 16), total=40, following=2),
        xml(web, island(range(1, 16), total=40, following=2)),
    )
    seen = web.crawl(row)
    assert (seen.outcome.outcome, seen.outcome.items) == ("layout_changed", 15)
    assert "没有新的条目" in seen.outcome.detail


def test_hanweb_without_its_island_changed_its_layout(web):
    row, portal = hanweb(web, "", "")
    portal.pages["/col/col45/index.html"] = (
        "<html><body><p>栏目改版</p><a href='/x'>新栏目</a></body></html>"
    )
    seen = web.crawl(row)
    assert seen.outcome.outcome == "layout_changed"
    assert "datastore" in seen.outcome.detail


def test_hanweb_with_no_records_is_empty(web):
    row, _ = hanweb(web, island(()), "")
    assert web.crawl(row).outcome.outcome == "empty"


def table(*names, following=""):
    cells = "".join(
        f"<tr><td>{n}</td><td><a href='show.asp?id={n}'>临澜区{n}街道2025年政府信息公开年报</a>"
        "</td><td>2026-01-18</td></tr>"
        for n in names
    )
    return f"<html><body><h2>年度报告</h2><table>{cells}</table>{following}</body></html>"


def test_a_handmade_list_is_followed_page_by_page(web):
    portal = web.site()
    portal.pages["/nb.asp"] = table(1, 2, following="<a href='nb.asp?p=2'>下一页</a>")
    portal.pages["/nb.asp?p=2"] = table(3, following="<a href='nb.asp?p=2'>下一页</a>")
    seen = web.crawl(web.row(portal, "/nb.asp", "handmade"))
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 3)


def test_a_handmade_pager_that_needs_a_script_is_not_ok(web):
    portal = web.site()
    portal.pages["/nb.aspx"] = table(
        1, following="<a href=\"javascript:__doPostBack('pager','2')\">下一页</a> 共3页"
    )
    seen = web.crawl(web.row(portal, "/nb.aspx", "handmade"))
    assert (seen.outcome.outcome, seen.outcome.items) == ("layout_changed", 1)
    assert "脚本" in seen.outcome.detail


def test_a_handmade_column_can_name_its_parts(web):
    portal = web.site()
    portal.pages["/nb.html"] = (
        "<div id='hot'><a href='/hot.html'>热点</a></div><div class='box'>"
        "<p class='r'><a href='/a.html'>年报正文</a> <em>２０２６年１月９日</em></p></div>"
    )
    options = {"list": ".box", "item": "p.r", "date": "em"}
    seen = web.crawl(web.row(portal, "/nb.html", "handmade", options=options))
    assert (seen.outcome.outcome, seen.titles) == ("ok", ["年报正文"])
    assert str(seen.of(Listed)[0].dates[0].day) == "2026-01-09"


def test_a_handmade_column_whose_container_is_gone_changed_its_layout(web):
    portal = web.site()
    portal.pages["/nb.html"] = table(1)
    seen = web.crawl(web.row(portal, "/nb.html", "handmade", options={"list": "#list"}))
    assert (seen.outcome.outcome, seen.outcome.detail) == (
        "layout_changed",
        "页面缺少：列表容器 #list",
    )


def test_a_news_list_is_not_taken_for_the_list_of_reports(web):
    portal = web.site()
    news = "".join(f"<li><a href='/{n}.html'>要闻{n}</a> 2026-01-0{n}</li>" for n in range(1, 9))
    portal.pages["/nb.html"] = f"<a href='/xxgk/'>信息公开</a><ul>{news}</ul>"
    seen = web.crawl(web.row(portal, "/nb.html", "handmade"))
    assert seen.outcome.outcome == "layout_changed"


def test_a_handmade_column_that_says_it_holds_nothing_is_empty(web):
    portal = web.site()
    portal.pages["/nb.html"] = "<h1>政府信息公开年报</h1><a href='/'>首页</a> 暂无相关信息"
    assert web.crawl(web.row(portal, "/nb.html", "handmade")).outcome.outcome == "empty"


def test_a_list_page_of_more_text_than_we_read_is_not_ok(web):
    portal = paged(web)
    portal.pages[COLUMN] = web.trs_list(*rows(2025)) + "<!-- " + "x" * 2_000_000 + " -->"
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert (seen.outcome.outcome, seen.outcome.detail) == ("layout_changed", "栏目页面过大，未读完")
