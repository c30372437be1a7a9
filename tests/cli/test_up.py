"""``nianbao up``: everything starts, says that it is well, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.cli.command import PYTHON


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _descendants(pid: int) -> set[int]:
    children: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit() and (about := _about(int(path.name))):
            children.setdefault(int(about[1]), []).append(int(path.name))
    found, todo = set(), [pid]
    while todo:
        new = children.get(todo.pop(), [])
        found.update(new)
        todo += new
    return found


def _about(pid: int) -> list[str] | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _living(pids: set[int]) -> set[int]:
    return {pid for pid in pids if (about := _about(pid)) and about[0] != "Z"}


def _until(question, seconds=40.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := question():
            return found
        time.sleep(0.1)
    raise AssertionError(question)


class Up:
    """A running installation in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        inherited = {n: v for n, v in os.environ.items() if not n.startswith("NIANBAO_")}
        self.output = (folder / "output").open("wb")
        self.process = subprocess.Popen(
            [*PYTHON, "up", "--port", str(self.port)],
            cwd=folder,
            env={**inherited, "NIANBAO_TICK_SECONDS": "1"},
            stdout=self.output,
            stderr=self.output,
        )

    def health(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as told:
                return json.load(told)
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass
        return None


@pytest.fixture
def up(tmp_path):
    found = Up(tmp_path)
    yield found
    found.process.kill()
    found.process.wait()
    found.output.close()


def test_it_says_that_it_is_well_and_ctrl_c_leaves_nothing_running(up, tmp_path):
    assert _until(up.health)["ok"]
    family = _descendants(up.process.pid)
    assert len(family) >= 6, "a broker, three workers with their pools, beat, the page"
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(25) == 0
    assert _until(lambda: not _living(family))
    assert (tmp_path / "var" / "nianbao.sqlite3").exists()
    assert "已停止" in (tmp_path / "output").read_text()


def test_what_dies_is_started_again_and_a_killed_parent_takes_all_with_it(up):
    assert _until(up.health)
    (web,) = [
        pid
        for pid in _descendants(up.process.pid)
        if b"serve" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    ]
    os.kill(web, signal.SIGKILL)
    _until(lambda: not _living({web}))
    assert _until(up.health)
    family = _descendants(up.process.pid)
    os.kill(up.process.pid, signal.SIGKILL)
    assert _until(lambda: not _living(family))
