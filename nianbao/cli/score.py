"""``nianbao score``: each body's sum by an office's own sheet, explained line by line."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from alerts import words
from alerts.score_book import workbook
from alerts.scoring import ScoreSheet, plain
from alerts.scoring import score as scored
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say
from nianbao.cli.office_year import Office, Year, of_office
from storage.registry.complaint import Refused, parse_as
from tasks.scoring import records

if TYPE_CHECKING:
    from alerts.scoring import Score

app = commands_app()


@app.command(help="按本地评分表给各单位评分，逐项说明；--template 输出评分表样例。")
def score(
    *,
    sheet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="评分表（TOML），样例见 --template")
    ] = None,
    office: Office = None,
    year: Year = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="写入 XLSX 文件")] = None,
    template: Annotated[bool, typer.Option("--template", help="输出评分表样例")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Show every body's score with what was deducted, or write it as a workbook."""
    if template:
        say(files("alerts.templates").joinpath("score.toml").read_text("utf-8").rstrip())
        return
    if sheet is None:
        fail("请用 --sheet 写明评分表文件；样例：nianbao score --template")
    rules = _sheet(sheet)
    with of_office(office, year) as (session, asked):
        views = records(session, asked.office, asked.year, asked.now)
        found = tuple(scored(rules, one) for one in views)
    if out is not None:
        out.write_bytes(workbook(rules, found, year=asked.year, at=asked.now))
        typer.echo(f"已写入：{out}", err=True)
    if as_json:
        say(json.dumps([_object(one) for one in found]))
    elif out is None:
        say(f"{asked.name}：{rules.name}（{asked.year}年度，截至{words.minute(asked.now)}）")
        for one in found:
            _tell(one)


def _sheet(path: Path) -> ScoreSheet:
    try:
        return parse_as(path.read_text("utf-8"), ScoreSheet)
    except (OSError, UnicodeError):
        fail(f"{path}：不能读取，评分表应为 UTF-8 编码的文本文件")
    except Refused as refused:
        fail("".join(f"\n{path}：{problem}" for problem in refused.problems).lstrip())


def _tell(one: Score) -> None:
    say(f"{one.body}　{one.said}")
    for line in one.lines:
        taken = f"扣{plain(line.points)}分" if line.settled else f"待核实（{plain(line.points)}分）"
        say(f"  {line.item}　{taken}　{line.why}")


def _object(one: Score) -> dict[str, object]:
    return {
        "body": one.body,
        "class": one.body_class.value,
        "left_out": one.left_out or None,
        "lowest": float(one.lowest) if not one.left_out else None,
        "highest": float(one.highest) if not one.left_out else None,
        "lines": [
            {
                "item": line.item,
                "points": float(line.points),
                "settled": line.settled,
                "why": line.why,
                "url": line.url or None,
            }
            for line in one.lines
        ],
    }
