"""The season's short mails: what changed since the last one, and who is awaited before a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from alerts.model import MailKind, Said, SeasonView
from alerts.season import awaited, brief, changes, forward, is_brief_day, upcoming
from alerts.words import ALLOWED, FORBIDDEN
from nianbao.clock import SHANGHAI
from nianbao.duty.model import BodyClass
from tests.alerts.samples import (
    NOW,
    OFFICE,
    UNSUBSCRIBE,
    blocked,
    line,
    not_seen,
    published,
    to_confirm,
)


def view(*lines, at=NOW, before=None):
    said = None if before is None else Said.of(before, NOW - timedelta(hours=23))
    return SeasonView(OFFICE, at, 2026, tuple(lines), said, unsubscribe_url=UNSUBSCRIBE)


def on(month, day, hour=8):
    return datetime(2027, month, day, hour, tzinfo=SHANGHAI)


def test_a_brief_is_written_around_the_statutory_date_only():
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [days[0] for days in ([d for d in days if is_brief_day(d)],)] == [date(2027, 1, 25)]
    assert sum(map(is_brief_day, days)) == 17


def test_a_brief_opens_with_coverage_and_says_what_is_new_since_the_last():
    before = (line("甲局"), line("乙局"), published("丙局", 20))
    lines = (published("甲局", 31), not_seen("乙局"), published("丙局", 20))
    letter = brief(view(*lines, before=before))
    assert letter.kind is MailKind.BRIEF
    assert "应公布3份：已公布2份，未检索到1份" in letter.text
    assert "较上期简报（1月31日9时）：" in letter.text
    assert "新公布1份：甲局" in letter.text
    assert "新增未检索到1份：乙局" in letter.text
    assert "丙局" not in letter.text


def test_a_brief_without_news_says_so_in_a_line():
    lines = (published("甲局", 20), published("乙局", 21))
    letter = brief(view(*lines, before=lines))
    assert "较上期简报（1月31日9时）无变化" in letter.text
    assert len(letter.text.splitlines()) < 12


def test_what_cannot_be_verified_leads_the_subject_and_is_named():
    letter = brief(view(blocked("甲局"), published("乙局", 20)))
    assert letter.subject.startswith("〔年报简报·2月1日〕1份暂无法核验｜")
    assert "暂无法核验，不等于未公布，请安排人工打开核对：甲局" in letter.text


def test_a_body_that_is_new_in_the_list_is_no_change():
    assert changes(view(published("甲局", 20), before=())) == ()


def test_the_first_brief_says_that_it_compares_with_none():
    letter = brief(view(published("甲局", 20), not_seen("乙局")))
    for part in (letter.text, letter.html):
        assert "首期简报" in part
        assert "无变化" not in part
        assert "较上期" not in part


def test_bodies_under_vertical_leadership_are_in_neither():
    tax = line("国家税务总局青禾市税务局", BodyClass.VERTICAL, on(1, 28))
    assert brief(view(tax)) is None
    assert upcoming(view(tax, at=on(1, 28))) is None


@pytest.mark.parametrize(
    ("day", "days"), [((1, 15), 10), ((1, 26), 3), ((1, 28), 1)], ids=["ten", "three", "one"]
)
def test_those_awaited_are_listed_ten_three_and_one_working_days_before(day, days):
    now = on(*day)
    (group,) = awaited(view(line("甲局", now=now), published("乙局", 12, now=now), at=now))
    assert (group.days, group.due, group.bodies) == (days, date(2027, 1, 31), ("甲局",))


@pytest.mark.parametrize("day", [(1, 16), (1, 18), (1, 27), (1, 29), (1, 31), (2, 1)])
def test_on_other_days_nobody_is_listed(day):
    now = on(*day)
    assert upcoming(view(line("甲局", now=now), at=now)) is None


def test_nobody_is_listed_where_everybody_has_published():
    now = on(1, 28)
    assert upcoming(view(published("甲局", 20, now=now), at=now)) is None


def test_the_text_for_the_chat_names_only_those_who_were_looked_for():
    now = on(1, 28)
    found = view(line("甲局", now=now), blocked("乙局", now=now), at=now)
    found = replace(found, troubled=frozenset({"乙局"}))
    letter = upcoming(found)
    (group,) = awaited(found)
    assert group.unverified == ("乙局",)
    assert "甲局" in forward(group, found)
    assert "乙局" not in forward(group, found)
    assert "暂无法核验1份" in letter.text


def test_what_was_not_found_what_is_doubtful_and_what_cannot_be_read_are_never_added_up():
    now = on(1, 28)
    doubted = to_confirm("丙局", now, day=20)
    lines = (line("甲局", now=now), blocked("乙局", now=now), doubted)
    found = replace(view(*lines, at=now), troubled=frozenset({"乙局"}))
    letter = upcoming(found)
    assert letter.subject.endswith("：1份尚未检索到，1份待核实，1份暂无法核验")
    assert "待核实1份（栏目中有疑似报告，请打开核对，不在可转发文本内）：丙局" in letter.text
    assert "丙局" not in forward(awaited(found)[0], found)


def test_before_the_date_those_on_unread_sites_are_said_to_be_among_those_not_due():
    now = on(1, 28)
    lines = (line("甲局", now=now), blocked("乙局", now=now), published("丙局", 20, now=now))
    letter = brief(replace(view(*lines, at=now), troubled=frozenset({"乙局"})))
    assert (
        "已公布1份，未到期2份（其中1份所在网站暂不能读取，是否已公布尚无法核验）。" in letter.text
    )
    assert letter.subject.endswith("1份所在网站暂不能读取｜应公布3份，已公布1份，未到期2份")
    assert "暂无法核验，" not in letter.text


def test_the_counts_of_a_briefs_subject_add_up_to_what_is_due():
    lines = (published("甲局", 20), not_seen("乙局"), to_confirm("丙局"), blocked("丁局"))
    subject = brief(view(*lines)).subject
    assert subject.endswith("1份暂无法核验｜应公布4份，已公布1份，未见1份，待核1份")


def test_neither_mail_uses_a_forbidden_word():
    now = on(1, 28)
    lines = (line("甲局", now=now), blocked("乙局", now=now), not_seen("丙局"))
    for letter in (brief(view(*lines)), upcoming(view(*lines[:2], at=now))):
        text = letter.subject + letter.text
        for allowed in ALLOWED:
            text = text.replace(allowed, "")
        assert not [word for word in FORBIDDEN if word in text]
        assert "<" not in letter.text


def test_a_long_list_is_cut_and_counted():
    lines = tuple(not_seen(f"第{n}局") for n in range(45))
    letter = brief(view(*lines, before=lines))
    assert "等45份" in letter.text
    assert letter.text.count("局") < 40


def test_names_are_text_in_the_html():
    lines = (replace(not_seen("甲局"), body="<b>甲</b>局"),)
    assert "<b>甲</b>" not in brief(view(*lines)).html
