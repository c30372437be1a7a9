"""Reading apart: what hangs or crashes is unreadable, and takes nothing else with it."""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import MappingProxyType

import pytest

from nianbao.report.model import Unreadable
from nianbao.services import apart as reading
from nianbao.services.apart import apart


def test_the_result_comes_back_whole():
    assert apart(lambda: {"a": (1, "年报")}, seconds=10) == {"a": (1, "年报")}


def test_a_read_only_mapping_comes_back_read_only():
    back = apart(lambda: MappingProxyType({"t3": "2021"}), seconds=10)
    assert isinstance(back, MappingProxyType)
    assert back["t3"] == "2021"


def test_a_large_result_comes_back_whole():
    assert len(apart(lambda: "年" * 3_000_000, seconds=10)) == 3_000_000


def test_what_hangs_is_unreadable_in_time():
    began = time.monotonic()
    with pytest.raises(Unreadable, match="未能读完"):
        apart(lambda: time.sleep(60), seconds=0.3)
    assert time.monotonic() - began < 5


def test_what_crashes_is_unreadable():
    with pytest.raises(Unreadable, match="异常中止"):
        apart(lambda: os.kill(os.getpid(), signal.SIGSEGV), seconds=10)


def test_what_is_unreadable_says_so_in_its_own_words():
    def refuse():
        raise Unreadable("文件已加密")

    with pytest.raises(Unreadable, match="文件已加密"):
        apart(refuse, seconds=10)


def test_a_fault_of_ours_stays_a_fault_with_its_trace():
    with pytest.raises(ZeroDivisionError) as caught:
        apart(lambda: 1 // 0, seconds=10)
    assert "Traceback" in "".join(caught.value.__notes__)


class StubbornError(Exception):
    def __init__(self, one, two):
        super().__init__(one)


def test_a_fault_that_does_not_travel_is_never_taken_for_an_unreadable_file():
    def fail():
        raise StubbornError(1, 2)

    with pytest.raises(RuntimeError, match="Stubborn"):
        apart(fail, seconds=10)


def test_no_child_is_left_behind():
    before = _children()
    with pytest.raises(Unreadable):
        apart(lambda: time.sleep(60), seconds=0.1)
    assert _children() == before  # others' tests may have started a server that still runs


def _children() -> set[str]:
    """The processes that this one has started and not waited for, living or dead."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {pid for task in tasks for pid in task.read_text().split()}


def test_what_takes_too_much_memory_is_unreadable_and_says_so():
    began = time.monotonic()
    with pytest.raises(Unreadable, match="内存不足"):
        apart(lambda: bytearray(300 << 20), seconds=20, memory=200 << 20)
    assert time.monotonic() - began < 10


def test_memory_is_counted_from_what_the_parent_holds():
    held = bytearray(b"x") * (300 << 20)
    assert apart(lambda: len(bytearray(60 << 20)), seconds=20, memory=200 << 20) == 60 << 20
    assert len(held) == 300 << 20


def test_a_library_that_takes_memory_without_asking_python_is_stopped_as_well():
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    libc.malloc.argtypes = [ctypes.c_size_t]
    assert apart(lambda: libc.malloc(1 << 30), seconds=10, memory=200 << 20) is None


def test_the_kernel_ends_a_child_whose_parent_does_not():
    def limits():
        return resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_FSIZE)

    processor, disk = apart(limits, seconds=7)
    assert processor[0] == 7 * (os.cpu_count() or 1)
    assert disk[0] <= 1 << 30


def test_a_child_out_of_processor_time_was_too_slow():
    def spin():
        resource.setrlimit(resource.RLIMIT_CPU, (1, resource.RLIM_INFINITY))
        while True:
            pass

    with pytest.raises(Unreadable, match="未能读完"):
        apart(spin, seconds=60)


def test_a_crash_leaves_no_core_behind(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert apart(lambda: resource.getrlimit(resource.RLIMIT_CORE), seconds=10)[0] <= 1
    with pytest.raises(Unreadable):
        apart(os.abort, seconds=10)
    assert list(tmp_path.iterdir()) == []


def test_what_libraries_print_in_the_child_nobody_sees(capfd):
    def noise():
        sys.stdout.write("noise")
        sys.stdout.flush()
        sys.stderr.write("noise")
        logging.getLogger("library").error("noise")
        os.write(1, b"noise")
        os.write(2, b"noise")
        return 1

    assert apart(noise, seconds=10) == 1
    assert capfd.readouterr() == ("", "")


def test_what_a_killed_child_left_on_the_disk_is_cleared_away(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def leave():
        Path(tempfile.mkdtemp(), "half").write_bytes(bytes(1000))
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(Unreadable, match="异常中止"):
        apart(leave, seconds=10)
    assert list(tmp_path.iterdir()) == []
    assert tempfile.gettempdir() == str(tmp_path)


class Fatal:
    """A value that kills its process while it is told."""

    def __reduce__(self):
        os.kill(os.getpid(), signal.SIGKILL)
        return int, ()


def test_half_an_answer_is_none():
    with pytest.raises(Unreadable, match="异常中止"):
        apart(lambda: ["年" * 1000, Fatal()], seconds=10)

    def write_half():
        pipe = max(int(path.name) for path in Path("/proc/self/fd").iterdir() if _is_pipe(path))
        os.write(pipe, (1000).to_bytes(8, "little") + b"half")
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(Unreadable, match="异常中止"):
        apart(write_half, seconds=10)


def _is_pipe(path):
    return path.is_symlink() and str(path.readlink()).startswith("pipe:")


def test_an_answer_larger_than_any_report_is_refused():
    with pytest.raises(Unreadable, match="内容过多"):
        apart(lambda: bytes(reading.ANSWER_BYTES + 1), seconds=30)


FREED_FIRST = """
from nianbao.report.model import Unreadable
from nianbao.services.apart import apart

def filled(pieces):
    try:
        return apart(lambda: len([bytes(100_000) for _ in range(pieces)]), seconds=10, memory=room)
    except Unreadable as error:
        return error

room = 250 << 20
kept = [bytes(100_000) for _ in range(1_000)]
del kept[:-1]
print(filled(3_000))
print(filled(1_500))
"""


def test_room_that_the_parent_has_given_back_is_part_of_what_the_child_may_take():
    """An allocator keeps what is freed below something that stays, and a child can fill it.

    In a process of its own: what other tests have freed would count as well.
    """
    said = subprocess.run(
        [sys.executable, "-c", FREED_FIRST], capture_output=True, text=True, check=True, timeout=60
    )
    much, little = said.stdout.splitlines()
    assert "内存不足" in much, said
    assert little == "1500"
