"""``nianbao up``: everything on one machine, as children of one process."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say, settings
from nianbao.services.supervisor import Program, keep_running
from nianbao.services.valkey import BrokerMissingError, broker
from storage.database import Database

if TYPE_CHECKING:
    from nianbao.settings import Settings

app = commands_app()


@app.command(help="在本机运行全部组件：Valkey、任务进程、定时进程、网页。按 Ctrl-C 全部停止。")
def up(
    host: Annotated[str, typer.Option(help="网页的监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="网页的监听端口")] = 8000,
) -> None:
    """Start what is needed, keep it running, and stop it all at the end."""
    chosen = settings(level=logging.INFO)
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    Database(chosen.database).migrate()
    stopped = stopped_by_signal()
    try:
        with broker(chosen) as url:
            say(f"年报核查已启动：http://{host}:{port}　数据：{chosen.data_dir}　按 Ctrl-C 停止")
            keep_running(programs(chosen, url, host, port), stopped)
    except BrokerMissingError as error:
        fail(str(error))
    say("已停止")


def programs(chosen: Settings, broker_url: str, host: str, port: int) -> tuple[Program, ...]:
    """Return the children; one worker for each queue, so that no long crawl holds up a tick."""
    shared = {
        "NIANBAO_REDIS_URL": broker_url,
        "NIANBAO_DATA_DIR": str(chosen.data_dir.resolve()),
    }
    commands = {
        "worker-deliver": ("worker", "--queues=deliver", "--concurrency=1"),
        "worker-crawl": ("worker", "--queues=crawl", "--concurrency=2"),
        "worker-read": ("worker", "--queues=read", "--concurrency=2"),
        "beat": ("beat",),
        "web": ("serve", f"--host={host}", f"--port={port}"),
    }
    return tuple(
        Program(name, (sys.executable, "-m", "nianbao.cli", *command), shared)
        for name, command in commands.items()
    )


def stopped_by_signal() -> threading.Event:
    """Return an event that is set when somebody asks this process to stop."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
