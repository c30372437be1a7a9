"""``nianbao recheck``: judge the archive again, or show what would change."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Final

import typer

from nianbao import terminal
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from nianbao.report.catalogue import BY_CODE
from storage.queries.bodies import bodies
from tasks.house import House, SilentBell
from tasks.recheck import Scope
from tasks.recheck import recheck as run

if TYPE_CHECKING:
    from storage.database import Database
    from tasks.rejudging import Tally

app = commands_app()

STEPS: Final = {
    "opened": "新增",
    "reopened": "重新打开",
    "changed": "数值变动",
    "resolved": "不再成立",
    "retracted": "须更正",
    "shadowed": "转入试运行",
    "promoted": "转入正式",
}
"""What may happen to findings, in the order of the columns."""
CAUSES: Final = {
    "report": "报告变动",
    "reader": "读取程序更新",
    "rule": "核对规则调整",
    "facts": "情况变动",
}
_EVERY_SECONDS: Final = 10.0


@app.command(help="按现行规则和读取程序重新核对已存档的报告；可以随时中断，再次运行即继续。")
def recheck(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只显示将有的变化，不作更改")] = False,
    year: Annotated[int | None, typer.Option(help="只核对该年度的报告")] = None,
    office: Annotated[
        str | None, typer.Option(metavar="SLUG", help="只核对该机构监督范围内的报告")
    ] = None,
    rules_only: Annotated[
        bool, typer.Option("--rules-only", help="不重新读取文件，只按现行规则核对")
    ] = False,
    arithmetic: Annotated[
        bool, typer.Option("--arithmetic", help="只核对表三、表四勾稽和上年衔接")
    ] = False,
    processes: Annotated[int, typer.Option(min=0, max=64, help="进程数，0为不另开进程")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Judge again, and print what changed by rule and by what of ours changed."""
    chosen = settings()
    opened = database(chosen)
    _known(opened, office)
    house = House(chosen, opened, None, SilentBell())
    scope = Scope(year, office, rules_only or arithmetic, arithmetic)
    began = time.monotonic()
    try:
        tally = run(house, scope, dry_run=dry_run, processes=processes, heard=_Progress())
    except KeyboardInterrupt:
        fail("已中断，已完成的部分有效；再次运行将继续")
    _show(tally, as_json=as_json)
    if not as_json:
        _conclude(tally, time.monotonic() - began, dry_run=dry_run)


def _known(opened: Database, office: str | None) -> None:
    if office is None:
        return
    with opened.read() as session:
        if office not in {body.slug for body in bodies(session)}:
            fail(f"没有登记机构“{office}”")


class _Progress:
    """Says how far it is, to a person at a terminal, now and then."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, tally: Tally) -> None:
        if sys.stderr.isatty() and time.monotonic() - self._said > _EVERY_SECONDS:
            self._said = time.monotonic()
            sys.stderr.write(f"已核对{tally.duties}份\n")


def _show(tally: Tally, *, as_json: bool) -> None:
    by_rule: dict[tuple[str, str], Counter[str]] = {}
    for step, number in tally.steps.items():
        by_rule.setdefault((step.rule, step.cause.value), Counter())[step.what] += number
    rows = [
        (
            rule,
            BY_CODE[rule].name if rule in BY_CODE else rule,
            cause if as_json else CAUSES.get(cause, cause),
            *(counts[what] for what in STEPS),
        )
        for (rule, cause), counts in sorted(by_rule.items())
    ]
    keys, header = ("rule", "name", "cause", *STEPS), ("规则", "名称", "原因", *STEPS.values())
    show(keys, header, rows, as_json=as_json)


def _conclude(tally: Tally, seconds: float, *, dry_run: bool) -> None:
    rate = f"，每秒{tally.duties / seconds:.0f}份" if seconds >= 1 else ""
    say(f"核对{tally.duties}份报告，用时{seconds:.1f}秒{rate}。")
    if tally.told:
        when = "将" if dry_run else "将在下一次发信时"
        say(f"已告知有关机构的{tally.told}处须更正，{when}发出更正说明，每个收件人每日至多一封。")
    if tally.overtaken:
        say(f"另有{tally.overtaken}份正由其他进程处理，本次未作更改。")
    for crash, number in sorted(tally.crashes.items()):
        say(f"核对程序异常（该项未作核对，原有结论不变）：{terminal.plain(crash)}，{number}份。")
    if dry_run:
        say("以上为预演，未作任何更改。新增各项将只列入底数，不发提醒。")
