"""The database that a command works on, opened only by the commands that need one."""

from __future__ import annotations

from pathlib import Path
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


def known_database(chosen: Settings) -> Database | None:
    """Return the database if there is one already; a command that can do without makes none."""
    kind, _, place = chosen.database.partition(":///")
    if kind == "sqlite" and not Path(place).exists():
        return None
    opened = Database(chosen.database)
    return opened if opened.check().ok else None
