"""``nianbao portals bindings``: who publishes in which column, and how well that is known."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Final

import typer
from typer.core import TyperGroup

from nianbao.cli.binding_sheet import LIGHTS, read, write
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from nianbao.cli.table_file import Unusable
from nianbao.cli.tables import show
from nianbao.duty.calendar import day_of
from nianbao.duty.season import last_year
from storage.queries.bindings import bindings, unbound
from storage.store.bindings import column_of, confirm_binding

if TYPE_CHECKING:
    from typer._click import Context

    from nianbao.cli.binding_sheet import Line
    from nianbao.settings import Settings
    from storage.queries.bindings import BindingView

_KEYS: Final = (
    *("portal", "column", "column_url", "body", "body_name", "light", "why", "bound"),
    *("year", "title", "url", "proven_since", "proven_by", "proven_how"),
)
_HEADER: Final = ("网站", "栏目", "单位代号", "单位", "情况", "说明")
_UNBOUND: Final = "未登记栏目，系统中没有可检索该单位年报的地方"


class _Undone(Exception):  # noqa: N818 - named for what becomes of the transaction
    """Nothing of this transaction is kept."""


class _Group(TyperGroup):
    """Takes a first word that is no command for a portal: ``bindings yunting``."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        if "--help" not in args[:1] and (not args or args[0] not in self.commands):
            args = ["list", *args]
        return super().parse_args(ctx, args)


app = commands_app(
    cls=_Group, help="单位与栏目的对应关系：绿为已确认且已见上年报告，黄为待确认，红为无依据。"
)
_Portal = Annotated[str, typer.Argument(metavar="PORTAL", help="网站代号")]
_Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]
_Year = Annotated[int | None, typer.Option(help="上年报告的年度，不写则按日期推算")]


def _views(chosen: Settings, portal: str | None, year: int | None) -> tuple[BindingView, ...]:
    with database(chosen).read() as session:
        if portal:
            _known(session, portal)
        return bindings(session, year or last_year(day_of(chosen.clock.now())), portal)


def _known(session: object, portal: str) -> None:
    from storage.queries.portals import portals  # noqa: PLC0415 - only where a portal is named

    if not portals(session, [portal]):  # type: ignore[arg-type] # a Session, which only storage names
        fail(f"没有这个网站：{portal}")


def _show(views: tuple[BindingView, ...], *, as_json: bool) -> None:
    if as_json:
        rows = [tuple(getattr(view, key) for key in _KEYS) for view in views]
        show(_KEYS, _KEYS, [(*r[:5], r[5].value, *r[6:]) for r in rows], as_json=True)
        return
    lines = [(v.portal, v.column, v.body, v.body_name, LIGHTS[v.light], v.why) for v in views]
    show(_HEADER, _HEADER, lines, as_json=False)


@app.command("list", help="列出对应关系；不写网站则列出全部，并列出未登记栏目的单位。")
def list_bindings(
    portal: Annotated[
        str | None, typer.Argument(metavar="[PORTAL]", help="网站代号，不写则全部")
    ] = None,
    *,
    year: _Year = None,
    as_json: _Json = False,
) -> None:
    """List bindings and proposals with their lights."""
    chosen = settings()
    views = _views(chosen, portal, year)
    _show(views, as_json=as_json)
    if as_json or portal:
        return
    with database(chosen).read() as session:
        for slug, name in unbound(session):
            say(f"红  {slug}  {name}  {_UNBOUND}")


@app.command("propose", help="按栏目中以往报告的标题提出对应关系，附依据；须经人工确认方才生效。")
def propose(portal: _Portal, *, year: _Year = None, as_json: _Json = False) -> None:
    """Show what the titles of a portal's columns propose; nothing is changed."""
    views = tuple(v for v in _views(settings(), portal, year) if _is_open(v))
    _show(views, as_json=as_json)
    if as_json:
        return
    for view in views:
        say(f"依据  {view.body}：《{view.title}》 {view.url}")
    if views:
        say(f"确认：nianbao portals bindings confirm {portal} 单位代号 --by 姓名 --how 依据")


def _is_open(view: BindingView) -> bool:
    return view.proven_since is None and view.year is not None


