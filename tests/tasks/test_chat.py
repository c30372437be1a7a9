"""Chats as a second way to a recipient: the same rows, the same promises, other words."""

from __future__ import annotations

import json
import threading
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from alerts.channel import OutboxChannel, TryAgain, Unsure
from alerts.chat_text import LONGEST
from storage.queries.messages import undelivered
from storage.queries.recipients import recipients
from storage.registry import import_registry
from storage.registry.complaint import Refused as Complaint
from storage.rows.messages import Route
from storage.store.outbox import NewMessage, put
from tasks.deliver import deliver

HEAD = "Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
SECRET = "abcdef0123456789"
CHAT = f"""
[[recipient]]
name = "青禾市政务公开办"
email = "gongkai@qinghe.example"
office = "qinghe-office"
chat = "wecombot://{SECRET}"
"""
ALONE = f"""
[[recipient]]
name = "青禾市政务公开办"
email = "gongkai@qinghe.example"
office = "qinghe-office"
active = false
[[recipient]]
name = "政务公开工作群"
office = "qinghe-office"
chat = "wecombot://{SECRET}"
"""


def register(yard, text):
    with yard.database.write() as session:
        return import_registry(session, text, yard.settings.clock.now())


def rounds(yard, mail, chat, *moments):
    for moment in moments:
        yard.at(moment)
        house = yard.house(mail)
        object.__setattr__(house, "chat", chat)
        yard.work_off(house)


def text_of(data):
    return message_from_bytes(data, policy=policy.default).get_content()


def test_a_chat_is_told_beside_the_mail_in_few_words_and_once(yard):
    register(yard, CHAT)
    mail, chat = OutboxChannel(), OutboxChannel()
    rounds(yard, mail, chat, "2026-01-31 20:00", "2026-02-02 09:00", "2026-02-02 10:00")
    assert {address for _, address, _ in chat.sent} == {f"wecombot://{SECRET}"}
    kinds = sorted((m.kind, m.route.value) for m in yard.messages())
    every = ("brief", "daily", "digest")
    assert kinds == [(kind, route) for kind in every for route in ("chat", "mail")]
    for _, _, data in chat.sent:
        text = text_of(data)
        assert len(text) <= LONGEST
        assert yard.settings.public_url in text
        assert "token=" not in text
    daily = next(m for m in yard.messages() if m.kind == "daily" and m.route == "chat")
    assert text_of(daily.mime).startswith("〔年报核查〕青禾市生态环境局：")


def test_who_has_only_a_chat_is_told_there_and_not_told_again(yard):
    register(yard, ALONE)
    mail, chat = OutboxChannel(), OutboxChannel()
    moments = ("2026-01-31 20:00", "2026-02-01 09:00", "2026-02-02 09:00")
    rounds(yard, mail, chat, *moments)
    assert mail.sent == []
    daily = [m for m in yard.messages() if m.kind == "daily"]
    assert [(m.period, m.route.value, m.state.value) for m in daily] == [
        ("2026-02-01", "chat", "delivered")
    ]


def test_chats_are_sent_where_no_mail_server_is_named(yard):
    register(yard, ALONE)
    chat = OutboxChannel()
    rounds(yard, None, chat, "2026-01-31 20:00", "2026-02-01 09:00")
    assert len(chat.sent) == 2  # the brief and the errors


class Failing(OutboxChannel):
    """Fails as it is told to, before or after it took the message."""

    __slots__ = ("error",)

    def send(self, sender, address, data):
        super().send(sender, address, data)
        if self.error is not None:
            error, self.error = self.error, None
            raise error


@pytest.mark.parametrize(("error", "resent"), [(TryAgain("503"), False), (Unsure("504"), True)])
def test_a_chat_is_tried_again_and_marked_where_it_may_have_arrived(yard, error, resent):
    register(yard, ALONE)
    chat = Failing()
    chat.error = error
    rounds(yard, None, chat, "2026-01-31 20:00", "2026-02-01 13:00", "2026-02-01 13:02")
    (first, second) = (data for _, _, data in chat.sent)
    assert (b"X-Nianbao-Resent: yes" in second) is resent
    assert second.endswith(first)


def test_what_a_chat_does_not_take_is_told_without_its_secret(yard):
    register(yard, ALONE)
    chat = Failing()
    chat.error = TryAgain("503 busy")
    rounds(yard, None, chat, "2026-01-31 20:00", "2026-02-01 13:00")
    now = yard.settings.clock.now()
    with yard.database.read() as session:
        (one,) = undelivered(session, now, now)
    assert (one.email, one.error) == ("wecombot://***", "503 busy")


def test_a_recipient_needs_a_way_and_a_wrong_one_is_not_repeated(yard):
    with pytest.raises(Complaint, match="email 或 chat"):
        register(yard, '[[recipient]]\nname = "群"\noffice = "qinghe-office"\n')
    with pytest.raises(Complaint) as raised:
        register(yard, CHAT.replace("wecombot", "wrong"))
    assert SECRET not in str(raised.value)


def test_two_chats_of_one_office_are_two_recipients_and_a_new_key_is_a_change(yard):
    other = ALONE.replace("政务公开工作群", "值班群").replace(SECRET, "fedcba9876543210")
    assert register(yard, ALONE).added["recipient"] == 1
    assert register(yard, other).added["recipient"] == 1
    again = register(yard, ALONE.replace(SECRET, "0000000000000000"))
    assert again.changed == {"recipient": 1}


class Hook(BaseHTTPRequestHandler):
    """A webhook that is busy at first."""

    def do_POST(self):
        self.server.taken.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(503 if len(self.server.taken) == 1 else 200)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_a_real_webhook_that_is_busy_gets_the_same_words_again_and_no_third_time(yard):
    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        server.taken = []
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        address = f"json://127.0.0.1:{server.server_port}/{SECRET}"
        register(yard, ALONE.replace(f"wecombot://{SECRET}", address))
        yard.at("2026-02-01 09:00")
        message = f"{HEAD}〔年报核查〕测试\r\n".encode()
        with yard.database.write() as session:
            (to,) = (one.id for one in recipients(session) if one.chat)
            new = NewMessage(to, "daily", "2026-02-01", "<1@x>", message, route=Route.CHAT)
            number = put(session, new, yard.settings.clock.now())
        for moment in (
            "2026-02-01 09:00",
            "2026-02-01 09:00",
            "2026-02-01 09:02",
            "2026-02-02 09:00",
        ):
            yard.at(moment)
            deliver(yard.house(None), number)
        server.shutdown()
        thread.join()
    (told,) = yard.messages()
    assert (told.state.value, told.attempts, told.resent) == ("delivered", 2, False)
    first, second = (json.loads(body)["message"] for body in server.taken)
    assert first == second == "〔年报核查〕测试"
