"""Children are restarted when they end, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from nianbao.services import child
from nianbao.services.supervisor import Program, keep_running


def _until(question, seconds=10.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.02)
    return False


def _lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_that_ends_is_started_again(tmp_path):
    log = tmp_path / "starts"
    ending = Program("ending", ("sh", "-c", f"echo started >> {log}"))
    stopped = threading.Event()

    def watch():
        _until(lambda: log.exists() and log.read_text().count("started") >= 2)
        stopped.set()

    watcher = threading.Thread(target=watch)
    watcher.start()
    keep_running((ending,), stopped, look_seconds=0.05)
    watcher.join()
    assert log.read_text().count("started") >= 2


def test_stopping_ends_a_child_with_its_own_children(tmp_path):
    pids = tmp_path / "pids"
    script = f"sleep 60 & echo $$ $! > {pids}.new; mv {pids}.new {pids}; trap '' TERM; wait; wait"
    running = child.start(("sh", "-c", script))
    assert _until(pids.exists)
    parent, grandchild = map(int, pids.read_text().split())
    child.stop(running, grace_seconds=0.2)
    assert _until(lambda: not _lives(parent) and not _lives(grandchild))


_PARENT = """
import time
from nianbao.services import child
print(child.start(("sleep", "60")).pid, flush=True)
time.sleep(60)
"""


def test_a_child_dies_with_a_parent_that_was_killed():
    parent = subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    assert _lives(pid)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert _until(lambda: not _lives(pid))


def test_what_is_given_goes_in_by_standard_input(tmp_path):
    with (tmp_path / "out").open("wb") as out:
        reading = child.start(("cat",), output=out.fileno(), given="年报".encode())
        assert reading.wait(10) == 0
    assert (tmp_path / "out").read_text() == "年报"
