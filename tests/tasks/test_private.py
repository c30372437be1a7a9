"""What is private reaches the nearest office, once, in a mail of its own, and nobody else."""

from __future__ import annotations

import email
from email import policy

import pytest

from alerts.channel import OutboxChannel
from alerts.mail import compose
from alerts.model import MailKind, Recipient
from alerts.private import CLOSED, PrivateItem, PrivateView, private
from alerts.words import ALLOWED, FORBIDDEN
from nianbao.clock import parse
from nianbao.report.model import Finding, Severity
from storage.registry import import_registry
from storage.rows import BodyRow, DutyRow, FindingRow
from storage.rows.findings import FindingState
from tasks.outbox import write_mails
from tasks.standings import standings

SAID = "正文中疑有公民身份号码：9901**********123X。"
UPPER = """
[[body]]
slug = "north-office"
name = "北原省人民政府办公厅"
class = "office"
[[supervision]]
office = "north-office"
bodies = ["qinghe-office"]
[[recipient]]
name = "北原省政务公开办"
email = "gongkai@north.example"
office = "north-office"
role = "authority"
"""


def make_private(yard, rule="privacy.personal", **changes):
    """Let one finding of the transport bureau be one that the rules call private."""
    now = yard.settings.clock.now()
    new = {
        "rule": rule,
        "relation": None,
        "severity": Severity.PRIVATE,
        "private": True,
        "certain": True,
        "baseline": False,
        "state": FindingState.OPEN,
        "message": SAID,
        "opened_at": now,
    }
    with yard.database.write() as session:
        mine = session.query(FindingRow).join(DutyRow).join(BodyRow, BodyRow.id == DutyRow.body_id)
        row = mine.filter(BodyRow.slug == "qinghe-transport", DutyRow.year == 2025).first()
        for name, value in {**new, **changes}.items():
            setattr(row, name, value)


def text_of(message):
    mail = email.message_from_bytes(message.mime, policy=policy.default)
    return mail.get_body(("plain",)).get_content()


@pytest.fixture
def city(yard):
    """A city that has been read, below a province that wants to hear of errors, too."""

    with yard.database.write() as session:
        import_registry(session, UPPER, yard.settings.clock.now())
    for moment in ("2026-02-01 09:00", "2026-02-02 08:30"):
        yard.at(moment)
        yard.work_off(yard.house(OutboxChannel()))
    yard.at("2026-02-02 09:00")
    return yard


def test_only_the_nearest_office_is_told_once_and_only_of_what_is_certain_open_and_new(city):
    house = city.house(OutboxChannel())
    for quiet in ({"certain": False}, {"baseline": True}, {"state": FindingState.DISMISSED}):
        make_private(city, **quiet)
        write_mails(house)
        assert [m for m in city.messages() if m.kind == "private"] == []
    make_private(city)
    for moment in ("2026-02-02 09:00", "2026-02-02 10:00", "2026-02-03 09:00"):
        city.at(moment)
        standings(house)
        write_mails(house)
    told = [message for message in city.messages() if SAID in text_of(message)]
    assert [(m.kind, m.email, m.period) for m in told] == [
        ("private", "gongkai@qinghe.example", "2026-02-02")
    ]
    assert [m for m in city.messages() if m.kind == "private"] == told


def letter(*findings):
    office = Recipient("1", "青禾市人民政府办公室", "zwgk@qinghe.example")
    items = [PrivateItem("青禾市交通运输局", 2025, one, "http://a.example/1") for one in findings]
    return private(PrivateView(office, parse("2026-02-02 09:00"), tuple(items)))


def test_the_mail_says_that_it_is_for_the_office_alone_and_what_to_do():
    personal = Finding("privacy.personal", Severity.PRIVATE, SAID)
    early = Finding("page.backdated", Severity.PRIVATE, "标注日期与采集记录不一致。")
    made = letter(early, personal)
    assert made.kind is MailKind.PRIVATE
    assert made.subject == "〔年报核查·专送〕青禾市交通运输局：2处情况请核实"
    for part in (made.text, made.html):
        assert CLOSED in part
        assert "其中1处疑含个人信息，已作遮盖" in part
        assert part.index(SAID) < part.index(early.message)
        assert "不据以认定是否逾期" in part
    text = made.text
    for phrase in ALLOWED:
        text = text.replace(phrase, "")
    assert [word for word in FORBIDDEN if word in text] == []
    assert SAID not in made.subject


def test_without_anything_private_there_is_no_mail():
    assert letter() is None


def test_the_mail_is_marked_as_made_by_a_machine():
    made = letter(Finding("privacy.personal", Severity.PRIVATE, SAID))
    office = Recipient("1", "青禾市人民政府办公室", "zwgk@qinghe.example")
    when = parse("2026-02-02 09:00")
    mime = compose(made, office, sender="n@a.example", message_id="<1@a.example>", date=when)
    assert email.message_from_bytes(mime)["Auto-Submitted"] == "auto-generated"
