"""ASP.NET's pager crawled over HTTP: every page needs the state of the one before it."""

from __future__ import annotations

from datetime import datetime, timedelta

from nianbao.clock import SHANGHAI, Clock
from nianbao.demo.portals.aspnet import LIST, AspnetSite
from nianbao.demo.portals.dress import Dress
from nianbao.demo.portals.serving import served
from nianbao.demo.portals.site import Post, Response, not_found

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
        self.change, self.site = change, AspnetSite(DRESS, POSTS)

    def answer(self, request, now):
        return self.change(request, self.site.answer(request, now))


class At:
    """A served site as the tests' rows want it."""

    def __init__(self, running):
        self.host, self.url = running.netloc, running.url("")


def crawl(web, site):
    with served(site, LAST) as running:
        made = web.row(At(running), LIST, "aspnet", options=AspnetSite(DRESS, ()).options)
        return web.crawl(made.model_copy(update={"hosts": (running.netloc,)}))


def test_every_report_is_found_by_posting_each_page_back(web):
    seen = crawl(web, AspnetSite(DRESS, POSTS))
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 12), seen.outcome.detail
    assert {entry.title for entry in seen.fetched} == {post.title for post in POSTS}
    days = {entry.dates[0].day for entry in seen.fetched}
    assert days == {post.published.date() for post in POSTS}


def test_a_form_without_its_state_is_a_changed_layout(web):
    def bare(_request, response):
        return Response(response.body.replace(b"__VIEWSTATE", b"__OTHER"), response.content_type)

    seen = crawl(web, Broken(bare))
    assert seen.outcome.outcome == "layout_changed"
    assert "__VIEWSTATE" in seen.outcome.detail


def test_a_list_cut_short_by_an_error_is_never_whole(web):
    def cut(request, response):
        return Response(b"", status=500) if "__EVENTTARGET" in request.fields else response

    assert crawl(web, Broken(cut)).outcome.outcome != "ok"


def test_an_error_page_with_status_200_is_no_empty_column(web):
    def gone(request, response):
        return Response(not_found().body) if request.path == LIST else response

    assert crawl(web, Broken(gone)).outcome.outcome not in {"ok", "empty"}


def test_a_wall_is_told_as_one(web):
    def walled(request, response):
        return Response(b"", status=412) if request.path == LIST else response

    assert crawl(web, Broken(walled)).outcome.outcome == "blocked"
