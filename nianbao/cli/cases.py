"""``nianbao cases``: what an office takes up with bodies (督办件), from reminder to close."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Final

import typer

from alerts import words
from alerts.letters.notices import Sender, correction
from alerts.letters.paper import BadTemplate
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say, settings
from nianbao.cli.offices import only_office
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from storage.queries.bodies import name_of
from storage.queries.cases import case_steps
from storage.queries.cases import cases as all_cases
from storage.rows.cases import Stage
from storage.store import cases as store
from tasks.cases import letters as drafts

if TYPE_CHECKING:
    from storage.queries.cases import CaseView

app = commands_app(
    invoke_without_command=True, help="督办件：列出、立案、办理、反馈、办结、起草文书。"
)

STAGES: Final = {stage: words.CASE_STEPS[stage.value] for stage in Stage}
_KEYS: Final = (
    *("number", "office", "body", "name", "year", "stage", "document"),
    *("sent_on", "due_on", "replied_on", "items", "left", "state"),
)
_HEADER: Final = (
    *("编号", "主管部门", "代号", "单位", "年度", "阶段", "文号"),
    *("发文", "限期", "反馈", "事项", "未了", "情况"),
)
_Id = Annotated[int, typer.Argument(metavar="N", help="督办件编号")]
_By = Annotated[str, typer.Option(help="经办人")]
_Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="日期，如 2027-02-05")
]


@app.callback(help="督办件：列出、立案、办理、反馈、办结、起草文书。")
def cases(
    ctx: typer.Context,
    office: Annotated[str | None, typer.Option(metavar="SLUG", help="主管部门代号")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """List the cases, those that are open first."""
    if ctx.invoked_subcommand is not None:
        return
    chosen = settings()
    with database(chosen).read() as session:
        found = all_cases(session, chosen.clock.today(), office=office)
    show(_KEYS, _HEADER, [_row(one, as_json=as_json) for one in found], as_json=as_json)


def _row(case: CaseView, *, as_json: bool) -> tuple[object, ...]:
    stage = case.stage.value if as_json else STAGES[case.stage]
    return (
        case.id,
        case.office,
        case.body,
        case.name,
        case.year,
        stage,
        case.document,
        case.sent_on,
        case.due_on,
        case.replied_on,
        case.items,
        case.left,
        _state(case, as_json=as_json),
    )


def _state(case: CaseView, *, as_json: bool) -> str:
    if case.closed_at is not None:
        return "closed" if as_json else f"已办结（{case.closed_why}）"
    if case.overdue:
        return "overdue" if as_json else "逾期未反馈"
    return "open" if as_json else "在办"


@app.command("open", help="就一个单位某年度的待办事项立案；已有在办件的，增加新事项。")
def open_case(
    body: Annotated[str, typer.Argument(metavar="BODY", help="单位代号")],
    year: Annotated[int, typer.Argument(help="报告年度")],
    by: _By,
    office: Annotated[str | None, typer.Option(metavar="SLUG", help="主管部门代号")] = None,
) -> None:
    """Take up all that waits with one body."""
    chosen = settings()
    opened = database(chosen)
    slug = office or only_office(opened)
    with opened.write() as session:
        try:
            number = store.open_case(session, slug, body, year, who=by, now=chosen.clock.now())
        except (LookupError, ValueError) as error:
            fail(str(error))
    say(f"督办件{number}")


_STEPS: Final = "、".join(f"{word}（{stage}）" for stage, word in STAGES.items())


def _stage(word: str) -> Stage:
    """Read a stage by its name or as offices call it."""
    named = {**{stage.value: stage for stage in Stage}, **{w: s for s, w in STAGES.items()}}
    if word not in named:
        raise typer.BadParameter(f"只能是{_STEPS}，现为“{word}”")
    return named[word]


@app.command("stage", help="记录办理阶段、文号、发文日期和反馈期限。")
def stage(
    number: _Id,
    step: Annotated[Stage, typer.Argument(metavar="STAGE", help=_STEPS, parser=_stage)],
    *,
    by: _By,
    document: Annotated[str, typer.Option(help="文号")] = "",
    sent: _Day = None,
    due: _Day = None,
) -> None:
    """Note that the office went a step further."""
    chosen = settings()
    with database(chosen).write() as session:
        try:
            store.take_further(
                session,
                number,
                step,
                who=by,
                now=chosen.clock.now(),
                document=document,
                sent_on=_day(sent),
                due_on=_day(due),
            )
        except (LookupError, ValueError) as error:
            fail(str(error))
    say(f"督办件{number}：{STAGES[step]}")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@app.command("reply", help="记录单位的反馈。")
def reply(
    number: _Id,
    text: Annotated[str, typer.Option(help="反馈内容")],
    by: _By,
    on: _Day = None,
) -> None:
    """Note a body's answer."""
    chosen = settings()
    with database(chosen).write() as session:
        try:
            now = chosen.clock.now()
            store.answer(session, number, text, _day(on) or now.date(), who=by, now=now)
        except (LookupError, ValueError) as error:
            fail(str(error))
    say(f"督办件{number}：已记录反馈")


