"""``nianbao portals columns``: where each body publishes, as a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.spiders import FAMILIES
from nianbao.cli import column_sheet, sheet_answer
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, settings
from nianbao.cli.opened import database
from nianbao.cli.table_file import Unusable
from storage.queries.bodies import bodies as all_bodies
from storage.registry import Refused, import_sheet
from storage.registry.listings import doors, listings
from storage.registry.sheet import RegistrySheet

if TYPE_CHECKING:
    from datetime import datetime

    from storage.database import Session
    from storage.registry.sheet import PortalSheet

app = commands_app(no_args_is_help=True, help="年报栏目：表格导入、导出。")
_File = Annotated[Path, typer.Argument(metavar="FILE", help="XLSX 或 CSV 文件")]


@app.command("template", help="写出空白的栏目登记表。")
def template(file: _File) -> None:
    """Write an empty sheet."""
    now = settings().clock.now()
    sheet_answer.write(file, lambda: column_sheet.write(file, (), now), "空白表")


@app.command("export", help="把全部栏目写成 XLSX 或 CSV 表格，每个单位一行。")
def export(file: _File) -> None:
    """Write all columns as a sheet."""
    chosen = settings()
    with database(chosen).read() as session:
        found = listings(session)
    now = chosen.clock.now()
    sheet_answer.write(file, lambda: column_sheet.write(file, found, now), f"{len(found)}行")


@app.command("import", help="导入栏目登记表；有一处不合要求则全部不导入，并逐行逐列说明。")
def import_columns(
    file: _File,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只显示将有的变化，不写入")] = False,
) -> None:
    """Import the sheet, all of it or nothing. It proves no binding: a person confirms these."""
    chosen = settings()
    with database(chosen).write() as session:
        names = {body.slug: body.name for body in all_bodies(session)}
        try:
            portals, rows, wrong = column_sheet.read(file, doors(session), names)
        except Unusable as error:
            fail(f"{file}：{error}")
        sheet_answer.refuse(file, wrong)
        changes = [*column_sheet.changes(rows, listings(session))]
        if changes and not dry_run:
            _keep(session, portals, file, chosen.clock.now())
    sheet_answer.tell(changes, (), dry_run=dry_run)


def _keep(session: Session, portals: list[PortalSheet], file: Path, now: datetime) -> None:
    try:
        import_sheet(session, RegistrySheet(portal=tuple(portals)), now, families=FAMILIES)
    except Refused as error:
        sheet_answer.refuse(file, error.problems)
