"""Many recipients and a server that fails in every way: nothing lost, nothing twice unmarked.

``RECIPIENTS=3000`` runs it in full size; the suite runs it smaller.
"""

from __future__ import annotations

import email
import os
import re
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email import policy

import pytest

from alerts.channel import EmailChannel, server_at
from alerts.mail import RESENT_HEADER
from nianbao.clock import parse
from storage.queries.messages import messages, pending
from storage.queries.recipients import recipients
from storage.registry import import_registry
from storage.store.outbox import NewMessage, claim, put
from tasks.deliver import CLAIM, deliver
from tests.tasks.smtp import Scripted, listening

RECIPIENTS = int(os.environ.get("RECIPIENTS", "96"))
DOMAINS = 6
PER_MINUTE = max(20, RECIPIENTS // 40)
BEGIN = "2026-02-02 08:00"
FAULTS = ("drop before DATA", "drop after DATA", "drop after 250", "421", "451", "slow", "550", "")


class Faulty(Scripted):
    """Fails in turn, once for each mail: whoever is told to go away may come again."""

    def __init__(self):
        super().__init__()
        self.met: dict[str, str] = {}

    def fault(self, address: str) -> str:
        if address in self.met:
            return "550" if self.met[address] == "550" else ""
        self.met[address] = FAULTS[int(re.search(r"\d+", address)[0]) % len(FAULTS)]
        return self.met[address]


@pytest.fixture
def server(stack):
    found = Faulty()
    found.url = stack.enter_context(listening(found))
    return found


@pytest.fixture
def outbox(yard):
    """A message to each of many recipients."""
    rows = "".join(
        f'[[recipient]]\nname="第{n}收件人"\nemail="r{n}@d{n % DOMAINS}.example"\n'
        'office="qinghe-office"\n'
        for n in range(RECIPIENTS)
    )
    yard.at(BEGIN)
    now = yard.settings.clock.now()
    with yard.database.write() as session:
        import_registry(session, rows, now)
        everybody = [one for one in recipients(session) if one.email.startswith("r")]
        for one in everybody:
            name = f"<{one.id}@nianbao.example>"
            mime = f"Subject: x\r\nMessage-ID: {name}\r\n\r\nx\r\n".encode()
            put(session, NewMessage(one.id, "digest", "2026-W05", name, mime), now)
    assert len(everybody) == RECIPIENTS


def run_all(yard, house, senders=2):
    """Send, minute by minute, by several senders at once, until nothing waits any more."""
    moment = parse(BEGIN)
    per_minute: Counter[tuple[str, str]] = Counter()
    for _ in range(400):
        yard.at(f"{moment:%Y-%m-%d %H:%M}")
        with yard.database.read() as session:
            waiting = pending(session, house.now, house.settings.mails_per_minute)
            left = [m for m in messages(session) if m.state in {"pending", "claimed"}]
        if not left:
            return per_minute
        together(house, waiting, senders)
        with yard.database.read() as session:
            for one in messages(session):
                if one.delivered_at == house.now:
                    per_minute[one.email.rpartition("@")[2], f"{moment:%H:%M}"] += 1
        moment += timedelta(minutes=1)
    raise AssertionError(f"{len(left)} mails still wait")


def together(house, waiting, senders):
    def run():
        for each in waiting:
            deliver(house, each)

    with ThreadPoolExecutor(senders) as pool:
        for each in [pool.submit(run) for _ in range(senders)]:
            each.result()


def test_nothing_is_lost_and_nothing_comes_twice_unmarked(yard, server, outbox):
    channel = EmailChannel(server_at(server.url), timeout_seconds=30.0)
    settings = yard.settings.model_copy(update={"mails_per_minute": PER_MINUTE})
    house = replace(yard.house(channel), settings=settings)
    # A sender that died between the server's 250 and its own commit.
    with yard.database.write(full_sync=True) as session:
        (first, *_) = pending(session, house.now)
        assert claim(session, first, house.now, house.now + CLAIM)
    per_minute = run_all(yard, house)
    with yard.database.read() as session:
        kept = messages(session)
    refused = {m.email for m in kept if m.state == "failed"}
    assert refused == {address for address, fault in server.met.items() if fault == "550"}
    assert all(m.state == "delivered" for m in kept if m.email not in refused)
    arrived = defaultdict(list)
    for address, data in server.taken:
        arrived[address].append(email.message_from_bytes(data, policy=policy.default))
    assert set(arrived) == {m.email for m in kept} - refused
    for address, mails in arrived.items():
        assert len({mail["Message-ID"] for mail in mails}) == 1
        assert sum(mail[RESENT_HEADER] is None for mail in mails) <= 1, address
        assert len(mails) == 1 or server.met[address] == "drop after DATA"
    assert max(per_minute.values()) <= PER_MINUTE + 1  # two senders may count at the same time
