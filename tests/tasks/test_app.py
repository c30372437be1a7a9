"""How tasks are queued and limited."""

from __future__ import annotations

import time

import pytest
from redis import Redis

from nianbao.services import canary, child, valkey
from nianbao.settings import Settings
from tasks.app import REDELIVERY_MARGIN_SECONDS, make_app, steps
from tasks.bell import BrokerBell
from tests.tasks.yard import start_worker, until


@pytest.fixture
def broker(busy_yard):
    with Redis.from_url(busy_yard.settings.redis_url) as found:
        yield found


def test_a_worker_runs_the_tasks_of_its_own_queue_only(busy_yard, broker, tmp_path):
    worker = start_worker(busy_yard, tmp_path / "worker.log", "--queues=deliver")
    try:
        until(lambda: canary.silence_seconds(broker)["deliver"] is not None)
        time.sleep(1)
        silences = canary.silence_seconds(broker)
        assert (silences["crawl"], silences["read"]) == (None, None)
    finally:
        child.kill(worker)


def test_a_worker_that_starts_sends_a_tick_at_once(busy_yard, tmp_path):
    worker = start_worker(busy_yard, tmp_path / "worker.log")
    try:
        until(busy_yard.runs)
    finally:
        child.kill(worker)


def test_no_message_is_handed_out_again_while_its_task_may_run():
    settings = Settings(redis_url="redis://127.0.0.1:1/0", crawl_batch_seconds=7200)
    conf = make_app(settings).conf
    longest = max(step.seconds for step in steps(settings))
    assert longest > settings.crawl_batch_seconds
    visibility = conf.broker_transport_options["visibility_timeout"]
    assert visibility == longest + REDELIVERY_MARGIN_SECONDS
    assert conf.task_acks_late
    assert conf.worker_prefetch_multiplier == 1
    assert conf.accept_content == ["json"]


def test_the_same_ring_waits_only_once_until_it_is_heard(busy_yard, broker):
    app = make_app(busy_yard.settings)
    bell = BrokerBell(app, broker, 60)
    for _ in range(3):
        bell.ring("read", 7)
    assert broker.llen("read") == 1
    bell.heard("read", (7,))
    bell.ring("read", 7)
    assert broker.llen("read") == 2
    app.close()


def test_a_broker_that_is_away_keeps_nobody_from_working(tmp_path):
    with valkey.embedded(tmp_path) as url:
        settings = Settings(redis_url=url, data_dir=tmp_path)
    app = make_app(settings)
    with Redis.from_url(url) as away:
        BrokerBell(app, away, 60).ring("read", 7)
    app.close()
