"""名录核对: who owes a report, written to be signed, signed off, and said in the roll-call."""

from __future__ import annotations

import io
import json
from datetime import datetime

import openpyxl
import pytest
from docx import Document

from nianbao.clock import SHANGHAI
from storage.database import Database
from storage.queries.rosters import roster, version_of
from storage.registry import import_registry
from tasks.rollcall import roll_call_at
from tests.cli.command import nianbao
from tests.storage.moments import DAY
from tests.storage.qinghe import settle

DECEMBER = datetime(2026, 12, 10, 9, tzinfo=SHANGHAI)
ENDED = """
[[body]]
slug = "yunting-nyj"
name = "云汀县农业农村局"
class = "department"
until = 2026-06-30
successors = ["yunting-baisha"]
"""


@pytest.fixture
def database(tmp_path):
    found = Database(f"sqlite:///{tmp_path / 'roster.sqlite3'}")
    found.migrate()
    with found.write() as session:
        settle(session)
        import_registry(session, ENDED, DECEMBER - DAY)
    yield found
    found.dispose()


@pytest.fixture
def office(tmp_path, database):
    def run(*words, now=DECEMBER):
        url = f"sqlite:///{tmp_path / 'roster.sqlite3'}"
        stopped = now.isoformat(timespec="seconds")
        return nianbao(*words, folder=tmp_path, database_url=url, now=stopped)

    return run


def notes(database, at, year=2026):
    with database.read() as session:
        return roll_call_at(session, "yunting-office", year, at).notes


def test_a_roster_names_who_owes_and_who_does_not_and_why(database):
    with database.read() as session:
        told = {line.slug: line for line in roster(session, "yunting-office", 2026, DECEMBER)}
        before = {line.slug for line in roster(session, "yunting-office", 2027, DECEMBER)}
    assert set(told) == {"yunting-office", "yunting-nyj", "yunting-baisha"}
    assert told["yunting-nyj"].left_out == "已于2026年6月30日撤并，由云汀县白沙镇人民政府承继"
    assert told["yunting-office"].left_out == ""
    assert told["yunting-baisha"].left_out == "未规定公布期限，列明不判断"
    assert "第四十九条" in told["yunting-office"].basis
    assert before == {"yunting-office", "yunting-baisha"}


def test_the_roll_call_says_whether_the_roster_was_signed_and_what_changed_since(database, office):
    assert "未经签核" in notes(database, DECEMBER)[0]
    words = ("bodies", "roster", "--office", "yunting-office")
    assert office(*words, "--sign").returncode == 1
    done = office(*words, "--sign", "--by", "王某")
    assert "编号1" in done.stderr
    assert "与现有名录一致" in done.stdout
    (said,) = notes(database, DECEMBER)
    with database.read() as session:
        version = version_of(roster(session, "yunting-office", 2026, DECEMBER))
    assert "王某于2026年12月10日9时" in said
    assert version[:12] in said
    with database.write() as session:
        changed = ENDED.replace("until", "division = '990121'\nuntil").replace("06-30", "07-31")
        import_registry(session, changed, DECEMBER + DAY)
    assert notes(database, DECEMBER) == (said,)
    assert "有1家单位的登记有变动" in notes(database, DECEMBER + DAY)[1]
    assert "签核后名录有变动" in office(*words, now=DECEMBER + DAY).stdout
    listed = json.loads(office("bodies", "roster", "--list", "--json").stdout)
    assert [(one["signed_by"], one["version"]) for one in listed] == [("王某", version)]
    ahead = office(*words, "--year", "2027", "--sign", "--by", "王某")
    assert "2027年度应公布事项新增" in ahead.stderr  # who is signed off is waited for


def test_what_was_signed_is_taken_out_as_it_was(database, office, tmp_path):
    words = ("bodies", "roster", "--office", "yunting-office")
    office(*words, "--sign", "--by", "王某", "--out", "now")
    with database.write() as session:
        import_registry(session, ENDED.replace("06-30", "07-31"), DECEMBER + DAY)
    office("bodies", "roster", "--signed", "1", "--out", "then", now=DECEMBER + DAY)
    now, then = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
        for folder in ("now", "then")
    )
    assert now == then
    sheet, paper = (
        next(data for name, data in then.items() if name.endswith(ending))
        for ending in (".xlsx", ".docx")
    )
    rows = [*openpyxl.load_workbook(io.BytesIO(sheet))["名录"].values]
    assert [row[2] for row in rows[1:]] == [
        "云汀县白沙镇人民政府",
        "云汀县农业农村局",
        "云汀县人民政府办公室",
    ]
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(paper)).paragraphs)
    assert "共3家单位，计入应公布数1家，单列或不纳入2家" in text
    assert "签核人：" in text
