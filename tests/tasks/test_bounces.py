"""A mail that was taken and came back: a real server's notice, the outbox, the next mails."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart

import pytest

from alerts.bounces import NoNotice, bounces
from alerts.channel import EmailChannel, server_at
from tests.cli.command import nianbao
from tests.tasks.smtp import Scripted, listening

OFFICE = "gongkai@qinghe.example"


def notice(original: bytes, *, action: str = "failed", headers_only: bool = False) -> bytes:
    """What a mail server sends back, after RFC 3464."""
    mail = EmailMessage()
    mail["From"] = "MAILER-DAEMON@qinghe.example"
    mail["To"] = "nianbao@nianbao.example"
    mail["Subject"] = "Undelivered Mail Returned to Sender"
    mail.set_content("I'm sorry to have to inform you …")
    mail.make_mixed()
    mail.replace_header("Content-Type", 'multipart/report; report-type="delivery-status"')
    status = (
        "Reporting-MTA: dns; mx.qinghe.example\n\n"
        f"Final-Recipient: rfc822; {OFFICE}\nAction: {action}\nStatus: 5.2.2\n"
        "Diagnostic-Code: smtp; 552 mailbox\n full\n"
    )
    kind = b"text/rfc822-headers" if headers_only else b"message/rfc822"
    back = original.partition(b"\r\n\r\n")[0] + b"\r\n" if headers_only else original
    written = mail.as_bytes()  # the border is chosen now
    border = mail.get_boundary().encode()
    raw = written.partition(b"--" + border + b"--")[0]
    return b"".join(
        [
            raw,
            b"--" + border + b"\nContent-Type: message/delivery-status\n\n",
            status.encode(),
            b"\n--" + border + b"\nContent-Type: " + kind + b"\n\n",
            back,
            b"\n--" + border + b"--\n",
        ]
    )


def _text(message):
    mail = message_from_bytes(message.mime, policy=policy.default)
    return mail.get_body(("plain",)).get_content()


def _kinds(yard, kind):
    return [(m.period, m.state.value) for m in yard.messages() if m.kind == kind]


@pytest.fixture
def run(yard, tmp_path):
    given = {name: str(value) for name, value in yard.settings.model_dump().items()}
    return lambda *arguments: nianbao("bounces", *arguments, folder=tmp_path, **given)


def test_what_came_back_is_told_to_administrators_and_told_again(yard, run, stack, tmp_path):
    server = Scripted()
    channel = EmailChannel(server_at(stack.enter_context(listening(server))))
    for moment in ("2026-01-31 20:00", "2026-02-01 09:00"):
        yard.at(moment)
        yard.work_off(yard.house(channel))
    ((_, daily),) = [
        (address, data)
        for address, data in server.taken
        if address == OFFICE and b"X-Nianbao-Kind: daily" in data
    ]
    (tmp_path / "delay.eml").write_bytes(notice(daily, action="delayed"))
    (tmp_path / "back.eml").write_bytes(notice(daily))
    waits = run("delay.eml", "--json")
    assert (waits.returncode, json.loads(waits.stdout)[0]["outcome"]) == (0, "对方仍在重试，未登记")
    assert _kinds(yard, "daily") == [("2026-02-01", "delivered")]
    first, again = run("back.eml", "--json"), run("back.eml", "--json")
    assert json.loads(first.stdout) == [
        {
            "file": "back.eml",
            "address": OFFICE,
            "outcome": "已登记未送达",
            "words": "5.2.2 552 mailbox full",
        }
    ]
    assert json.loads(again.stdout)[0]["outcome"] == "此前已登记"
    yard.at("2026-02-02 09:00")
    yard.work_off(yard.house(channel))
    assert _kinds(yard, "daily") == [("2026-02-01", "failed"), ("2026-02-02", "delivered")]
    (told,) = (m for m in yard.messages() if m.kind == "admin")
    assert "已停止发送，对方答复：退信：5.2.2 552 mailbox full" in _text(told)


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_notice_names_the_mail_that_came_back(headers_only):
    original = b"Message-ID: <daily.2026-02-01.abc@nianbao.example>\r\nSubject: x\r\n\r\nbody\r\n"
    (found,) = bounces(notice(original, headers_only=headers_only))
    assert found.message_id == "<daily.2026-02-01.abc@nianbao.example>"
    assert (found.address, found.final) == (OFFICE, True)


def _on_leave() -> bytes:
    mail = EmailMessage()
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content("本人休假")
    mail.make_mixed()
    part = MIMEPart()
    part.set_content(EmailMessage())
    mail.attach(part)
    return mail.as_bytes()


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"Subject: x\n\nhello", _on_leave()])
def test_what_is_no_notice_is_refused_in_words(data):
    with pytest.raises(NoNotice, match="退信通知"):
        bounces(data)


def test_a_notice_about_somebody_elses_mail_changes_nothing(run, tmp_path):
    (tmp_path / "strange.eml").write_bytes(notice(b"Message-ID: <x@y.example>\r\n\r\n\r\n"))
    done = run("strange.eml", "none.eml")
    assert done.returncode == 1
    assert "不是本系统的邮件" in done.stdout
    assert "未能读取" in done.stdout
