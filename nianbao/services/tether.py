"""Run a command that dies with its parent: ``python -I -S tether.py PARENT_PID COMMAND…``.

The kernel sends the signal, so that it comes even when the parent was killed
with -9. It is set here, after the fork and before the command, because code
between fork and exec in a process with threads may hang. Outside Linux the
command simply runs.

This file is run by its path and imports nothing of ours: it must start fast.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the thread that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


if __name__ == "__main__":
    die_with_parent()
    if os.getppid() != int(sys.argv[1]):  # it died before the kernel knew
        raise SystemExit(1)
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - the command is our own
