"""``nianbao rollcall``: 年报公布情况, shown, written as files and as a page, and declared final."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from alerts import words
from alerts.rollcall import situation, summary
from alerts.rollcall_files import KINDS, document, page, workbook
from nianbao import clock
from nianbao.cli.bundle import pack, unpack, write
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say, settings
from nianbao.cli.offices import only_office
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from storage.queries.rollcalls import frozen, frozen_content
from storage.store.rollcalls import freeze
from tasks.rollcall import roll_call_at

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.model import DutyLine
    from alerts.rollcall import RollCall
    from storage.database import Database

app = commands_app()

_PARTS = ("xlsx", "docx", "html", "json")


@app.command(help="年报公布情况：显示、导出 XLSX、DOCX 和网页；--freeze 定稿后不再变动。")
def rollcall(
    *,
    office: Annotated[
        str | None, typer.Option(metavar="SLUG", help="主管部门代号；只有一个时可不写")
    ] = None,
    year: Annotated[int | None, typer.Option(help="报告年度，默认为上一年")] = None,
    at: Annotated[
        str, typer.Option(metavar="TIME", help="截至时间，如 2027-02-01T08:00，默认为现在")
    ] = "",
    out: Annotated[
        Path | None, typer.Option(help="把 XLSX、DOCX、网页、JSON 写入这个文件夹")
    ] = None,
    by: Annotated[str, typer.Option(help="定稿人")] = "",
    number: Annotated[
        int | None, typer.Option("--frozen", metavar="N", help="取出编号为 N 的定稿，须写 --out")
    ] = None,
    finalise: Annotated[bool, typer.Option("--freeze", help="定稿，须写明 --by")] = False,
    listing: Annotated[bool, typer.Option("--list", help="列出全部定稿")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Show the roll-call as of a moment, write it, declare it final, or take out a final one."""
    chosen = settings()
    opened = database(chosen)
    now = chosen.clock.now()
    if listing:
        _list(opened, as_json=as_json)
        return
    if number is not None:
        _take_out(opened, number, out)
        return
    call = _roll_call(opened, office, year or now.year - 1, _moment(at, now))
    if finalise:
        call = replace(call, frozen_at=now, frozen_by=by)
    files = _files(call) if finalise or out is not None else {}
    if finalise:
        _freeze(opened, office or only_office(opened), call, files)
    if out is not None:
        write(files, out)
    if as_json:
        say(json.dumps(_object(call)))
    else:
        _tell(call)


def _roll_call(opened: Database, office: str | None, year: int, at: datetime) -> RollCall:
    slug = office or only_office(opened)
    with opened.read() as session:
        try:
            return roll_call_at(session, slug, year, at)
        except LookupError as error:
            fail(str(error))


def _moment(text: str, now: datetime) -> datetime:
    if not text:
        return now
    try:
        moment = clock.parse(text)
    except ValueError:
        raise typer.BadParameter("时间应写作 2027-02-01T08:00", param_hint="--at") from None
    return min(moment, now)


def _tell(call: RollCall) -> None:
    say(f"{call.office}：{call.title}（截至{words.minute(call.at)}）")
    for section in call.sections:
        say(summary(section))
    for note in call.notes:
        say(f"说明：{note}")
    for section in call.sections:
        say("")
        say(section.part.value)
        rows = [
            (line.body, KINDS[line.duty.kind], situation(line, call.at), line.standing.url)
            for line in section.lines
        ]
        show((), ("单位", "报告", "情况", "网址"), rows, as_json=False)
    for made in call.decisions:
        say(f"{words.minute(made.at)} {made.who} {made.body}：{made.what} {made.why}")


def _object(call: RollCall) -> dict[str, object]:
    return {
        "office": call.office,
        "year": call.year,
        "at": call.at.isoformat(),
        "frozen_at": call.frozen_at.isoformat() if call.frozen_at else None,
        "frozen_by": call.frozen_by,
        "notes": call.notes,
        "parts": [
            {
                "part": section.part.name.lower(),
                "units": section.units,
                "counts": asdict(section.counts),
                "rate": section.rate if section.is_counted else None,
                "lines": [_line(line, call) for line in section.lines],
            }
            for section in call.sections
        ],
        "decisions": [{**asdict(made), "at": made.at.isoformat()} for made in call.decisions],
    }


def _line(line: DutyLine, call: RollCall) -> dict[str, object]:
    standing = line.standing
    return {
        "body": line.duty.body,
        "name": line.body,
        "kind": line.duty.kind.value,
        "publish_by": line.duty.publish_by and line.duty.publish_by.isoformat(),
        "state": standing.state.value,
        "said": situation(line, call.at),
        "days_late": standing.days_late,
        "date": standing.date and standing.date.isoformat(),
        "reason": standing.reason,
        "url": standing.url,
        "read": [{"column": r.column, "at": r.at.isoformat()} for r in standing.proofs],
    }


def _files(call: RollCall) -> dict[str, bytes]:
    name = f"{call.title}_{call.at:%Y%m%d%H%M}"
    listed = json.dumps(_object(call), ensure_ascii=False).encode()
    made = (workbook(call), document(call), page(call), listed)
    return {f"{name}.{ending}": data for ending, data in zip(_PARTS, made, strict=True)}


def _freeze(opened: Database, office: str, call: RollCall, files: dict[str, bytes]) -> None:
    with opened.write() as session:
        try:
            number = freeze(
                session,
                office,
                call.year,
                pack(files),
                at=call.at,
                who=call.frozen_by,
                now=call.frozen_at or call.at,
            )
        except (LookupError, ValueError) as error:
            fail(str(error))
    typer.echo(f"已定稿，编号{number}", err=True)


def _take_out(opened: Database, number: int, out: Path | None) -> None:
    if out is None:
        fail("请用 --out 写明存放的文件夹")
    with opened.read() as session:
        try:
            packed = frozen_content(session, number)
        except (LookupError, ValueError) as error:
            fail(str(error))
    write(unpack(packed), out)


def _list(opened: Database, *, as_json: bool) -> None:
    with opened.read() as session:
        found = frozen(session)
    rows = [
        (f.id, f.office, f.year, f.at.isoformat(), f.frozen_at.isoformat(), f.frozen_by, f.sha256)
        for f in found
    ]
    keys = ("number", "office", "year", "at", "frozen_at", "frozen_by", "sha256")
    show(
        keys,
        ("编号", "主管部门", "年度", "截至", "定稿时间", "定稿人", "摘要"),
        rows,
        as_json=as_json,
    )
