"""Reading apart: what hangs or crashes is unreadable, and takes nothing else with it."""

from __future__ import annotations

import os
import signal
import time
from types import MappingProxyType

import pytest

from nianbao.report.model import Unreadable
from tasks.apart import apart


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
    with pytest.raises(Unreadable):
        apart(lambda: time.sleep(60), seconds=0.1)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
