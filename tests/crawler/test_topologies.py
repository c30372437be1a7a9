"""A column per body, a county's column of folders, a column that is the report: over HTTP."""

from __future__ import annotations

from datetime import datetime

import pytest

from crawler.manifest import Expectation
from nianbao.clock import SHANGHAI, Clock
from nianbao.demo.portals.county import TrsFoldersSite, VsbPagesSite
from nianbao.demo.portals.dress import Dress
from nianbao.demo.portals.serving import served
from nianbao.demo.portals.site import Post, Response

DRESS = Dress("云汀县人民政府", "9901220001")
LAST = Clock("2026-12-31T00:00")
BODIES = ("洛川镇", "青石乡", "教育局", "水利局", "财政局", "民政局", "统计局", "东湖景区招商专班")
SECTIONS = "".join(
    f"<p>{name}</p><p>文。</p>"
    for name in (
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    )
)


def posts(*years):
    """Every body's report of each year, published in the January after it."""
    return tuple(
        Post(
            year % 100 * 100 + n,
            f"云汀县{body}{year}年政府信息公开工作年度报告",
            datetime(year + 1, 1, 10 + n, 9, tzinfo=SHANGHAI),
            f"云汀县{body}",
            f"<p>统计期限自{year}年1月1日至{year}年12月31日止。</p>{SECTIONS}",
        )
        for year in years
        for n, body in enumerate(BODIES)
    )


class Changed:
    """A sample site that answers one path otherwise."""

    def __init__(self, site, path, response):
        self.site, self.path, self.response = site, path, response
        self.start, self.family, self.options = site.start, site.family, site.options

    def answer(self, request, now):
        if request.path == self.path:
            return self.response
        return self.site.answer(request, now)


class At:
    def __init__(self, running):
        self.host, self.url = running.netloc, running.url("")


def crawl(web, site, **changes):
    with served(site, LAST) as running:
        seen = web.crawl(web.row(At(running), site.start, site.family, **changes))
    return seen, running


@pytest.mark.parametrize("kind", [TrsFoldersSite, VsbPagesSite], ids=lambda kind: kind.family)
def test_every_report_below_a_countys_column_is_found(web, kind):
    seen, running = crawl(web, kind(DRESS, posts(2025, 2024)))
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 16), seen.outcome.detail
    found = {entry.title for entry in seen.fetched}
    assert found == {post.title for post in posts(2025, 2024)}
    assert seen.failed == []
    targets = [visit.target for visit in running.visits if visit.target != "/robots.txt"]
    assert len(set(targets)) == len(targets)  # nothing is asked for twice


def test_a_list_in_a_folder_is_turned_to_its_end(web):
    seen, running = crawl(web, TrsFoldersSite(DRESS, posts(2025), page_size=4))
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 8)
    assert any(visit.target.endswith("2026n/bm/index_1.html") for visit in running.visits)


def test_a_report_that_is_its_column_is_known_by_place_and_year(web):
    seen, _ = crawl(web, VsbPagesSite(DRESS, posts(2025)))
    assert all(entry.url.endswith(".htm#2025") for entry in seen.fetched)
    assert all(entry.dates == () for entry in seen.fetched)  # nothing there claims a date


def test_one_folder_that_cannot_be_understood_speaks_for_the_column(web):
    site = TrsFoldersSite(DRESS, posts(2025, 2024))
    lost = Changed(site, "/zfxxgk/zfxxgknb/2025n/xzjd/", Response(b"<html><body>x</body></html>"))
    seen, _ = crawl(web, lost)
    assert seen.outcome.outcome == "layout_changed"
    assert "下级栏目“乡镇街道”" in seen.outcome.detail
    assert seen.outcome.items == 14  # the others were read all the same


def test_a_folder_that_is_gone_is_said(web):
    site = VsbPagesSite(DRESS, posts(2025, 2024))
    seen, _ = crawl(web, Changed(site, "/zfxxgk/zfxxgknb/n2026n/bm.htm", Response(b"", status=404)))
    assert seen.outcome.outcome == "layout_changed"
    assert "县直部门" in seen.outcome.detail


def test_folders_older_than_what_the_column_is_known_to_hold_are_left_out(web):
    site = TrsFoldersSite(DRESS, posts(2025, 2024, 2018))
    seen, running = crawl(web, site, expect=Expectation(since=2024))
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 16)
    assert not [visit for visit in running.visits if "2019n" in visit.target]


def test_a_column_may_be_said_to_have_no_folders(web):
    seen, _ = crawl(web, TrsFoldersSite(DRESS, posts(2025)), options={"folders": "none"})
    assert seen.outcome.outcome == "layout_changed"
    assert seen.outcome.items == 0


def test_an_empty_folder_proves_nothing_for_the_column(web):
    empty = (
        b'<html><body><ul></ul><script>createPageHTML(1, 0, "index", "html", 0);</script></body>'
    )
    site = TrsFoldersSite(DRESS, posts(2025))
    seen, _ = crawl(web, Changed(site, "/zfxxgk/zfxxgknb/2026n/xzjd/", Response(empty)))
    assert (seen.outcome.outcome, seen.outcome.items) == ("empty", 6)
    assert "乡镇街道" in seen.outcome.detail
