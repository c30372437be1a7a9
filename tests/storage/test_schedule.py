from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from nianbao.clock import SHANGHAI, parse
from storage.rows.portals import Season
from storage.schedule import JITTER, firings, in_words, jitter, parse_cron, slot

SEASON = Season.ANNUAL_REPORTS


def slot_at(text: str, schedule: str = "", season: Season = SEASON) -> str | None:
    return slot("yunting", schedule, season, parse(text) + jitter("yunting"))


def test_a_portal_is_read_daily_in_the_season_and_weekly_outside():
    days = [datetime(2027, 1, 1, 7, tzinfo=SHANGHAI) + timedelta(days=n) for n in range(365)]
    slots = {slot("yunting", "", SEASON, day) for day in days}
    in_season = {name for name in slots if name and "2027-01-10" <= name[:10] <= "2027-04-10"}
    assert len(in_season) == 91
    assert 37 <= len(slots - in_season) <= 41


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2027-02-01T06:00", "2027-02-01T06:00+08:00"),
        ("2027-02-01T05:59", "2027-01-31T06:00+08:00"),
        ("2027-02-01T23:59", "2027-02-01T06:00+08:00"),
        ("2027-01-10T05:00", "2027-01-04T06:00+08:00"),  # a Monday before the season
        ("2027-06-03T12:00", "2027-05-31T06:00+08:00"),
    ],
)
def test_the_slot_is_the_latest_that_has_begun(at, expected):
    assert slot_at(at) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("*/20 9-11 * * *", "2027-02-01T11:40+08:00"),
        ("0 9 1 * *", "2027-02-01T09:00+08:00"),
        ("0 9 * * 5", "2027-01-29T09:00+08:00"),
        ("0 9 * * 7", "2027-01-31T09:00+08:00"),
        ("0 9 15 * 5", "2027-01-29T09:00+08:00"),  # either of day and weekday
        ("30 8,18 * 1 *", "2027-01-31T18:30+08:00"),
        ("0 0 29 2 *", "2024-02-29T00:00+08:00"),
    ],
)
def test_a_portal_may_have_its_own_cron_line(line, expected):
    assert slot_at("2027-02-01T12:00", line) == expected


def test_a_line_that_never_fires_gives_no_slot():
    assert slot_at("2027-02-01T12:00", "0 0 31 2 *") is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("0 9 * *", "五项"),
        ("60 9 * * *", "分钟超出范围"),
        ("0 x * * *", "小时不是数字"),
        ("0 9 */0 * *", "日超出范围"),
        ("0 9 * 13 *", "月超出范围"),
        ("0 9 * * 5-1", "星期超出范围"),
    ],
)
def test_a_wrong_line_is_refused_with_the_field_that_is_wrong(line, words):
    with pytest.raises(ValueError, match=words):
        parse_cron(line)


def test_portals_do_not_all_start_at_once_but_each_always_at_the_same_distance():
    delays = [jitter(f"portal-{n}") for n in range(200)]
    assert all(timedelta(0) <= delay < JITTER for delay in delays)
    assert len(set(delays)) > 190
    assert jitter("portal-7") == delays[7]


def test_the_next_readings_follow_the_season_over_its_end():
    found = firings("yunting", "", SEASON, datetime(2027, 4, 9, 12, tzinfo=SHANGHAI), 5)
    assert [f"{at - jitter('yunting'):%m-%d %H:%M}" for at in found] == [
        "04-10 06:00",
        "04-12 06:00",
        "04-19 06:00",
        "04-26 06:00",
        "05-03 06:00",
    ]


def test_every_next_reading_is_a_slot_when_it_comes():
    found = firings("yunting", "30 8,18 * * 1-5", SEASON, parse("2027-02-05T18:00"), 5)
    named = [slot("yunting", "30 8,18 * * 1-5", SEASON, at) for at in found]
    assert named == [f"{at - jitter('yunting'):%Y-%m-%dT%H:%M}+08:00" for at in found]
    assert len(set(named)) == 5


def test_a_line_that_never_fires_has_no_next_reading():
    assert firings("yunting", "0 0 31 2 *", SEASON, parse("2027-02-05T18:00"), 5) == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "1月10日至4月10日每天6时，其余时间每周一6时"),
        ("30 7 * * 1-5", "每周一、二、三、四、五7时30分"),
        ("30 8,18 * * *", "每天8时30分、18时30分"),
        ("0 9 1 * *", "每月1日9时"),
        ("0 9 15 * 5", "每月15日或每周五9时"),
        ("0 9 * 1,2 0", "1、2月每周日9时"),
        ("0 9 31 1 *", "1月31日9时"),
        ("*/20 9-11 * * *", "每天9时至11时40分，共9次"),
    ],
)
def test_a_plan_is_told_in_words(line, words):
    assert in_words(line, SEASON) == words
