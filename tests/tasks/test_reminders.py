"""What nobody takes up is told again, and what somebody takes up is not."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import ExitStack
from datetime import date
from email import message_from_bytes, policy
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from alerts.channel import OutboxChannel
from alerts.reminding import is_due
from nianbao.clock import parse
from nianbao.duty.calendar import CHINA
from nianbao.web import acknowledge
from storage.database import Database
from storage.queries.findings import findings, steps
from storage.registry import import_registry
from storage.rows.findings import FindingState
from storage.store.cases import open_case
from storage.store.decisions import decide, expire_silences
from tasks.outbox import write_mails
from tasks.standings import standings
from tests.cli.command import nianbao
from tests.tasks.yard import Yard, set_up

FIRST = "2026-02-02 09:00"


@pytest.fixture(scope="module")
def told_once(tmp_path_factory, migrated):
    """A database after Monday, 2 February, when an office was told that a report was not seen."""
    folder = tmp_path_factory.mktemp("told")
    path = shutil.copy(migrated, folder / "nianbao.sqlite3")
    with ExitStack() as stack:
        yard = set_up(stack, folder, f"sqlite:///{path}")
        for moment in ("2026-01-31 20:00", "2026-02-01 20:00", FIRST):
            yard.at(moment)
            yard.work_off(yard.house(OutboxChannel()))
        assert [m.period for m in daily(yard)] == ["2026-02-02"]
        with yard.database.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return yard.settings, path


@pytest.fixture
def told(told_once, tmp_path):
    """An installation of its own with that database."""
    settings, path = told_once
    url = f"sqlite:///{shutil.copy(path, tmp_path / 'nianbao.sqlite3')}"
    clock = tmp_path / "clock"
    more = {"data_dir": tmp_path, "database_url": url, "now": f"@{clock}"}
    database = Database(url)
    yard = Yard(settings.model_copy(update=more), database, None, clock)
    yard.at(FIRST)
    yield yard
    database.dispose()


def daily(yard, email="gongkai@qinghe.example"):
    return [m for m in yard.messages() if m.kind == "daily" and m.email == email]


def mails_at(yard, *moments, **settings):
    for moment in moments:
        yard.at(moment)
        house = yard.house(OutboxChannel())
        if settings:
            object.__setattr__(house, "settings", house.settings.model_copy(update=settings))
        standings(house)
        write_mails(house)


def text_of(message):
    mail = message_from_bytes(message.mime, policy=policy.default)
    return mail["Subject"], mail.get_body(("plain",)).get_content()


def waiting(yard):
    with yard.database.read() as session:
        found = findings(session, states=[FindingState.OPEN])
    (one,) = (view for view in found if view.finding.rule == "duty.missing")
    return one


def decided(yard, state, **more):
    number, now = waiting(yard).id, yard.settings.clock.now()
    with yard.database.write() as session:
        decide(session, number, state, who="王某", now=now, **more)


# 2026-02-14 and 2026-02-28 are working Saturdays (调休), 02-15 to 02-23 are off.
LATER = ("2026-02-06 09:00", "2026-02-09 09:00", "2026-02-09 15:00", "2026-02-10 09:00")


def test_what_nobody_takes_up_is_told_again_after_five_and_ten_working_days(told):
    mails_at(told, *LATER, "2026-02-13 09:00", "2026-02-14 09:00", "2026-02-24 09:00")
    assert [m.period for m in daily(told)] == ["2026-02-02", "2026-02-09", "2026-02-14"]
    assert "请于2月9日前登记或签收；届时未登记、未签收的" in text_of(daily(told)[0])[1]
    subject, text = text_of(daily(told)[1])
    assert "前登记或签收" not in text, "what is told again has no new date"
    assert subject == "〔年报核查〕再次提醒：青禾市生态环境局1项情况尚未登记处理结果"
    assert "━━ 再次提醒 ━━" in text
    assert "青禾市生态环境局2025年年度报告：逾期未见公布" in text
    assert "2月2日首次告知，已告知1次，至今未登记处理结果。" in text
    assert "2月2日首次告知，已告知2次" in text_of(daily(told)[2])[1]


@pytest.mark.parametrize(
    ("state", "more"),
    [
        ("acknowledged", {}),
        ("confirmed", {}),
        ("notified", {"until": date(2026, 3, 31)}),
        ("waived", {"until": date(2026, 3, 31), "why": "机构改革"}),
        ("dismissed", {"why": "报告无误"}),
    ],
)
def test_what_somebody_took_up_is_not_told_again(told, state, more):
    decided(told, FindingState(state), **more)
    mails_at(told, *LATER)
    assert len(daily(told)) == 1


def test_what_an_open_case_is_about_is_not_told_again(told):
    with told.database.write() as session:
        now = told.settings.clock.now()
        open_case(session, "qinghe-office", "qinghe-ecology", 2025, who="王某", now=now)
    mails_at(told, *LATER)
    assert len(daily(told)) == 1


def test_reminders_can_be_switched_off_and_set(told):
    mails_at(told, *LATER, remind_after="")
    assert len(daily(told)) == 1
    mails_at(told, "2026-02-11 09:00", remind_after="7")
    assert [m.period for m in daily(told)] == ["2026-02-02", "2026-02-11"]


def test_a_silence_that_ran_out_says_so(told):
    decided(told, FindingState.WAIVED, until=date(2026, 2, 5), why="已约定补报")
    told.at("2026-02-06 09:00")
    with told.database.write() as session:
        assert len(expire_silences(session, parse("2026-02-06 08:00"))) == 1
    mails_at(told, "2026-02-06 09:00")
    subject, text = text_of(daily(told)[1])
    assert "再次提醒" not in subject
    assert "暂缓期满：青禾市生态环境局2025年年度报告1项（原定至2026-02-05），现重新列入。" in text


def test_the_link_in_the_mail_signs_for_it_on_post_only(told):
    (mail,) = daily(told)
    (link,) = re.findall(r"签收本邮件所列事项（签收后不再重复提醒）：(\S+)", text_of(mail)[1])
    parts = urlsplit(link)
    given = {name: value for name, (value,) in parse_qs(parts.query).items()}
    assert parts.path == "/acknowledge"
    asked = acknowledge.shown(told.settings, told.database, **given)
    page = unescape(asked.body.decode())
    assert "青禾市生态环境局2025年年度报告" in page
    assert "确认签收1项" in page
    number = waiting(told).id  # a GET has changed nothing
    for wrong in ({"period": "2026-02-03"}, {"recipient": "2"}, {"token": "x"}):
        refused = acknowledge.signed(told.settings, told.database, **{**given, **wrong})
        assert refused.status_code == 404
    assert waiting(told).id == number
    done = acknowledge.signed(told.settings, told.database, **given)
    assert "已签收1项" in done.body.decode()
    with told.database.read() as session:
        last = steps(session, number)[-1]
    assert (last.what, last.who) == ("acknowledged", "青禾市政务公开办（邮件签收）")
    again = acknowledge.signed(told.settings, told.database, **given)
    assert "其中没有待签收的事项" in again.body.decode()
    with told.database.read() as session:
        assert len(steps(session, number)) == 2  # opened, and signed for once


def test_the_commands_decide_and_the_list_tells(told, tmp_path):
    given = {name: str(value) for name, value in told.settings.model_dump().items()}

    def run(*arguments):
        return nianbao("findings", *arguments, folder=tmp_path, **given)

    (row,) = json.loads(run("--json").stdout)
    number = str(row["number"])
    assert (row["rule"], row["state"]) == ("duty.missing", "open")
    refused = run("waive", number, "--until", "2026-01-01", "--why", "x", "--by", "王某")
    assert (refused.returncode, refused.stderr) == (1, "nianbao: 截止日期已过\n")
    for arguments, state in (
        (("acknowledge", number, "--by", "王某"), "acknowledged"),
        (("confirm", number, "--by", "王某"), "confirmed"),
        (("notify", number, "--until", "2026-02-26", "--by", "王某"), "notified"),
        (("dismiss", number, "--as", "right", "--why", "已公布", "--by", "王某"), "dismissed"),
        (("waive", number, "--until", "2026-02-26", "--why", "x", "--by", "王某"), "waived"),
    ):
        done = run(*arguments)
        assert done.returncode == 0, done.stderr
        (row,) = json.loads(run("--state", state, "--json").stdout)
    assert row["until"] == "2026-02-26"
    assert json.loads(run("--json").stdout) == []
    both = run("confirm", number, "999", "--by", "王某")
    assert (both.returncode, both.stderr) == (1, "nianbao: 第999项：没有编号为999的核对结果\n")
    assert json.loads(run("--state", "waived", "--json").stdout) != []  # all of them or none
    taken = json.loads(run("show", number, "--json").stdout)
    assert [step["what"] for step in taken][-2:] == ["dismissed", "waived"]
    assert taken[-2]["why"] == "报告无误：已公布"


def test_an_imported_calendar_counts(told, tmp_path):
    given = {name: str(value) for name, value in told.settings.model_dump().items()}
    (tmp_path / "days.txt").write_text("# 通知\n2026-02-04 休\n2026-02-07,班\n2026-02-05 休\n")
    done = nianbao("calendar", "import", "days.txt", "--by", "王某", folder=tmp_path, **given)
    assert (done.returncode, done.stdout) == (0, "工作日历：导入3天，现有3天\n"), done.stderr
    (tmp_path / "wrong.txt").write_text("2026-02-04 休\n2026-02-30 班\n")
    wrong = nianbao("calendar", "import", "wrong.txt", folder=tmp_path, **given)
    assert wrong.returncode == 1
    assert "第2行" in wrong.stderr
    shown = json.loads(nianbao("calendar", "list", "--json", folder=tmp_path, **given).stdout)
    assert shown[-1] == {"day": "2026-02-07", "mark": "班"}
    mails_at(told, "2026-02-09 09:00", "2026-02-10 09:00")
    assert [m.period for m in daily(told)] == ["2026-02-02", "2026-02-10"]


LEADER = """
[[recipient]]
name = "分管科室"
email = "leader@qinghe.example"
office = "qinghe-office"
errors = false
digest = false
briefs = false
escalation = true
"""


def test_escalation_is_off_by_default_and_tells_others_of_the_office_once(told):
    with told.database.write() as session:
        import_registry(session, LEADER, told.settings.clock.now())
    mails_at(told, *LATER)
    assert daily(told, "leader@qinghe.example") == []
    mails_at(told, "2026-02-11 09:00", "2026-02-12 09:00", escalate_after=6)
    (mail,) = daily(told, "leader@qinghe.example")
    assert mail.period == "2026-02-11"  # six working days after it was told first
    subject, text = text_of(mail)
    assert "再次提醒：青禾市生态环境局1项" in subject
    assert "已于2月2日告知经办人员，至今未登记处理结果，现一并报送。" in text


@pytest.mark.parametrize(
    ("first", "last", "times", "today", "due"),
    [
        ("2026-02-02", "2026-02-02", 1, "2026-02-09", True),
        ("2026-02-02", "2026-02-02", 1, "2026-02-06", False),
        ("2026-02-02", "2026-02-02", 1, "2026-02-15", False),  # a day off
        ("2026-02-02", "2026-02-13", 2, "2026-02-14", False),  # the first reminder was late
        ("2026-02-02", "2026-02-09", 2, "2026-02-14", True),
        ("2026-02-02", "2026-02-14", 3, "2026-04-14", False),  # the digest goes on listing it
    ],
)
def test_working_days_are_counted_from_the_first_telling(first, last, times, today, due):
    first, last, today = map(date.fromisoformat, (first, last, today))
    assert is_due(first, last, times, today=today, steps=(5, 10), calendar=CHINA) is due
