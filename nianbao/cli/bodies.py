"""``nianbao bodies``: the public bodies that are watched."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from alerts.words import CLASSES
from nianbao.cli import body_sheet, sheet_answer
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, settings
from nianbao.cli.opened import database
from nianbao.cli.registry import import_file
from nianbao.cli.roster import HELP as ROSTER_HELP
from nianbao.cli.roster import roster
from nianbao.cli.table_file import Unusable
from nianbao.cli.tables import show
from nianbao.duty.calendar import day_of
from nianbao.duty.season import last_year, season_year
from storage.queries.bodies import bodies as all_bodies
from storage.queries.newcomers import proposed_bodies
from storage.registry import Refused, export_bodies, import_sheet
from storage.registry.listings import duty_years
from storage.registry.sheet import BodySheet, RegistrySheet
from storage.store.duties import make_duties
from tasks.house import House, SilentBell
from tasks.standings import standings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from storage.database import Session

app = commands_app(no_args_is_help=True, help="单位：列出、导入、导出、名录核对。")


@app.command("list", help="列出全部单位。")
def list_bodies(
    *, as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False
) -> None:
    """List the bodies."""
    with database(settings()).read() as session:
        found = all_bodies(session)
    keys = ("slug", "name", "class", "division")
    rows = [
        (b.slug, b.name, b.body_class.value if as_json else CLASSES[b.body_class], b.division)
        for b in found
    ]
    show(keys, ("代号", "名称", "类别", "区划代码"), rows, as_json=as_json)


@app.command("import", help="从 TOML、XLSX 或 CSV 文件导入单位；可以重复导入。")
def import_bodies(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML、XLSX 或 CSV 文件")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只显示将有的变化，不写入（XLSX、CSV）")
    ] = False,
    correcting: Annotated[
        bool, typer.Option("--correct", help="更正登记差错：允许改写名称和主管关系的历史")
    ] = False,
) -> None:
    """Import a registry file or a sheet of bodies, all of it or nothing."""
    if file.suffix.lower() in {".xlsx", ".csv"}:
        _import_sheet(file, dry_run=dry_run, correcting=correcting)
    elif dry_run:
        fail("--dry-run 只用于 .xlsx 和 .csv 文件")
    else:
        import_file(file)


def _import_sheet(file: Path, *, dry_run: bool, correcting: bool) -> None:
    chosen = settings()
    opened = database(chosen)
    with opened.write() as session:
        known = {body.slug: body for body in export_bodies(session)}
        try:
            found, wrong = body_sheet.read(file, known, correcting=correcting)
        except Unusable as error:
            fail(f"{file}：{error}")
        sheet_answer.refuse(file, wrong)
        made = _keep(session, found, file, chosen.clock.now())
        after = {body.slug: body for body in export_bodies(session)}
        if dry_run:  # What the rows together make wrong shows only where it is carried out.
            session.rollback()
    if made and not dry_run:
        standings(House(chosen, opened, None, SilentBell()), *made)
    changes = [line for body in found for line in _changes(after[body.slug], known.get(body.slug))]
    changes += [f"应公布事项：新增{len(made)}项"] if made else []
    sheet_answer.tell(changes, body_sheet.doubts(found, after.values()), dry_run=dry_run)


def _keep(session: Session, found: list[BodySheet], file: Path, now: datetime) -> tuple[int, ...]:
    """Keep the bodies; return the ids of duties that were made for those that are new.

    A body that comes late into a year whose duties are there already would else owe
    nothing, and nobody would miss its report.
    """
    try:
        import_sheet(session, RegistrySheet(body=tuple(found)), now)
    except Refused as error:
        sheet_answer.refuse(file, error.problems)
    years = [year for year in duty_years(session) if year >= season_year(day_of(now))]
    return make_duties(session, years, now=now)


def _changes(body: BodySheet, before: BodySheet | None) -> Iterator[str]:
    if before is None:
        yield f"新增 {body.slug}：{body.name}"
        return
    for line in body_sheet.changes(body, before):
        yield f"更改 {body.slug} {line}"


@app.command("export", help="把全部单位写成 XLSX 或 CSV 表格。")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="XLSX 或 CSV 文件")],
) -> None:
    """Write all bodies as a sheet."""
    with database(settings()).read() as session:
        _write(file, export_bodies(session))


app.command("roster", help=ROSTER_HELP)(roster)


@app.command("template", help="写出空白的单位登记表。")
def template(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="XLSX 或 CSV 文件")],
) -> None:
    """Write an empty sheet."""
    _write(file, ())


@app.command("propose", help="列出年报栏目中见到、尚未登记的单位，写成单位登记表，供补全后导入。")
def propose(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="XLSX 或 CSV 文件")],
    *,
    portal: Annotated[str | None, typer.Option(help="网站代号，不写则全部集中公开栏目")] = None,
    year: Annotated[int | None, typer.Option(help="报告年度，不写则为上年报告的年度")] = None,
) -> None:
    """Write as a sheet what columns name and nobody has registered; nothing is changed."""
    chosen = settings()
    now = chosen.clock.now()
    with database(chosen).read() as session:
        found = proposed_bodies(session, year or last_year(day_of(now)), portal)
    said = f"{len(found)}个尚未登记的单位，请补全单位代号等各列后导入"
    sheet_answer.write(file, lambda: body_sheet.propose(file, found, now), said)


def _write(file: Path, found: tuple[BodySheet, ...]) -> None:
    now = settings().clock.now()
    said = f"{len(found)}个单位"
    sheet_answer.write(file, lambda: body_sheet.write(file, found, now), said)
