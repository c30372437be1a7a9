"""Workbooks as an office prints them."""

from io import BytesIO

from openpyxl import load_workbook

from alerts.workbook import add_page, new_book
from tests.alerts.samples import NOW


def test_a_row_is_as_high_as_its_longest_cell_needs():
    with new_book("公布情况", NOW) as (book, data):
        add_page(
            book, "统计", {"单位": 20, "依据": 20}, [("甲局", "截" * 45), ("乙局", "按时公布")]
        )
    page = load_workbook(BytesIO(data.getvalue())).active
    assert page.row_dimensions[2].height >= 5 * 16
    assert (page.row_dimensions[3].height or 15) < 20
    assert page.oddFooter.right.text == "第&P页，共&N页"
