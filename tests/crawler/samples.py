"""The sample portals of the registry with reports of their own, crawled together in one process."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.manifest import ColumnOutcome, Fetched, Listed
from nianbao.clock import SHANGHAI, Clock
from nianbao.demo.portals.dress import Dress
from nianbao.demo.portals.families import (
    FAMILIES,
    VARIANTS,
    family_of,
    options_of,
    start_of,
)
from nianbao.demo.portals.hanweb_annual import PAGE as ANNUAL
from nianbao.demo.portals.serving import served
from nianbao.demo.portals.site import Post, Response

DRESS = Dress("青禾市人民政府", "9901000001")
LAST = Clock("2026-12-31T00:00")
NEW_YEAR = datetime(2026, 1, 1, 9, 30, tzinfo=SHANGHAI)
TEXT = (
    "<p>本报告由青禾市第{n}街道办事处根据《中华人民共和国政府信息公开条例》编制，所列数据的统计期限"
    "自1月1日起至12月31日止。</p><p>一、总体情况。本年度依法主动公开政府信息，及时回应社会关切，完善"
    "公开平台，规范办理依申请公开，未发生因政府信息公开被提起行政诉讼的情况，公众可在网站查阅。</p>"
    "<p>三、收到和处理政府信息公开申请情况。四、因政府信息公开被申请行政复议、提起行政诉讼情况。"
    "全年无收费，无行政诉讼，信息公开审查与发布的程序按规定执行，专人负责，每季度自查一次。</p>"
)
ROWS = 12
YEARS = range(2018, 2026)  # of the one body whose reports have an address a year
SITES = {**FAMILIES, **VARIANTS}
_GROUPS = ("gkmlpt",)  # a hundred rows a page, were it not for the tests


def posts(count=ROWS):
    return tuple(
        Post(
            n,
            f"青禾市第{n}街道办事处2025年政府信息公开工作年度报告",
            NEW_YEAR + timedelta(n),
            f"青禾市第{n}街道办事处",
            TEXT.format(n=n),
        )
        for n in range(count)
    )


def yearly():
    return tuple(
        Post(
            year,
            f"青禾市第1街道办事处{year}年政府信息公开工作年度报告",
            NEW_YEAR.replace(year=year + 1) + timedelta(9),
            "青禾市第1街道办事处",
            TEXT.format(n=1),
        )
        for year in YEARS
    )


def posts_of(name):
    return yearly() if name == "hanweb-annual" else posts()


def made(name, held=None):
    """Return a sample site of the registry; lists are of several pages."""
    site = SITES[name](DRESS, posts_of(name) if held is None else held)
    return replace(site, page_size=5) if name in _GROUPS else site


class Broken:
    """A sample site some of whose answers are changed."""

    def __init__(self, site, change):
        self.site, self.change = site, change
        self.start, self.family, self.options = start_of(site), family_of(site), options_of(site)

    def answer(self, request, now):
        return self.change(request, self.site.answer(request, now))


class At:
    """A served site as the tests' rows want it."""

    def __init__(self, running):
        self.host, self.url = running.netloc, running.url("")


def crawl(web, sites, **changes):
    """Crawl sites by name in one process; return what was written of each, by name."""
    with ExitStack() as stack:
        rows = {}
        for number, (name, site) in enumerate(sites.items()):
            running = stack.enter_context(served(site, LAST, number + 1))
            row = web.row(At(running), start_of(site), family_of(site), options=options_of(site))
            rows[name] = row.model_copy(
                update={"slug": f"p{number}", "hosts": (running.netloc,)},
            )
        entries = web.crawl(*rows.values(), **changes).entries
    return {name: Read(row.slug, entries) for name, row in rows.items()}


class Read:
    """What a crawl wrote of one portal."""

    def __init__(self, slug, entries):
        own = [entry for entry in entries if getattr(entry, "portal", None) == slug]
        (self.outcome,) = [entry for entry in own if isinstance(entry, ColumnOutcome)]
        self.listed = [entry for entry in own if isinstance(entry, Listed)]
        self.fetched = [entry for entry in own if isinstance(entry, Fetched)]

    @property
    def told(self):
        return self.outcome.outcome

    def __repr__(self):
        return f"{self.told} {self.outcome.items}: {self.outcome.detail}"


def is_list(request, response):
    """Tell an answer that holds rows of the list: the page of a column, a group, data."""
    if request.path == ANNUAL:
        return True
    charset = "gb18030" if "gb2312" in response.content_type else "utf-8"
    text = response.body.decode(charset, "replace")
    if text[:1] in {"{", "["}:
        text = json.dumps(json.loads(text), ensure_ascii=False)
    return len(set(re.findall(r"第\d+街道", text))) > 1


def at_start(site, change):
    """Change the answer at which the column begins."""
    path = re.split(r"[?#]", start_of(site))[0]

    def changed(request, response):
        return change(response) if request.path == path else response

    return Broken(site, changed)


def later(site, change):
    """Change every answer with rows after the first."""
    seen = []

    def changed(request, response):
        if not is_list(request, response):
            return response
        seen.append(request)
        return change(response) if len(seen) > 1 else response

    broken = Broken(site, changed)
    broken.seen = seen
    return broken


def whole(site, change):
    """Change every answer with rows."""

    def changed(request, response):
        return change(response) if is_list(request, response) else response

    return Broken(site, changed)


def page(inside):
    return Response(
        f"<html><head><title>年报</title></head><body>{inside}</body></html>".encode(),
    )
