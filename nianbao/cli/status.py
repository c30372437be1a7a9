"""``nianbao status``: what is going on, what is in trouble, and with which settings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Final

import typer

from alerts.words import OUTCOMES, STATES, minute
from nianbao.cli.commands import commands_app
from nianbao.cli.door import say, settings
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from nianbao.report.model import READER_VERSION
from storage.queries.documents import unread
from storage.queries.duties import duties
from storage.queries.findings import rule_counts
from storage.queries.messages import messages
from storage.queries.portals import portals, troubles
from storage.queries.runs import runs

if TYPE_CHECKING:
    from datetime import datetime

    from storage.database import Session

app = commands_app()

_LATEST_RUNS: Final = 500
_RUNS: Final = {"queued": "待采集", "running": "采集中", "done": "已完成", "lost": "中断"}
_MESSAGES: Final = {
    "pending": "待发",
    "claimed": "发送中",
    "delivered": "已送达",
    "failed": "未能送达",
    "retracted": "已撤回",
}


@app.command(help="查看运行情况；加 --settings 查看全部设置（密码不显示）。")
def status(
    *,
    show_settings: Annotated[bool, typer.Option("--settings", help="查看全部设置")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Show settings, or counts of everything and what is in trouble."""
    chosen = settings()
    if show_settings:
        named = [(f"NIANBAO_{name.upper()}", text) for name, text in chosen.masked().items()]
        show(("name", "value"), ("设置", "值"), named, as_json=as_json)
        return
    now = chosen.clock.now()
    with database(chosen).read() as session:
        counts, broken = _counts(session, now), _troubles(session, now)
    show(("group", "what", "number"), ("类别", "项目", "数量"), counts, as_json=as_json)
    if broken and not as_json:
        say("")
        show(("portal",), ("网站", "栏目", "情况", "自", "说明"), broken, as_json=False)


def _counts(session: Session, now: datetime) -> list[tuple[str, str, int]]:
    states = Counter(view.standing.state for view in duties(session, now))
    latest = Counter(run.state.value for run in runs(session, limit=_LATEST_RUNS))
    mails = Counter(message.state.value for message in messages(session))
    return [
        ("网站", "已登记", len(portals(session))),
        *(("采集", _RUNS[state], number) for state, number in latest.items()),
        ("文件", "待读取", len(unread(session, READER_VERSION))),
        *(("应公布事项", STATES[state], number) for state, number in states.items()),
        *(("待处理问题", rule, number) for rule, number in sorted(rule_counts(session).items())),
        *(("邮件", _MESSAGES[state], number) for state, number in mails.items()),
    ]


def _troubles(session: Session, now: datetime) -> list[tuple[str, str, str, str, str]]:
    return [
        (t.portal_name or t.portal, t.column, OUTCOMES[t.outcome], minute(t.since), t.detail)
        for t in troubles(session, now)
    ]
