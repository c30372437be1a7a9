"""``nianbao check a.zip``: one object a report, and what cannot be read hides nothing."""

from __future__ import annotations

import json

from nianbao.demo.sheets import load
from nianbao.demo.writers import web, word
from tests.cli.command import nianbao
from tests.report.formats.zips import encrypted, packed

PAGE = web.page(load("qinghe_transport_2025"), web.WebLayout())
LETTER = word.document(load("linlan_farming_2025"))


def objects(folder, source):
    (folder / "a.zip").write_bytes(source.data)
    done = nianbao("check", "--json", "a.zip", folder=folder)
    return done, [json.loads(line) for line in done.stdout.splitlines()]


def test_each_report_inside_has_its_own_object(tmp_path):
    done, told = objects(tmp_path, packed(("甲.html", PAGE), ("乙/年报.docx", LETTER)))
    assert done.returncode == 1
    assert [o["file"] for o in told] == ["a.zip/甲.html", "a.zip/乙/年报.docx"]
    assert [o["format"] for o in told] == ["html", "docx"]
    assert [o["verdicts"]["broken"] for o in told] == [3, 0]


def test_one_report_inside_is_the_file(tmp_path):
    done, (told,) = objects(tmp_path, packed(("年报.docx", LETTER)))
    assert (done.returncode, told["file"], told["format"]) == (0, "a.zip", "docx")


def test_an_encrypted_member_is_told_beside_the_one_that_is_judged(tmp_path):
    source = encrypted(packed(("a.html", PAGE), ("b.docx", LETTER)), "b.docx")
    done, (judged, refused) = objects(tmp_path, source)
    assert done.returncode == 2
    assert judged["verdicts"]["broken"] == 3
    assert refused["file"] == "a.zip/b.docx"
    assert [f["rule"] for f in refused["findings"]] == ["read.unreadable"]
    assert "a.zip/b.docx" in done.stderr
