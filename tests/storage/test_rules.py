"""Rules as they are set: imported, in force for a body, on trial, and promoted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nianbao.report.grading import Grade, Mode
from nianbao.report.model import Finding, Judgement, Severity
from storage.queries import findings as finding_queries
from storage.queries.journal import audit_log
from storage.queries.messages import messages
from storage.queries.private import untold_in_private
from storage.queries.recipients import recipients
from storage.queries.retractions import unretracted
from storage.queries.rules import crashes, grades, office_grades, rule_settings, shadow_counts
from storage.registry import Refused, export_rules, import_registry
from storage.rows.messages import Role
from storage.store import outbox, reports
from storage.store.crashes import keep_crash
from storage.store.findings import apply_findings
from storage.store.outbox import NewMessage, message_id
from tests.storage.moments import DAY, HOUR, NOON
from tests.storage.qinghe import broken, duty, publish, report

SET = """
[[rule]]
rule = "t3.balance"
mode = "off"
reason = "例会议定"
author = "王某"

[[rule]]
rule = "t3.balance"
office = "yunting-office"
mode = "shadow"
severity = "warning"
reason = "县里先试一年"
author = "李某"
"""
OFF, TRIAL, ON = Grade(Mode.OFF), Grade(Mode.SHADOW), Grade()
ABOUT = frozenset({"t3.balance:business"})


def judge(session, now, grade, *found, year=2026):
    """Judge the same report of one body again with its rule set in a way."""
    number = duty(session, "qinghe-jtj", year)
    _, version = publish(session, now, year=year)
    said = Judgement(findings=found, evaluated=ABOUT)
    kept = report(received=0, settled=1)
    stamps = {"reader_version": "r1", "rules_version": "u1"}
    reports.keep_report(session, version, kept, said, **stamps, now=now)
    return apply_findings(session, number, version, said, now, grades={"t3.balance": grade})


def _authority(session):
    (recipient,) = recipients(session, role=Role.AUTHORITY)
    return recipient.id


def tell(session, ids, now, kind="daily"):
    (recipient,) = recipients(session, role=Role.AUTHORITY)
    period = now.isoformat()
    name = message_id(recipient.id, kind, period, "qinghe.example")
    put = outbox.put(session, NewMessage(recipient.id, kind, period, name, b"", ids), now)
    assert put is not None
    outbox.claim(session, put, now, now + HOUR)
    return recipient.id


def steps(session, number):
    return [(step.what, step.cause) for step in finding_queries.steps(session, number)]


def test_rules_are_set_by_import_and_exported_as_they_were(qinghe):
    with qinghe.write() as session:
        done = import_registry(session, SET, NOON)
        assert done.added == {"rule": 2}
        assert import_registry(session, SET, NOON).unchanged == {"rule": 2}
        assert import_registry(session, export_rules(session), NOON).unchanged == {"rule": 2}
        assert {(s.office, s.reason, s.author) for s in rule_settings(session)} == {
            ("", "例会议定", "王某"),
            ("yunting-office", "县里先试一年", "李某"),
        }
        told = [
            (e.who, e.what, e.subject, e.detail["mode"])
            for e in audit_log(session)
            if e.what == "rule_set"
        ]
    assert told == [
        ("李某", "rule_set", "t3.balance", "shadow"),
        ("王某", "rule_set", "t3.balance", "off"),
    ]


def test_what_holds_for_a_body_is_what_its_nearest_office_set(qinghe):
    with qinghe.write() as session:
        import_registry(session, SET, NOON)
        county, city = duty(session, "yunting-nyj"), duty(session, "qinghe-jtj")
        held = grades(session, (county, city), NOON.date())
        assert held[county]["t3.balance"] == Grade(Mode.SHADOW, Severity.WARNING)
        assert held[city]["t3.balance"] == OFF
        own = office_grades(session, "yunting-office", NOON.date())
        assert own["t3.balance"].mode is Mode.SHADOW
        with pytest.raises(LookupError, match="nowhere"):
            office_grades(session, "nowhere", NOON.date())


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('rule = "t3.none"', "没有规则"),
        ('rule = "read.unreadable"', "不能停用"),
        ('rule = "privacy.personal"', "不能停用"),
        ('rule = "t3.row"\noffice = "nowhere"', "没有登记机构"),
        ('rule = "t3.row"\noffice = "qinghe-office"\ndivision = "990100"', "只能写一项"),
        ('rule = "t3.row"\nseverity = "task"', "severity"),
        ('rule = "t3.row"\nmode = "quiet"', "mode"),
    ],
)
def test_a_setting_that_cannot_hold_is_refused_with_its_place(qinghe, line, complaint):
    text = f'[[rule]]\n{line}\nreason = "x"\nauthor = "y"\n'
    with pytest.raises(Refused) as refused, qinghe.write() as session:
        import_registry(session, text, NOON)
    assert "[[rule]]第1项" in str(refused.value)
    assert complaint in str(refused.value)


def test_a_setting_without_a_reason_or_an_author_is_refused(qinghe):
    for missing in ('reason = "x"', 'author = "y"'):
        with pytest.raises(Refused, match="缺少此项"), qinghe.write() as session:
            import_registry(session, f'[[rule]]\nrule = "t3.row"\n{missing}\n', NOON)


def test_a_rule_on_trial_is_counted_and_told_to_nobody(qinghe):
    with qinghe.write() as session:
        (number,) = judge(session, NOON, TRIAL, broken()).opened
        (recipient,) = recipients(session, role=Role.AUTHORITY)
        assert finding_queries.untold(session, recipient.id, NOON.date()) == ()
        assert finding_queries.new_errors(session, "qinghe-office", NOON - DAY, NOON + DAY) == ()
        assert finding_queries.findings(session, office="qinghe-office", on=NOON.date()) == ()
        assert finding_queries.step_counts(session, "qinghe-office", NOON - DAY, NOON + DAY) == {}
        assert finding_queries.rule_counts(session) == {}
        assert [one.id for one in finding_queries.findings(session, shadow=True)] == [number]
        assert shadow_counts(session) == {"t3.balance": 1}


def test_a_rule_that_is_promoted_opens_silently_what_it_found(qinghe):
    with qinghe.write() as session:
        (number,) = judge(session, NOON, TRIAL, broken()).opened
        judge(session, NOON + HOUR, ON, broken())
        (recipient,) = recipients(session, role=Role.AUTHORITY)
        assert finding_queries.untold(session, recipient.id, NOON.date()) == ()
        (found,) = finding_queries.findings(session)
        assert (found.id, found.state, found.baseline) == (number, "open", True)
        assert steps(session, number)[-1] == ("promoted", "rule")


def test_a_rule_that_is_off_resolves_what_it_had_found_even_unevaluated(qinghe):
    with qinghe.write() as session:
        (number,) = judge(session, NOON, ON, broken()).opened
        recipient = tell(session, (number,), NOON)
        assert judge(session, NOON + HOUR, OFF, broken()).resolved == (number,)
        assert steps(session, number)[1:] == [("retracted", "rule"), ("resolved", "rule")]
        (fallen,) = unretracted(session, recipient)
        assert (fallen.finding_id, fallen.cause, fallen.said) == (number, "rule", broken().message)
        (again,) = judge(session, NOON + DAY, ON, broken()).reopened
        assert again == number
        assert unretracted(session, recipient) == ()


def test_a_rule_that_is_only_quieter_takes_nothing_back(qinghe):
    with qinghe.write() as session:
        (number,) = judge(session, NOON, ON, broken()).opened
        recipient = tell(session, (number,), NOON)
        judge(session, NOON + HOUR, Grade(severity=Severity.NOTE), broken())
        assert finding_queries.findings(session)[0].finding.severity is Severity.NOTE
        assert unretracted(session, recipient) == ()


def test_an_error_that_became_a_doubt_is_taken_back(qinghe):
    with qinghe.write() as session:
        (number,) = judge(session, NOON, ON, broken()).opened
        recipient = tell(session, (number,), NOON)
        doubt = replace(broken(), severity=Severity.WARNING, certain=False)
        said = Judgement(findings=(doubt,), evaluated=ABOUT)
        _, version = publish(session, NOON)
        stamps = {"reader_version": "r2", "rules_version": "u1", "now": NOON + HOUR}
        reports.keep_report(session, version, report(received=0, settled=1), said, **stamps)
        apply_findings(session, duty(session), version, said, NOON + HOUR, baseline=True)
        (fallen,) = unretracted(session, recipient)
        assert (fallen.finding_id, fallen.cause) == (number, "reader")


def test_what_was_told_in_a_digest_is_taken_back_too_and_each_once(qinghe):
    with qinghe.write() as session:
        (number,) = judge(session, NOON, ON, broken()).opened
        recipient = tell(session, (number,), NOON, kind="digest")
        judge(session, NOON + HOUR, OFF)
        assert len(unretracted(session, recipient)) == 1
        tell(session, (number,), NOON + 2 * HOUR, kind="correction")
        assert unretracted(session, recipient) == ()
        judge(session, NOON + DAY, ON, broken())
        judge(session, NOON + DAY + HOUR, OFF)
        assert unretracted(session, recipient) == (), "nobody was told of it again"
        judge(session, NOON + 2 * DAY, ON, broken())
        tell(session, (number,), NOON + 2 * DAY + HOUR)
        judge(session, NOON + 3 * DAY, OFF)
        (again,) = unretracted(session, recipient)
        assert again.told == NOON + 2 * DAY + HOUR


def test_a_correction_that_reached_nobody_is_made_again(qinghe):
    with qinghe.write() as session:
        (number,) = judge(session, NOON, ON, broken()).opened
        recipient = tell(session, (number,), NOON)
        judge(session, NOON + HOUR, OFF)
        tell(session, (number,), NOON + 2 * HOUR, kind="correction")
        assert unretracted(session, recipient) == ()
        (refused,) = messages(session, "correction")
        outbox.failed(session, refused.id, None, "550 mailbox full", now=NOON + 3 * HOUR)
        (again,) = unretracted(session, recipient)
        assert again.finding_id == number


def test_what_may_have_arrived_before_it_was_given_up_is_taken_back(qinghe):
    with qinghe.write() as session:
        (number,) = judge(session, NOON, ON, broken()).opened
        recipient = tell(session, (number,), NOON)
        (lost,) = messages(session, "daily")
        outbox.failed(session, lost.id, NOON, "connection lost", maybe_taken=True)
        outbox.claim(session, lost.id, NOON, NOON + HOUR)
        outbox.failed(session, lost.id, None, "554 said already", now=NOON)
        judge(session, NOON + HOUR, OFF)
        (fallen,) = unretracted(session, recipient)
        assert fallen.finding_id == number


def test_what_was_told_in_private_and_is_misread_is_taken_back_from_whom_it_was_told(qinghe):
    masked = replace(broken(), severity=Severity.PRIVATE)
    with qinghe.write() as session:
        (number,) = judge(session, NOON, ON, masked).opened
        (found,) = untold_in_private(session, _authority(session), NOON.date())
        assert found.id == number
        recipient = tell(session, (number,), NOON, kind="private")
        assert untold_in_private(session, recipient, NOON.date()) == ()
        assert unretracted(session, recipient) == ()
        judge(session, NOON + HOUR, OFF)
        (fallen,) = unretracted(session, recipient)
        assert (fallen.finding_id, fallen.cause) == (number, "rule")


def test_a_digest_that_listed_an_error_does_not_count_as_telling_it_at_once(qinghe):
    with qinghe.write() as session:
        (number,) = judge(session, NOON, ON, broken()).opened
        recipient = tell(session, (number,), NOON, kind="digest")
        (found,) = finding_queries.untold(session, recipient, NOON.date())
        assert found.id == number


def test_a_corrected_report_is_no_retraction(qinghe):
    with qinghe.write() as session:
        (number,) = judge(session, NOON, ON, broken()).opened
        recipient = tell(session, (number,), NOON)
        _, version = publish(session, NOON + HOUR, content=b"corrected")
        said = Judgement(evaluated=ABOUT)
        stamps = {"reader_version": "r1", "rules_version": "u1", "now": NOON + HOUR}
        reports.keep_report(session, version, report(received=1, settled=1), said, **stamps)
        apply_findings(session, duty(session), version, said, NOON + HOUR)
        assert steps(session, number)[-1] == ("resolved", "report")
        assert unretracted(session, recipient) == ()


def test_a_dutys_state_goes_with_its_rule(qinghe):
    missing = Finding("duty.missing", Severity.ERROR, "截至2027年2月2日未检索到")
    said = Judgement(findings=(missing,), evaluated=frozenset({"duty.missing"}))
    with qinghe.write() as session:
        number = duty(session)
        (found,) = apply_findings(session, number, None, said, NOON).opened
        off = {"duty.missing": OFF}
        assert apply_findings(session, number, None, said, NOON + HOUR, grades=off).resolved
        assert steps(session, found)[1:] == [("retracted", "rule"), ("resolved", "rule")]


def test_a_fault_is_kept_once_with_the_report_that_it_met_first(qinghe):
    with qinghe.write() as session:
        first, second = (
            publish(session, NOON, body)[1] for body in ("qinghe-jtj", "qinghe-office")
        )
        for number, version in enumerate((first, second, first)):
            keep_crash(
                session,
                "abc",
                "u1",
                version_id=version,
                check="carry",
                error="KeyError: 'x'",
                trace="…",
                now=NOON + number * HOUR,
            )
        (met,) = crashes(session, "u1")
        assert (met.version_id, met.reports, met.first_at, met.last_at) == (
            first,
            3,
            NOON,
            NOON + 2 * HOUR,
        )
        assert crashes(session, "u2") == ()
