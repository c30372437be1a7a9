"""A list that a script draws is read through a real Chromium, inside the same fences."""

from __future__ import annotations

import json

import pytest

from crawler.browser import MOST_MOVES
from tests.crawler.conftest import Reply

COLUMN = "/zwgk/nb/"
TITLES = tuple(f"青禾市第{n}局2025年政府信息公开工作年度报告" for n in range(1, 5))
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>政府信息公开年报</title></head>
<body><div class="trail">当前位置：首页 &gt; 政府信息公开年报</div><ul id="list"></ul>
<script>
fetch("/api/list?column=7").then(a => a.json()).then(rows => {
  document.getElementById("list").innerHTML = rows.map(r =>
    `<li><a href="${r.url}">${r.title}</a><span>${r.day}</span></li>`).join("");
  document.body.insertAdjacentHTML("beforeend", EXTRA);
});
</script></body></html>"""


@pytest.fixture
def portal(web):
    """A portal whose list is empty until its script has asked for the rows."""
    site = web.site()
    rows = [
        {"url": f"{COLUMN}{n}.html", "title": title, "day": f"2026-01-{10 + n}"}
        for n, title in enumerate(TITLES)
    ]
    site.pages[COLUMN] = PAGE.replace("EXTRA", '""')
    site.pages["/api/list"] = Reply(json.dumps(rows), content_type="application/json")
    for n, title in enumerate(TITLES):
        site.pages[f"{COLUMN}{n}.html"] = web.article(title)
    return site


def crawl(web, portal, chromium, **changes):
    row = web.row(portal, COLUMN, "rendered")
    return web.crawl(row, chromium=chromium, timeout_seconds=20.0, **changes)


def archived(seen):
    """Return the archived answers as pairs of address and headers."""
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415

    found = []
    for path in seen.folder.glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "response":
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    found.append((url, record.http_headers, record.content_stream().read()))
    return found


def test_a_list_that_a_script_draws_is_read_and_its_reports_are_fetched(web, portal, chromium):
    seen = crawl(web, portal, chromium)
    assert seen.outcome.outcome == "ok", seen.outcome.detail
    assert seen.titles == list(TITLES)
    assert len(seen.fetched) == len(TITLES)


def test_the_archive_holds_the_page_as_drawn_and_says_so(web, portal, chromium):
    seen = crawl(web, portal, chromium)
    drawn = {url: (headers, body) for url, headers, body in archived(seen)}
    headers, body = drawn[portal.url + COLUMN]
    assert headers.get_header("X-Nianbao-Rendered") == "chromium"
    assert TITLES[0].encode() in body
    assert "X-Nianbao-Rendered" not in str(drawn[portal.url + "/robots.txt"][0])


def test_without_a_browser_the_column_says_so_and_nobody_is_asked(web, portal):
    seen = crawl(web, portal, "")
    assert seen.outcome.outcome == "layout_changed"
    assert "浏览器组件" in seen.outcome.detail
    assert portal.asked == []


def test_a_page_reaches_no_host_that_is_not_listed(web, portal, chromium):
    other = web.site("127.0.0.9")
    other.pages["/x.js"] = "1"
    lures = "".join(
        f'<img src=\\"{other.url}/{name}.png\\"><iframe src=\\"{other.url}/{name}.html\\"></iframe>'
        for name in ("a", "b")
    )
    portal.pages[COLUMN] = PAGE.replace("EXTRA", f'"{lures}"') + (
        f'<script src="{other.url}/x.js"></script>'
        f'<script>fetch("{other.url}/beacon", {{mode: "no-cors"}}); new WebSocket('
        f'"ws://{other.host}/");</script>'
    )
    seen = crawl(web, portal, chromium)
    assert seen.titles == list(TITLES)
    assert other.asked == []


def test_a_page_that_leads_elsewhere_by_script_is_not_followed(web, portal, chromium):
    other = web.site("127.0.0.9")
    other.pages["/"] = web.article()
    portal.pages[COLUMN] = f'<script>location.href = "{other.url}/"</script>'
    seen = crawl(web, portal, chromium)
    assert seen.outcome.outcome != "ok"
    assert other.asked == []


def test_a_private_address_is_refused_before_the_browser_is_asked(web, portal, chromium):
    seen = crawl(web, portal, chromium, allow_private_hosts=False)
    assert seen.outcome.outcome == "down"
    assert portal.asked == []


def test_a_wall_is_named_and_not_climbed(web, portal, chromium):
    portal.pages[COLUMN] = Reply("<script>document.cookie='a=1';location.reload()</script>", 412)
    seen = crawl(web, portal, chromium)
    assert (seen.outcome.outcome, "412" in seen.outcome.detail) == ("blocked", True)
    assert portal.paths.count(COLUMN) <= MOST_MOVES


def test_a_list_that_stays_empty_is_not_taken_for_one(web, portal, chromium):
    portal.pages["/api/list"] = Reply("[]", content_type="application/json")
    seen = crawl(web, portal, chromium)
    assert seen.outcome.outcome in {"empty", "layout_changed", "blocked"}


def test_a_page_that_never_rests_is_taken_as_it_stands(web, portal, chromium):
    portal.pages["/tick"] = Reply("1")
    busy = "<script>setInterval(() => fetch('/tick'), 100)</script>"
    portal.pages[COLUMN] = PAGE.replace("EXTRA", '""') + busy
    seen = crawl(web, portal, chromium)
    assert seen.titles == list(TITLES)
    assert len(portal.paths) < 400
