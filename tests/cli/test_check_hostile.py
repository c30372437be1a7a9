"""``nianbao check`` on hostile files: each is one line and one object, the others are judged."""

from __future__ import annotations

import json
import os
import subprocess
import time

from nianbao.cli.archive import checked
from nianbao.demo.sheets import load
from nianbao.demo.writers import web
from tests.cli.command import PYTHON, nianbao
from tests.report.formats.zips import packed
from tests.report.reading.hostile import archives, office, paper, sheets
from tests.report.reading.hostile import web as pages

GOOD = web.page(load("qinghe_transport_2025"), web.WebLayout())
BAD = {
    "bomb.zip": archives.ZIP["65,535 entries that are not there"],
    "laughs.docx": office.DOCX["quadratic blow-up of one entity"],
    "endless.pdf": paper.PDF["199 pages of 190,000 letters"],
    "far.xls": sheets.XLS["a range of everything"],
    "wide.xlsx": sheets.XLSX["the first cell and the last"],
    "deep.mht": pages.MHTML["20,000 parts in parts"],
    "attributes.html": lambda: pages.WEB["500,000 attributes on one tag"]().encode(),
}


def test_hostile_files_are_told_and_the_good_one_beside_them_is_judged(tmp_path):
    for name, make in BAD.items():
        (tmp_path / name).write_bytes(make())
    (tmp_path / "good.html").write_bytes(GOOD)
    began = time.monotonic()
    done = nianbao("check", "--json", *BAD, "good.html", folder=tmp_path, seconds=120)
    assert time.monotonic() - began < 60
    assert done.returncode == 2
    *told, judged = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["file"] for one in told] == list(BAD)
    assert {f["rule"] for one in told for f in one["findings"]} == {"read.unreadable"}
    assert all(one["sha256"] for one in told)
    assert judged["verdicts"]["broken"] == 3
    lines = done.stderr.splitlines()
    assert [line.split("：")[0] for line in lines] == [f"nianbao: {name}" for name in BAD]
    assert all(any("一" <= letter <= "鿿" for letter in line) for line in lines)


def test_a_reader_that_dies_takes_no_other_file_with_it(tmp_path):
    """The command itself, on a reader that dies as a native library would."""
    (tmp_path / "good.html").write_bytes(GOOD)
    (tmp_path / "bad.html").write_bytes(b"<html>die</html>")
    script = """
import os, sys
from nianbao.cli import main, verdict
honest = verdict.read
def read(source):
    return os.abort() if b"die" in source.data else honest(source)
verdict.read = read
sys.argv = ["nianbao", "check", "--json", "bad.html", "good.html"]
main()
"""
    done = subprocess.run(
        [PYTHON[0], "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    bad, good = [json.loads(line) for line in done.stdout.splitlines()]
    assert [f["rule"] for f in bad["findings"]] == ["read.unreadable"]
    assert good["verdicts"]["broken"] == 3
    assert done.stderr == "nianbao: bad.html：读取文件时程序异常中止，需人工核对\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.html", "good.html"]


def test_an_archive_that_takes_too_long_is_left_and_says_so(tmp_path):
    file = tmp_path / "a.zip"
    file.write_bytes(packed(("a.html", GOOD), ("b.html", GOOD)).data)
    told = checked(str(file), seconds=0)
    assert ["读取过久" in one.why for one in told] == [True, True]
    assert [one.file for one in told] == [f"{file}/a.html", f"{file}/b.html"]


def test_what_a_report_prints_never_commands_the_terminal(tmp_path):
    title = "青禾市财政局2025年政府信息公开工作年度报告"
    page = GOOD.decode().replace("青禾市交通运输局", "青禾市&#27;[2J&#x202e;交通&#x9b;31m运输局")
    (tmp_path / "a.html").write_text(page + title, encoding="utf-8")
    done = nianbao("check", "a.html", folder=tmp_path)
    assert done.returncode == 1
    assert not {"\x1b", "\u202e", "\x9b"} & set(done.stdout)


def test_a_name_that_is_no_text_is_one_line_too(tmp_path):
    name = b"\xff\xfe\n\x1b[31m.html"
    (tmp_path / os.fsdecode(name)).write_bytes(b"<html>1</html>")
    done = nianbao("check", os.fsdecode(name), folder=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "\x1b" not in done.stderr
    assert "Traceback" not in done.stderr
