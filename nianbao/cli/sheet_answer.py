"""What a command answers that takes in a sheet: complaints, differences, what was not written."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from nianbao.cli.door import fail, say
from nianbao.cli.table_file import Unusable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path


def refuse(file: Path, problems: Sequence[str]) -> None:
    """End the command with every complaint in a line of its own; go on if there is none."""
    for problem in problems:
        sys.stderr.write(f"nianbao: {file}：{problem}\n")
    if problems:
        raise typer.Exit(1)


def tell(changes: Iterable[str], doubts: Iterable[str], *, dry_run: bool) -> None:
    """Say what an import changes, and what somebody should look at."""
    for line in [*changes] or ["没有变化"]:
        say(line)
    for line in doubts:
        say(f"提示：{line}")
    if dry_run:
        say("以上为试运行，没有写入")


def write(file: Path, make: Callable[[], None], what: str) -> None:
    """Write a sheet and say that it is there, or why it could not be written."""
    try:
        make()
    except (OSError, Unusable) as error:
        fail(f"{file}：{error}")
    say(f"已写入 {file}（{what}）")
