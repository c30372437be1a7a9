"""``nianbao portals``: list, add, import, pause and resume what is crawled."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - Typer reads annotations at run time
from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import Annotated

import typer

from nianbao.cli.bindings import app as bindings_app
from nianbao.cli.columns import app as columns_app
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say, settings
from nianbao.cli.new_portal import HELP as ADD_HELP
from nianbao.cli.new_portal import add
from nianbao.cli.opened import database
from nianbao.cli.probe import HELP as PROBE_HELP
from nianbao.cli.probe import probe
from nianbao.cli.registry import import_file
from nianbao.cli.schedule import schedule
from nianbao.cli.tables import show
from nianbao.cli.tickets import tickets
from storage.queries.portals import portals as all_portals
from storage.store.portals import consent as keep_consent
from storage.store.portals import pause as pause_portal
from storage.store.portals import resume as resume_portal

app = commands_app(no_args_is_help=True, help="网站：列出、登记、导入、暂停、恢复。")


@app.command("list", help="列出全部网站。")
def list_portals(
    *, as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False
) -> None:
    """List the portals with what they are read by."""
    with database(settings()).read() as session:
        found = all_portals(session)
    keys = ("slug", "name", "family", "columns", "start", "paused")
    rows = [
        (p.slug, p.name, p.family, len(p.columns), p.start, _paused(p.paused, p.paused_until))
        for p in found
    ]
    show(keys, ("代号", "名称", "类型", "栏目数", "网址", "暂停"), rows, as_json=as_json)


def _paused(reason: str, until: object) -> str:
    return f"{reason}（至{until}）" if reason and until else reason


@app.command("import", help="从 TOML 文件导入网站、栏目和单位对应关系；可以重复导入。")
def import_portals(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML 文件")],
) -> None:
    """Import a registry file."""
    import_file(file)


app.command("add", help=ADD_HELP)(add)
app.command("schedule", help="查看采集时间和接下来五次；加 --cron 或 --season 修改。")(schedule)
app.add_typer(bindings_app, name="bindings")
app.add_typer(columns_app, name="columns")
app.command("probe", help=PROBE_HELP)(probe)
app.command("tickets", help="列出拒绝访问的网站，每个网站一项；可起草加白函。")(tickets)


@app.command(
    "consent", help="登记网站主办单位对采集的书面同意（robots 协议之外）；--withdraw 撤销。"
)
def consent(
    slug: Annotated[str, typer.Argument(metavar="PORTAL", help="网站代号")],
    by: Annotated[str, typer.Option(help="登记人")],
    *,
    reference: Annotated[str, typer.Option(help="书面同意的文号、日期和出具单位")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="撤销已登记的同意")] = False,
) -> None:
    """Record or withdraw a portal's consent; each is in the audit log."""
    if bool(reference.strip()) == withdraw:
        fail("请用 --reference 写明书面同意，或用 --withdraw 撤销")
    chosen = settings()
    with database(chosen).write() as session:
        try:
            keep_consent(session, slug, reference, who=by, now=chosen.clock.now())
        except (LookupError, ValueError) as error:
            fail(str(error))
    done = "已撤销书面同意，下次采集起遵守 robots 协议" if withdraw else "已登记书面同意"
    say(f"{done}：{slug}")


@app.command("pause", help="暂停采集一个网站，写明理由。")
def pause(
    slug: Annotated[str, typer.Argument(metavar="PORTAL", help="网站代号")],
    reason: Annotated[str, typer.Option(help="暂停的理由")],
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="暂停到哪一天（含）")
    ] = None,
) -> None:
    """Pause a portal."""
    with database(settings()).write() as session:
        try:
            pause_portal(session, slug, reason, until.date() if until else None)
        except (LookupError, ValueError) as error:
            fail(str(error))
    say(f"已暂停：{slug}")


@app.command("resume", help="恢复采集一个网站。")
def resume(slug: Annotated[str, typer.Argument(metavar="PORTAL", help="网站代号")]) -> None:
    """Resume a portal."""
    with database(settings()).write() as session:
        try:
            resume_portal(session, slug)
        except LookupError as error:
            fail(str(error))
    say(f"已恢复：{slug}")
