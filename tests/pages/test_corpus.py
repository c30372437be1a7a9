"""The page functions on real list pages, which stand beside the repository and are never copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.pages import (
    article,
    encoding,
    gkmlpt,
    handmade,
    hanweb,
    nfcms,
    titles,
    trs,
    ucap,
    vsb,
    wall,
)

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def page(name, folder="listpages"):
    return encoding.decode((SHARED / folder / name).read_bytes())


def sources(link):
    return {claim.source: claim.day.isoformat() for claim in link.dates}


def test_ordos_lists_ten_rows_and_a_second_page():
    read = trs.list_page(
        page("trs_ordos_egb_xxgknb_index.html"), "http://egb.example/xxgk/xxgknb/", {}
    )
    assert (len(read.links), read.missing) == (10, ())
    assert [ask.url for ask in read.more] == ["http://egb.example/xxgk/xxgknb/index_1.html"]
    assert sum(titles.worth_fetching(link.title) for link in read.links) == 4
    moved = next(link for link in read.links if "t20181102_2290635" in link.url)
    assert sources(moved) == {"list": "2018-03-26", "url": "2018-11-02"}


def test_pingtan_lists_ten_reports_and_is_not_known_to_be_whole():
    read = trs.list_page(
        page("trs_fujian_pingtan_zfxxgknb_excerpt.html"), "https://pt.example/zfxxgknb/", {}
    )
    assert len(read.links) == 10
    assert sources(read.links[0]) == {"list": "2026-03-10", "url": "2026-03-13"}
    assert "不能确认列表已读全" in read.missing[0]  # its further pages come from a script


def test_hanwebs_island_and_answer():
    inline = hanweb.list_page(
        page("hanweb_jiangsu_inline_sample.html"), "http://js.example/col/col78506/index.html", {}
    )
    assert [(link.title, sources(link)["list"]) for link in inline.links] == [
        ("招聘公示...", "2026-09-10")
    ]
    assert inline.settings == {"columnid": "78506", "unitid": "325517"}
    answer = hanweb.list_page(
        page("hanweb_yuhang_dataproxy_sample.xml"),
        "http://yh.example/module/web/jpage/dataproxy.jsp?page=4",
        {},
    )
    assert (len(answer.links), answer.total) == (1, 6163)
    assert "page=5" in answer.more[0].url
    assert answer.links[0].title.endswith("公开招标公告")


def test_aspx_rows_take_their_titles_from_the_attribute():
    read = handmade.list_page(
        page("aspx_fzgjj_list_fragment.html"), "http://f.example/List.aspx", {}
    )
    assert [titles.worth_fetching(link.title) for link in read.links] == [False, True, False]
    assert all("..." not in link.title for link in read.links)


def test_another_familys_page_is_not_taken_for_ours():
    html = page("nfcms_gd_column.html")
    assert trs.list_page(html, "http://gd.example/zwgk/czxx/", {}).missing
    assert hanweb.list_page(html, "http://gd.example/zwgk/czxx/", {}).missing
    # Its 186 rows are budgets: no report among them, hence no list of reports.
    assert handmade.list_page(html, "http://gd.example/zwgk/czxx/", {}).missing


def test_guangdongs_column_lists_its_rows_without_the_footers_entries():
    read = nfcms.list_page(page("nfcms_gd_column.html"), "http://gd.example/zwgk/czxx/", {})
    assert (len(read.links), read.missing, read.more) == (187, (), ())
    assert sum("/attachment/" in link.url for link in read.links) > 50
    assert not [link.title for link in read.links if "本网" in link.title or "地图" in link.title]
    assert all(sources(link).get("list") for link in read.links)
    assert not [link for link in read.links if titles.names_a_report(link.title)]  # all budgets


def test_guangdongs_data_answer_is_read_and_its_day_is_that_of_the_text():
    read = gkmlpt.list_page(
        page("gkmlpt_zhaoqing_api_sample.json"),
        "https://zq.example/zqhjj/gkmlpt/api/all/21023?page=1&sid=758019",
        {},
    )
    (link,) = read.links
    assert sources(link) == {"written": "2026-07-07"}
    assert (read.total, read.settings, read.missing) == (None, {"most": "203"}, ())


@pytest.mark.parametrize("family", [ucap, vsb])
@pytest.mark.parametrize(
    "name", ["trs_ordos_egb_xxgknb_index.html", "hanweb_jiangsu_inline_sample.html"]
)
def test_no_other_familys_page_is_whole_to_those_on_trial(family, name):
    read = family.list_page(page(name), "http://a.example/xxgk/", {})
    assert read.missing or read.more


@pytest.mark.parametrize("name", sorted(path.name for path in (SHARED / "listpages").iterdir()))
def test_no_real_page_is_taken_for_a_wall(name):
    html = page(name)
    assert wall.reason(200, html) is None
    assert wall.jump(html, "http://a.example/") is None
    assert wall.lost(html) is None


def test_real_detail_pages():
    shuyang = article.read(page("shuyang_fgj_2023.html", "reports"), "http://s.example/a.shtml")
    assert [(claim.source, claim.day.isoformat()) for claim in shuyang.dates] == [
        ("meta", "2024-01-17"),
        ("visible", "2024-01-17"),
    ]
    assert shuyang.meta["SiteIDCode"] == "3213220037"
    assert "ColumnName" not in shuyang.meta  # 头部 belongs to an included fragment
    assert shuyang.has_tables
    shanghai = article.read(
        page("shanghai_govoffice_2019.html", "reports"), "http://s.example/a.html"
    )
    assert [(claim.source, claim.day.isoformat()) for claim in shanghai.dates] == [
        ("visible", "2020-01-31")
    ]


def test_the_corpus_is_there():
    assert len(list((SHARED / "listpages").iterdir())) == 7
