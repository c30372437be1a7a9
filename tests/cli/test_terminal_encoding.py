"""What a terminal shows whose encoding has no Chinese."""

import io
import sys

import pytest

from nianbao.cli import main


def test_a_terminal_without_chinese_is_shown_escapes_and_no_traceback(monkeypatch):
    shown = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", shown)
    monkeypatch.setattr(sys, "argv", ["nianbao", "rules"])
    with pytest.raises(SystemExit) as left:
        main()
    shown.flush()
    assert left.value.code == 0
    assert rb"\u8868\u4e09" in shown.buffer.getvalue()
