"""``nianbao duties rules``: due dates by division, class and year, as a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nianbao.cli import due_sheet, sheet_answer
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, settings
from nianbao.cli.opened import database
from nianbao.cli.table_file import Unusable
from storage.registry import Refused, import_sheet
from storage.registry.listings import duty_years, export_due
from storage.registry.sheet import RegistrySheet
from storage.store.duties import make_duties

if TYPE_CHECKING:
    from datetime import datetime

    from storage.database import Session
    from storage.registry.sheet import DueSheet

app = commands_app(no_args_is_help=True, help="公布时限规则（区域、类型、年度）：表格导入、导出。")
_File = Annotated[Path, typer.Argument(metavar="FILE", help="XLSX 或 CSV 文件")]


@app.command("template", help="写出空白的公布时限表。")
def template(file: _File) -> None:
    """Write an empty sheet."""
    sheet_answer.write(file, lambda: due_sheet.write(file, (), settings().clock.now()), "空白表")


@app.command("export", help="把已登记的公布时限规则写成 XLSX 或 CSV 表格。")
def export(file: _File) -> None:
    """Write all rules as a sheet."""
    chosen = settings()
    with database(chosen).read() as session:
        rules = export_due(session)
    said = f"{len(rules)}条规则"
    sheet_answer.write(file, lambda: due_sheet.write(file, rules, chosen.clock.now()), said)


@app.command("import", help="导入公布时限表；有一处不合要求则全部不导入，并逐行逐列说明。")
def import_rules(
    file: _File,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只显示将有的变化，不写入")] = False,
) -> None:
    """Import the sheet, all of it or nothing; duties that exist already get the new dates."""
    chosen = settings()
    try:
        rules, wrong = due_sheet.read(file)
    except Unusable as error:
        fail(f"{file}：{error}")
    sheet_answer.refuse(file, wrong)
    with database(chosen).write() as session:
        changes = [*due_sheet.changes(rules, export_due(session))]
        if changes and not dry_run:
            _keep(session, rules, file, chosen.clock.now())
    sheet_answer.tell(changes, due_sheet.doubts(rules), dry_run=dry_run)


def _keep(session: Session, rules: list[DueSheet], file: Path, now: datetime) -> None:
    try:
        import_sheet(session, RegistrySheet(due=tuple(rules)), now)
    except Refused as error:
        sheet_answer.refuse(file, error.problems)
    asked = {rule.year for rule in rules}
    years = duty_years(session)
    make_duties(session, [year for year in years if None in asked or year in asked], now=now)
