"""Which setting of a rule holds for a body, and how loud it makes a finding."""

from __future__ import annotations

import pytest

from nianbao.report.catalogue import RULES
from nianbao.report.grading import (
    AS_IT_IS,
    Grade,
    Mode,
    RuleSetting,
    effective,
    gradable,
    graded,
    stamp,
)
from nianbao.report.model import Finding, Severity, Verdict

BROKEN = Finding("t3.balance", Severity.ERROR, "…", "t3.balance:person", Verdict.BROKEN)
DOUBTFUL = Finding("t3.balance", Severity.WARNING, "…", "t3.balance:person", Verdict.DOUBTFUL)
UNCERTAIN = Finding("t3.balance", Severity.WARNING, "…", certain=False)
WARNING, NOTE, ERROR = Severity.WARNING, Severity.NOTE, Severity.ERROR


def _set(mode=Mode.OFF, office="", division=""):
    return RuleSetting("t3.row", Grade(mode), "例会议定", "王某", office, division)


@pytest.mark.parametrize(
    ("offices", "division", "mode"),
    [
        (["yunting-office", "qinghe-office"], "990121", Mode.ON),
        (["qinghe-office", "yunting-office"], "990121", Mode.SHADOW),
        ([], "990121", Mode.OFF),
        ([], "990100", Mode.SHADOW),
        ([], "990200", Mode.OFF),
    ],
)
def test_the_nearest_office_decides_then_the_longest_division(offices, division, mode):
    settings = [
        _set(Mode.OFF),
        _set(Mode.SHADOW, division="990100"),
        _set(Mode.OFF, division="990121"),
        _set(Mode.ON, office="yunting-office"),
        _set(Mode.SHADOW, office="qinghe-office"),
    ]
    assert effective(settings, offices, division)["t3.row"].mode is mode


def test_what_is_set_elsewhere_does_not_hold_here():
    settings = [_set(division="990100"), _set(office="qinghe-office")]
    assert effective(settings, ["sheng-office"], "980000") == {}
    assert effective(settings, [], "") == {}


@pytest.mark.parametrize(
    ("finding", "wanted", "becomes"),
    [
        (BROKEN, WARNING, WARNING),
        (BROKEN, NOTE, NOTE),
        (DOUBTFUL, NOTE, NOTE),
        (DOUBTFUL, ERROR, WARNING),
        (UNCERTAIN, ERROR, WARNING),
        (Finding("carry.in", WARNING, "…"), ERROR, ERROR),
        (Finding("carry.in", WARNING, "…", certain=False), ERROR, WARNING),
        (Finding("privacy.personal", Severity.PRIVATE, "…"), NOTE, Severity.PRIVATE),
    ],
)
def test_a_setting_never_makes_a_finding_surer_than_it_is(finding, wanted, becomes):
    assert graded(finding, Grade(severity=wanted)).severity is becomes


def test_a_finding_says_how_its_rule_was_set():
    assert stamp("u1", AS_IT_IS) == "u1"
    assert stamp("u1", Grade(Mode.SHADOW, WARNING)) == "u1/shadow/warning"


def test_what_nobody_could_read_and_what_is_private_cannot_be_set():
    kept = {rule.code for rule in RULES if not gradable(rule)}
    assert {"read.unreadable", "duty.unverifiable"} <= kept
    assert all(
        rule.severity in {Severity.TASK, Severity.PRIVATE} for rule in RULES if rule.code in kept
    )
