"""Delivery: claimed once, delivered on 250, again after 4xx, given up after 5xx. Real SMTP."""

from __future__ import annotations

import email
import threading
from datetime import timedelta
from email import policy

import pytest

from alerts.channel import EmailChannel, server_at
from storage.queries.messages import message
from storage.queries.recipients import recipients
from storage.store.outbox import NewMessage, claim, put
from tasks.deliver import CLAIM, FIRST_PAUSE, LONGEST_PAUSE, MOST_ATTEMPTS, deliver, next_attempt
from tests.tasks.smtp import listening

MIME = b"Subject: =?utf-8?b?5bm05oql?=\r\nMessage-ID: <one@nianbao.example>\r\n\r\n\r\n"


class Server:
    """Answers as told and remembers what it took."""

    def __init__(self):
        self.answers: list[str] = []
        self.taken: list[bytes] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.taken.append(envelope.original_content)
        return answer


@pytest.fixture
def server(stack):
    found = Server()
    found.url = stack.enter_context(listening(found))
    return found


@pytest.fixture
def house(yard, server):
    return yard.house(EmailChannel(server_at(server.url)))


@pytest.fixture
def waiting(yard):
    """The id of a message that waits in the outbox."""
    now = yard.settings.clock.now()
    with yard.database.write() as session:
        to = recipients(session)[0].id
        return put(
            session, NewMessage(to, "daily", "2026-02-01", "<one@nianbao.example>", MIME), now
        )


def _state(yard, message_id):
    with yard.database.read() as session:
        return message(session, message_id)


def test_a_message_is_delivered_when_the_server_says_so(yard, house, server, waiting):
    deliver(house, waiting)
    assert _state(yard, waiting).state == "delivered"
    assert server.taken == [MIME]


def test_a_message_that_was_delivered_is_never_sent_again(yard, house, server, waiting):
    for _ in range(3):
        deliver(house, waiting)
    assert len(server.taken) == 1


def test_two_senders_at_once_send_one_mail(house, server, waiting):
    together = threading.Barrier(2)

    def one():
        together.wait()
        deliver(house, waiting)

    senders = [threading.Thread(target=one) for _ in range(2)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert len(server.taken) == 1


def test_a_server_that_is_busy_is_asked_again_later(yard, house, server, waiting):
    server.answers = ["451 try again later"]
    deliver(house, waiting)
    found = _state(yard, waiting)
    assert (found.state, found.error) == ("pending", "451 try again later")
    assert found.next_attempt == yard.settings.clock.now() + FIRST_PAUSE
    deliver(house, waiting)
    assert server.taken == []
    yard.at("2026-02-01 09:05")
    deliver(house, waiting)
    assert len(server.taken) == 1
    assert not _state(yard, waiting).resent


def test_a_refused_message_is_given_up_with_the_servers_words(yard, house, server, waiting):
    server.answers = ["550 no such mailbox"]
    deliver(house, waiting)
    yard.at("2026-02-02 09:00")
    deliver(house, waiting)
    found = _state(yard, waiting)
    assert (found.state, found.error) == ("failed", "550 no such mailbox")
    assert server.taken == []


def test_a_server_that_is_away_is_asked_again_later(yard, waiting):
    house = yard.house(EmailChannel(server_at("smtp://127.0.0.1:9"), timeout_seconds=2))
    deliver(house, waiting)
    assert _state(yard, waiting).state == "pending"


def test_a_sender_that_died_after_250_costs_one_resend_that_says_so(yard, house, server, waiting):
    now = yard.settings.clock.now()
    with yard.database.write(full_sync=True) as session:
        assert claim(session, waiting, now, now + CLAIM)  # sent, and died before it could say so
    deliver(house, waiting)
    assert server.taken == []
    yard.at("2026-02-01 09:10")
    deliver(house, waiting)
    deliver(house, waiting)
    (taken,) = server.taken
    mail = email.message_from_bytes(taken, policy=policy.default)
    assert mail["X-Nianbao-Resent"] == "yes"
    assert mail["Message-ID"] == "<one@nianbao.example>"


def test_without_a_server_mails_wait(yard, waiting):
    deliver(yard.house(None), waiting)
    assert _state(yard, waiting).state == "pending"
    assert _state(yard, waiting).attempts == 0


def test_pauses_grow_and_come_to_an_end(yard):
    now = yard.settings.clock.now()
    pauses = [next_attempt(n, now) - now for n in range(1, MOST_ATTEMPTS)]
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(pauses) == LONGEST_PAUSE
    assert next_attempt(MOST_ATTEMPTS, now) is None
