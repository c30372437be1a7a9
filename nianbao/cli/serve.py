"""``nianbao serve``: the web page and the health check."""

from __future__ import annotations

import logging
from typing import Annotated

import typer
import uvicorn

from nianbao.cli.commands import commands_app
from nianbao.cli.door import settings, with_broker
from nianbao.web.app import make_app
from storage.database import Database

app = commands_app()


@app.command(help="运行网页和健康检查（/health）。")
def serve(
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="监听端口，0 为任意空闲端口")] = 8000,
) -> None:
    """Serve until told to stop. It starts without a database, and says so at /health."""
    chosen = with_broker(settings(level=logging.INFO))
    uvicorn.run(
        make_app(chosen, Database(chosen.database)),
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
    )
