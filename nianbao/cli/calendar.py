"""``nianbao calendar``: next year's 调休, published in November, on top of what is known."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import Annotated

import typer

from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from nianbao.duty.calendar import imported
from storage.queries.calendar import KEY, imported_days
from storage.store.journal import audit, keep_setting

app = commands_app(help="工作日历：列出、导入调休安排。")
_MOST_BYTES = 100_000


@app.command("import", help="导入调休安排：每行一天，如“2027-02-20 班”“2027-02-05 休”。")
def import_days(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="文本文件，UTF-8")],
    by: Annotated[str, typer.Option(help="经办人")] = "",
) -> None:
    """Add a table of days; a day that is known already gets the new mark."""
    try:
        with file.open("rb") as opened_file:
            text = opened_file.read(_MOST_BYTES + 1).decode("utf-8-sig")
        if len(text) > _MOST_BYTES:
            fail("文件过大")
        table = imported(text.replace(",", " ").replace("，", " ").splitlines())
    except OSError as error:
        fail(f"{file}：{error.strerror}")
    except ValueError as error:
        fail(str(error))
    new = {day.isoformat(): "休" for day in table.off}
    new |= {day.isoformat(): "班" for day in table.work}
    chosen = settings()
    now = chosen.clock.now()
    with database(chosen).write() as session:
        days = imported_days(session) | new
        keep_setting(session, KEY, {"days": days}, who=by, now=now)
        audit(session, by or "calendar", "calendar_imported", KEY, now, days=new)
    say(f"工作日历：导入{len(new)}天，现有{len(days)}天")


@app.command("list", help="列出导入的调休安排。")
def list_days(
    *, as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False
) -> None:
    """Show what was imported; all other days are as the built-in calendar knows them."""
    with database(settings()).read() as session:
        rows = list(imported_days(session).items())
    show(("day", "mark"), ("日期", "安排"), rows, as_json=as_json)
