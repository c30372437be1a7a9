"""The command line as a user runs it: another process, its own folder and environment."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.forked import fork

PYTHON = (sys.executable, "-m", "nianbao.cli")


def nianbao(*arguments: str, folder, seconds: float = 60, **settings: str):
    """Run one command in a folder; settings are given by name, without their prefix.

    The process is forked from one that has imported the command's modules.
    """
    with tempfile.TemporaryDirectory() as printed:
        running = fork(
            "nianbao.cli",
            *arguments,
            folder=folder,
            environment=environment(**settings),
            output=Path(printed, "output"),
            errors=Path(printed, "errors"),
        )
        return running.wait(seconds)


def started(*arguments: str, folder, seconds: float = 60, **settings: str):
    """Run one command from nothing: what it needs it has imported itself."""
    return subprocess.run(
        [*PYTHON, *arguments],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def environment(**settings: str) -> dict[str, str]:
    inherited = {n: v for n, v in os.environ.items() if not n.startswith("NIANBAO_")}
    return inherited | {f"NIANBAO_{name.upper()}": value for name, value in settings.items()}
