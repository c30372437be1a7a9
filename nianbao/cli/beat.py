"""``nianbao beat``: the metronome. One in the whole installation is enough; two do no harm."""

from __future__ import annotations

import logging

from nianbao.cli.commands import commands_app
from nianbao.cli.door import settings, with_broker
from tasks.app import make_app

app = commands_app()


@app.command(help="运行定时进程，按固定间隔发出 tick。全系统只需运行一个。")
def beat() -> None:
    """Send ticks until told to stop."""
    chosen = with_broker(settings(level=logging.INFO))
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    make_app(chosen).Beat(loglevel="WARNING").run()
