"""Due dates by rule: filled in, complained of, shown before they are written, and in force."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from nianbao.cli import due_sheet
from nianbao.duty.dates import ShiftRule
from nianbao.duty.model import ReportKind
from storage.database import Database
from storage.queries.facts import facts
from storage.store.duties import find_duty
from tests.cli.command import nianbao
from tests.storage.moments import NOON
from tests.storage.qinghe import settle

HEADING = ["区域", "类型", "年度", "提交日", "公布日", "顺延", "文号"]
DOCUMENT = "云政办函〔2026〕8号"
TOWNS = ["990121", "乡镇（街道）", "2026", "1月26日", "01-28", "节后第3个工作日", DOCUMENT]


def fill(path, *rows):
    book = openpyxl.Workbook()
    for row in (HEADING, *rows):
        book.active.append(row)
    book.save(path)
    return path


def test_a_rule_is_read_as_it_is_said(tmp_path):
    (rule,), wrong = due_sheet.read(fill(tmp_path / "d.xlsx", TOWNS))
    assert wrong == []
    assert (rule.submit_by, rule.publish_by, rule.document) == ("01-26", "01-28", DOCUMENT)
    assert (rule.shift, rule.shift_days) == (ShiftRule.NTH_WORKDAY_AFTER, 3)


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("区域", "9901", "6位区划代码"),
        ("类型", "学校", "只能是"),
        ("年度", "去年", "应为年度"),
        ("提交日", "2月30日", "应为月-日"),
        ("公布日", "", "不能为空"),
        ("顺延", "下周", "只能是"),
        ("顺延", "节后第40个工作日", "填写有误"),
        ("文号", "", "不能为空"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(tmp_path, column, cell, why):
    row = TOWNS.copy()
    row[HEADING.index(column)] = cell
    found, wrong = due_sheet.read(fill(tmp_path / "d.xlsx", ["", *TOWNS[1:]], row))
    assert len(found) == 1
    assert len(wrong) == 1
    assert wrong[0].startswith(f"工作表“公布时限”第3行“{column}”列：")
    assert why in wrong[0]


def test_two_rows_about_the_same_are_told(tmp_path):
    _, wrong = due_sheet.read(fill(tmp_path / "d.xlsx", TOWNS, TOWNS))
    assert wrong == ["工作表“公布时限”第3行“区域”列：与第2行重复"]


def test_a_rule_is_shown_first_then_in_force_and_goes_out_as_it_came(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'due.sqlite3'}")
    database.migrate()
    with database.write() as session:
        settle(session)
    fill(tmp_path / "d.xlsx", TOWNS)

    def rules(*words):
        url = f"sqlite:///{tmp_path / 'due.sqlite3'}"
        return nianbao("duties", "rules", *words, folder=tmp_path, database_url=url).stdout

    def publish_by():
        with database.read() as session:
            number = find_duty(session, "yunting-baisha", 2026, ReportKind.OWN)
            return facts(session, NOON, duties=[number])[number].duty.publish_by

    assert "新增 990121　乡镇（街道）　2026年度" in rules("import", "d.xlsx", "--dry-run")
    assert publish_by() is None
    rules("import", "d.xlsx")
    assert publish_by() == date(2027, 1, 28)
    assert "1条规则" in rules("export", "out.csv")
    assert "没有变化" in rules("import", "out.csv")
    fill(tmp_path / "e.xlsx", [*TOWNS[:4], "01-29", *TOWNS[5:]])
    assert "公布日：01-28 → 01-29" in rules("import", "e.xlsx")
    assert publish_by() == date(2027, 1, 29)
    database.dispose()
