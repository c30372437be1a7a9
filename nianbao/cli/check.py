"""``nianbao check FILE_OR_URL…``: read reports and judge them, without any server or database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from nianbao import terminal
from nianbao.cli import answer, archive, page, sheet, verdict
from nianbao.cli.commands import commands_app
from nianbao.report.model import Unreadable

if TYPE_CHECKING:
    from nianbao.report.model import Report

app = commands_app()

_WELL, _ERROR, _UNREADABLE = 0, 1, 2


_FILES = (
    "年度报告文件：html、docx、doc、wps、pdf、xlsx、xls、rtf、txt、md，或其 zip 压缩包；"
    "或公开网站上的网址"
)
_HELP = """核对一份或多份年度报告文件，不需要服务器和数据库。

退出状态：0 未发现须核实的问题；1 有须核实的问题；2 有文件未能读取；64 用法不对。
"""


@app.command(help=_HELP)
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE_OR_URL...", help=_FILES)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="每个文件输出一行 JSON")] = False,
    previous: Annotated[
        str, typer.Option(metavar="FILE", help="同一单位上一年度的报告，用于核对上年结转等")
    ] = "",
    html: Annotated[
        str | None, typer.Option(metavar="OUT", help="另将一份报告的核对页（一个网页文件）写入 OUT")
    ] = None,
) -> None:
    """Print each file's judgement, in the words of an office or as JSON."""
    target = page.target(html, files) if html is not None else None
    last_year, status = _previous(previous)
    for file in files:
        found = archive.checked(file, last_year)
        if target:
            page.write(target, found[0] if len(found) == 1 else verdict.check(file))
        for checked in found:
            _tell(checked, as_json=as_json)
            status = max(status, _status(checked))
    raise typer.Exit(status)


def _tell(checked: verdict.Checked, *, as_json: bool) -> None:
    if checked.why:
        _complain(f"{checked.file}：{checked.why}")
    if as_json:
        sys.stdout.write(f"{answer.line(checked)}\n")
    elif not checked.why:
        sys.stdout.write(f"{terminal.plain(sheet.text(checked))}\n")
    sys.stdout.flush()


def _complain(why: str) -> None:
    """Say on one line what could not be read, whatever its name is made of."""
    sys.stderr.write(f"nianbao: {terminal.plain(' '.join(why.splitlines()))}\n")


def _previous(file: str) -> tuple[Report | None, int]:
    if not file:
        return None, _WELL
    try:
        return verdict.last_years(file), _WELL
    except Unreadable as error:
        _complain(f"{file}：{error}；未与上一年度比较")
        return None, _UNREADABLE


def _status(checked: verdict.Checked) -> int:
    if checked.why:
        return _UNREADABLE
    return _ERROR if checked.has_error else _WELL
