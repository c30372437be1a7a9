"""Five weeks of a small city: whatever its offices are told is so, and told once.

``make season`` lets 600 bodies go through the whole season (bench/city).
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from bench.city.__main__ import compared
from bench.city.plan import YEAR
from bench.city.season import FEW_HOURS, season
from bench.city.story import FULL, SMALL, story
from bench.city.truth import AGAIN, FIRST
from storage.rows import BodyRow, DutyRow, FindingRow

LAST = date(2026, 2, 15)


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    with season(story(SMALL), tmp_path_factory.mktemp("season")) as city:
        city.hours = FEW_HOURS
        assert list(city.pass_days(FIRST, LAST))[-1] == LAST
        yield city


@pytest.fixture(scope="module")
def told(passed):
    return compared(passed, LAST)


def kinds(letters, about):
    """Return how often each kind of mail names a body."""
    return Counter(one.kind for one in letters if about in one.text)


def test_plans_are_of_the_size_they_say_and_the_same_each_time():
    for size, bodies, portals in ((FULL, 600, 60), (SMALL, 60, 6)):
        plan = story(size)
        assert (len(plan.bodies), len(plan.portals)) == (bodies, portals)
        assert story(size).copies == plan.copies


def test_nothing_is_told_that_is_not_so_nothing_twice_and_all_that_is_so(told):
    letters, faults = told
    assert faults == []
    assert {one.kind for one in letters} == {
        "admin", "brief", "correction", "daily", "digest", "private", "upcoming"
    }  # fmt: skip


def test_who_had_published_elsewhere_is_apologised_to_and_not_suspected(told):
    letters, _ = told
    corrections = [one for one in letters if one.kind == "correction"]
    assert {one.email for one in corrections} == {
        "gongkai@qinghe.example",
        "gongkai@yunting.example",
    }
    assert all("列为“逾期未见公布”（未检索到）" in one.text for one in corrections)
    assert kinds(letters, "云汀县卫生健康局")["private"] == 0


def test_bodies_that_ended_before_the_date_and_towns_without_one_are_never_named(told):
    letters, _ = told
    for gone in ("青禾市旅游发展局", "临澜区柳湾镇人民政府"):
        assert not kinds(letters, gone).keys() & {"daily", "brief", "upcoming"}


def test_only_what_can_still_be_done_is_told_again(told):
    letters, _ = told
    again = [one.text.partition(AGAIN)[2] for one in letters if AGAIN in one.text]
    assert any("逾期未见公布" in text for text in again)
    assert not any("逾期公布，" in text for text in again)


def test_a_corrected_sum_is_closed_and_a_dismissed_one_stays_so(passed):
    wanted = (
        select(BodyRow.slug, FindingRow.state)
        .join(DutyRow, DutyRow.body_id == BodyRow.id)
        .join(FindingRow, FindingRow.duty_id == DutyRow.id)
        .where(FindingRow.rule.startswith("t3."), DutyRow.year == YEAR)
    )
    with passed.database.read() as session:
        states = {slug: state.value for slug, state in session.execute(wanted)}
    assert states == {"yunting-0": "resolved", "yunting-1": "open", "yunting-7": "dismissed"}
