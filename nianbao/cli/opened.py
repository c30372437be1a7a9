"""The database that a command works on, opened only by the commands that need one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nianbao.cli.door import fail
from storage.database import Database

if TYPE_CHECKING:
    from nianbao.settings import Settings


def database(chosen: Settings) -> Database:
    """Return the database if it answers and its tables are up to date; else end the command."""
    opened = Database(chosen.database)
    health = opened.check()
    if not health.ok:
        fail(f"{health.detail}。新建或更新数据库请运行：nianbao migrate")
    return opened
