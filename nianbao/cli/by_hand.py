"""``nianbao duties submitted``, ``exempt``, ``cover``…: what people enter about duties."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime  # noqa: TC003 - Typer reads annotations at run time
from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Final

import typer

from alerts.words import STATES
from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from nianbao.cli.submission_sheet import moment
from nianbao.cli.submission_sheet import read as read_sheet
from nianbao.cli.tables import show
from nianbao.duty.model import Exemption, ReportKind
from storage.queries.bodies import bodies
from storage.queries.entries import ManualTask, manual_tasks
from storage.store import entries
from storage.store.duties import find_duty
from tasks.house import House, SilentBell
from tasks.standings import standings

if TYPE_CHECKING:
    from collections.abc import Callable

    from nianbao.cli.submission_sheet import Line
    from nianbao.settings import Settings
    from storage.database import Database, Session

Body = Annotated[str, typer.Argument(metavar="BODY", help="单位代号")]
Year = Annotated[int, typer.Argument(metavar="YEAR", min=2008, max=2100, help="报告年度")]
Kind = Annotated[ReportKind, typer.Option(help="own 本机关的报告，government 本级政府的报告")]
By = Annotated[str, typer.Option("--by", help="登记人")]
Why = Annotated[str, typer.Option("--why", help="说明")]
OWN: Final = ReportKind.OWN
KINDS: Final = {ReportKind.OWN: "本机关", ReportKind.GOVERNMENT: "本级政府"}


class _Undone(Exception):  # noqa: N818 - named for what becomes of the transaction
    """Nothing of this transaction is kept."""


def duty_id(session: Session, body: str, year: int, kind: ReportKind) -> int:
    """Return the id of a duty.

    Raises:
        LookupError: there is no such duty (Chinese).
    """
    found = find_duty(session, body, year, kind)
    if found is None:
        what = f"{body} {year}年度{KINDS[kind]}报告"
        raise LookupError(f"没有登记这一应公布事项：{what}。查看：nianbao duties list")
    return found


def _entered(
    body: str, year: int, kind: ReportKind, enter: Callable[[Session, int, datetime], object]
) -> object:
    """Make one entry, compute the duty's state anew, and say it."""
    chosen = settings()
    opened = database(chosen)
    try:
        with opened.write() as session:
            found = duty_id(session, body, year, kind)
            done = enter(session, found, chosen.clock.now())
    except (LookupError, ValueError) as error:
        fail(str(error))
    standings(House(chosen, opened, None, SilentBell()), found)
    say_state(chosen, opened, found)
    return done


def say_state(chosen: Settings, opened: Database, found: int) -> None:
    """Say a duty's state as it is kept."""
    from storage.queries.duties import duties  # noqa: PLC0415 - its name is a common one

    with opened.read() as session:
        for view in duties(session, chosen.clock.now(), ids=[found]):
            say(f"{view.name} {view.duty.year}年度：{STATES[view.standing.state]}")
            say(f"  {view.standing.reason}")


def submitted(
    body: Body,
    year: Year,
    at: Annotated[str, typer.Option("--at", help="提交时间，例如 2027-01-20 15:00")],
    by: By,
    *,
    kind: Kind = OWN,
    why: Why = "",
) -> None:
    """Note that a report reached the office."""
    when = moment(at)
    if when is None:
        fail(f"提交时间“{at}”不是时间，例如 2027-01-20 15:00")
    new = _entered(
        body, year, kind, lambda s, d, now: entries.submitted(s, d, when, who=by, now=now, why=why)
    )
    say("已登记提交" if new else "此前已登记，未重复登记")


def exempt(
    body: Body,
    year: Year,
    by: By,
    *,
    reason: Annotated[str, typer.Option(help="理由，例如新设、撤并")] = "",
    basis: Annotated[str, typer.Option(help="依据及文号")] = "",
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="到哪一天（含）")
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="恢复纳入统计")] = False,
    kind: Kind = OWN,
) -> None:
    """Leave a duty out of its year's count, or count it again."""
    left_out = None if end else Exemption(reason, basis, until.date() if until else None)
    _entered(body, year, kind, lambda s, d, now: entries.leave_out(s, d, left_out, who=by, now=now))


def cover(
    body: Body,
    year: Year,
    by: By,
    *,
    covering: Annotated[str, typer.Option("--in", help="编入哪个单位的报告（单位代号）")] = "",
    end: Annotated[bool, typer.Option("--end", help="取消合并编报")] = False,
    kind: Kind = OWN,
    why: Why = "",
) -> None:
    """Note whose report covers a duty's, or that none does."""
    if bool(covering) == end:
        fail("请用 --in 写明编入哪个单位的报告，或用 --end 取消")
    _entered(
        body,
        year,
        kind,
        lambda s, d, now: entries.cover_by(s, d, covering or None, who=by, now=now, why=why),
    )


