"""``nianbao bodies roster``: 名录核对, shown, written as XLSX and DOCX, and signed off."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Final

import typer

from alerts import words
from alerts.rollcall_files import KINDS
from alerts.roster import document, short, workbook
from nianbao.cli.bundle import pack, unpack, write
from nianbao.cli.door import fail, say, settings
from nianbao.cli.offices import only_office
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from storage.queries.rosters import signatures, signed_content
from storage.store.duties import make_duties
from storage.store.rosters import sign
from tasks.house import House, SilentBell
from tasks.roster import roster_at
from tasks.standings import standings

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.roster import Roster
    from storage.database import Database

HELP: Final = "名录核对：某一年度应公布年报的单位，导出 XLSX 和 DOCX；--sign 签核。"
_SEASON: Final = 10  # October: from then on the coming report is this year's


def roster(
    *,
    office: Annotated[
        str | None, typer.Option(metavar="SLUG", help="主管部门代号；只有一个时可不写")
    ] = None,
    year: Annotated[int | None, typer.Option(help="报告年度；10月起默认为本年，否则上年")] = None,
    out: Annotated[Path | None, typer.Option(help="把 XLSX、DOCX 写入这个文件夹")] = None,
    by: Annotated[str, typer.Option(help="签核人")] = "",
    signing: Annotated[bool, typer.Option("--sign", help="签核现有名录，须写明 --by")] = False,
    number: Annotated[
        int | None, typer.Option("--signed", metavar="N", help="取出编号为 N 的签核，须写 --out")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="列出全部签核")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Show a roster, write it, sign it off, or take out one that was signed off."""
    chosen = settings()
    opened = database(chosen)
    now = chosen.clock.now()
    if listing:
        _list(opened, as_json=as_json)
        return
    if number is not None:
        _take_out(opened, number, out)
        return
    slug = office or only_office(opened)
    made = _roster(opened, slug, year or _coming(now), now)
    files = _files(made) if signing or out is not None else {}
    if signing:
        _sign(opened, slug, made, files, by)
    if out is not None:
        write(files, out)
    _tell(opened, slug, made, as_json=as_json)


def _coming(now: datetime) -> int:
    return now.year if now.month >= _SEASON else now.year - 1


def _roster(opened: Database, slug: str, year: int, now: datetime) -> Roster:
    with opened.read() as session:
        try:
            return roster_at(session, slug, year, now)
        except LookupError as error:
            fail(str(error))


def _tell(opened: Database, slug: str, made: Roster, *, as_json: bool) -> None:
    rows = [
        (
            *(one.slug, one.name, one.body_class.value, one.kind.value),
            *(one.publish_by and one.publish_by.isoformat(), one.left_out),
        )
        if as_json
        else (
            *(one.slug, one.name, words.CLASSES[one.body_class], KINDS[one.kind]),
            *(words.day(one.publish_by) if one.publish_by else "未规定", one.left_out or "计入"),
        )
        for one in made.entries
    ]
    keys = ("slug", "name", "class", "kind", "publish_by", "left_out")
    if not as_json:
        say(f"{made.office}：{made.title}（版本{short(made.version)}）")
        say(made.summary)
        say(_signature(opened, slug, made))
    heads = ("代号", "单位", "类型", "报告", "公布期限", "是否计入应公布数")
    show(keys, heads, rows, as_json=as_json)


def _signature(opened: Database, slug: str, made: Roster) -> str:
    with opened.read() as session:
        found = signatures(session, slug, made.year)
    if not found:
        return "尚未签核。"
    last = found[0]
    same = "与现有名录一致" if last.version == made.version else "签核后名录有变动，请重新核对"
    return (
        f"{words.minute(last.signed_at)}由{last.signed_by}签核"
        f"（编号{last.number}，版本{short(last.version)}），{same}。"
    )


def _files(made: Roster) -> dict[str, bytes]:
    name = f"{made.title}_{made.at:%Y%m%d%H%M}"
    return {f"{name}.xlsx": workbook(made), f"{name}.docx": document(made)}


def _sign(opened: Database, slug: str, made: Roster, files: dict[str, bytes], by: str) -> None:
    with opened.write() as session:
        try:
            number = sign(session, slug, made.year, made.version, pack(files), who=by, now=made.at)
        except (LookupError, ValueError) as error:
            fail(str(error))
        # Who is signed off as owing a report is waited for, also where nobody made duties yet.
        owed = make_duties(session, [made.year], now=made.at)
    if owed:
        standings(House(settings(), opened, None, SilentBell()), *owed)
    added = f"；{made.year}年度应公布事项新增{len(owed)}项" if owed else ""
    typer.echo(f"已签核，编号{number}{added}", err=True)


def _take_out(opened: Database, number: int, out: Path | None) -> None:
    if out is None:
        fail("请用 --out 写明存放的文件夹")
    with opened.read() as session:
        try:
            packed = signed_content(session, number)
        except LookupError as error:
            fail(str(error))
    write(unpack(packed), out)


def _list(opened: Database, *, as_json: bool) -> None:
    with opened.read() as session:
        found = signatures(session)
    rows = [
        (f.number, f.office, f.year, f.signed_at.isoformat(), f.signed_by, f.version) for f in found
    ]
    keys = ("number", "office", "year", "signed_at", "signed_by", "version")
    heads = ("编号", "主管部门", "年度", "签核时间", "签核人", "版本")
    show(keys, heads, rows, as_json=as_json)
