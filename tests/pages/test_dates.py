"""Dates as portals print them."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.pages import dates

DAY = date(2024, 1, 9)


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-09",
        "[2024-01-09]",
        "2024-1-9",
        "2024/1/9",
        "2024.01.09",
        "2024年1月9日",
        "2024 年 1 月 9 日",
        "２０２４年１月９日",
        "二〇二四年一月九日",
        "二○二四年一月九日",
        "2024—01—09 21∶37",
        "2024－01－09",
        "2024-01-09T08:00:00+08:00",
        "2024-01-09-21:50:00",
        "20240109",
        "发布日期：2024-01-09 来源：青禾市财政局",
        "1704758400",
        "1704758400000",
    ],
)
def test_every_form_seen_is_read(text):
    assert dates.day(text) == DAY


@pytest.mark.parametrize(
    "text",
    ["", "01-09", "2024年1月", "2024-02-30", "2024-13-01", "第12024-01-091期", "十月", "12345"],
)
def test_what_is_no_full_date_is_none(text):
    assert dates.day(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二三年十二月二十九日", date(2023, 12, 29)),
        ("二〇二三年十月三十日", date(2023, 10, 30)),
        ("二〇二三年十一月十日", date(2023, 11, 10)),
        ("2024-02-30 2024-03-01", date(2024, 3, 1)),
    ],
)
def test_chinese_numerals_and_second_dates(text, day):
    assert dates.day(text) == day


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://a.example/nb/202101/t20210129_8843764.html", date(2021, 1, 29)),
        ("http://a.example/art/2021/1/29/art_46355_1634538.html", date(2021, 1, 29)),
        ("http://a.example/art/2021-1-29/x.html", date(2021, 1, 29)),
        ("http://a.example/nw12344/20210129/0a1b.html", date(2021, 1, 29)),
        ("http://a.example/columns/uuid/202101/29/uuid.html", date(2021, 1, 29)),
        ("http://a.example/cms/html/npszf/2021-01-29/177.html", date(2021, 1, 29)),
        ("http://a.example/doc/2021/01/29/1012008.shtml", date(2021, 1, 29)),
        ("http://a.example/nb/P020210129380012.pdf", date(2021, 1, 29)),
        ("http://a.example/art/2023/art_0a1b2c3d4e5f60718293a4b5c6d7e8f9.html", None),
        ("http://a.example/202101/2ecfb31a335f4d689220a3a23e24a986.shtml", None),
        ("http://a.example/info/4516/112291.htm", None),
        ("http://a.example/x?d=/t20210129_1", None),
    ],
)
def test_dates_in_addresses(url, day):
    found = dates.in_url(url)
    assert (found[0] if found else None) == day


def test_years_of_a_title():
    assert dates.years("青禾市２０１９年、二〇二〇年年报") == (2019, 2020)
    assert dates.years("年度报告") == ()
