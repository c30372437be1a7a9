"""The Celery application, built from the settings; the tasks by name, queue and limit."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import structlog
from celery import Celery
from celery.signals import worker_process_init, worker_ready
from kombu.entity import Exchange, Queue
from redis import Redis

from alerts.channel import EmailChannel, server_at
from nianbao import logs
from nianbao.services import tether
from nianbao.services.canary import QUEUES
from storage.database import Database
from tasks.bell import BrokerBell
from tasks.crawl import crawl
from tasks.deliver import deliver
from tasks.house import House
from tasks.outbox import write_mails
from tasks.read import read
from tasks.standings import standings
from tasks.tick import tick

if TYPE_CHECKING:
    from collections.abc import Callable

    from nianbao.settings import Settings

log = structlog.get_logger()

CRAWL_MARGIN_SECONDS: Final = 300.0
"""Beside the crawler's own hard limit: to start it, to kill it, to commit what it wrote."""
REDELIVERY_MARGIN_SECONDS: Final = 300.0
"""The broker hands a message out again only when its task cannot be running any more."""
QUIET_TICKS: Final = 5
WORKER_LOST_RETRIES: Final = 2
_TASKS_PER_CHILD: Final = 500
_MEMORY_PER_CHILD_KB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """One task: what it is called, what it does, where it waits, how long it may take."""

    name: str
    work: Callable[..., None]
    queue: str
    seconds: float


def _sing(_house: House) -> None:
    """Do nothing: that a canary was run at all is the message."""


def steps(settings: Settings) -> tuple[Step, ...]:
    """Return all tasks."""
    return (
        Step("tick", tick, "deliver", 300),
        Step("crawl", crawl, "crawl", settings.crawl_batch_seconds + CRAWL_MARGIN_SECONDS),
        Step("read", read, "read", 300),
        Step("standings", standings, "read", 900),
        Step("mails", write_mails, "read", 1800),
        Step("deliver", deliver, "deliver", 180),
        *(Step(f"canary_{queue}", _sing, queue, 30) for queue in QUEUES),
    )


def make_app(settings: Settings) -> Celery:
    """Return the application; every task is ``nianbao.<name>`` and takes ids only."""
    app = Celery("nianbao", broker=settings.redis_url, set_as_current=False)
    all_steps = steps(settings)
    app.conf.update(_configuration(settings, all_steps))
    for step in all_steps:
        _register(app, step, settings)
    worker_process_init.connect(_begin_child, weak=False)
    worker_ready.connect(lambda **_: app.send_task("nianbao.tick"), weak=False)  # heal at once
    return app


def _configuration(settings: Settings, all_steps: tuple[Step, ...]) -> dict[str, Any]:
    longest = max(step.seconds for step in all_steps)
    return {
        "task_queues": [_queue(name) for name in QUEUES],
        "task_default_queue": "deliver",
        "task_create_missing_queues": False,
        "task_routes": {f"nianbao.{step.name}": {"queue": step.queue} for step in all_steps},
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_retry_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "worker_redirect_stdouts": False,
        "worker_hijack_root_logger": False,
        "worker_max_tasks_per_child": _TASKS_PER_CHILD,
        "worker_max_memory_per_child": _MEMORY_PER_CHILD_KB,
        # A lost connection hands the message out again; leases keep the work from being done twice.
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {"visibility_timeout": longest + REDELIVERY_MARGIN_SECONDS},
        "beat_schedule_filename": str(settings.data_dir / "beat"),
        "beat_schedule": {
            "tick": {
                "task": "nianbao.tick",
                "schedule": settings.tick_seconds,
                "options": {"queue": "deliver", "expires": max(10.0, settings.tick_seconds)},
            }
        },
        "enable_utc": True,
        "timezone": "UTC",
    }


def _queue(name: str) -> Queue:
    """Return a queue with an exchange of its own: a shared one would copy tasks to all queues."""
    return Queue(name, Exchange(name), routing_key=name)  # type: ignore[no-untyped-call] # kombu


def _register(app: Celery, step: Step, settings: Settings) -> None:
    def run(*ids: int) -> None:
        house = house_of(app, settings)
        with structlog.contextvars.bound_contextvars(task=step.name, ids=ids[:5]):
            house.bell.heard(step.name, ids)  # type: ignore[attr-defined] # a BrokerBell
            house.bell.alive(step.queue)
            step.work(house, *ids)

    app.task(
        run,
        name=f"nianbao.{step.name}",
        time_limit=step.seconds,
        max_retries=WORKER_LOST_RETRIES,
        default_retry_delay=1,
    )


def _begin_child(**_: object) -> None:
    """Begin a pool process: it dies with its worker, so that nothing runs on unseen."""
    tether.die_with_parent()
    logs.configure()


def house_of(app: Celery, settings: Settings) -> House:
    """Return this process' house; connections are never shared across a fork."""
    return _house(app, settings, os.getpid())


@cache
def _house(app: Celery, settings: Settings, _pid: int) -> House:
    broker = Redis.from_url(settings.redis_url)
    bell = BrokerBell(app, broker, QUIET_TICKS * settings.tick_seconds)
    channel = EmailChannel(server_at(settings.smtp_url)) if settings.smtp_url else None
    return House(settings, Database(settings.database), channel, bell)
