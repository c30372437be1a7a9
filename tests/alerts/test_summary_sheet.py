"""The 汇总底表 as a workbook: the form's layout, and every sum a formula over cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from alerts.summary_sheet import workbook
from nianbao.clock import SHANGHAI
from nianbao.report.summing import Part, summarise
from tests.report.test_summing import report

AT = datetime(2026, 2, 5, 10, tzinfo=SHANGHAI)
PARTS = (
    Part(
        "甲局", report(t3__received__person="3", t2__fees__amount="1.5"), url="http://a.example/1"
    ),
    Part("乙局", report(t3__received__person="4", t3__carried_in__other="")),
    Part("丙局", why="暂无法核验"),
)


def opened(parts=PARTS, edition="2021", *, values=False):
    data = workbook(summarise(parts, edition), office="青禾市人民政府办公室", year=2025, at=AT)
    return openpyxl.load_workbook(BytesIO(data), data_only=values)


def cells(page):
    return {str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None}


@pytest.mark.parametrize(("edition", "rows"), [("2021", 25), ("2019", 23)])
def test_table_three_has_the_rows_of_its_edition(edition, rows):
    page = opened(edition=edition)["表三 依申请公开"]
    formulas = [row[3].value for row in page.iter_rows() if str(row[3].value).startswith("=")]
    assert len(formulas) == rows


def test_a_sum_leads_to_the_cells_that_it_is_made_of():
    book = opened()
    place = book["表三 依申请公开"]["D5"].value.removeprefix("=明细!").replace("$", "")
    total = book["明细"][place].value
    column = place.rstrip("0123456789")
    assert total == f"=SUM({column}3:{column}5)"
    assert [book["明细"][f"{column}{row}"].value for row in (3, 4, 5)] == [3, 4, None]
    assert opened(values=True)["表三 依申请公开"]["D5"].value == 7


def test_fees_stand_in_the_forms_own_unit():
    page = opened(values=True)["表二 主动公开"]
    (row,) = [row for row in page.iter_rows() if row[0].value == "行政事业性收费"]
    assert row[1].value == 1.5
    assert any("单位：万元" in text for text in cells(page))


def test_what_is_lacking_is_listed_and_the_heading_counts_it():
    book = opened()
    said = cells(book["缺漏与存疑"])
    assert {"丙局", "空白，按0计"} <= said
    assert any(one.startswith("没有可汇总的报告，未计入（") for one in said)
    assert "应汇总3家，已计入2家，缺1家" in book["表三 依申请公开"]["A1"].value


def test_names_that_look_like_formulas_stay_text():
    book = opened((replace(PARTS[0], body="=1+1"),))
    assert book["明细"]["A3"].value == "'=1+1"


def test_without_any_body_there_is_a_workbook_all_the_same():
    assert opened(())["表四 复议诉讼"]["A5"].value.startswith("=明细!")
