"""``nianbao duties``: which report is owed by whom, by when, and what state that is in."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from alerts.words import STATES
from nianbao.cli import by_hand
from nianbao.cli.commands import commands_app
from nianbao.cli.door import say, settings
from nianbao.cli.due_rules import app as rules_app
from nianbao.cli.opened import database
from nianbao.cli.record import HELP as RECORD_HELP
from nianbao.cli.record import record
from nianbao.cli.registry import import_file
from nianbao.cli.tables import show
from storage.queries.duties import duties as all_duties
from storage.queries.entries import confirmed_missing
from storage.store.duties import make_duties
from tasks.house import House, SilentBell
from tasks.standings import standings

if TYPE_CHECKING:
    from storage.queries.duties import DutyView

app = commands_app(no_args_is_help=True, help="应公布事项：列出、生成、导入、人工登记。")

_KINDS = {"own": "本机关", "government": "本级政府"}
_CONFIRMED = "逾期未公布（已确认）"


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
        confirmed = confirmed_missing(session)
    keys = ("body", "name", "year", "kind", "publish_by", "state", "days_late", "reason", "url")
    rows = [
        (
            view.duty.body,
            view.name,
            view.duty.year,
            view.duty.kind.value if as_json else _KINDS[view.duty.kind.value],
            view.duty.publish_by,
            _state(view, confirmed, as_json=as_json),
            view.standing.days_late,
            view.standing.reason,
            view.standing.url,
        )
        for view in found
    ]
    header = ("代号", "单位", "年度", "报告", "期限", "状态", "逾期天数", "依据", "网址")
    show(keys, header, rows, as_json=as_json)


def _state(view: DutyView, confirmed: frozenset[int], *, as_json: bool) -> str:
    """Return the state; what a person confirmed is said as such to people."""
    if as_json:
        return view.standing.state.value
    return _CONFIRMED if view.id in confirmed else STATES[view.standing.state]


app.add_typer(rules_app, name="rules")
app.command("tasks", help="列出需要人工核对的事项，按网站分列，附原因和上年网址。")(by_hand.tasks)
app.command("record", help=RECORD_HELP)(record)
app.command("submitted", help="登记单位已将报告提交主管部门（与公布分别登记）。")(by_hand.submitted)
app.command("submissions", help="从表格（单位、年度、提交时间）导入提交情况，逐行核对。")(
    by_hand.submissions
)
app.command("exempt", help="不纳入本年度统计，写明理由、依据和期限；--end 恢复。")(by_hand.exempt)
app.command("cover", help="合并编报：编入其他单位的报告；--end 取消。")(by_hand.cover)
app.command("confirm-missing", help="经人工核实，确认逾期未公布，写明核实情况。")(
    by_hand.confirm_missing
)


@app.command("make", help="按法定期限和已登记的地方规定，生成某一年度的应公布事项。")
def make(year: Annotated[int, typer.Argument(min=2008, max=2100, help="报告年度")]) -> None:
    """Make what every body owes for a report year."""
    chosen = settings()
    opened = database(chosen)
    with opened.write() as session:
        made = make_duties(session, [year], now=chosen.clock.now())
    if made:  # A list that is asked for right afterwards knows their states.
        standings(House(chosen, opened, None, SilentBell()), *made)
    say(f"{year}年度：新增{len(made)}项")


@app.command("import", help="从 TOML 文件导入应公布事项和期限规定；可以重复导入。")
def import_duties(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML 文件")],
) -> None:
    """Import a registry file."""
    import_file(file)
