"""The command line. ``nianbao COMMAND --help`` says what each command does.

Exit status: 0 well, 1 something was found or went wrong, 2 a file could not be
read, 64 wrong usage.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Final

import typer
from typer.exceptions import TyperException

from nianbao.cli.commands import command

__all__ = ["main", "run"]

WRONG_USAGE: Final = 64


def main() -> None:
    """Run the command that the arguments name, and leave with its exit status.

    A terminal whose encoding has no Chinese is shown escapes: no locale makes a check fail.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    try:
        status = command().main(arguments, prog_name="nianbao", standalone_mode=False)
    except TyperException as wrong:
        _say(wrong)
        return WRONG_USAGE
    except typer.Abort:
        return 1
    return status if isinstance(status, int) else 0


def _say(wrong: TyperException) -> None:
    show = getattr(wrong, "show", None)
    if show is not None:
        show()
    else:
        sys.stderr.write(f"{wrong.format_message()}\n")
