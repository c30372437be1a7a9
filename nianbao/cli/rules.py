"""``nianbao rules``: what is checked now, how loud each finding is, and what it says."""

from __future__ import annotations

from typing import Annotated

import typer

from nianbao.cli.commands import commands_app
from nianbao.cli.door import say
from nianbao.cli.tables import show
from nianbao.report.catalogue import RULES, SEVERITIES
from nianbao.report.catalogue.page import as_markdown

app = commands_app()


@app.command(help="列出现行核对规则、级别和内容。")
def rules(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="连同理由和依据，以 Markdown 输出（docs/rules.md）")
    ] = False,
) -> None:
    """List the rules."""
    if markdown:
        say(as_markdown().rstrip("\n"))
        return
    rows = [
        (
            rule.code,
            rule.name,
            rule.severity.value if as_json else SEVERITIES[rule.severity],
            rule.sentence,
            *((rule.reason, rule.basis) if as_json else ()),
        )
        for rule in RULES
    ]
    keys = ("rule", "name", "severity", "says", "why", "basis")
    show(keys, ("规则", "名称", "级别", "内容"), rows, as_json=as_json)