@app.command("close", help="办结，写明理由；事项全部更正的会自行办结。")
def close(number: _Id, why: Annotated[str, typer.Option(help="办结理由")], by: _By) -> None:
    """Close a case by a person's word."""
    chosen = settings()
    with database(chosen).write() as session:
        try:
            store.close_case(session, number, why, who=by, now=chosen.clock.now())
        except (LookupError, ValueError) as error:
            fail(str(error))
    say(f"督办件{number}：已办结")


@app.command("show", help="显示一件督办件的办理过程。")
def show_case(
    number: _Id, *, as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False
) -> None:
    """Show every step of a case."""
    with database(settings()).read() as session:
        steps = case_steps(session, number)
    if not steps:
        fail(f"没有编号为{number}的督办件")
    rows = [
        (
            step.at.isoformat() if as_json else words.minute(step.at),
            step.who or ("" if as_json else "系统"),
            step.what if as_json else words.CASE_STEPS.get(step.what, step.what),
            step.why,
        )
        for step in steps
    ]
    show(("at", "who", "what", "why"), ("时间", "经办", "事项", "说明"), rows, as_json=as_json)


@app.command("letters", help="起草一件督办件的文书（DOCX）：催报函、督促整改通知；只起草，不发送。")
def letters(
    number: _Id,
    out: Annotated[Path, typer.Option(help="写入这个文件夹")],
    due: _Day = None,
    *,
    keep_guess: Annotated[
        bool, typer.Option("--keep-guess", help="在通知中保留推算的“可能位置”")
    ] = False,
) -> None:
    """Draft the letters of a case."""
    chosen = settings()
    with database(chosen).read() as session:
        try:
            _, made = drafts(session, chosen, number, due=_day(due), guesses=keep_guess)
        except (LookupError, BadTemplate) as error:
            fail(str(error))
    _write(made, out)


@app.command("correction", help="就我方误告的情况起草更正说明（DOCX）；只起草，不发送。")
def correction_letter(
    body: Annotated[str, typer.Argument(metavar="BODY", help="单位代号")],
    year: Annotated[int, typer.Argument(help="报告年度")],
    *,
    fact: Annotated[list[str], typer.Option(help="更正的事项，可重复")],
    reason: Annotated[str, typer.Option(help="原因")],
    out: Annotated[Path, typer.Option(help="写入这个文件夹")],
    office: Annotated[str | None, typer.Option(metavar="SLUG", help="主管部门代号")] = None,
    to: Annotated[str, typer.Option(help="主送，默认为该单位")] = "",
) -> None:
    """Draft a correction of what we told wrongly."""
    chosen = settings()
    opened = database(chosen)
    slug = office or only_office(opened)
    with opened.read() as session:
        try:
            name, sender = name_of(session, body), name_of(session, slug)
        except LookupError as error:
            fail(str(error))
    from_us = Sender(sender, chosen.clock.now(), folder=chosen.templates_dir)
    try:
        made = correction(name, year, from_us, addressee=to or name, facts=fact, reason=reason)
    except (ValueError, BadTemplate) as error:
        fail(str(error))
    _write({f"更正说明_{name}_{year}.docx": made}, out)


def _write(made: dict[str, bytes], folder: Path) -> None:
    if not made:
        say("该件没有需要发文的未了事项。")
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        path = folder / name.replace("/", "_")
        path.write_bytes(data)
        say(f"已起草：{path}")
