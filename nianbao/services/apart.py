"""Run a reader apart, in a forked child: what hangs or crashes there is only unreadable.

A file may bring a native library down, or keep it busy for ever; the worker
that met it would be lost, and the next one after it. The child costs a few
milliseconds and can be killed. It has limits of time, memory and disk, leaves
no core and no file behind, and what libraries print there nobody sees.
"""

from __future__ import annotations

import copyreg
import ctypes
import faulthandler
import gc
import logging
import math
import os
import pickle
import resource
import select
import signal
import struct
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from nianbao.report.model import Unreadable
from nianbao.services import tether

if TYPE_CHECKING:
    from collections.abc import Callable

READ_SECONDS: Final = 120.0
"""As long as a thick scan takes; everything that is no scan takes a few seconds at most."""
MEMORY_BYTES: Final = 2 << 30
"""What the child may take beside what its parent had; a scan takes the most, about 0.8 GB."""
ANSWER_BYTES: Final = 256 << 20
FILE_BYTES: Final = 256 << 20
_CHUNK: Final = 1 << 20
_LENGTH: Final = struct.Struct("<Q")
_NO_CORE: Final = 1
"""Bytes: the kernel writes no core into so little, and unlike 0 it also spares a core's handler."""
T = TypeVar("T")

TOO_SLOW: Final = "文件在{seconds:.0f}秒内未能读完，需人工核对"
TOO_LARGE: Final = "文件过大，读取时内存不足，需人工核对"
TOO_MUCH: Final = "从文件读出的内容过多，需人工核对"
BROKE_DOWN: Final = "读取文件时程序异常中止，需人工核对"

# Reports hold read-only mappings, which pickle does not know.
copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def apart(work: Callable[[], T], *, seconds: float = READ_SECONDS, memory: int = MEMORY_BYTES) -> T:
    """Return ``work()`` as computed in a child process; ``memory`` in bytes.

    Raises:
        Unreadable: ``work`` says so, takes more than ``seconds`` or too much
            memory, tells too much, or dies.
        Exception: whatever else ``work`` raises; that is a fault of ours.
    """
    with tempfile.TemporaryDirectory(prefix="nianbao-read-") as folder:
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            _work_and_leave(work, into, folder, seconds, memory)
        os.close(into)
        status = 0
        try:
            told = _told(out, time.monotonic() + seconds)
        finally:
            os.close(out)
            os.kill(pid, signal.SIGKILL)  # it has told all, or it is late
            _, status = os.waitpid(pid, 0)
    return _answer(told, status, seconds)


def _work_and_leave(
    work: Callable[[], T], into: int, folder: str, seconds: float, memory: int
) -> None:
    """Run in the child: compute, tell, and leave without the parent's exit handlers."""
    try:
        tether.die_with_parent()
        gc.freeze()  # what the parent had stays: no collection need look at it, and copy it
        _limit(seconds, memory)
        _fall_silent()
        tempfile.tempdir = folder  # the parent clears it away, however the child ends
        outcome = _outcome(work)
        with os.fdopen(into, "wb") as pipe:
            pipe.write(_LENGTH.pack(len(outcome)))
            pipe.write(outcome)
    finally:
        os._exit(0)


def _limit(seconds: float, memory: int) -> None:
    """Have the kernel end what the parent, should it be stopped itself, does not end."""
    limits = {
        resource.RLIMIT_DATA: _held() - min(_free(), memory // 2) + memory,
        resource.RLIMIT_CPU: math.ceil(seconds) * (os.cpu_count() or 1),
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_CORE: _NO_CORE,
    }
    for kind, most in limits.items():
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, hard))  # at the hard one the kernel gives no reason


def _held() -> int:
    """Bytes of data that the parent already had, where the kernel tells."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_bytes().split()[5]) * resource.getpagesize()
    return 0


class _Allocator(ctypes.Structure):
    """What <malloc.h> of glibc tells by ``mallinfo2``; of interest are the free bytes alone."""

    _fields_ = (
        ("before", ctypes.c_size_t * 8),
        ("free", ctypes.c_size_t),
        ("behind", ctypes.c_size_t),
    )


def _free() -> int:
    """Bytes that the parent has given back to its allocator, which keeps them.

    The kernel counts them as held, and yet the child may fill them: a parent that once read
    something large would let its children take as much again beyond what they may.
    Room in small pieces is of no use to who needs much at once: at least half of what a
    child may take is always new.
    """
    ask = getattr(ctypes.CDLL(None), "mallinfo2", None)  # glibc since 2.33
    if ask is None:
        return 0
    ask.restype = _Allocator
    return int(ask().free)


def _fall_silent() -> None:
    """Close the child's output: libraries complain there of bad files, in their own words."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
    logging.disable()
    faulthandler.disable()


def _outcome(work: Callable[[], T]) -> bytes:
    try:
        return pickle.dumps((True, work()))
    except MemoryError:
        return pickle.dumps((False, Unreadable(TOO_LARGE)))
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
    """Return what the child wrote, a little more than it may at most; None when time was over."""
    told = bytearray()
    while (left := end - time.monotonic()) > 0:
        if not select.select([out], [], [], left)[0]:
            return None
        part = os.read(out, _CHUNK)
        told += part
        if not part or len(told) > ANSWER_BYTES:
            return bytes(told)
    return None


def _answer(told: bytes | None, status: int, seconds: float) -> T:  # type: ignore[type-var]  # as pickled
    if told is None or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU):
        raise Unreadable(TOO_SLOW.format(seconds=seconds))
    if len(told) > ANSWER_BYTES:
        raise Unreadable(TOO_MUCH)
    # A child that was killed while it wrote told only half of it.
    if len(told) < _LENGTH.size or len(told) != _LENGTH.size + _LENGTH.unpack_from(told)[0]:
        raise Unreadable(BROKE_DOWN)
    done, value = pickle.loads(told[_LENGTH.size :])  # noqa: S301 - our own child wrote it
    if not done:
        raise value
    return value  # type: ignore[no-any-return]
