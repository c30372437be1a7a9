"""When mails are written, and that each is written once."""

from __future__ import annotations

import email
from email import policy

import pytest

from alerts.channel import OutboxChannel, Refused
from nianbao.clock import parse
from nianbao.demo.portals.trouble import WalledSite
from nianbao.demo.portals.trs import TrsSite
from storage.queries.recipients import recipients
from storage.store.recipients import Choice, choose
from tasks.crawl import crawl
from tasks.outbox import write_mails
from tasks.standings import standings
from tasks.tick import tick
from tasks.weekly import digest_moment, last_week, week_due, week_of


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-02-02 07:59", None),
        ("2026-02-02 08:00", "2026-W05"),
        ("2026-02-03 23:00", "2026-W05"),
        ("2026-02-04 08:00", None),
        ("2026-02-08 12:00", None),
        ("2027-01-04 08:00", "2026-W53"),
    ],
)
def test_a_digest_goes_out_on_monday_for_the_week_before(moment, week):
    assert week_due(parse(moment)) == week


def test_weeks_are_iso_weeks_also_at_the_turn_of_the_year():
    assert week_of(parse("2027-01-01").date()) == "2026-W53"
    assert last_week(parse("2027-01-06 09:00")) == "2026-W53"


def test_a_past_weeks_digest_is_made_as_of_its_monday():
    now = parse("2026-02-20 15:00")
    assert digest_moment("2026-W05", now) == parse("2026-02-02 08:00")
    assert digest_moment("2026-W08", now) == now


@pytest.mark.parametrize("text", ["2026-05", "last", "2026-W54", "2026-W5-1", ""])
def test_what_is_no_week_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        digest_moment(text, parse("2026-02-20 15:00"))


def _round(yard, channel, moment):
    yard.at(moment)
    yard.work_off(yard.house(channel))


def _text(message):
    mail = email.message_from_bytes(message.mime, policy=policy.default)
    return mail.get_body(("plain",)).get_content()


def test_the_digest_is_sent_once_and_opens_with_coverage(yard):
    channel = OutboxChannel()
    _round(yard, channel, "2026-01-31 20:00")
    _round(yard, channel, "2026-02-02 08:00")
    _round(yard, channel, "2026-02-02 08:20")
    _round(yard, channel, "2026-02-03 08:00")
    digests = [m for m in yard.messages() if m.kind == "digest"]
    assert [(m.period, m.state.value) for m in digests] == [("2026-W05", "delivered")]


def test_a_brief_says_what_is_new_since_the_brief_before_it(yard):
    channel = OutboxChannel()
    _round(yard, channel, "2026-01-31 20:00")
    for moment in ("2026-02-01 09:00", "2026-02-02 08:30"):
        _round(yard, channel, moment)
    first, second = (_text(m) for m in yard.messages() if m.kind == "brief")
    assert "首期简报" in first
    assert "未检索到（请确认后再行催报）：青禾市生态环境局" in first
    assert "较上期简报（2月1日9时）无变化。" in second


def test_who_wants_no_briefs_gets_the_other_mails_and_each_says_where_that_is_changed(yard):
    yard.at("2026-01-31 20:00")
    with yard.house().database.write() as session:
        (office,) = (one for one in recipients(session) if one.office)
        choose(session, office.id, Choice(errors=True, digest=True, briefs=False))
    channel = OutboxChannel()
    for moment in ("2026-01-31 20:00", "2026-02-02 09:00"):
        _round(yard, channel, moment)
    written = [m for m in yard.messages() if m.email == office.email]
    assert sorted(m.kind for m in written) == ["daily", "digest"]
    assert all(f"/subscription?recipient={office.id}&token=" in _text(m) for m in written)


def test_before_anything_was_observed_no_digest_is_written(yard):
    _round(yard, OutboxChannel(), "2026-02-02 08:00")
    _round(yard, OutboxChannel(), "2026-02-02 08:10")
    assert [m for m in yard.messages() if m.kind == "digest"] == []


def test_what_is_found_in_the_evening_waits_for_the_morning(yard):
    channel = OutboxChannel()
    _round(yard, channel, "2026-01-31 20:00")
    _round(yard, channel, "2026-02-01 20:00")
    assert yard.states()["qinghe-ecology", 2025] == "missing"
    assert channel.sent == []
    _round(yard, channel, "2026-02-02 09:00")
    assert sorted(m.kind for m in yard.messages()) == ["brief", "daily", "digest"]


def test_no_mail_is_written_while_something_is_still_to_be_read(yard):
    every = yard.site.inner
    yard.site.inner = TrsSite(every.dress, every.posts[:-1])
    _round(yard, OutboxChannel(), "2026-01-31 20:00")
    _round(yard, OutboxChannel(), "2026-02-01 20:00")
    assert yard.states()["qinghe-ecology", 2025] == "missing"
    yard.site.inner = every
    yard.at("2026-02-02 09:00")
    house = yard.house(OutboxChannel())
    tick(house)
    crawl(house, *next(ids for task, ids in house.bell.rung if task == "crawl"))
    standings(house)
    write_mails(house)
    assert yard.messages() == ()
    yard.work_off(house)
    assert yard.states()["qinghe-transport", 2025] == "published"
    told = {m.kind for m in yard.messages()}
    assert {"brief", "daily", "digest"} <= told


def test_an_administrator_hears_of_portals_and_of_no_bodys_errors(yard):
    yard.site.inner = WalledSite()
    channel = OutboxChannel()
    _round(yard, channel, "2026-01-31 10:00")
    _round(yard, channel, "2026-02-01 10:00")
    told = sorted((m.email, m.kind) for m in yard.messages())
    assert told == [
        ("admin@nianbao.example", "admin"),  # the same trouble is told once
        ("gongkai@qinghe.example", "brief"),
    ]


class RefusingChannel(OutboxChannel):
    """Refuses an office's mails for good until it is mended; takes all others."""

    __slots__ = ("mended",)
    mended: bool

    def send(self, sender, address, data):
        if address == "gongkai@qinghe.example" and not self.mended:
            raise Refused("550 no such mailbox")
        super().send(sender, address, data)


def test_what_a_server_refused_is_told_to_an_administrator_and_told_again(yard):
    channel = RefusingChannel()
    channel.mended = False
    for moment in ("2026-01-31 20:00", "2026-02-01 09:00", "2026-02-01 12:00"):
        _round(yard, channel, moment)
    (told,) = (m for m in yard.messages() if m.kind == "admin")
    assert "gongkai@qinghe.example" in _text(told)
    assert "已停止发送，对方答复：550 no such mailbox" in _text(told)
    _round(yard, channel, "2026-02-02 09:00")
    channel.mended = True
    _round(yard, channel, "2026-02-03 09:00")
    _round(yard, channel, "2026-02-04 09:00")
    daily = [(m.period, m.state.value) for m in yard.messages() if m.kind == "daily"]
    assert daily == [
        ("2026-02-01", "failed"),
        ("2026-02-02", "failed"),
        ("2026-02-03", "delivered"),  # and not a fourth time
    ]
    administrators = [m.period for m in yard.messages() if m.kind == "admin"]
    assert administrators == ["2026-02-01", "2026-02-02"]
