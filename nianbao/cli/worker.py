"""``nianbao worker``: one Celery worker for one queue or several."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from nianbao.cli.commands import commands_app
from nianbao.cli.door import settings, with_broker
from nianbao.cli.opened import database
from nianbao.services.canary import QUEUES
from tasks.app import make_app

app = commands_app()


@app.command(help="运行任务进程。队列：crawl 采集，read 读取和核对，deliver 定时和发信。")
def worker(
    queues: Annotated[str, typer.Option(help="队列，以逗号分隔")] = ",".join(QUEUES),
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="同时运行的任务数")] = 2,
) -> None:
    """Run until told to stop; a task under way is finished first."""
    wanted = _known(queues)
    chosen = with_broker(settings(level=logging.INFO))
    database(chosen)
    make_app(chosen).worker_main(
        [
            "--quiet",
            "worker",
            f"--queues={','.join(wanted)}",
            f"--concurrency={concurrency}",
            f"--hostname={'-'.join(wanted)}@%h",
            "--pool=prefork",
            "--loglevel=WARNING",
            "--without-gossip",
            "--without-mingle",
        ]
    )


def _known(queues: str) -> list[str]:
    wanted = [queue.strip() for queue in queues.split(",") if queue.strip()]
    if not wanted or not set(wanted) <= set(QUEUES):
        raise typer.BadParameter(f"队列只有 {'、'.join(QUEUES)}", param_hint="--queues")
    return wanted
