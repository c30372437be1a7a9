"""Families on trial, crawled over HTTP on their sample portals: whole, or said not to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from crawler.spiders import FAMILIES
from nianbao.clock import SHANGHAI, Clock
from nianbao.demo.portals.dress import Dress
from nianbao.demo.portals.gkmlpt import API, GkmlptSite
from nianbao.demo.portals.lonsun import LABEL, LonsunSite
from nianbao.demo.portals.nfcms import NfcmsSite
from nianbao.demo.portals.openness import OpennessSite
from nianbao.demo.portals.serving import served
from nianbao.demo.portals.site import Attached, Post
from nianbao.demo.portals.ucap import UcapSite
from nianbao.demo.portals.vsb import VsbSite

SITES = (UcapSite, GkmlptSite, NfcmsSite, VsbSite, LonsunSite, OpennessSite)
IDS = [kind.family for kind in SITES]
DRESS = Dress("青禾市人民政府", "9901000001")
NEW_YEAR = datetime(2026, 1, 1, 9, 30, tzinfo=SHANGHAI)
LAST = Clock("2026-12-31T00:00")
FILE = Attached("报告全文", "pdf", b"%PDF-1.4 sample")
ROWS = 12
LARGE = 100


def posts(count=ROWS):
    return tuple(
        Post(
            n,
            f"青禾市第{n}街道办事处2025年政府信息公开工作年度报告",
            NEW_YEAR + timedelta(n),
            f"青禾市第{n}街道办事处",
            "<p>一、总体情况。本年度依法主动公开政府信息。</p>",
            files=(FILE,) if n == 3 else (),
        )
        for n in range(count)
    )


def row(web, running, site, **changes):
    made = web.row(running, site.start, site.family, options=site.options, **changes)
    return made.model_copy(update={"hosts": (running.netloc,)})


class At:
    """A served site as the tests' rows want it."""

    def __init__(self, running):
        self.host, self.url, self.visits = running.netloc, running.url(""), running.visits

    @property
    def netloc(self):
        return self.host


def crawl(web, site, **changes):
    with served(site, LAST) as running:
        return web.crawl(row(web, At(running), site, **changes)), running


class Broken:
    """A sample site one of whose answers is changed."""

    def __init__(self, site, change):
        self.site, self.change = site, change
        self.start, self.family, self.options = site.start, site.family, site.options

    def answer(self, request, now):
        return self.change(request, self.site.answer(request, now))


def rows_of(kind, count=ROWS, **options):
    if kind is GkmlptSite:
        options.setdefault("page_size", LARGE)
    return kind(DRESS, posts(count), **options)


@pytest.mark.parametrize("kind", SITES, ids=IDS)
def test_a_list_of_one_page_is_whole(web, kind):
    seen, _ = crawl(web, rows_of(kind, 4))
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 4), seen.outcome.detail


@pytest.mark.parametrize("kind", SITES, ids=IDS)
def test_a_page_that_was_cut_short_is_not_a_whole_list(web, kind):
    """The server sends the head of its first list page and no more, and calls it all."""

    def cut(request, response):
        path = response.body.find("第11街道".encode())
        if path < 0 or b"<h1" in response.body or b"article" in response.body[path - 900 : path]:
            return response
        end = response.body.find(b"</li>", path)
        return replace(response, body=response.body[: end if end > 0 else path + 300])

    seen, _ = crawl(web, Broken(rows_of(kind), cut))
    assert seen.outcome.outcome == "layout_changed"


@pytest.mark.parametrize("kind", SITES, ids=IDS)
def test_another_familys_portal_is_not_read_as_an_empty_one(web, kind):
    page = "<html><head><title>年报</title></head><body><p>栏目建设中</p></body></html>"
    portal = web.site()
    site = rows_of(kind)
    portal.pages[site.start.split("#")[0].split("?")[0]] = page
    seen = web.crawl(web.row(portal, site.start, site.family))
    assert seen.outcome.outcome == "layout_changed"
    assert "页面缺少" in seen.outcome.detail


@pytest.mark.parametrize("kind", SITES, ids=IDS)
def test_what_is_known_only_from_notes_is_on_trial(kind):
    assert FAMILIES[kind.family].experimental


def test_vsb_pages_are_turned_backwards_by_their_links(web):
    _, running = crawl(web, rows_of(VsbSite))
    lists = [visit.target for visit in running.visits if "zfxxgknb" in visit.target]
    assert lists == ["/zfxxgk/zfxxgknb.htm", "/zfxxgk/zfxxgknb/2.htm", "/zfxxgk/zfxxgknb/1.htm"]


def test_a_vsb_pager_that_leads_back_is_not_a_whole_list(web):
    def back(request, response):
        page = response.body.replace(b'<a href="../zfxxgknb/1.htm">', b'<a href="../zfxxgknb.htm">')
        return replace(response, body=page.replace("共12条".encode(), b""))

    seen, _ = crawl(web, Broken(rows_of(VsbSite), back))
    assert seen.outcome.outcome == "layout_changed"
    assert "已读过" in seen.outcome.detail


def test_an_nfcms_pager_whose_next_is_gone_is_not_at_its_end(web):
    def lose(request, response):
        return replace(response, body=response.body.replace("下一页".encode(), b""))

    seen, _ = crawl(web, Broken(rows_of(NfcmsSite), lose))
    assert (seen.outcome.outcome, seen.outcome.items) == ("layout_changed", 5)
    assert "未到末页" in seen.outcome.detail


def test_gkmlpt_without_a_total_is_whole_only_after_an_empty_page(web):
    site = rows_of(GkmlptSite, states_total=False)
    seen, running = crawl(web, site)
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", ROWS)
    assert [v.target.split("page=")[1][0] for v in running.visits if API in v.target] == ["1", "2"]


def test_gkmlpt_that_answers_404_from_page_two_on_is_not_known_to_be_whole(web):
    seen, _ = crawl(web, rows_of(GkmlptSite, states_total=False, single_page=True))
    assert (seen.outcome.outcome, seen.outcome.items) == ("layout_changed", ROWS)
    assert "404" in seen.outcome.detail
    assert len([entry for entry in seen.fetched if entry.parent is None]) == ROWS


def test_gkmlpt_lists_of_several_pages_are_turned(web):
    seen, _ = crawl(web, rows_of(GkmlptSite, page_size=5))
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", ROWS)


def test_lonsun_further_pages_are_asked_as_its_script_asks(web):
    seen, running = crawl(web, rows_of(LonsunSite))
    labels = [visit.target for visit in running.visits if visit.target.startswith(LABEL)]
    assert len(labels) == 2
    assert all("type=3" in target and "organId=" in target for target in labels)
    assert seen.outcome.outcome == "ok"