def confirm_missing(body: Body, year: Year, by: By, why: Why, *, kind: Kind = OWN) -> None:
    """Note a person's word that a report was not published."""
    _entered(
        body, year, kind, lambda s, d, now: entries.confirm_missing(s, d, who=by, why=why, now=now)
    )
    say("已登记：逾期未公布（已确认）")


_TASK_KEYS: Final = (
    *("portal", "portal_name", "column", "column_url", "body", "name", "year", "kind"),
    *("state", "reason", "since", "url", "last_url"),
)


def tasks(
    year: Annotated[int | None, typer.Option(help="报告年度")] = None,
    office: Annotated[str | None, typer.Option(help="主管部门代号：只列其所辖单位")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """List what a person must look at, grouped by portal."""
    chosen = settings()
    with database(chosen).read() as session:
        found = manual_tasks(session, chosen.clock.now(), office=office, year=year)
    if as_json:
        show(_TASK_KEYS, _TASK_KEYS, [_values(task) for task in found], as_json=True)
        return
    _say_tasks(found)


def _values(task: ManualTask) -> tuple[object, ...]:
    values = [getattr(task, key) for key in _TASK_KEYS]
    return tuple(getattr(value, "value", value) for value in values)


def _say_tasks(found: tuple[ManualTask, ...]) -> None:
    if not found:
        say("没有需要人工核对的事项。")
        return
    for place in dict.fromkeys((t.portal_name, t.column, t.column_url) for t in found):
        portal, column, address = place
        say(f"\n━━ {column or portal or '尚未登记栏目的单位'}　{address}".rstrip("　"))
        for task in (t for t in found if (t.portal_name, t.column, t.column_url) == place):
            _say_task(task)
    say("\n打开栏目核对后登记：nianbao duties record 单位代号 年度 --url 网址 --by 姓名")
    say("网站不能自动打开的，请保存网页，加 --file 一并上传；网址和日期以网页所见为准。")


def _say_task(task: ManualTask) -> None:
    since = f"（自{task.since:%Y-%m-%d %H:%M}）" if task.since else ""
    kind = "" if task.kind is ReportKind.OWN else f"（{KINDS[task.kind]}）"
    say(f"  {task.body}　{task.name}{kind}　{task.year}年度　{STATES[task.state]}{since}")
    say(f"    原因：{task.reason}")
    if task.url:
        say(f"    疑似：{task.url}")
    if task.last_url:
        say(f"    上年：{task.last_url}")


def submissions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".xlsx 或 .csv 文件")],
    by: By,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只显示将有的变动，不导入")] = False,
) -> None:
    """Enter the submissions of a sheet, all of them or none."""
    chosen = settings()
    now = chosen.clock.now()
    try:
        lines = tuple(read_sheet(file))
    except ValueError as error:
        fail(f"{file}：{error}")
    opened = database(chosen)
    wrong = [f"第{line.number}行：{line.fault}" for line in lines if line.fault]
    done: list[tuple[Line, int, bool]] = []
    with suppress(_Undone), opened.write() as session:
        slugs = _slugs(session)
        for line in () if wrong else lines:
            try:
                done.append((line, *_enter_line(session, line, slugs, by, now)))
            except (LookupError, ValueError) as error:
                wrong.append(f"第{line.number}行：{error}")
        if wrong or dry_run:
            raise _Undone
    _conclude(file, wrong, done, dry_run=dry_run)
    if not dry_run and done:
        standings(House(chosen, opened, None, SilentBell()), *(found for _, found, _ in done))


def _slugs(session: Session) -> dict[str, list[str]]:
    """Return the slugs by slug and by name; a name may be that of several bodies."""
    found: dict[str, list[str]] = {}
    for body in bodies(session):
        for name in {body.slug, body.name, *body.short_names}:
            found.setdefault(name, []).append(body.slug)
    return found


def _enter_line(
    session: Session, line: Line, slugs: dict[str, list[str]], by: str, now: datetime
) -> tuple[int, bool]:
    named = slugs.get(line.body, [])
    if len(named) != 1:
        why = "没有这个单位" if not named else "有多个单位同用此名，请写单位代号"
        raise LookupError(f"{why}：{line.body}")
    if line.at is None:
        raise ValueError(line.fault)
    found = duty_id(session, named[0], line.year, line.kind)
    new = entries.submitted(session, found, line.at, who=by, now=now, why=line.why)
    return found, new


def _conclude(
    file: Path, wrong: list[str], done: list[tuple[Line, int, bool]], *, dry_run: bool
) -> None:
    if wrong:
        fail(f"{file}：有{len(wrong)}行不合要求，全部未导入\n" + "\n".join(wrong))
    new = [line for line, _, is_new in done if is_new]
    for line in new:
        say(f"第{line.number}行：{line.body} {line.year}年度，{line.at:%Y-%m-%d %H:%M}提交")
    word = "将登记" if dry_run else "已登记"
    say(f"{word}{len(new)}项，此前已登记{len(done) - len(new)}项。")
