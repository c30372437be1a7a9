"""``nianbao demo``: the whole job once, on sample portals."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nianbao import logs
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say
from nianbao.cli.up import stopped_by_signal
from nianbao.demo.run import Occupied, run
from nianbao.demo.watch import Stuck
from nianbao.services.supervisor import Program, keep_running
from nianbao.services.valkey import BrokerMissingError

if TYPE_CHECKING:
    from nianbao.demo.stage import Stage

app = commands_app()


@app.command(help="在示例网站上把采集、核对、提醒、周报完整运行一遍，约一分钟，自行结束。")
def demo(
    out: Annotated[Path, typer.Option(help="结果放在哪个文件夹")] = Path("var/demo"),
    *,
    serve: Annotated[
        bool, typer.Option("--serve", help="结束后保持示例网站和网页运行，按 Ctrl-C 停止")
    ] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="--serve 时网页的端口")] = 8000,
) -> None:
    """Run the story; ``--serve`` keeps everything up afterwards."""
    logs.configure(level=logging.ERROR)
    try:
        run(out, say, (lambda stage: _keep_up(stage, port)) if serve else None)
    except (Occupied, Stuck, BrokerMissingError) as error:
        fail(str(error))


def _keep_up(stage: Stage, port: int) -> None:
    """Serve page and portals until somebody stops us; the clock and the worker go on."""
    stopped = stopped_by_signal()
    logs_folder = stage.settings.data_dir / "logs"
    python = (sys.executable, "-m", "nianbao.cli")
    programs = (
        Program("beat", (*python, "beat"), stage.environment, logs_folder / "beat.log"),
        Program(
            "web", (*python, "serve", f"--port={port}"), stage.environment, logs_folder / "web.log"
        ),
    )
    say(f"\n网页：http://127.0.0.1:{port}　按 Ctrl-C 停止。示例网站：")
    for slug, served in stage.city.served.items():
        say(f"  {slug}　{served.url('/')}")
    keep_running(programs, stopped, meanwhile=stage.look)
