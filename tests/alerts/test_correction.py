"""更正说明: what was said, when, and that it is withdrawn; and the administrators' faults."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alerts import words
from alerts.admin import admin
from alerts.correction import ASK, OURS, SHOWN, correction
from alerts.mail import compose
from alerts.model import (
    AdminView,
    CheckFault,
    CorrectionView,
    Fault,
    MailKind,
    Recipient,
    Withdrawn,
)
from nianbao.clock import parse

OFFICE = Recipient("1", "青禾市人民政府办公室", "zwgk@qinghe.example")
SAID = "表三“商业企业”列：一（0）＋二（0）＝0；三（七）（1）＋四（0）＝1。两边不等，相差1。"
ONE = Withdrawn(
    "青禾市交通运输局",
    2025,
    "t3.balance",
    SAID,
    parse("2026-02-02 09:00"),
    Fault.MISREAD,
    "青禾市交通运输局2025年政府信息公开工作年度报告",
    "https://www.qinghe.example/zwgk/nb/528871.html",
)
OTHER = replace(ONE, body="青禾市生态环境局", rule="t4.sum", fault=Fault.RULE)


def _letter(*items):
    return correction(CorrectionView(OFFICE, parse("2026-02-03 09:05"), items))


def test_without_anything_withdrawn_there_is_no_mail():
    assert _letter() is None


def test_a_correction_says_what_was_said_when_and_why_it_is_withdrawn():
    letter = _letter(ONE)
    assert letter.subject == "〔年报核查·更正说明〕青禾市交通运输局：此前提醒的1处情况撤回"
    for part in (letter.text, letter.html):
        assert SAID in part
        assert "2026年2月2日9时" in part
        assert "系统读取有误" in part
        assert "致歉" in part
        assert "无需因此更正报告" in part
        assert words.INTERNAL in part


def test_a_changed_rule_is_not_called_a_misreading():
    letter = _letter(OTHER)
    assert "核对规则调整（报告本身没有变化）" in letter.text
    assert "读取有误" not in letter.text
    assert "不能成立" not in letter.text, "a rule that was switched off proves nothing wrong"


def test_bodies_are_grouped_and_both_reasons_counted():
    letter = _letter(OTHER, ONE, replace(ONE, rule="t3.row"))
    assert "有3处现予撤回（系统读取有误的2处，核对规则调整的1处）" in letter.text
    assert letter.text.count("━━ 青禾市交通运输局 2025年年度报告 ━━") == 1
    assert "青禾市交通运输局、青禾市生态环境局：此前提醒的3处" in letter.subject


def test_a_very_long_correction_counts_what_it_does_not_show():
    many = [replace(ONE, told=ONE.told.replace(day=1 + n % 28)) for n in range(SHOWN + 5)]
    letter = _letter(*many)
    assert letter.text.count(SAID) == SHOWN
    assert "青禾市交通运输局2025年年度报告：5处" in letter.text
    assert f"此前提醒的{SHOWN + 5}处" in letter.subject


def test_a_correction_says_nothing_that_is_not_said_and_becomes_a_mail():
    letter = _letter(ONE, OTHER)
    said = letter.subject + letter.text + letter.html + OURS + ASK
    assert [word for word in words.FORBIDDEN if word in said] == []
    mime = compose(
        letter, OFFICE, sender="n@n.example", message_id="<a@n>", date=parse("2026-02-03")
    )
    assert b"X-Nianbao-Kind: correction" in mime
    assert letter.kind is MailKind.CORRECTION


@pytest.mark.parametrize("part", ["text", "html"])
def test_what_a_report_printed_cannot_become_markup(part):
    letter = _letter(replace(ONE, said="<script>alert(1)</script>"))
    assert ("<script>" in getattr(letter, part)) is (part == "text")


def test_an_administrator_is_told_of_a_check_that_crashed():
    fault = CheckFault(
        "carry",
        "KeyError: 't3'",
        "0a1b2c3d4e5f",
        7,
        parse("2026-02-02 09:00"),
        "某报告",
        "https://www.qinghe.example/1.html",
    )
    letter = admin(AdminView(OFFICE, parse("2026-02-03 09:00"), (), faults=(fault,)))
    assert letter.subject == "〔年报运维〕1处核对程序异常"
    for part in (letter.text, letter.html):
        for word in ("carry", "0a1b2c3d4e5f", "7份次", "某报告", "未作核对"):
            assert word in part
    assert "网站未能完整读取" not in letter.text


def test_what_was_called_not_seen_is_quoted_by_its_state_and_by_no_later_reading():
    unseen = replace(
        ONE, rule="duty.missing", fault=Fault.UNSEEN, said="截至2026年2月3日6时50分未检索到"
    )
    letter = _letter(unseen)
    assert "2026年2月2日9时的提醒中列为“逾期未见公布”（未检索到）" in letter.text
    assert "列为“逾期未见公布”（未检索到）" in letter.html
    assert "2月3日6时50分" not in letter.text + letter.html
