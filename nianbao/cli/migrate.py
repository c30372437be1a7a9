"""``nianbao migrate``: bring the database's tables up to date."""

from __future__ import annotations

from nianbao.cli.commands import commands_app
from nianbao.cli.door import say, settings
from storage.database import Database

app = commands_app()


@app.command(help="建立或更新数据库结构。可以重复运行。")
def migrate() -> None:
    """Migrate; safe to run twice, and from several processes at once."""
    database = Database(settings().database)
    database.migrate()
    say(f"数据库结构已是最新（{database.check().revision}）")
