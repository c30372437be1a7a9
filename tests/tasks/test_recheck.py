"""The archive judged again: shown first, silent, taken back by mail, and safe to interrupt."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import date
from email import policy
from types import MappingProxyType

import pytest

from alerts.channel import EmailChannel, server_at
from nianbao.duty.model import ReportKind
from nianbao.report.judge import judge
from nianbao.report.model import READER_VERSION, RULES_VERSION
from storage.queries.documents import governing
from storage.queries.findings import findings, steps, told, untold
from storage.queries.journal import setting
from storage.queries.messages import pending
from storage.queries.recipients import recipients
from storage.queries.reports import report, report_of_version
from storage.queries.rules import crashes
from storage.registry import import_registry
from storage.store.duties import find_duty
from storage.store.findings import apply_findings
from storage.store.journal import keep_setting
from storage.store.reports import keep_report
from tasks.crashes import judged, keep_crashes
from tasks.deliver import deliver
from tasks.outbox import write_mails
from tasks.recheck import PROGRESS, Scope, recheck
from tasks.standings import standings
from tests.tasks.test_deliver import Server, listening

RULES = Scope(rules_only=True)
OFF = """
[[rule]]
rule = "t3.balance"
mode = "off"
reason = "例会议定"
author = "王某"
"""
BODY, YEAR = "qinghe-transport", 2025


@pytest.fixture
def server(stack):
    found = Server()
    found.url = stack.enter_context(listening(found))
    return found


def _send(yard, server):
    """Write every mail that is due now, and send it."""
    house = yard.house(EmailChannel(server_at(server.url)))
    standings(house)
    write_mails(house)
    with yard.database.read() as session:
        waiting = pending(session, house.now)
    for message in waiting:
        deliver(house, message)
    mails = [email.message_from_bytes(mime, policy=policy.default) for mime in server.taken]
    server.taken.clear()
    return mails


def _corrections(mails):
    return [mail for mail in mails if mail["X-Nianbao-Kind"] == "correction"]


def _text(mail):
    return mail.get_body(("plain",)).get_content()


def _read_all(yard):
    yard.at("2026-01-31 20:00")
    yard.work_off(yard.house())
    yard.at("2026-02-04 10:00")
    yard.work_off(yard.house())


def _duty(session):
    found = find_duty(session, BODY, YEAR, ReportKind.OWN)
    assert found is not None
    return found


def _as_read_by(yard, reader, **cells):
    """Make the report of one body one that an older reader read, with other figures.

    What the reader of today made of it is taken away, and its findings with it.
    """
    now = yard.settings.clock.now()
    with yard.database.write() as session:
        duty = _duty(session)
        found = governing(session, duty, READER_VERSION)
        read = report(session, found.report_id).report
        figures = dict(read.figures) | {
            place: replace(read.figures[place], value=value, printed=str(value))
            for place, value in cells.items()
        }
        older = replace(read, figures=MappingProxyType(figures))
        said = judge(older)
        connection = session.connection()
        for table in ("finding_events", "message_findings", "findings"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql(f"DELETE FROM reports WHERE id = {found.report_id}")
        stamps = {"reader_version": reader, "rules_version": RULES_VERSION, "now": now}
        keep_report(session, found.version_id, older, said, **stamps)
        apply_findings(session, duty, found.version_id, said, now)
    return said


def _rules(yard, **wanted):
    with yard.database.read() as session:
        return {v.finding.identity: v for v in findings(session, **wanted) if v.body == BODY}


def _tampered(yard):
    """What an older reader would have said that is not so, and what is so."""
    _read_all(yard)
    sound = set(_rules(yard))
    said = _as_read_by(yard, "older", **{"t3.received.person": 40})
    return {f.identity for f in said.findings} - sound


def test_a_misreading_that_was_told_is_taken_back_by_mail_once(yard, server):
    false = _tampered(yard)
    assert "t3.balance:person" in false
    _send(yard, server)
    yard.at("2026-02-05 10:00")
    (first,) = [m for m in _send(yard, server) if m["X-Nianbao-Kind"] == "daily"]
    assert "自然人" in _text(first)
    yard.at("2026-02-06 10:00")
    assert recheck(yard.house(), Scope(), processes=0).told > 0
    assert {_rules(yard)[name].state.value for name in false} == {"resolved"}
    (mail,) = _corrections(_send(yard, server))
    assert mail["To"].addresses[0].addr_spec == "gongkai@qinghe.example"
    text = _text(mail)
    assert "2026年2月5日10时的提醒中写道" in text
    assert "系统读取有误（报告本身没有变化）" in text
    assert "致歉" in text
    assert "表三列勾稽" in text
    yard.at("2026-02-07 10:00")
    recheck(yard.house(), Scope(), processes=0)
    assert _corrections(_send(yard, server)) == []


def test_who_was_not_told_gets_no_correction(yard, server):
    _tampered(yard)
    recheck(yard.house(), Scope(), processes=0)
    yard.at("2026-02-05 10:00")
    assert _corrections(_send(yard, server)) == []


def test_a_step_says_that_the_reader_changed_and_not_the_report(yard):
    false = _tampered(yard)
    recheck(yard.house(), Scope(), processes=0)
    with yard.database.read() as session:
        happened = {
            (step.what, step.cause)
            for name in false
            for step in steps(session, _rules(yard)[name].id)[1:]
        }
    assert happened == {("retracted", "reader"), ("resolved", "reader")}


def test_a_dry_run_shows_what_the_recheck_then_does_and_writes_nothing(yard):
    false = _tampered(yard)
    before = yard.counts()
    shown = recheck(yard.house(), Scope(), dry_run=True, processes=0)
    assert yard.counts() == before
    assert {_rules(yard)[name].state.value for name in false} == {"open"}
    done = recheck(yard.house(), Scope(), processes=0)
    ours = {step: n for step, n in shown.steps.items() if step.rule.startswith(("t3", "t4"))}
    assert ours
    assert ours == {step: n for step, n in done.steps.items() if step.rule.startswith(("t3", "t4"))}


def test_what_a_newer_reader_finds_opens_silently(yard, server):
    _read_all(yard)
    broken = {n for n, v in _rules(yard).items() if v.finding.relation == "t3.balance:business"}
    assert broken
    with yard.database.read() as session:
        read = report(session, governing(session, _duty(session), READER_VERSION).report_id).report
    settled = read.figures["t3.settled.business"]
    assert settled.value == 1
    _as_read_by(yard, "older", **{"t3.settled.business": 0})
    assert not broken & set(_rules(yard))
    recheck(yard.house(), Scope(), processes=0)
    opened = _rules(yard)["t3.balance:business"]
    assert (opened.state, opened.baseline) == ("open", True)
    _send(yard, server)
    yard.at("2026-02-05 10:00")
    _send(yard, server)
    with yard.database.read() as session:
        for recipient in recipients(session):
            ids = {view.id for view in untold(session, recipient.id, date(2026, 2, 5))}
            assert opened.id not in ids
        assert told(session, opened.id) == ()


def test_a_rule_that_is_switched_off_takes_back_what_it_said(yard, server):
    _read_all(yard)
    with yard.database.write() as session:
        session.connection().exec_driver_sql("UPDATE findings SET baseline = false")
    _send(yard, server)
    yard.at("2026-02-05 10:00")
    assert any("商业企业" in _text(mail) for mail in _send(yard, server))
    yard.at("2026-02-06 10:00")
    with yard.database.write() as session:
        import_registry(session, OFF, yard.settings.clock.now())
    shown = recheck(yard.house(), RULES, dry_run=True, processes=0)
    done = recheck(yard.house(), RULES, processes=0)
    assert shown.steps == done.steps
    assert {(s.what, s.rule, s.cause.value) for s in done.steps} == {
        ("retracted", "t3.balance", "rule"),
        ("resolved", "t3.balance", "rule"),
    }
    (mail,) = _corrections(_send(yard, server))
    assert "核对规则调整" in _text(mail)
    assert "读取有误" not in _text(mail)


def test_a_recheck_of_what_was_judged_by_todays_rules_changes_nothing(yard):
    _read_all(yard)
    before = yard.counts()
    done = recheck(yard.house(), Scope(), processes=0)
    assert done.duties >= 3
    assert done.steps == {}
    assert {n: c for n, c in yard.counts().items() if n != "settings"} == {
        n: c for n, c in before.items() if n != "settings"
    }


def test_older_rules_are_stamped_anew_so_that_no_worker_reads_the_bytes_again(yard):
    _read_all(yard)
    with yard.database.write() as session:
        connection = session.connection()
        connection.exec_driver_sql("UPDATE reports SET rules_version = 'older', broken = 99")
        connection.exec_driver_sql("UPDATE findings SET rules_version = 'older'")
    recheck(yard.house(), RULES, processes=0)
    with yard.database.read() as session:
        found = governing(session, _duty(session), READER_VERSION)
        stored = report_of_version(session, found.version_id, READER_VERSION)
    assert stored.rules_version == RULES_VERSION
    assert stored.verdicts["broken"] == judge(stored.report).verdicts["broken"] < 99


def test_an_interrupted_recheck_goes_on_where_it_stopped(yard):
    _read_all(yard)
    whole = recheck(yard.house(), RULES, processes=0).duties

    def stop(tally):
        if tally.duties == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recheck(yard.house(), RULES, processes=0, batch=1, heard=stop)
    assert recheck(yard.house(), RULES, processes=0, batch=1).duties == whole - 2
    assert recheck(yard.house(), RULES, processes=0, batch=1).duties == whole


def test_another_scope_or_setting_begins_at_the_beginning(yard):
    _read_all(yard)
    with yard.database.read() as session:
        assert setting(session, PROGRESS) is None
    whole = recheck(yard.house(), RULES, processes=0).duties
    with yard.database.write() as session:
        kept = setting(session, PROGRESS)
        now = yard.settings.clock.now()
        keep_setting(session, PROGRESS, kept | {"after": 10_000}, who="", now=now)
    assert recheck(yard.house(), RULES, processes=0).duties == 0
    with yard.database.write() as session:
        keep_setting(session, PROGRESS, kept | {"after": 10_000}, who="", now=now)
        import_registry(session, OFF, now)
    assert recheck(yard.house(), RULES, processes=0).duties == whole


def test_year_and_office_narrow_what_is_judged(yard):
    _read_all(yard)
    house = yard.house()
    assert recheck(house, Scope(year=1999), processes=0).duties == 0
    own = recheck(house, Scope(office="qinghe-office"), processes=0).duties
    assert own == recheck(house, RULES, processes=0).duties > 0
    assert recheck(house, Scope(office="qinghe-ecology"), processes=0).duties <= 1


@pytest.mark.parametrize("yard_of", ["yard", "postgres_yard"])
def test_two_processes_do_the_same_as_one(yard_of, request):
    yard = request.getfixturevalue(yard_of)
    _read_all(yard)
    with yard.database.write() as session:
        import_registry(session, OFF, yard.settings.clock.now())
    shown = recheck(yard.house(), RULES, dry_run=True, processes=0)
    done = recheck(yard.house(), RULES, processes=2, batch=1)
    assert done.steps == shown.steps != {}
    assert done.duties == shown.duties


class Crashing:
    """A check with a fault."""

    def findings(self, report, beside):
        yield from ()
        raise KeyError("t9")

    def evaluated(self, report, beside):
        yield "section.thin"


def test_a_check_that_crashes_passes_nothing_and_the_others_go_on(yard, server):
    _read_all(yard)
    with yard.database.read() as session:
        found = governing(session, _duty(session), READER_VERSION)
        read = report(session, found.report_id).report
    with pytest.raises(KeyError):
        judge(read, checks=(Crashing(),))
    said, met = judged(read, checks=(Crashing(),))
    assert [crash.check for crash in met] == ["Crashing"]
    assert "section.thin" not in said.evaluated
    assert said.findings == judge(read, checks=()).findings
    _send(yard, server)
    yard.at("2026-02-05 10:00")
    with yard.database.write() as session:
        keep_crashes(session, met, found.version_id, yard.settings.clock.now())
        (kept,) = crashes(session, RULES_VERSION)
    mails = [m for m in _send(yard, server) if m["To"].addresses[0].username == "admin"]
    (mail,) = mails
    assert kept.trace_id == met[0].trace_id
    assert "Crashing" in _text(mail)
    assert met[0].trace_id in _text(mail)
    assert "KeyError" in _text(mail)
