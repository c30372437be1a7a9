"""``nianbao evidence retention``: what is kept how long, why, and where that was set."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Final

import typer

from nianbao.cli.commands import commands_app
from nianbao.cli.door import say, settings
from nianbao.cli.opened import database, known_database
from nianbao.cli.registry import import_file
from nianbao.cli.tables import show
from storage.queries.retention import periods
from storage.registry import export_retention
from storage.retention.kinds import KEEPINGS, Period, as_markdown, length

if TYPE_CHECKING:
    from collections.abc import Iterable

app = commands_app(help="列出各类存证和记录的保存期限；导入、导出本单位的设置。")

_KEYS: Final = (
    *("kind", "name", "holds", "years", "default_years", "why", "basis", "adjustable"),
    *("reason", "author"),
)


@app.callback(invoke_without_command=True)
def retention(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="以 Markdown 输出缺省期限（docs/operate.md）")
    ] = False,
) -> None:
    """List the kinds with the periods of this installation."""
    if context.invoked_subcommand is not None:
        return
    if markdown:
        say(as_markdown().rstrip("\n"))
    elif as_json:
        show(_KEYS, (), [_full(period) for period in _held()], as_json=True)
    else:
        head = ("类别", "名称", "保存", "缺省", "理由", "依据")
        show((), head, [_brief(period) for period in _held()], as_json=False)


@app.command("import", help="从 TOML 文件导入保存期限；可以重复导入。")
def import_periods(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML 文件")],
) -> None:
    """Import a registry file; nothing goes until ``nianbao evidence compact`` is run."""
    import_file(file)


@app.command("export", help="以 TOML 输出本单位设置的保存期限。")
def export() -> None:
    """Write the periods that were set as they can be imported again."""
    with database(settings()).read() as session:
        say(export_retention(session).rstrip("\n"))


def _held() -> Iterable[Period]:
    """Return this installation's periods, the defaults where there is no database yet."""
    opened = known_database(settings())
    if opened is None:
        return [Period(keeping, keeping.years) for keeping in KEEPINGS]
    with opened.read() as session:
        return list(periods(session).values())


def _brief(period: Period) -> tuple[str, ...]:
    keeping = period.keeping
    why = f"{period.reason}（{period.author}）" if period.author else keeping.why
    basis = "本单位设置" if period.author else keeping.basis
    default = length(keeping.years) + ("" if keeping.adjustable else "（不可调整）")
    name = (keeping.kind.value, keeping.name, length(period.years), default)
    return *name, why, basis


def _full(period: Period) -> tuple[object, ...]:
    keeping = period.keeping
    name = (keeping.kind.value, keeping.name, keeping.holds, period.years, keeping.years)
    said = (period.reason, period.author)
    return *name, keeping.why, keeping.basis, keeping.adjustable, *said
