"""Killed at any moment, the system loses nothing and sends nothing twice.

Real worker processes, a real broker, a real SMTP server; only the clock is ours.
"""

from __future__ import annotations

import email
import os
import signal
from email import policy

import pytest
from redis import Redis

from storage.queries.runs import outcomes
from tests.tasks.running import Running
from tests.tasks.yard import BODIES, until


@pytest.fixture
def running(busy_yard, tmp_path):
    found = Running(busy_yard, tmp_path)
    yield found
    found.stop()


def test_killing_worker_and_crawler_in_mid_crawl_loses_nothing_and_sends_nothing_twice(
    running, tmp_path
):
    yard = running.yard
    yard.at("2026-01-15 20:00")  # before most have published
    running.start()
    running.rest()
    yard.at("2026-02-01 09:00")
    running.tick()
    running.meet_in_the_middle()
    running.kill()
    until(lambda: not running.crawlers(), seconds=10)
    yard.site.seconds = 0.0
    yard.at("2026-02-01 09:10")  # the lease has run out
    running.start()
    # Nobody is called missing while a page is unread: that takes one more tick.
    key = ("qinghe-ecology", 2025)
    until(lambda: running.at_rest() and yard.states()[key] == "missing", every=0.5)
    states = yard.states()
    assert {states[body, 2025] for body in BODIES[:-1]} == {"published"}
    assert [run.state.value for run in yard.runs()] == ["done", "lost", "done"]
    until(lambda: running.at_rest() and len(_mails(tmp_path)) == 2, every=0.5)
    for _ in range(3):
        running.rest()
    mails = _mails(tmp_path)
    assert len(mails) == len(set(mails)) == 2  # the brief, and what is missing


def _mails(folder):
    paths = sorted((folder / "mail").glob("*.eml"))
    mails = [email.message_from_bytes(p.read_bytes(), policy=policy.default) for p in paths]
    return [mail["Message-ID"] for mail in mails]


def test_a_crawl_that_was_killed_twice_brings_what_an_undisturbed_one_brings(running):
    yard = running.yard
    yard.at("2026-02-01 09:00")
    running.start()
    running.tick()
    for minutes in (10, 20):
        running.meet_in_the_middle()
        running.kill()
        yard.site.seconds = 0.0
        yard.at(f"2026-02-01 09:{minutes}")
        running.start()
        running.tick()
        until(lambda: [r for r in yard.runs() if r.state == "running"])
    running.rest()
    assert yard.runs()[0].state == "done"
    assert yard.counts()["column_outcomes"] == 1
    states = yard.states()
    assert {states[body, 2025] for body in BODIES[:-1]} == {"published"}
    assert yard.counts()["versions"] == yard.counts()["reports"]


def test_killing_only_the_crawler_brings_a_successor_and_no_false_outcome(running):
    yard = running.yard
    yard.at("2026-02-01 09:00")
    running.start()
    running.tick()
    running.meet_in_the_middle()
    for pid in running.crawlers():
        os.kill(pid, signal.SIGKILL)
    until(lambda: len(yard.runs()) == 2)
    yard.site.seconds = 0.0
    running.rest()
    successor, lost = yard.runs()
    assert (lost.state, successor.state) == ("lost", "done")
    with yard.database.read() as session:
        assert outcomes(session, lost.id) == ()
        assert [told.outcome for told in outcomes(session, successor.id)] == ["ok"]


def test_what_a_killed_crawl_had_fetched_is_kept(running):
    yard = running.yard
    yard.at("2026-02-01 09:00")
    running.start()
    running.tick()
    running.meet_in_the_middle()
    for pid in running.crawlers():
        os.kill(pid, signal.SIGKILL)
    until(lambda: any(run.state == "lost" for run in yard.runs()))
    lost = next(run for run in yard.runs() if run.state == "lost")
    until(lambda: next(r for r in yard.runs() if r.id == lost.id).committed_at)
    assert yard.counts()["documents"] > 0


def test_killing_the_worker_leaves_no_crawler_running(running):
    running.yard.at("2026-02-01 09:00")
    running.start()
    running.tick()
    running.meet_in_the_middle()
    os.kill(running.worker.pid, signal.SIGKILL)  # its pool is not told
    until(lambda: not running.crawlers(), seconds=10)


def test_a_pool_process_that_dies_over_a_task_does_not_lose_it(running):
    yard = running.yard
    yard.at("2026-02-01 09:00")
    running.start()
    running.tick()
    running.meet_in_the_middle()
    crawler = running.crawlers()[0]
    with open(f"/proc/{crawler}/stat") as about:  # noqa: PTH123 - not a file
        pool_process = int(about.read().rpartition(")")[2].split()[1])
    os.kill(pool_process, signal.SIGKILL)
    until(lambda: not running.crawlers(), seconds=10)
    yard.site.seconds = 0.0
    yard.at("2026-02-01 09:10")
    running.rest()
    assert yard.states()["qinghe-transport", 2025] == "published"
    assert yard.counts()["column_outcomes"] == 1


def test_a_broker_that_forgot_everything_costs_nothing(running):
    yard = running.yard
    yard.at("2026-02-01 09:00")
    running.start()
    running.tick()
    running.meet_in_the_middle()
    with Redis.from_url(yard.settings.redis_url) as broker:
        broker.flushall()
    yard.site.seconds = 0.0
    running.rest()
    assert yard.states()["qinghe-transport", 2025] == "published"
    assert len(yard.runs()) == 1
