"""A command's table, for a person or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nianbao import terminal
from nianbao.cli.door import say

if TYPE_CHECKING:
    from collections.abc import Sequence


def show(
    keys: Sequence[str],
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    as_json: bool,
) -> None:
    """Write rows in columns under a Chinese header, or as JSON under stable keys."""
    if as_json:
        say(terminal.objects(keys, rows))
        return
    for line in terminal.lines(header, rows):
        say(line)
    if not rows:
        say("（无）")
