from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from storage.queries import messages
from storage.queries.recipients import recipients
from storage.rows import RecipientRow
from storage.rows.messages import MessageState, Role
from storage.store import outbox
from storage.store.outbox import NewMessage, message_id
from tests.storage.moments import HOUR, NOON


def new(session, period="2027-02-01", kind="daily") -> NewMessage:
    recipient = session.scalars(select(RecipientRow.id).order_by(RecipientRow.id)).first()
    name = message_id(recipient, kind, period, "qinghe.example")
    return NewMessage(recipient, kind, period, name, f"Message-ID: {name}\n\n年报".encode())


@pytest.fixture
def message(qinghe) -> int:
    with qinghe.write(full_sync=True) as session:
        put = outbox.put(session, new(session), NOON)
    assert put is not None
    return put


def at_once(database, count, work):
    barrier = Barrier(count)

    def one(_: int):
        barrier.wait(10)
        with database.write(full_sync=True) as session:
            return work(session)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_a_message_is_put_once_for_each_recipient_kind_and_period(qinghe, message):
    with qinghe.write() as session:
        assert outbox.put(session, new(session), NOON + HOUR) is None
        assert outbox.put(session, new(session, period="2027-02-02"), NOON) is not None
        assert outbox.put(session, new(session, kind="digest"), NOON) is not None


def test_two_that_put_the_same_message_at_once_put_one(qinghe):
    found = at_once(qinghe, 4, lambda session: outbox.put(session, new(session), NOON))
    assert sum(put is not None for put in found) == 1


def test_the_message_id_is_the_same_however_often_the_message_is_made():
    again = [message_id(7, "digest", "2027-W05", "qinghe.example") for _ in range(2)]
    assert again[0] == again[1]
    assert again[0] != message_id(7, "digest", "2027-W06", "qinghe.example")
    assert again[0].endswith("@qinghe.example>")


def test_of_senders_that_claim_at_once_one_sends(qinghe, message):
    found = at_once(qinghe, 6, lambda session: outbox.claim(session, message, NOON, NOON + HOUR))
    assert sorted(found) == [False] * 5 + [True]


def test_a_delivered_message_is_never_claimed_again(qinghe, message):
    with qinghe.write(full_sync=True) as session:
        assert outbox.claim(session, message, NOON, NOON + HOUR)
        outbox.delivered(session, message, NOON)
    with qinghe.write() as session:
        assert messages.pending(session, NOON + 9 * HOUR) == ()
        assert not outbox.claim(session, message, NOON + 9 * HOUR, NOON + 10 * HOUR)
        outbox.failed(session, message, NOON, "a late answer")
        sent = messages.message(session, message)
    assert (sent.state, sent.resent, sent.attempts) == (MessageState.DELIVERED, False, 1)


def test_a_claim_that_ran_out_is_sent_again_and_marked_so(qinghe, message):
    with qinghe.write() as session:
        outbox.claim(session, message, NOON, NOON + HOUR)
        assert messages.pending(session, NOON) == ()
        assert messages.pending(session, NOON + HOUR) == (message,)
        assert outbox.claim(session, message, NOON + HOUR, NOON + 2 * HOUR)
        again = messages.message(session, message)
    assert (again.resent, again.attempts) == (True, 2)


def test_a_refused_message_waits_and_is_not_called_resent(qinghe, message):
    with qinghe.write() as session:
        outbox.claim(session, message, NOON, NOON + HOUR)
        outbox.failed(session, message, NOON + HOUR, "451 try later")
        assert messages.pending(session, NOON) == ()
        assert not outbox.claim(session, message, NOON, NOON + HOUR)
        assert outbox.claim(session, message, NOON + HOUR, NOON + 2 * HOUR)
        again = messages.message(session, message)
    assert (again.resent, again.error) == (False, "451 try later")


def test_a_message_that_is_given_up_waits_no_more(qinghe, message):
    with qinghe.write() as session:
        outbox.claim(session, message, NOON, NOON + HOUR)
        outbox.failed(session, message, None, "550 no such user")
        assert messages.pending(session, NOON + 99 * HOUR) == ()
        assert messages.message(session, message).state is MessageState.FAILED


def test_only_what_was_not_sent_can_be_taken_back(qinghe, message):
    with qinghe.write() as session:
        second = outbox.put(session, new(session, kind="digest"), NOON)
        outbox.claim(session, message, NOON, NOON + HOUR)
        assert outbox.retract(session, message) is False
        assert outbox.retract(session, second) is True
        assert messages.pending(session, NOON) == ()


def test_the_bytes_that_are_sent_are_those_that_were_put(qinghe, message):
    with qinghe.read() as session:
        kept = messages.message(session, message)
        assert kept.mime == new(session).mime
        assert kept.email == "zwgk@qinghe.example"
        assert messages.last_period(session, kept.recipient_id, "daily") == "2027-02-01"
        assert [m.id for m in messages.messages(session, "daily")] == [message]
        with pytest.raises(LookupError):
            messages.message(session, 999)


def test_recipients_are_told_apart_by_role(qinghe):
    with qinghe.read() as session:
        authorities = recipients(session, role=Role.AUTHORITY)
        administrators = recipients(session, role=Role.ADMINISTRATOR)
    assert [r.office_name for r in authorities] == ["青禾市人民政府办公室"]
    assert [r.office for r in administrators] == [""]
