"""``nianbao portals bindings`` as an office works with it: list, confirm, sheet out, sheet in."""

from __future__ import annotations

import csv
import io
import json

import pytest

from nianbao.cli.binding_sheet import BY, CONFIRM, HOW
from storage.database import Database
from storage.store import documents
from tests.cli.command import nianbao
from tests.storage.moments import NOON
from tests.storage.qinghe import link, run, settle

TITLE = "云汀县农业农村局2025年政府信息公开工作年度报告"


@pytest.fixture
def office(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'office.sqlite3'}")
    database.migrate()
    with database.write() as session:
        settle(session)
        documents.keep_link(session, run(session, NOON), link(session, NOON, "x", title=TITLE))
    database.dispose()
    url = f"sqlite:///{tmp_path / 'office.sqlite3'}"
    return lambda *words: nianbao(
        "portals", "bindings", *words, folder=tmp_path, database_url=url, now="2027-01-20T09:00"
    )


def listed(office):
    done = office("qinghe", "--json")
    assert done.returncode == 0, done.stderr
    return {row["body"]: row for row in json.loads(done.stdout)}


def filled(path, *answers):
    """Fill in a sheet's last columns for some bodies."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    given = {answer[0]: answer[1:] for answer in answers}
    for row in rows:
        if row["单位代号"] in given:
            row[CONFIRM], row[BY], row[HOW] = given[row["单位代号"]]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("gb18030"))  # as an office program saves it


def test_a_proposal_is_shown_with_its_evidence_and_confirmed(office):
    shown = office("propose", "qinghe")
    assert TITLE in shown.stdout
    assert listed(office)["yunting-nyj"]["light"] == "amber"
    done = office("confirm", "qinghe", "yunting-nyj", "--by", "王某", "--how", "电话核对")
    assert done.returncode == 0, done.stderr
    assert listed(office)["yunting-nyj"]["proven_by"] == "王某"


def test_without_a_portal_all_are_listed_with_the_bodies_that_have_no_column(office):
    done = office()
    assert done.returncode == 0, done.stderr
    assert "sheng-swj" in done.stdout
    assert "yunting-baisha" in done.stdout


def test_an_unknown_portal_is_said(office):
    assert "没有这个网站" in office("nowhere").stderr


def test_a_sheet_goes_out_and_comes_back(office, tmp_path):
    sheet = tmp_path / "bindings.csv"
    assert office("export", str(sheet), "--portal", "qinghe").returncode == 0
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf")
    filled(sheet, ("yunting-nyj", "是", "王某", "电话核对"), ("qinghe-jtj", "否", "", ""))
    tried = office("import", str(sheet), "--dry-run")
    assert (tried.returncode, "将确认 1 项" in tried.stdout) == (0, True), tried.stderr
    assert listed(office)["yunting-nyj"]["proven_since"] is None
    assert "已确认 1 项" in office("import", str(sheet)).stdout
    assert listed(office)["yunting-nyj"]["proven_how"] == "电话核对"
    assert "没有变化" in office("import", str(sheet)).stdout


def test_one_wrong_row_keeps_the_whole_sheet_out_and_every_wrong_row_is_named(office, tmp_path):
    sheet = tmp_path / "bindings.csv"
    office("export", str(sheet), "--portal", "qinghe")
    filled(
        sheet,
        ("qinghe", "是", "", "电话核对"),
        ("qinghe-jtj", "大概", "王某", "电话核对"),
        ("yunting-nyj", "是", "王某", "电话核对"),
    )
    done = office("import", str(sheet))
    assert done.returncode == 1
    assert "第2行：缺少确认人" in done.stderr
    assert "“大概”" in done.stderr
    assert listed(office)["yunting-nyj"]["proven_since"] is None


def test_a_workbook_comes_back_unchanged(office, tmp_path):
    sheet = tmp_path / "bindings.xlsx"
    office("confirm", "qinghe", "qinghe", "--by", "王某", "--how", "电话核对")
    assert office("export", str(sheet)).returncode == 0
    done = office("import", str(sheet))
    assert (done.returncode, done.stdout.strip()) == (0, "没有变化"), done.stderr


def test_what_is_no_sheet_is_said(office, tmp_path):
    other = tmp_path / "x.xlsx"
    other.write_bytes(b"PK\x03\x04 nothing")
    assert "损坏" in office("import", str(other)).stderr
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "缺少列" in office("import", str(other)).stderr
    assert "结尾" in office("export", str(tmp_path / "x.doc")).stderr
