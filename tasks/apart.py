"""Run a reader apart, in a forked child: what hangs or crashes there is only unreadable.

A file may bring a native library down, or keep it busy for ever; the worker
that met it would be lost, and the next one after it. The child costs a few
milliseconds and can be killed.
"""

from __future__ import annotations

import copyreg
import os
import pickle
import resource
import select
import signal
import sys
import time
import traceback
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from nianbao.report.model import Unreadable
from nianbao.services import tether

if TYPE_CHECKING:
    from collections.abc import Callable

MEMORY_BYTES: Final = 3 << 30
_CHUNK: Final = 1 << 20
T = TypeVar("T")

# Reports hold read-only mappings, which pickle does not know.
copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def apart(work: Callable[[], T], *, seconds: float) -> T:
    """Return ``work()`` as computed in a child process.

    Raises:
        Unreadable: ``work`` says so, takes more than ``seconds`` or too much
            memory, or dies.
        Exception: whatever else ``work`` raises; that is a fault of ours.
    """
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        _work_and_leave(work, into)
    os.close(into)
    try:
        told = _told(out, time.monotonic() + seconds)
    finally:
        os.close(out)
        os.kill(pid, signal.SIGKILL)  # it has told all, or it is late
        os.waitpid(pid, 0)
    return _answer(told, seconds)


def _work_and_leave(work: Callable[[], T], into: int) -> None:
    """Run in the child: compute, tell, and leave without the parent's exit handlers."""
    try:
        tether.die_with_parent()
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
        with os.fdopen(into, "wb") as pipe:
            pipe.write(_outcome(work))
    finally:
        sys.stderr.flush()
        os._exit(0)


def _outcome(work: Callable[[], T]) -> bytes:
    try:
        return pickle.dumps((True, work()))
    except MemoryError:
        return pickle.dumps((False, Unreadable("文件过大，读取时内存不足")))
    except Exception as error:  # noqa: BLE001 - it is raised again in the parent
        return pickle.dumps((False, _carried(error)))


def _carried(error: Exception) -> Exception:
    """Return the error with its trace as a note, or its words where it does not pickle."""
    trace = traceback.format_exc()
    try:
        carried: Exception = pickle.loads(pickle.dumps(error))  # noqa: S301 - just made
    except Exception:  # noqa: BLE001 - whatever its own class does wrong
        carried = RuntimeError(repr(error))
    carried.add_note(trace)
    return carried


def _told(out: int, end: float) -> bytes | None:
    """Return all that the child wrote, or None when the time was over first."""
    parts: list[bytes] = []
    while (left := end - time.monotonic()) > 0:
        if not select.select([out], [], [], left)[0]:
            return None
        part = os.read(out, _CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
    return None


def _answer(told: bytes | None, seconds: float) -> T:  # type: ignore[type-var]  # as pickled
    if told is None:
        raise Unreadable(f"文件在{seconds:.0f}秒内未能读完，需人工核对")
    if not told:
        raise Unreadable("读取文件时程序异常中止，需人工核对")
    done, value = pickle.loads(told)  # noqa: S301 - our own child wrote it
    if not done:
        raise value
    return value  # type: ignore[no-any-return]
