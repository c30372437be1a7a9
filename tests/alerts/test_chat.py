"""Chats and webhooks by Apprise, against a real HTTP server on loopback."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from alerts.channel import Refused, TryAgain, Unsure
from alerts.chat import RESENT, ChatChannel
from alerts.chat_text import LONGEST, chat_text, compose_chat
from alerts.model import Letter, MailKind
from nianbao.chats import HOSTED, checked, masked
from tests.alerts.samples import NOW

LETTER = Letter(MailKind.DAILY, "〔年报核查〕测试", "办公室：\n\n截至今日，有1份。\n", "")
KEY = "abcdef0123456789"


class Webhook(BaseHTTPRequestHandler):
    """Answers as its server is told to, and remembers what it was sent."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, body))
        status, answer = self.server.answer
        time.sleep(self.server.pause)
        if status == "drop":
            self.connection.close()
            return
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(answer)
        while self.server.endless:
            self.wfile.write(b"x" * 65536)

    def log_message(self, *_):
        pass

    def finish(self):
        try:
            super().finish()
        except OSError:
            return

    def handle(self):
        try:
            super().handle()
        except OSError:  # the client had heard enough
            return


@pytest.fixture
def hook():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    server.daemon_threads = True
    server.taken, server.pause, server.endless = [], 0, False
    server.answer = (200, b'{"errcode": 0, "code": 0}')  # each service names its verdict
    server.place = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.endless = False
    server.shutdown()
    server.server_close()
    thread.join()


def message(text="你好", *, resent=False):
    data = compose_chat(LETTER, text, message_id="<chat.1@nianbao.example>", date=NOW)
    return b"X-Nianbao-Resent: yes\r\n" + data if resent else data


def sent(hook, address, data=None, **options):
    ChatChannel(**options).send("", address, data or message())


def addresses(place):
    gateway = f"gateway=http://{place}"
    return {
        "json": f"json://{place}/hooks/{KEY}",
        "mmost": f"mmost://{place}/{KEY}",
        "wecombot": f"wecombot://{KEY}?{gateway}",
        "feishu": f"feishu://{KEY}?{gateway}",
        "lark": f"lark://{KEY}?{gateway}",
        "dingtalk": f"dingtalk://{KEY}?{gateway}",
    }


def said(body):
    """Return the text in the body of any kind of chat."""
    told = json.loads(body)
    content = told.get("content") or {}
    return (
        told.get("message")
        or (told.get("text") if isinstance(told.get("text"), str) else None)
        or (told.get("text") or {}).get("content")
        or content.get("text")
    )


@pytest.mark.parametrize("kind", ["json", "mmost", "wecombot", "feishu", "dingtalk", "lark"])
def test_a_chat_gets_the_text_once(hook, kind):
    sent(hook, addresses(hook.place)[kind])
    ((path, body),) = hook.taken
    assert KEY in path
    assert said(body) == "你好"


@pytest.mark.parametrize("scheme", HOSTED)
def test_every_kind_with_a_host_is_sent_to_that_host(hook, scheme):
    address = f"{scheme}://{hook.place}/{KEY}{KEY}{KEY}"
    if scheme.endswith("s"):  # without TLS at the other end
        with pytest.raises(TryAgain):
            sent(hook, address)
    else:
        sent(hook, address)
        assert len(hook.taken) == 1


def test_a_text_that_may_have_been_sent_before_says_so(hook):
    sent(hook, addresses(hook.place)["json"], message(resent=True))
    ((_, body),) = hook.taken
    assert said(body) == f"{RESENT}你好"


@pytest.mark.parametrize(
    ("kind", "status", "answer", "expected"),
    [
        ("json", 503, b"busy", TryAgain),
        ("json", 429, b"too many", TryAgain),
        ("json", 504, b"", Unsure),
        ("json", 404, b"no such hook", Refused),
        ("json", 302, b"", Refused),
        ("json", "drop", b"", Unsure),
        ("mmost", 401, b"", Refused),
        ("wecombot", 200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}', Refused),
        ("wecombot", 200, b'{"errcode": 45009, "errmsg": "api freq out of limit"}', TryAgain),
        ("feishu", 200, b'{"code": 19001, "msg": "param invalid"}', Refused),
        ("dingtalk", 200, b'{"errcode": 310000, "errmsg": "keywords not in content"}', Refused),
        ("wecombot", 200, b"<html>Please log in</html>", Refused),
        ("feishu", 200, b'{"code": null}', Refused),
    ],
)
def test_an_answer_says_what_to_do_next(hook, kind, status, answer, expected):
    hook.answer = (status, answer)
    with pytest.raises(expected) as raised:
        sent(hook, addresses(hook.place)[kind])
    assert type(raised.value) is expected
    assert len(hook.taken) == 1  # nothing is sent again by itself, and no redirect is followed
    assert answer.decode()[:20] in str(raised.value)


def test_a_server_that_is_away_is_asked_again_and_its_address_stays_secret():
    with pytest.raises(TryAgain) as raised:
        sent(None, f"json://127.0.0.1:9/hooks/{KEY}")
    assert type(raised.value) is TryAgain
    assert KEY not in str(raised.value)


def test_what_a_server_repeats_of_its_address_is_not_told_on(hook):
    hook.answer = (404, f"no hook {KEY} here".encode())
    with pytest.raises(Refused, match=r"no hook \*\*\* here"):
        sent(hook, addresses(hook.place)["json"])


def test_a_slow_server_may_have_taken_it(hook):
    hook.pause = 1.5
    with pytest.raises(Unsure):
        sent(hook, addresses(hook.place)["json"], answer_seconds=0.3)


def test_an_answer_without_end_is_read_no_further(hook):
    hook.answer, hook.endless = (200, b"{}"), True
    sent(hook, addresses(hook.place)["json"])
    assert len(hook.taken) == 1


@pytest.mark.parametrize("address", ["", "mailto://a:b@c", "file:///tmp/x", "wecombot://"])
def test_an_address_that_is_no_chats_is_refused(address):
    with pytest.raises(Refused):
        sent(None, address)
    with pytest.raises(ValueError, match="群聊地址"):
        checked(address)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"wecombot://{KEY}", "wecombot://***"),
        (f"jsons://u:{KEY}@hooks.qinghe.example/{KEY}", "jsons://hooks.qinghe.example/***"),
        (KEY, "***"),
        ("", ""),
    ],
)
def test_addresses_are_shown_without_their_secret(address, shown):
    assert masked(address) == shown


def test_a_chat_gets_subject_opening_and_link_in_few_words():
    text = "办公室：\n\n截至2月1日，有2份。\n\n1. 表三（1处不符）\n\n手机13912345678\n\n—\n脚注\n"
    letter = Letter(MailKind.DAILY, "〔年报核查〕两份", text, "")
    assert chat_text(letter, "https://nianbao.example", mailed=True) == (
        "〔年报核查〕两份\n截至2月1日，有2份。\n"
        "详见邮件，或登录系统查看：https://nianbao.example\n供内部核查使用，未经核实不作为通报依据。"
    )
    long = Letter(MailKind.DIGEST, "题" * 600, f"办公室：\n\n{'字' * 900}\n\n13912345678\n", "")
    cut = chat_text(long, "https://nianbao.example", mailed=False)
    assert len(cut) <= LONGEST
    assert "https://nianbao.example" in cut
    assert "13912345678" not in cut
