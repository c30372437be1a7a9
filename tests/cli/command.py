"""The command line as a user runs it: another process, its own folder and environment."""

from __future__ import annotations

import os
import subprocess
import sys

PYTHON = (sys.executable, "-m", "nianbao.cli")


def nianbao(*arguments: str, folder, seconds: float = 60, **settings: str):
    """Run one command in a folder; settings are given by name, without their prefix."""
    inherited = {n: v for n, v in os.environ.items() if not n.startswith("NIANBAO_")}
    given = {f"NIANBAO_{name.upper()}": value for name, value in settings.items()}
    return subprocess.run(
        [*PYTHON, *arguments],
        cwd=folder,
        env={**inherited, **given},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
