"""Killed at random moments, neither crawler nor committing task loses or doubles a report.

Four moments, in a process that does a worker's work without a broker; from the fifth on
with a real worker and a real broker: ``KILLS=20 SEED=7 pytest tests/tasks/test_kills.py``.
"""

from __future__ import annotations

import email
import os
import random
import signal
import sys
import time
from contextlib import ExitStack
from email import policy
from itertools import pairwise

import pytest
from warcio.archiveiterator import ArchiveIterator

from alerts.channel import EmailChannel, OutboxChannel, server_at
from alerts.mail import RESENT_HEADER
from nianbao.services import child
from storage.queries.documents import version as version_of
from storage.queries.findings import PENDING, findings
from storage.queries.runs import outcomes
from storage.verification import verify
from tasks.sealing import seal_days
from tests.tasks.running import Running
from tests.tasks.yard import environment, processes, set_up, until

KILLS = int(os.environ.get("KILLS", "4"))
SEED = int(os.environ.get("SEED", "20260201"))
PLAIN = 4
MOMENTS = [(n, "task" if n % 2 else "crawler") for n in range(KILLS)]
NAMES = [f"seed-{SEED}-kill-{number}-{whom}" for number, whom in MOMENTS]
ANSWERS = 10  # of the portal, to an undisturbed crawl


class Plain:
    """A process that works everything off, and its recovery: the same again, a lease later."""

    def __init__(self, yard, folder):
        self.yard, self.folder, self.process = yard, folder, None

    def start(self):
        with (self.folder / "victim.log").open("ab") as output:
            self.process = child.start(
                [sys.executable, "-m", "tests.tasks.victim"],
                environment=environment(self.yard.settings),
                output=output.fileno(),
            )

    def ended(self):
        return self.process.poll() is not None

    def kill_task(self, _chance):
        child.kill(self.process)

    def rest(self, _is_well):
        if not self.ended():
            self.process.wait(60)
        for minutes in (10, 20):
            self.yard.at(f"2026-02-01 09:{minutes}")  # the lease has run out, then a sender's claim
            channel = EmailChannel(server_at(self.yard.settings.smtp_url))
            self.yard.work_off(self.yard.house(channel))

    def stop(self):
        child.kill(self.process)


class Real(Running):
    """A worker on a broker. Its whole group is killed, or the one process with the task."""

    def start(self):
        super().start()
        self.tick()

    def ended(self):
        return self.worker.poll() is not None

    def kill_task(self, chance):
        holders = [run.worker.split(":")[1] for run in self.yard.runs() if run.worker]
        if not holders or chance.random() < 0.5:
            self.kill()
            return
        os.kill(int(holders[0]), signal.SIGKILL)

    def rest(self, is_well):
        self.yard.at("2026-02-01 09:10")
        if self.ended():
            self.start()
        self.rested(lambda: True)
        self.yard.at("2026-02-01 09:20")  # of what ended this very minute no brief is written
        self.rested(is_well)

    def rested(self, is_well):
        until(lambda: self.at_rest() and is_well(), every=0.5, seconds=60)


def crawlers(yard):
    return processes(str(yard.settings.archive_dir))


def wait_for(chance, victim, what, seconds):
    """Wait until something shows, and then up to so many seconds by chance."""
    until(lambda: victim.ended() or what(), every=0.002, seconds=60)
    time.sleep(chance.uniform(0, seconds))


def wait_for_the_crawl(yard, victim, chance):
    answers = chance.randint(1, ANSWERS)
    wait_for(chance, victim, lambda: yard.site.answered >= answers, 0.1)


def wait_for_the_commit(yard, victim, chance):
    """A moment of the crawl, between its end and the commit, in the commit, or in the reading."""
    place = chance.choice(("crawl", "end", "versions", "reports"))
    if place == "crawl":
        wait_for_the_crawl(yard, victim, chance)
    elif place == "end":
        ended = b'"kind":"end"'
        told = lambda: any(ended in path.read_bytes() for path in yard.manifests())  # noqa: E731
        wait_for(chance, victim, told, 0.6)
    else:
        wait_for(chance, victim, lambda: yard.counts()[place], 0.4)