@app.command("confirm", help="确认单位在某栏目公布年报，写明确认人和依据。")
def confirm(
    portal: _Portal,
    bodies: Annotated[list[str], typer.Argument(metavar="BODY...", help="单位代号")],
    *,
    by: Annotated[str, typer.Option(help="确认人")],
    how: Annotated[str, typer.Option(help="确认依据，例如“电话核对”")],
    column: Annotated[str, typer.Option(help="栏目名称或网址；网站只有一个栏目时可不写")] = "",
) -> None:
    """Note a person's word; bodies that were not bound are bound."""
    chosen = settings()
    now = chosen.clock.now()
    try:
        with database(chosen).write() as session:
            column_id = column_of(session, portal, column)
            for body in bodies:
                confirm_binding(session, body, column_id, how=how, who=by, now=now)
    except (LookupError, ValueError) as error:
        fail(str(error))
    say(f"已确认：{'、'.join(bodies)}")


@app.command("export", help="导出为表格（.xlsx 或 .csv），供单位填写“确认”各列后导入。")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".xlsx 或 .csv 文件")],
    portal: Annotated[str | None, typer.Option(help="网站代号，不写则全部")] = None,
    *,
    year: _Year = None,
) -> None:
    """Write the sheet."""
    chosen = settings()
    views = _views(chosen, portal, year)
    try:
        write(file, views, chosen.clock.now())
    except (OSError, Unusable) as error:
        fail(f"{file}：{error}")
    say(f"已导出 {len(views)} 行：{file}")


@app.command("import", help="导入填好的表格；有一行不合要求则全部不导入，并逐行说明。")
def import_sheet(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".xlsx 或 .csv 文件")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只显示将有的变动，不导入")] = False,
) -> None:
    """Confirm what the sheet confirms, all of it or nothing."""
    chosen = settings()
    now = chosen.clock.now()
    try:
        lines = tuple(read(file))
    except Unusable as error:
        fail(f"{file}：{error}")
    opened = database(chosen)
    with opened.read() as session:
        held = {(v.portal, v.column_url, v.body): v for v in bindings(session, now.year)}
    fresh = [line for line in lines if not _stands(line, held)]
    wrong = [f"第{line.number}行：{why}" for line in fresh if (why := _fault(line))]
    done: list[str] = []
    with suppress(_Undone), opened.write() as session:
        for line in fresh if not wrong else ():
            try:
                column = column_of(session, line.portal, line.column_url)
                confirm_binding(session, line.body, column, how=line.how, who=line.by, now=now)
            except (LookupError, ValueError) as error:
                wrong.append(f"第{line.number}行：{error}")
            else:
                done.append(_change(line, held))
        if wrong or dry_run:
            raise _Undone
    _tell(file, wrong, done, dry_run=dry_run)


def _stands(line: Line, held: dict[tuple[str, str, str], BindingView]) -> bool:
    """Tell whether a row asks for what is so already, or leaves a proposal as it is."""
    view = held.get((line.portal, line.column_url, line.body))
    proven = view is not None and view.proven_since is not None
    return proven if line.yes else line.yes is False and not proven


def _fault(line: Line) -> str:
    if line.yes is None:
        return f"“确认”应填“是”或“否”，不能是“{line.said}”"
    if not line.yes:
        return f"{line.body}的对应关系已确认，不能用“否”取消；请在登记文件中更改该栏目的 bodies"
    absent = [
        name
        for name, text in (
            ("网站代号", line.portal),
            ("栏目网址", line.column_url),
            ("单位代号", line.body),
            ("确认人", line.by),
            ("确认依据", line.how),
        )
        if not text
    ]
    return f"缺少{'、'.join(absent)}" if absent else ""


def _change(line: Line, held: dict[tuple[str, str, str], BindingView]) -> str:
    view = held.get((line.portal, line.column_url, line.body))
    before = "未登记" if view is None or not view.bound else "已登记、未确认"
    return f"{line.portal}　{line.body}：{before} → 已确认（{line.by}，{line.how}）"


def _tell(file: Path, wrong: list[str], done: list[str], *, dry_run: bool) -> None:
    for text in wrong:
        sys.stderr.write(f"nianbao: {file}：{text}\n")
    if wrong:
        raise typer.Exit(1)
    for text in done:
        say(text)
    head = "试运行，未导入：将确认" if dry_run else "已确认"
    say(f"{head} {len(done)} 项" if done else "没有变化")
