"""Every sample portal of the registry can be crawled whole by what the registry says of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from nianbao.clock import SHANGHAI, Clock
from nianbao.demo.portals.dress import Dress
from nianbao.demo.portals.families import FAMILIES, options_of, start_of
from nianbao.demo.portals.serving import served
from nianbao.demo.portals.site import Post

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


class At:
    """A served site as the tests' rows want it."""

    def __init__(self, running):
        self.host, self.url = running.netloc, running.url("")


@pytest.mark.parametrize("family", FAMILIES)
def test_a_sample_portal_is_read_whole_by_its_start_and_options(web, family):
    site = FAMILIES[family](Dress("青禾市人民政府", "9901000001"), POSTS)
    with served(site, Clock("2026-12-31T00:00")) as running:
        made = web.row(At(running), start_of(family, site), family, options=options_of(site))
        seen = web.crawl(made.model_copy(update={"hosts": (running.netloc,)}))
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 12), seen.outcome.detail
