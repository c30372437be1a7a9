"""JPaaS crawled over HTTP: the list comes in groups from a data unit."""

from __future__ import annotations

from datetime import datetime, timedelta

from nianbao.clock import SHANGHAI, Clock
from nianbao.demo.portals.dress import Dress
from nianbao.demo.portals.jpaas import UNIT, JpaasSite
from nianbao.demo.portals.serving import served
from nianbao.demo.portals.site import Post, Response

DRESS = Dress("青禾市人民政府", "9901000001")
LAST = Clock("2026-12-31T00:00")
POSTS = tuple(
    Post(
        n,
        f"青禾市第{n}街道办事处2025年政府信息公开工作年度报告",
        datetime(2026, 1, 1, 9, 30, tzinfo=SHANGHAI) + timedelta(n),
        f"青禾市第{n}街道办事处",
        "<p>一、总体情况。</p>",
    )
    for n in range(12)
)


class Broken:
    """The sample site with one of its answers changed."""

    def __init__(self, change):
        self.change, self.site = change, JpaasSite(DRESS, POSTS)

    def answer(self, request, now):
        return self.change(request, self.site.answer(request, now))


class At:
    """A served site as the tests' rows want it."""

    def __init__(self, running):
        self.host, self.url = running.netloc, running.url("")


def crawl(web, site):
    with served(site, LAST) as running:
        made = web.row(At(running), JpaasSite(DRESS, ()).start, "jpaas")
        return web.crawl(made.model_copy(update={"hosts": (running.netloc,)}))


def test_every_report_of_every_group_is_found_with_its_day(web):
    seen = crawl(web, JpaasSite(DRESS, POSTS))
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 12), seen.outcome.detail
    assert {entry.title for entry in seen.fetched} == {post.title for post in POSTS}
    days = {entry.dates[0].day for entry in seen.fetched}
    assert days == {post.published.date() for post in POSTS}


def test_a_column_without_its_data_unit_has_changed_its_layout(web):
    def bare(_request, response):
        return Response(response.body.replace(b"queryData", b"data-q"), response.content_type)

    seen = crawl(web, Broken(bare))
    assert seen.outcome.outcome == "layout_changed"
    assert "build/unit" in seen.outcome.detail


def test_a_list_cut_short_by_an_error_is_never_whole(web):
    def cut(request, response):
        later = request.path == UNIT and '"pageNo":1,' not in request.fields["paramJson"]
        return Response(b"", status=500) if later else response

    assert crawl(web, Broken(cut)).outcome.outcome != "ok"


def test_a_count_above_the_rows_is_never_whole(web):
    def promised(_request, response):
        more = response.body.replace(b"count='12'", b"count='40'")
        return Response(more, response.content_type)

    assert crawl(web, Broken(promised)).outcome.outcome != "ok"


def test_a_wall_before_the_data_unit_is_told_as_one(web):
    def walled(request, response):
        return Response(b"", status=412) if request.path == UNIT else response

    assert crawl(web, Broken(walled)).outcome.outcome == "blocked"
