"""``nianbao check FILE_OR_URL…``: read reports and judge them, without any server or database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from nianbao import terminal
from nianbao.cli import answer, archive, page, sheet, verdict
from nianbao.cli.commands import commands_app
from nianbao.report.checks.carry import are_of_last_year
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
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="同一单位上一年度的报告，用于核对上年结转等；单位由几家合并而成的，逐家给出",
        ),
    ] = None,
    html: Annotated[
        str | None, typer.Option(metavar="OUT", help="另将一份报告的核对页（一个网页文件）写入 OUT")
    ] = None,
) -> None:
    """Print each file's judgement, in the words of an office or as JSON."""
    target = page.target(html, files) if html is not None else None
    last_year, status = _previous(previous or [])
    for file in files:
        found = archive.checked(file, last_year)
        if target:
            page.write(target, found[0] if len(found) == 1 else verdict.check(file))
        for checked in found:
            _tell(checked, as_json=as_json)
            _tell_of_years(checked, last_year)
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


def _tell_of_years(checked: verdict.Checked, last_year: tuple[Report, ...]) -> None:
    """Say that a file was not compared because what was given is of another year."""
    if checked.report and not are_of_last_year(checked.report, last_year):
        given = "、".join(str(report.year) for report in last_year)
        _complain(
            f"{checked.file}：所给上一年度报告的年度为{given}，"
            f"本报告的年度为{checked.report.year}，未核对上年结转等"
        )


def _previous(files: list[str]) -> tuple[tuple[Report, ...], int]:
    """Return last year's reports; none of them if one cannot be read: a sum needs every one."""
    found = []
    for file in files:
        try:
            found.append(verdict.last_years(file))
        except Unreadable as error:
            _complain(f"{file}：{error}；未与上一年度比较")
            return (), _UNREADABLE
    return tuple(found), _WELL


def _status(checked: verdict.Checked) -> int:
    if checked.why:
        return _UNREADABLE
    return _ERROR if checked.has_error else _WELL
