"""``nianbao findings``: what waits, and what people decide about it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from alerts import words
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from nianbao.report.catalogue import SEVERITIES
from storage.queries.findings import PENDING, steps
from storage.queries.findings import findings as all_findings
from storage.rows.findings import FindingState
from storage.store.decisions import NotAllowed, decide

if TYPE_CHECKING:
    from datetime import date

    from storage.queries.findings import FindingView

app = commands_app(
    invoke_without_command=True, help="核对结果：列出、签收、确认、通知整改、不予认定、暂缓。"
)

S = FindingState
_KEYS: Final = (
    *("number", "body", "name", "year", "rule", "severity", "state"),
    *("until", "opened", "private", "message"),
)
_HEADER: Final = (
    *("编号", "代号", "单位", "年度", "规则", "级别", "处理"),
    *("至", "发现时间", "专送", "内容"),
)
_Ids = Annotated[list[int], typer.Argument(metavar="N…", help="编号，可写多个")]
_By = Annotated[str, typer.Option(help="经办人")]
_Until = Annotated[
    datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="至哪一天，如 2027-02-26")
]


class Ground(StrEnum):
    """Why something is not upheld (不予认定)."""

    RIGHT = "right"
    MISREAD = "misread"
    OTHER = "other"


GROUNDS: Final = {
    Ground.RIGHT: "报告无误",
    Ground.MISREAD: "系统误读",
    Ground.OTHER: "其他",
}


@app.callback(help="核对结果：列出、签收、确认、通知整改、不予认定、暂缓。")
def findings(
    ctx: typer.Context,
    office: Annotated[str | None, typer.Option(metavar="SLUG", help="主管部门代号")] = None,
    state: Annotated[S | None, typer.Option(help="处理情况；默认为待处理的")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """List what waits for something, or what is in one state."""
    if ctx.invoked_subcommand is not None:
        return
    chosen = settings()
    today = chosen.clock.today()
    states = PENDING if state is None else {state}
    with database(chosen).read() as session:
        found = all_findings(session, office=office, on=today, states=states)
    rows = [_row(one, as_json=as_json) for one in found if not one.baseline]
    show(_KEYS, _HEADER, rows, as_json=as_json)


def _row(one: FindingView, *, as_json: bool) -> tuple[object, ...]:
    finding, opened = one.finding, one.opened_at
    return (
        one.id,
        one.body,
        one.name,
        one.year,
        finding.rule if as_json else words.rule_name(finding.rule),
        finding.severity.value if as_json else SEVERITIES[finding.severity],
        one.state.value if as_json else words.FINDING_STATES[one.state.value],
        one.until,
        opened.isoformat() if as_json else words.minute(opened),
        one.private if as_json else ("专送" if one.private else ""),
        finding.message,
    )


@app.command("acknowledge", help="签收：已收到并知悉，不再重复提醒。")
def acknowledge(numbers: _Ids, by: _By) -> None:
    """Note that somebody has seen them."""
    _decide(numbers, S.ACKNOWLEDGED, by)


@app.command("confirm", help="确认：经核属实。")
def confirm(numbers: _Ids, by: _By, why: Annotated[str, typer.Option(help="说明")] = "") -> None:
    """Note that they are as we said."""
    _decide(numbers, S.CONFIRMED, by, why)


@app.command("notify", help="已通知整改，限期未更正的恢复提醒。")
def notify(
    numbers: _Ids, until: _Until, by: _By, why: Annotated[str, typer.Option(help="说明")] = ""
) -> None:
    """Note that the body was told to correct them by a day."""
    _decide(numbers, S.NOTIFIED, by, why, until)


@app.command("dismiss", help="不予认定：报告无误、系统误读或其他，写明理由；数据变动时重新核实。")
def dismiss(
    numbers: _Ids,
    ground: Annotated[Ground, typer.Option("--as", help="right报告无误|misread系统误读|other其他")],
    why: Annotated[str, typer.Option(help="理由")],
    by: _By,
) -> None:
    """Note that they are not upheld, and why."""
    if not why.strip():
        fail("请填写理由")
    _decide(numbers, S.DISMISSED, by, f"{GROUNDS[ground]}：{why}")


@app.command("waive", help="暂缓处理至某一天，写明理由；期满恢复提醒。")
def waive(
    numbers: _Ids, until: _Until, why: Annotated[str, typer.Option(help="理由")], by: _By
) -> None:
    """Let them rest until a day."""
    _decide(numbers, S.WAIVED, by, why, until)


@app.command("show", help="显示一项核对结果的处理过程。")
def show_finding(
    number: Annotated[int, typer.Argument(metavar="N", help="编号")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Show every step of a finding."""
    with database(settings()).read() as session:
        taken = steps(session, number)
    if not taken:
        fail(f"没有编号为{number}的核对结果")
    rows = [
        (
            step.at.isoformat() if as_json else words.minute(step.at),
            step.who or ("" if as_json else "系统"),
            step.what if as_json else _STEPS.get(step.what, step.what),
            step.why,
        )
        for step in taken
    ]
    show(("at", "who", "what", "why"), ("时间", "经办", "事项", "说明"), rows, as_json=as_json)


_STEPS: Final = {
    **words.FINDING_STATES,
    "opened": "列为待核实",
    "changed": "数据变动",
    "retracted": "我方撤回",
    "expired": "暂缓期满",
}


def _decide(
    numbers: list[int], state: FindingState, by: str, why: str = "", until: datetime | None = None
) -> None:
    """Put all of them into a state, or none."""
    chosen = settings()
    now = chosen.clock.now()
    last: date | None = until.date() if until else None
    if last is not None and last < now.date():
        fail("截止日期已过")
    with database(chosen).write() as session:
        for number in dict.fromkeys(numbers):
            try:
                decide(session, number, state, who=by, now=now, why=why, until=last)
            except (LookupError, NotAllowed) as error:
                session.rollback()
                fail(f"第{number}项：{error}")
    say(f"{len(set(numbers))}项：{words.FINDING_STATES[state.value]}")
