"""Imports run downwards only; pyproject.toml says which way is down, and why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_imports_run_downwards_only():
    linted = _lint(ROOT)
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        (
            ["check", "--help"],
            {"celery", "scrapy", "sqlalchemy", "matplotlib", "fastapi", "twisted"},
        ),
        (["--help"], {"celery", "scrapy", "sqlalchemy", "matplotlib", "fastapi", "pypdfium2"}),
        (["serve", "--help"], {"celery", "scrapy", "matplotlib"}),
    ],
)
def test_a_command_imports_no_heavy_library_that_it_does_not_need(command, heavy):
    code = "import sys; from nianbao.cli import run; run(sys.argv[1:]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, *command], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & heavy
