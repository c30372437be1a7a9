"""``nianbao duties record``: a report that a person found, kept and answered for."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - Typer reads annotations at run time
from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from alerts.words import STATES
from crawler.warc import Unkept
from nianbao import terminal
from nianbao.cli.by_hand import OWN, Body, By, Kind, Why, Year
from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from storage.archive import Altered
from tasks.brought import Upload
from tasks.entry import Answer, Entry, Refused
from tasks.entry import record as enter
from tasks.house import House, SilentBell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.duty.model import Standing
    from nianbao.settings import Settings

HELP = """登记报告的公布网址：当即打开、核对、存证，并说明此前为何未检索到。

网站不能自动打开的，保存网页或文件后用 --file 上传。
"""
_KEYS = (
    *("entry", "url", "title", "organ", "report_year", "published", "unread", "remark"),
    *("certain", "why", "said", "advice", "before", "after", "reason", "doubted", "corrected"),
    "evidence",
)


def record(
    body: Body,
    year: Year,
    by: By,
    *,
    url: Annotated[str, typer.Option(help="报告的公布网址")] = "",
    file: Annotated[Path | None, typer.Option(metavar="FILE", help="保存的网页或报告文件")] = None,
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="页面所标公布日期")
    ] = None,
    screenshot: Annotated[Path | None, typer.Option(metavar="FILE", help="截图，仅作存证")] = None,
    why: Why = "",
    insist: Annotated[
        bool, typer.Option("--insist", help="内容不符时仍作“待核实”登记，须写 --why")
    ] = False,
    kind: Kind = OWN,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Enter one report."""
    if not url and file is None:
        fail("请用 --url 写明公布网址，或用 --file 上传保存的网页或文件")
    chosen = settings()
    entry = Entry(
        body=body,
        year=year,
        who=by,
        kind=kind,
        url=url,
        file=_upload(file, chosen),
        day=date.date() if date else None,
        screenshot=_upload(screenshot, chosen),
        why=why,
        insist=insist,
    )
    house = House(chosen, database(chosen), None, SilentBell())
    try:
        answer = enter(house, entry)
    except Refused as refusal:
        fail(f"未登记：{refusal}")
    except Unkept as error:
        fail(f"未登记：存证无法写入，请检查磁盘空间（{error}）")
    except (LookupError, ValueError, Altered) as error:
        fail(str(error))
    if as_json:
        show(_KEYS, _KEYS, [_values(answer)], as_json=True)
        return
    for line in _lines(answer):
        say(terminal.plain(line))


def _upload(path: Path | None, chosen: Settings) -> Upload | None:
    """Read a file, not further than is allowed."""
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            data = file.read(chosen.download_max_bytes + 1)
    except OSError as error:
        fail(f"{path}：无法读取（{error.strerror}）")
    if len(data) > chosen.download_max_bytes:
        fail(f"{path}：超过大小上限（{chosen.download_max_bytes} 字节）")
    if not data:
        fail(f"{path}：文件为空")
    return Upload(path.name, data)


def _values(answer: Answer) -> tuple[object, ...]:
    return (
        answer.number,
        answer.url,
        answer.title,
        answer.organ,
        answer.year,
        answer.day,
        answer.unread,
        answer.remark,
        answer.certain,
        answer.unseen.why.value,
        answer.unseen.said,
        answer.unseen.advice,
        answer.before.state.value if answer.before else None,
        answer.after.state.value if answer.after else None,
        answer.after.reason if answer.after else "",
        list(answer.doubted),
        answer.told,
        answer.folder,
    )


def _lines(answer: Answer) -> Iterator[str]:
    word = "已登记" if answer.certain else "已登记，待核实"
    yield f"{word}（第{answer.number}号）：{answer.url}"
    yield f"  标题：{answer.title or '未见'}"
    year = answer.year or "不能确定"
    day = answer.day or "未标注"
    yield f"  单位：{answer.organ or '正文未写明'}　年度：{year}　公布日期：{day}"
    if answer.unread:
        yield f"  内容未核对：{answer.unread}"
    if answer.remark:
        yield f"  {'内容不符' if not answer.certain else '内容存疑'}：{answer.remark}"
    yield f"此前未检索到的原因：{answer.unseen.said}"
    if answer.unseen.advice:
        yield f"  建议：{answer.unseen.advice}"
    yield f"状态：{_state(answer.before)} → {_state(answer.after)}"
    if answer.after:
        yield f"  {answer.after.reason}"
    for column in answer.doubted:
        yield f"“{column}”与该单位的对应关系已改为待确认，确认前不据此判断未公布。"
    if answer.told:
        yield f"此前的提醒有误，将向{answer.told}个收件人发出更正说明。"
    if answer.folder:
        yield f"存证：{answer.folder}"


def _state(standing: Standing | None) -> str:
    return STATES[standing.state] if standing else "尚未核验"
