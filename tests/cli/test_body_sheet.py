"""``nianbao bodies`` as an office works with it: template out, filled in, sheet in, sheet out."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from nianbao.cli.body_sheet import read
from nianbao.cli.table_file import Unusable
from nianbao.duty.credit_code import is_credit_code
from storage.database import Database
from storage.store.duties import make_duties
from tests.cli.command import nianbao

CODE = "11990100MB0000000P"  # of a division that does not exist


@pytest.fixture
def office(tmp_path):
    url = f"sqlite:///{tmp_path / 'office.sqlite3'}"
    database = Database(url)
    database.migrate()
    database.dispose()
    return lambda *words: nianbao("bodies", *words, folder=tmp_path, database_url=url)


def rows(count):
    return [
        [f"qinghe-{n}", f"青禾市第{n}局", "政府部门", "", "", "990100", CODE, "", ""]
        for n in range(1, count + 1)
    ]


def fill(office, path, filled):
    assert office("template", path.name).returncode == 0
    book = openpyxl.load_workbook(path)
    for row in filled:
        book.active.append(row)
    book.save(path)


def test_all_wrong_rows_are_named_at_once_and_nothing_is_written(office, tmp_path):
    filled = rows(30)
    filled[1][6] = CODE[:-1] + "4"
    filled[5][2] = "局"
    filled[9][0] = "qinghe-1"
    filled[14][5] = "9901"
    filled[29][7] = "2026年"
    fill(office, tmp_path / "b.xlsx", filled)
    done = office("import", "b.xlsx")
    assert done.returncode == 1
    complaints = done.stderr.splitlines()
    wanted = [(3, "信用代码"), (7, "类型"), (11, "单位代号"), (16, "区划代码"), (31, "起始日期")]
    assert len(complaints) == len(wanted)
    for line, (row, name) in zip(complaints, wanted, strict=True):
        assert f"工作表“单位”第{row}行“{name}”列" in line
    assert "0个单位" in office("export", "out.csv").stdout


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_sheet_goes_in_and_out_and_in_again_without_a_change(office, tmp_path, ending):
    filled = rows(3)
    filled[0][1] = "=1+1"
    fill(office, tmp_path / "b.xlsx", [[f"'{c}" if c == "=1+1" else c for c in r] for r in filled])
    dry = office("import", "b.xlsx", "--dry-run")
    assert dry.stdout.count("新增") == 3
    assert office("import", "b.xlsx").stdout.count("新增") == 3
    make_ahead(tmp_path)
    late = rows(4)[3:]
    fill(office, tmp_path / "late.xlsx", late)
    assert "应公布事项：新增1项" in office("import", "late.xlsx").stdout
    assert "4个单位" in office("export", f"out.{ending}").stdout
    assert "没有变化" in office("import", f"out.{ending}").stdout


def make_ahead(tmp_path):
    """Make what is owed for a season that has not begun when the next body is registered."""
    database = Database(f"sqlite:///{tmp_path / 'office.sqlite3'}")
    with database.write() as session:
        make_duties(session, [2099])
    database.dispose()


def test_a_dry_run_refuses_what_the_import_refuses(office, tmp_path):
    """Offices over each other are wrong only together: no row by itself is."""
    offices = ("qinghe-2", "qinghe-1")
    filled = [[*row, "", over] for row, over in zip(rows(2), offices, strict=True)]
    fill(office, tmp_path / "b.xlsx", filled)
    for words in (("--dry-run",), ()):
        done = office("import", "b.xlsx", *words)
        assert done.returncode == 1
        way = "青禾市第2局（qinghe-2）主管青禾市第1局（qinghe-1）主管青禾市第2局（qinghe-2）"
        assert way in done.stderr
    assert "0个单位" in office("export", "out.csv").stdout


@pytest.mark.parametrize("day", ["2026/7/1", "2026年7月1日", "2026.7.1", "2026-07-01"])
def test_a_day_is_read_as_offices_write_it(tmp_path, day):
    said = (
        f"单位代号,全称,类型,起始日期,曾用名\nx,青禾市文旅局,政府部门,{day},青禾市文化局（至{day}）"
    )
    (tmp_path / "b.csv").write_text(said, encoding="gb18030")
    (body,), wrong = read(tmp_path / "b.csv", {})
    assert wrong == []
    assert body.since == body.spans["青禾市文化局"].until == date(2026, 7, 1)


def test_a_new_name_is_taken_only_with_the_old_one(office, tmp_path):
    filled = rows(1)
    fill(office, tmp_path / "b.xlsx", filled)
    office("import", "b.xlsx")
    filled[0][1] = "青禾市新局"
    fill(office, tmp_path / "c.xlsx", filled)
    assert "曾用名" in office("import", "c.xlsx").stderr
    filled[0][4] = "青禾市第1局"
    fill(office, tmp_path / "d.xlsx", filled)
    assert "青禾市第1局 → 青禾市新局" in office("import", "d.xlsx").stdout


def test_the_last_sign_of_a_credit_code_is_checked():
    assert is_credit_code(CODE)
    assert not is_credit_code(CODE[:-1] + "4")
    assert not is_credit_code(CODE.lower())


def test_a_row_that_ends_early_and_a_heading_named_twice_are_told(tmp_path):
    short = tmp_path / "short.csv"
    short.write_text("单位代号,全称,类型,简称\nqinghe-jyj,青禾市教育局\n", encoding="utf-8")
    found, wrong = read(short, {})
    assert found == []
    assert [complaint for complaint in wrong if "第2行“类型”列" in complaint]
    twice = tmp_path / "twice.csv"
    twice.write_text("单位代号,全称,类型,全称\na,甲局,政府部门,乙局\n", encoding="utf-8")
    with pytest.raises(Unusable, match="列名重复：全称"):
        read(twice, {})
