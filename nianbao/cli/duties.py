"""``nianbao duties``: which report is owed by whom, by when, and what state that is in."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import Annotated

import typer

from alerts.words import STATES
from nianbao.cli.commands import commands_app
from nianbao.cli.door import say, settings
from nianbao.cli.opened import database
from nianbao.cli.registry import import_file
from nianbao.cli.tables import show
from storage.queries.duties import duties as all_duties
from storage.store.duties import make_duties

app = commands_app(no_args_is_help=True, help="应公布事项：列出、生成、导入。")

_KINDS = {"own": "本机关", "government": "本级政府"}


@app.command("list", help="列出应公布事项及其状态。")
def list_duties(
    year: Annotated[int | None, typer.Option(help="报告年度")] = None,
    office: Annotated[str | None, typer.Option(help="主管部门代号：只列其所辖单位")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """List the duties whose state is known."""
    chosen = settings()
    with database(chosen).read() as session:
        found = all_duties(session, chosen.clock.now(), office=office, year=year)
    keys = ("body", "name", "year", "kind", "publish_by", "state", "days_late", "reason", "url")
    rows = [
        (
            view.duty.body,
            view.name,
            view.duty.year,
            view.duty.kind.value if as_json else _KINDS[view.duty.kind.value],
            view.duty.publish_by,
            view.standing.state.value if as_json else STATES[view.standing.state],
            view.standing.days_late,
            view.standing.reason,
            view.standing.url,
        )
        for view in found
    ]
    header = ("代号", "单位", "年度", "报告", "期限", "状态", "逾期天数", "依据", "网址")
    show(keys, header, rows, as_json=as_json)


@app.command("make", help="按法定期限和已登记的地方规定，生成某一年度的应公布事项。")
def make(year: Annotated[int, typer.Argument(min=2008, max=2100, help="报告年度")]) -> None:
    """Make what every body owes for a report year."""
    with database(settings()).write() as session:
        made = make_duties(session, [year])
    say(f"{year}年度：新增{len(made)}项")


@app.command("import", help="从 TOML 文件导入应公布事项和期限规定；可以重复导入。")
def import_duties(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML 文件")],
) -> None:
    """Import a registry file."""
    import_file(file)
