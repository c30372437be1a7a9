"""The second reading of a portal asks for little: what is new, and what may have changed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from nianbao.clock import SHANGHAI
from nianbao.demo.portals.site import Post, Response
from storage.queries.memory import memory
from storage.store.runs import enqueue_slot
from tasks.crawl import crawl

FIRST = datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)


@dataclass
class Watched:
    """A site that remembers what it was asked for."""

    inner: object
    asked: list[str] = field(default_factory=list)

    def answer(self, request, now):
        self.asked.append(request.path)
        return self.inner.answer(request, now)


def many(number, *, body="<p>一、总体情况。</p>"):
    """So many reports of fictitious bodies, one a day."""
    return tuple(
        Post(
            700_000 + n,
            f"青禾市第{n}局2025年政府信息公开工作年度报告",
            FIRST - timedelta(days=n + 1),
            f"青禾市第{n}局",
            body,
        )
        for n in range(number)
    )


def crawled(yard, slot):
    """Crawl the city's portal once; return the paths that were asked for."""
    seen = Watched(yard.site.inner)
    yard.site.inner = seen
    with yard.database.write() as session:
        run = enqueue_slot(session, "qinghe", slot, yard.settings.clock.now())
    crawl(yard.house(), run)
    yard.site.inner = seen.inner
    return seen.asked


def of_portal(yard, posts):
    yard.site.inner = replace(yard.site.inner, posts=posts, page_size=40)


@pytest.mark.parametrize("made", ["yard", "postgres_yard"])
def test_a_second_crawl_costs_a_tenth_of_the_first(made, request):
    yard = request.getfixturevalue(made)
    yard.at(FIRST.isoformat())
    of_portal(yard, many(30))
    first = crawled(yard, "first")
    assert len(first) == 32  # robots.txt, the list, thirty reports
    yard.at((FIRST + timedelta(days=1)).isoformat())
    second = crawled(yard, "second")
    assert len(second) <= len(first) / 10
    assert second == ["/zfxxgk/zfxxgknb/"]
    latest, _ = yard.runs()
    assert latest.summary == {"ok": 1}


def test_what_is_new_or_listed_otherwise_is_fetched_and_nothing_else(yard):
    yard.at(FIRST.isoformat())
    posts = many(12)
    of_portal(yard, posts)
    crawled(yard, "first")
    yard.at((FIRST + timedelta(days=1)).isoformat())
    renamed = replace(posts[3], title=posts[3].title + "（更正）")
    new = replace(many(13)[12], published=FIRST + timedelta(hours=3))
    of_portal(yard, (*posts[:3], renamed, *posts[4:], new))
    asked = crawled(yard, "second")
    assert sorted(path.rpartition("_")[2] for path in asked) == [
        "/zfxxgk/zfxxgknb/",
        "700003.html",
        "700012.html",
    ]


def test_a_page_that_did_not_open_is_asked_for_again(yard):
    yard.at(FIRST.isoformat())
    of_portal(yard, many(3))
    whole = yard.site.inner

    @dataclass
    class Broken:
        def answer(self, request, now):
            broken = request.path.endswith("700001.html")
            return Response(b"oops", status=503) if broken else whole.answer(request, now)

    yard.site.inner = Broken()
    crawled(yard, "first")
    yard.site.inner = whole
    yard.at((FIRST + timedelta(days=1)).isoformat())
    asked = crawled(yard, "second")
    assert [path.rpartition("_")[2] for path in asked] == ["/zfxxgk/zfxxgknb/", "700001.html"]


def test_reports_are_asked_for_again_before_long_though_their_list_stands_still(yard):
    yard.at(FIRST.isoformat())
    of_portal(yard, many(10))
    crawled(yard, "first")
    asked = []
    for day in range(1, 62, 6):
        yard.at((FIRST + timedelta(days=day)).isoformat())
        asked += crawled(yard, f"day-{day}")
    reports = [path for path in asked if path.endswith("html")]
    assert len(set(reports)) == 10
    assert len(reports) <= 15


def test_what_is_remembered_names_the_last_complete_reading(yard):
    yard.at(FIRST.isoformat())
    of_portal(yard, many(4))
    crawled(yard, "first")
    with yard.database.read() as session:
        held = memory(session, 1, FIRST + timedelta(days=1))
        nothing = memory(session, 99, FIRST)
    assert (held.items, held.read_at, len(held.settled)) == (4, FIRST, 4)
    assert (nothing.items, nothing.settled) == (None, ())
