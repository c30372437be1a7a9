"""``nianbao bodies``: the public bodies that are watched."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import Annotated

import typer

from alerts.words import CLASSES
from nianbao.cli.commands import commands_app
from nianbao.cli.door import settings
from nianbao.cli.opened import database
from nianbao.cli.registry import import_file
from nianbao.cli.tables import show
from storage.queries.bodies import bodies as all_bodies

app = commands_app(no_args_is_help=True, help="单位：列出、导入。")


@app.command("list", help="列出全部单位。")
def list_bodies(
    *, as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False
) -> None:
    """List the bodies."""
    with database(settings()).read() as session:
        found = all_bodies(session)
    keys = ("slug", "name", "class", "division")
    rows = [
        (b.slug, b.name, b.body_class.value if as_json else CLASSES[b.body_class], b.division)
        for b in found
    ]
    show(keys, ("代号", "名称", "类别", "区划代码"), rows, as_json=as_json)


@app.command("import", help="从 TOML 文件导入单位、监督关系和收件人；可以重复导入。")
def import_bodies(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML 文件")],
) -> None:
    """Import a registry file."""
    import_file(file)
