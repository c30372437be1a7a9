"""``nianbao summary``: 汇总底表, tables two, three and four summed over an office's bodies."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from alerts.summary_sheet import LACKS, workbook
from nianbao.cli.commands import commands_app
from nianbao.cli.door import say
from nianbao.cli.office_year import Office, Year, of_office
from nianbao.report.form import place_name
from tasks.summary import summary_of

if TYPE_CHECKING:
    from nianbao.report.summing import Summary

app = commands_app()


@app.command(help="汇总底表：表二、表三、表四按单位汇总，逐格可查来源，列出缺漏与存疑。")
def summary(
    *,
    office: Office = None,
    year: Year = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="写入 XLSX 文件")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Show the sums that are not zero and what they lack, or write them as a workbook."""
    with of_office(office, year) as (session, asked):
        found = summary_of(session, asked.office, asked.year, asked.now)
    if out is not None:
        out.write_bytes(workbook(found, office=asked.name, year=asked.year, at=asked.now))
        typer.echo(f"已写入：{out}", err=True)
    if as_json:
        say(json.dumps(_object(found, asked.office, asked.year)))
    elif out is None:
        _tell(found, asked.name, asked.year)


def _tell(found: Summary, name: str, year: int) -> None:
    say(f"{name}：{year}年度应汇总{len(found.parts)}家，已计入{found.summed}家")
    for key, number in found.sums.items():
        if number:
            say(f"  {place_name(key)}　{number}")
    for gap in found.gaps:
        if not gap.body:
            say(f"  {place_name(gap.key)}：{LACKS[gap.lack]}（{gap.said}）")
        elif not gap.key:
            say(f"  {gap.body}：{LACKS[gap.lack]}（{gap.said}）")
    rest = sum(bool(gap.key and gap.body) for gap in found.gaps)
    if rest:
        say(f"  另有{rest}处空白、缺项或存疑，见 --out 所写文件的“缺漏与存疑”页")


def _object(found: Summary, office: str, year: int) -> dict[str, object]:
    return {
        "office": office,
        "year": year,
        "edition": found.edition,
        "bodies": len(found.parts),
        "summed": found.summed,
        "sums": {
            key: number if isinstance(number, int) else format(number.normalize(), "f")
            for key, number in found.sums.items()
        },
        "gaps": [
            {"body": gap.body, "lack": gap.lack.value, "key": gap.key or None, "said": gap.said}
            for gap in found.gaps
        ],
    }
