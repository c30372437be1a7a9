"""``nianbao check``: judged files go on where unreadable ones stop, and nothing ends in a trace."""

from __future__ import annotations

import json
import os

import pytest

from nianbao.demo.sheets import load
from nianbao.demo.writers import web, word
from tests.cli.command import nianbao

BROKEN = "qinghe_transport_2025"  # its relations that do not hold stand in its sheet
WELL = "linlan_farming_2025"


@pytest.fixture
def folder(tmp_path):
    for name in (BROKEN, WELL):
        (tmp_path / f"{name}.html").write_bytes(web.page(load(name), web.WebLayout()))
    return tmp_path


def _objects(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_report_without_errors_leaves_with_zero(folder):
    done = nianbao("check", f"{WELL}.html", folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "临澜区农业农村局" in done.stdout
    assert "不符0" in done.stdout


def test_broken_relations_are_shown_with_both_sides_and_leave_with_one(folder):
    done = nianbao("check", f"{BROKEN}.html", folder=folder)
    assert done.returncode == 1
    assert "不符3" in done.stdout
    assert (
        "商业企业列：一（0）＋二（0）＝0；三（七）（1）＋四（0）＝1。两边不等，相差1。"
        in done.stdout
    )
    assert "若该数为0，则以上2处均成立" in done.stdout
    assert "以台账为准，不宜仅为平衡而调整" in done.stdout
    assert done.stderr == ""


def test_json_is_one_ascii_object_a_line_in_the_order_of_the_files(folder):
    done = nianbao("check", "--json", f"{BROKEN}.html", "none.html", f"{WELL}.html", folder=folder)
    assert done.stdout.isascii()
    objects = _objects(done)
    assert [o["file"] for o in objects] == [f"{BROKEN}.html", "none.html", f"{WELL}.html"]
    broken = {f["relation"] for f in objects[0]["findings"] if f["verdict"] == "broken"}
    assert broken == set(load(BROKEN).broken)
    assert objects[0]["verdicts"]["broken"] == len(broken)
    figure = objects[0]["figures"]["t3.settled.business"]
    assert (figure["printed"], figure["state"], figure["value"]) == ("1", "number", 1)
    assert set(figure) >= {"certain", "doubt", "where"}
    assert len(objects[0]["sha256"]) == 64


def test_a_docx_is_read_as_well(folder):
    (folder / "report.docx").write_bytes(word.document(load(WELL)))
    (told,) = _objects(nianbao("check", "--json", "report.docx", folder=folder))
    assert (told["format"], told["year"]) == ("docx", 2025)


@pytest.fixture
def bad(folder):
    """Files that cannot be read as a report, by name."""
    (folder / "empty.html").touch()
    (folder / "zip.docx").write_bytes(b"PK\x05\x06" + bytes(18))
    page = word.document(load(WELL))
    (folder / "cut.docx").write_bytes(page[: len(page) // 2])
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R")
    (folder / "other.html").write_text("<html><body><h1>通知</h1><p>请参会。</p></body></html>")
    with (folder / "large.html").open("wb") as file:
        file.write(b"<html>")
        file.truncate(60_000_000)
    (folder / "folder.html").mkdir()
    os.mkfifo(folder / "pipe.html")
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 64)
    return folder


BAD = (
    *("missing.html", "empty.html", "zip.docx", "cut.docx", "cut.pdf", "other.html"),
    *("large.html", "folder.html", "pipe.html", "noise.bin"),
)


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_is_one_clear_line_and_status_two(bad, name):
    done = nianbao("check", name, folder=bad)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert name in line
    assert "Traceback" not in done.stderr + done.stdout
    assert done.stdout == ""


def test_unreadable_files_keep_no_other_file_from_being_judged(bad):
    done = nianbao("check", "--json", *BAD, f"{BROKEN}.html", folder=bad)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == len(BAD)
    *unread, judged = _objects(done)
    assert [o["file"] for o in unread] == list(BAD)
    for told in unread:
        (finding,) = told["findings"]
        assert (finding["rule"], finding["severity"]) == ("read.unreadable", "task")
        assert (finding["relation"], finding["verdict"]) == (None, None)
        assert told["figures"] == {}
    assert judged["verdicts"]["broken"] == 3


def test_a_previous_report_that_cannot_be_read_is_told_and_the_file_is_judged(folder):
    done = nianbao("check", f"{BROKEN}.html", "--previous", "none.html", folder=folder)
    assert done.returncode == 2
    assert "none.html" in done.stderr
    assert "不符3" in done.stdout


@pytest.mark.parametrize("arguments", [[], ["--nonsense", "x.html"], ["x.html", "--previous"]])
def test_wrong_usage_leaves_with_sixty_four(folder, arguments):
    done = nianbao("check", *arguments, folder=folder)
    assert done.returncode == 64
    assert "Traceback" not in done.stderr


def test_a_page_of_evidence_is_written_beside_the_answer(folder):
    done = nianbao(
        *("check", "--html", "page.html", f"{BROKEN}.html"), folder=folder, now="2027-01-28T09:00"
    )
    assert done.returncode == 1
    assert "不符3" in done.stdout
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert 'title="t3.settled.business"' in page
    assert "2027年1月28日9时" in page
    assert str(folder) not in page
    again = nianbao(
        *("check", "--html", "page.html", f"{BROKEN}.html"), folder=folder, now="2027-01-28T09:00"
    )
    assert again.returncode == 1
    assert (folder / "page.html").read_text(encoding="utf-8") == page
    assert sorted(p.name for p in folder.iterdir()) == sorted(
        ["page.html", f"{BROKEN}.html", f"{WELL}.html"]
    )


def test_a_file_that_cannot_be_read_leaves_a_page_that_says_so(bad):
    done = nianbao("check", "--html", "page.html", "cut.pdf", folder=bad)
    assert done.returncode == 2
    assert "文件未能读取，需人工核对" in (bad / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("out", "files", "why"),
    [
        ("page.html", (f"{BROKEN}.html", f"{WELL}.html"), "一次只能核对一个文件"),
        (".", (f"{BROKEN}.html",), "是文件夹"),
        ("", (f"{BROKEN}.html",), "是文件夹"),
        ("none/page.html", (f"{BROKEN}.html",), "没有"),
        (f"{BROKEN}.html", (f"{BROKEN}.html",), "不能写入被核对的文件本身"),
        ("/dev/null", (f"{BROKEN}.html",), "不是普通文件"),
    ],
)
def test_a_page_that_cannot_be_written_is_wrong_usage(folder, out, files, why):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = nianbao("check", "--html", out, *files, folder=folder)
    assert done.returncode == 64
    assert why in done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
