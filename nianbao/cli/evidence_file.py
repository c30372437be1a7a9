"""``nianbao evidence export``: a duty's evidence as a zip that an office can file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nianbao.cli.door import fail, say, settings
from nianbao.cli.new_file import new_file
from nianbao.cli.opened import database
from nianbao.duty.model import ReportKind  # noqa: TC001 - Typer reads annotations at run time
from storage.archive import Altered, Archive
from storage.queries.dossiers import dossier, duty_numbers
from tasks.filing import file_duty

if TYPE_CHECKING:
    from storage.database import Session
    from tasks.filing import Filed

HELP = "导出一个事项的存证材料（zip）：网页原件、打印件、WARC 记录、校验值和时间线。"


def export(
    duty: Annotated[str, typer.Argument(metavar="DUTY", help="单位代号:年度，或事项编号")],
    year: Annotated[int | None, typer.Argument(help="报告年度（DUTY 只写单位代号时）")] = None,
    out: Annotated[Path | None, typer.Option(help="写入的文件；缺省为 存证_单位_年度.zip")] = None,
    kind: Annotated[ReportKind | None, typer.Option(help="own 本机关，government 本级政府")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Write the zip at once or not at all; what it could not hold is said in it and here."""
    chosen = settings()
    with database(chosen).read() as session:
        number = _number(session, duty, year, kind)
        try:
            found = dossier(session, number, chosen.clock.now())
        except LookupError as error:
            fail(str(error))
        path = out or Path(f"存证_{found.view.duty.body}_{found.view.duty.year}.zip")
        try:
            with new_file(path) as file:
                archive = Archive(chosen.archive_dir)
                filed = file_duty(session, archive, found, file, browser=chosen.browser)
        except Altered as error:
            fail(f"{error}。存证与封存时不一致，未导出；请运行：nianbao evidence verify")
        except OSError as error:
            fail(f"{path} 无法写入（{error.strerror}）")
    _tell(path, filed, as_json=as_json)


def _number(session: Session, duty: str, year: int | None, kind: ReportKind | None) -> int:
    """Return the duty that is meant; what is not settled by the words ends the command."""
    if year is None and duty.isdecimal():
        return int(duty)
    body, _, said = duty.partition(":")
    if year is None and re.fullmatch(r"\d{4}", said):
        year = int(said)
    if year is None:
        fail(f"请写明单位和年度，如 {body or 'BODY'}:2026，或事项编号")
    found = duty_numbers(session, body, year, kind)
    if not found:
        fail(f"没有这一事项：{body} {year}年度。可用 nianbao duties list 查看")
    if len(found) > 1:
        fail(f"{body} {year}年度有本机关、本级政府两份报告，请用 --kind 写明")
    return found[0]


def _tell(path: Path, filed: Filed, *, as_json: bool) -> None:
    if as_json:
        told = {
            "file": str(path),
            "pages": filed.pages,
            "prints": filed.prints,
            "records": filed.records,
            "links": filed.links,
            "unlinked": filed.unlinked,
            "left_out": filed.left_out,
        }
        say(json.dumps(told))
        return
    say(f"已写入{path}：原件{filed.pages}件、打印件{filed.prints}件、WARC记录{filed.records}条、"
        f"校验链{filed.links}环。")  # fmt: skip
    if filed.unlinked:
        say(f"有{filed.unlinked}个存证文件尚未入链（每日零时后入链），届时可重新导出。")
    for text in filed.left_out:
        say(f"未收入：{text}")
