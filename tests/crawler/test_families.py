"""Every family on its sample portal, over HTTP: read whole, or said not to be, and never by chance.

The portals of all families are crawled side by side in one process a case.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from crawler.spiders import FAMILIES as SPIDERS
from nianbao.demo.portals import hanweb, hanweb_annual
from nianbao.demo.portals.families import FAMILIES, family_of
from nianbao.demo.portals.site import Response
from tests.crawler.samples import (
    ROWS,
    SITES,
    YEARS,
    Broken,
    at_start,
    crawl,
    later,
    made,
    page,
    posts,
    posts_of,
    whole,
)

LANDMARKS = {
    "trs": "createPageHTML",
    "trs-fujian": "ChnlId",
    "hanweb": "<datastore>",
    "hanweb-xxgk": "/module/xxgk/search.jsp",
    "hanweb-annual": "年度报告正文",
    "jpaas": "build/unit",
    "epoint": "EWB-FRONT",
    "aspnet": "#nblist",
    "ucap": "createPageHTML",
    "gkmlpt": "_CONFIG",
    "nfcms": "post_",
    "vsb": "info/",
    "lonsun": "/public/",
    "openness": "Openness",
    "handmade": "年度报告列表",
    "generic": "ColumnType",
}
COUNTS = re.compile(
    rb"(\xe5\x85\xb1|\xb9\xb2|totalRecord:|<totalrecord>|count='|total\": \"?|total:|\"index\", "
    rb"\"html\", |'shtml',|recordCount: ')12\b"
)
UNCOUNTED = {"hanweb-annual", "nfcms"}  # whose pages say nowhere how many rows there are
CHALLENGE = b"<html><script>window.$_ts={cd:'qErq'};$_ts.lcd();</script></html>"


def read(web, change):
    """Crawl all sample sites, each changed alike; return their answers by name."""
    return crawl(web, {name: change(made(name)) for name in SITES})


def expected(outcome):
    return dict.fromkeys(SITES, outcome)


def outcomes(seen):
    return {name: one.told for name, one in seen.items()}


def rows_of(name):
    return len(YEARS) if name == "hanweb-annual" else ROWS


def test_every_family_that_can_be_registered_has_a_sample_portal():
    assert set(SPIDERS) - {"rendered"} == set(FAMILIES) == set(LANDMARKS)
    assert {family_of(made(name)) for name in SITES} == set(FAMILIES)


def test_every_report_of_every_page_is_found_with_its_title_and_day(web):
    seen = crawl(web, {name: made(name) for name in SITES})
    assert {name: (one.told, one.outcome.items) for name, one in seen.items()} == {
        name: ("ok", rows_of(name)) for name in SITES
    }, seen
    for name, one in seen.items():
        told = {(entry.title, entry.dates[0].day) for entry in one.fetched}
        assert told == {(post.title, post.published.date()) for post in posts_of(name)}, name
        titles = {entry.title for entry in one.listed}
        assert titles == {post.title for post in posts_of(name)}, name


def test_a_landmark_that_is_gone_is_named_as_a_changed_layout(web):
    seen = read(web, lambda site: at_start(site, lambda _: page("<p>栏目建设中</p>")))
    assert outcomes(seen) == expected("layout_changed"), seen
    for name, one in seen.items():
        assert LANDMARKS[family_of(made(name))] in one.outcome.detail, (name, one)


def test_a_list_whose_later_page_fails_is_never_whole(web):
    broken = {}

    def failing(site):
        broken[id(site)] = later(site, lambda _: Response(b"<h1>500</h1>", status=500))
        return broken[id(site)]

    seen = read(web, failing)
    assert all(len(one.seen) > 1 for one in broken.values())
    assert not [name for name, one in seen.items() if one.told in {"ok", "empty"}], seen


def test_fewer_rows_than_promised_are_never_the_whole(web):
    promised = set()

    def promising(name):
        def changed(_request, response):
            more, count = COUNTS.subn(rb"\g<1>40", response.body)
            promised.update((name,) * count)
            return replace(response, body=more)

        return Broken(made(name), changed)

    seen = crawl(web, {name: promising(name) for name in SITES})
    assert promised == set(SITES) - UNCOUNTED
    kept = {name: one for name, one in seen.items() if name in promised}
    assert not [name for name, one in kept.items() if one.told in {"ok", "empty"}], kept


def test_a_column_without_a_row_is_empty_and_never_ok(web):
    seen = crawl(web, {name: made(name, ()) for name in SITES})
    assert outcomes(seen) == expected("empty"), seen


@pytest.mark.parametrize(
    "wall",
    [Response(b"", status=412), Response(CHALLENGE, status=202), Response(CHALLENGE)],
    ids=["412", "a challenge with 202", "a challenge with 200"],
)
def test_a_wall_before_the_column_is_told_as_one(web, wall):
    seen = read(web, lambda site: at_start(site, lambda _: wall))
    assert outcomes(seen) == expected("blocked"), seen


def test_a_wall_before_the_rows_is_told_as_one(web):
    seen = read(web, lambda site: whole(site, lambda _: Response(b"", status=412)))
    assert outcomes(seen) == expected("blocked"), seen


def test_an_error_page_with_status_200_is_neither_whole_nor_empty(web):
    lost = page("<h1>您访问的页面不存在</h1><a href='/'>返回首页</a>")
    at_first = read(web, lambda site: at_start(site, lambda _: lost))
    assert not [name for name, one in at_first.items() if one.told in {"ok", "empty"}], at_first


def test_an_error_page_with_status_200_in_a_list_is_no_end_of_it(web):
    lost = page("<h1>您访问的页面不存在</h1><a href='/'>返回首页</a>")
    seen = read(web, lambda site: later(site, lambda _: lost))
    assert not [name for name, one in seen.items() if one.told in {"ok", "empty"}], seen


def test_hanweb_with_sealed_numbers_answers_further_groups_with_nothing_and_is_not_whole(web):
    nothing = Response(b"<?xml version='1.0' encoding='utf-8'?><datastore/>", "text/xml")

    def sealed(request, response):
        return nothing if request.path == hanweb.PROXY else response

    seen = crawl(web, {"hanweb": Broken(made("hanweb"), sealed)})["hanweb"]
    assert (seen.told, seen.outcome.items) == ("layout_changed", 5)


def test_an_annual_page_asks_for_every_year_and_reads_the_one_without_a_report(web):
    kept = tuple(post for post in posts_of("hanweb-annual") if post.published.year != 2023)
    seen = crawl(web, {"annual": made("hanweb-annual", kept)})["annual"]
    assert (seen.told, seen.outcome.items) == ("ok", len(YEARS) - 1), seen
    assert all(hanweb_annual.PAGE in entry.url for entry in seen.fetched)


def test_a_catalogue_that_holds_other_things_is_read_whole_and_only_reports_are_fetched(web):
    others = tuple(
        replace(post, number=post.number + 500, title=f"关于调整第{post.number}窗口工作时间的通告")
        for post in posts(7)
    )
    seen = crawl(web, {"xxgk": made("hanweb-xxgk", posts() + others)})["xxgk"]
    assert (seen.told, seen.outcome.items) == ("ok", ROWS + 7), seen
    assert len(seen.fetched) == ROWS