def picture(yard):
    """What an office would see, and what is kept: the same, whatever was killed."""
    with yard.database.read() as session:
        found = [version_of(session, n + 1) for n in range(yard.counts()["versions"])]
        waiting = findings(session, states=PENDING)
        told = [(f.body, f.year, f.finding.rule, f.finding.relation) for f in waiting]
    mails = [(m.email, m.kind, m.period, m.state.value) for m in yard.messages()]
    return {
        "versions": sorted((v.url.partition("//")[2].partition("/")[2], v.title) for v in found),
        "documents": yard.counts()["documents"],
        "reports": yard.counts()["reports"],
        "matches": yard.counts()["matches"],
        "states": yard.states(),
        "findings": sorted(told, key=str),
        "mails": sorted(mails),
    }


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """The picture when nothing is killed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with ExitStack() as stack:
        yard = set_up(stack, folder, f"sqlite:///{folder / 'nianbao.sqlite3'}")
        for minutes in ("00", "10"):
            yard.at(f"2026-02-01 09:{minutes}")
            yard.work_off(yard.house(OutboxChannel()))
        assert yard.site.answered == ANSWERS
        yield picture(yard)


@pytest.fixture
def victim(busy_yard, tmp_path, moment):
    found = (Plain if moment[0] < PLAIN else Real)(busy_yard, tmp_path)
    found.start()
    yield found
    found.stop()


@pytest.mark.parametrize("moment", MOMENTS, ids=NAMES)
def test_a_kill_at_any_moment_loses_and_doubles_nothing_and_leaves_every_warc_readable(
    victim, undisturbed, moment
):
    number, whom = moment
    yard, chance = victim.yard, random.Random(SEED + number)
    yard.site.seconds = 0.03
    if whom == "crawler":
        wait_for_the_crawl(yard, victim, chance)
        for pid in crawlers(yard):
            os.kill(pid, signal.SIGKILL)
    else:
        wait_for_the_commit(yard, victim, chance)
        victim.kill_task(chance)
        until(lambda: not crawlers(yard), seconds=10)
    yard.site.seconds = 0.0
    victim.rest(lambda: picture(yard) == undisturbed)
    assert picture(yard) == undisturbed
    check_runs(yard)
    check_mails(yard.settings.data_dir / "mail")
    check_archive(yard)


def check_runs(yard):
    """The last run is done and told the column's outcome once; no other told it twice."""
    last, *others = yard.runs()
    with yard.database.read() as session:
        assert [told.outcome for told in outcomes(session, last.id)] == ["ok"]
        assert all(len(outcomes(session, run.id)) <= 1 for run in others)
    assert [run.state.value for run in (last, *others)] == ["done", *["lost"] * len(others)]


def check_mails(folder):
    """No mail comes twice, unless marked: its sender was killed between 250 and commit."""
    read = [path.read_bytes() for path in sorted(folder.glob("*.eml"))]
    mails = [email.message_from_bytes(data, policy=policy.default) for data in read]
    by_id = sorted(mails, key=lambda mail: (mail["Message-ID"], mail[RESENT_HEADER] or ""))
    for one, other in pairwise(by_id):
        assert one["Message-ID"] != other["Message-ID"] or other[RESENT_HEADER]


def check_archive(yard):
    """On the next day all is sealed and whole, and every file can be read to its end."""
    yard.at("2026-02-02 07:00")
    seal_days(yard.house())
    with yard.database.read() as session:
        found = verify(session, yard.house().archive)
    assert (found.faults, found.unsealed, found.links) == ([], [], 1)
    for path in yard.settings.archive_dir.rglob("*.warc.gz"):
        with path.open("rb") as file:
            sizes = [len(record.content_stream().read()) for record in ArchiveIterator(file)]
        assert sizes
