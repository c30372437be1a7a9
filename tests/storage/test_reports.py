from __future__ import annotations

from dataclasses import replace

import pytest

from nianbao.report.form import KEYS
from nianbao.report.model import (
    Attachment,
    Change,
    Claim,
    Extra,
    Figure,
    Judgement,
    Misprint,
    Repair,
    Section,
    State,
    Unread,
    Verdict,
    Where,
)
from storage.queries import reports as report_queries
from storage.store import reports
from tests.storage.moments import DAY, NOON
from tests.storage.qinghe import duty, publish, report

FULL = replace(
    report(received=3, settled=2),
    figures={
        KEYS[0]: Figure("", State.BLANK, None, Where(0, 1, 2), remark="其中修订16件"),
        KEYS[40]: Figure("增27", State.NUMBER, 27, Where(1, 2, 3, 4), doubt="字迹不清"),
        "t2.fees.amount": Figure("1.2678", State.NUMBER, "12678", Where(0, 9)),
    },
    sections=(Section(1, "一、总体情况", "全年共公开……", 0),),
    dates=(Claim("2027-01-20", "visible", "发布日期：2027-01-20"),),
    attachments=(Attachment("a.docx", "附件"),),
    misprints=(Misprint("t3.denied_security", "危机“三安全”", "危及“三安全”", Where(1, 9)),),
    extras=(Extra("row", "法人小计", Where(1, 8)),),
    unread=(Unread("row", "其他主动公开文件", Where(0, 5)), Unread("image", "图1")),
    complete=False,
)
JUDGED = Judgement(
    verdicts={Verdict.HOLDS: 36, Verdict.BROKEN: 3, Verdict.DOUBTFUL: 1, Verdict.UNJUDGED: 0},
    repairs=(
        Repair(1, (Change("t3.settled.business", 1, 0),), ("t3.balance:business",), unique=True),
    ),
)


def keep(session, version, kept=FULL, judgement=JUDGED, *, rules="u1", now=NOON) -> int:
    return reports.keep_report(
        session,
        version,
        kept,
        judgement,
        reader_version="r1",
        rules_version=rules,
        now=now,
    )


def test_a_report_comes_back_as_it_was_read(qinghe):
    with qinghe.write() as session:
        number = keep(session, publish(session, NOON)[1])
    with qinghe.read() as session:
        stored = report_queries.report(session, number)
    assert stored.report == FULL
    assert stored.repairs == JUDGED.repairs
    assert stored.verdicts == {"holds": 36, "broken": 3, "doubtful": 1, "unjudged": 0}


def test_the_same_reader_again_replaces_what_it_said(qinghe):
    with qinghe.write() as session:
        version = publish(session, NOON)[1]
        first = keep(session, version)
        again = keep(session, version, report(received=1), Judgement(), rules="u2", now=NOON + DAY)
        stored = report_queries.report(session, again)
    assert first == again
    assert (stored.rules_version, stored.read_at, stored.judged_at) == ("u2", NOON, NOON + DAY)
    assert stored.report == report(received=1)
    assert stored.repairs == ()


def test_an_unreadable_file_says_why_and_has_no_figures(qinghe):
    with qinghe.write() as session:
        version = publish(session, NOON)[1]
        reports.keep_unreadable(
            session,
            version,
            "文件为图片，须人工核对",
            reader_version="r1",
            rules_version="u1",
            now=NOON,
        )
        stored = report_queries.report_of_version(session, version, "r1")
    assert stored is not None
    assert stored.report is None
    assert stored.unreadable == "文件为图片，须人工核对"


def test_a_reader_that_learns_to_read_a_file_takes_back_that_it_could_not(qinghe):
    with qinghe.write() as session:
        version = publish(session, NOON)[1]
        readers = {"reader_version": "r1", "rules_version": "u1", "now": NOON}
        reports.keep_unreadable(session, version, "不能识别", **readers)
        keep(session, version)
        stored = report_queries.report_of_version(session, version, "r1")
    assert stored is not None
    assert stored.unreadable == ""
    assert stored.report == FULL


def test_last_years_report_of_the_same_body_is_at_hand(qinghe):
    with qinghe.write() as session:
        keep(session, publish(session, NOON, year=2025)[1], report(carried_out=4))
        keep(session, publish(session, NOON, year=2026)[1], report(carried_in=3))
        keep(session, publish(session, NOON, "qinghe-office", 2025)[1], report(carried_out=9))
        before = report_queries.previous_report(session, duty(session, year=2026), "r1")
        none = report_queries.previous_report(session, duty(session, year=2025), "r1")
        mine = report_queries.report_of_duty(session, duty(session), "r1")
    assert before == report(carried_out=4)
    assert none is None
    assert mine is not None
    assert mine.report == report(carried_in=3)


def test_a_report_that_was_never_read_is_not_made_up(qinghe):
    with qinghe.write() as session:
        version = publish(session, NOON)[1]
        assert report_queries.report_of_version(session, version, "r1") is None
        with pytest.raises(LookupError):
            report_queries.report(session, 99)
