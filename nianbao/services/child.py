"""One child process: started in a group of its own, ended with the whole group."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final

from nianbao.services import tether

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

GRACE_SECONDS: Final = 10.0
"""How long a child may take to end by itself before it is killed."""


def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    output: IO[bytes] | int | None = None,
    given: bytes | None = None,
) -> subprocess.Popen[bytes]:
    """Start ``command`` so that it dies with this thread's process and owns its process group.

    ``environment`` is added to ours, ``output`` takes standard output and error,
    ``given`` is put on its standard input.
    """
    child = subprocess.Popen(  # noqa: S603 - our own commands, no shell
        [sys.executable, "-I", "-S", tether.__file__, str(os.getpid()), *command],
        env={**os.environ, **(environment or {})},
        cwd=folder,
        stdin=subprocess.PIPE if given is not None else subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
    )
    if given is not None and child.stdin is not None:
        with suppress(BrokenPipeError):
            child.stdin.write(given)
            child.stdin.close()
    return child


def stop(child: subprocess.Popen[bytes], *, grace_seconds: float = GRACE_SECONDS) -> int:
    """End the child: a request first, and death to its whole group in the end. Return its code."""
    with suppress(ProcessLookupError):
        child.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.wait(grace_seconds)
    return kill(child)


def kill(child: subprocess.Popen[bytes]) -> int:
    """Kill the child's whole group at once and return the child's exit code."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    return child.wait()
