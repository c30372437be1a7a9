"""Spreadsheets: three tables in one range, titles between them, and cells that lie."""

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter

from nianbao.demo import sheets
from nianbao.report.model import Source, State, Unreadable
from nianbao.report.reading import read
from nianbao.report.reading import sheet as reading
from tests.report.formats.fixtures_at import fixture
from tests.report.formats.judging import assert_read
from tests.report.formats.writing import xlsx

NAMES = sheets.names()
SAMPLE = sheets.load("qinghe_transport_2025")
SHAPES = {
    "one sheet": {},
    "a sheet for each table": {"one_sheet": False},
    "tables without a gap": {"gap": 0},
    "shifted to the right": {"left": 3},
    "figures as text": {"numbers": False},
    "remarks beside table three": {"beside": ("", "备注", "", "含上年", "", "3")},
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_workbook_is_read_to_the_last_cell(name, shape):
    sheet = sheets.load(name)
    report = read(Source(xlsx(sheet, **SHAPES[shape]), "report.xlsx"))
    assert report.format == "xlsx"
    assert_read(report, sheet)


@pytest.mark.parametrize("name", ["qinghe_transport_2025", "qinghe_office_2019"])
def test_an_old_workbook_is_read_to_the_last_cell(name):
    report = read(fixture(f"{name}.xls"))
    assert report.format == "xls"
    assert_read(report, sheets.load(name))


def test_sections_and_title_come_from_the_cells_between_the_tables():
    report = read(Source(xlsx(SAMPLE), "report.xlsx"))
    assert report.title == SAMPLE.title
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]


def edited(change):
    """The sample's workbook after a person changed it."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx(SAMPLE)))
    change(book["年报"])
    raw = io.BytesIO()
    book.save(raw)
    return Source(raw.getvalue(), "report.xlsx")


def place(page, text):
    """The cell that prints a text."""
    return next(c for row in page.iter_rows() for c in row if str(c.value or "").endswith(text))


def received(page):
    """The first figure of table three: 一、本年新收…, 自然人."""
    return page.cell(place(page, "本年新收政府信息公开申请数量").row, 4)


def set_received(value, number_format="General"):
    def change(page):
        cell = received(page)
        cell.value, cell.number_format = value, number_format

    return read(edited(change)).figures["t3.received.person"]


def test_an_error_is_text_and_never_a_blank():
    figure = set_received("#DIV/0!")
    assert (figure.printed, figure.state) == ("#DIV/0!", State.TEXT)


def test_a_formula_that_was_never_computed_is_no_certain_blank():
    figure = set_received("=1+1")
    assert figure.state is not State.NUMBER
    assert figure.doubt == reading.UNCOMPUTED


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        (3, "General", "3"),
        (3.5, "General", "3.5"),
        (3.5, "0", "4"),
        (2.4999, "#,##0.00", "2.50"),
        (12345678901, "General", "12345678901"),
        (" 12 ", "@", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (0.25, "0%", "25%"),
        (1, "0.0%", "100.0%"),
    ],
)
def test_a_number_is_printed_as_its_cell_shows_it(value, number_format, printed):
    assert set_received(value, number_format).printed == printed


def test_a_share_too_large_to_be_one_is_read_as_it_is_stored():
    figure = set_received(1e308, "0%")
    assert figure.state is not State.BLANK


def test_a_blank_total_column_is_blank_and_nothing_moves_into_it():
    def change(page):
        top = place(page, "本年新收政府信息公开申请数量").row
        for row in range(top, top + 30):
            if isinstance(page.cell(row, 10).value, int | float):
                page.cell(row, 10).value = None

    figures = read(edited(change)).figures
    totals = [f.state for key, f in figures.items() if key[:3] == "t3." and key.endswith(".total")]
    assert totals == [State.BLANK] * 25
    for key, printed in SAMPLE.cells.items():
        if key.startswith("t3.") and not key.endswith(".total"):
            assert figures[key].printed == printed


def test_a_hidden_sheet_is_named_and_not_read():
    def change(page):
        copy = page.parent.copy_worksheet(page)
        copy.title, copy.sheet_state = "去年", "hidden"
        received(copy).value = 999

    report = read(edited(change))
    assert report.figures["t3.received.person"].certain
    assert [(u.what, u.text) for u in report.unread] == [("table", "隐藏的工作表“去年”")]


def test_rows_and_columns_that_a_sheet_hides_are_named_and_not_read():
    def change(page):
        page.append(["一、本年新收政府信息公开申请数量", None, None, *range(1, 8)])
        page.row_dimensions[page.max_row].hidden = True
        for row in range(1, page.max_row):
            page.cell(row, 16).value = 7
        page.column_dimensions["P"].hidden = True

    report = read(edited(change))
    assert {key: f.printed for key, f in report.figures.items()} == SAMPLE.cells
    assert all(figure.certain for figure in report.figures.values())
    assert [u.text for u in report.unread] == ["工作表“年报”中隐藏的行或列"]


def test_tables_of_one_kind_of_applicants_each_keep_their_own_width():
    book = openpyxl.Workbook()
    page = book.active
    for heads, figures in ((["自然人"], [5]), (["商业企业", "总计"], [0, 6])):
        top = page.max_row + 1 if page.max_row > 1 else 1
        page.append(["项目", "申请人情况"])
        page.append([None, *heads])
        page.merge_cells(None, top, 1, top + 1, 1)
        page.append(["一、本年新收政府信息公开申请数量", *figures])
        page.append(["二、上年结转政府信息公开申请数量", *figures])
    raw = io.BytesIO()
    book.save(raw)
    read_there = read(Source(raw.getvalue(), "report.xlsx")).figures
    assert {key: f.value for key, f in read_there.items() if "received" in key} == {
        "t3.received.person": 5,
        "t3.received.business": 0,
        "t3.received.total": 6,
    }
    assert all(figure.certain for figure in read_there.values())


def test_a_heading_in_two_cells_one_below_the_other_is_one_heading():
    def change(page):
        cell = place(page, "商业企业")
        row = cell.row + 1
        merged = [r for r in page.merged_cells.ranges if r.min_row >= row]
        for found in merged:
            page.unmerge_cells(str(found))
        page.insert_rows(row)
        for found in merged:
            found.shift(0, 1)
            page.merge_cells(str(found))
        cell.value = "商业"
        page.cell(row, cell.column).value = "企业"
        for column in range(cell.column + 1, cell.column + 5):
            page.merge_cells(None, cell.row, column, row, column)

    assert_read(read(edited(change)), SAMPLE)


def test_two_bodies_in_one_workbook_are_certain_of_nothing_they_differ_in():
    def change(page):
        received(page.parent.copy_worksheet(page)).value = 999

    assert not read(edited(change)).figures["t3.received.person"].certain


def test_a_note_between_two_rows_moves_no_figure():
    def change(page):
        row = place(page, "上年结转政府信息公开申请数量").row
        merged = list(page.merged_cells.ranges)
        for found in merged:
            page.unmerge_cells(str(found))
        page.insert_rows(row)
        page.cell(row, 1).value = "（续表）"

    figures = read(edited(change)).figures
    for key, printed in SAMPLE.cells.items():
        if key in figures and figures[key].certain:
            assert figures[key].printed == printed


def test_a_workbook_without_a_report_is_no_report():
    raw = io.BytesIO()
    book = xlsxwriter.Workbook(raw, {"in_memory": True})
    book.add_worksheet().write_row(0, 0, ["序号", "事项", 3])
    book.close()
    assert not read(Source(raw.getvalue(), "a.xlsx")).is_report


def packed(parts):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return Source(raw.getvalue(), "a.xlsx")


def with_sheet(body):
    """The sample's package with another first sheet."""
    with zipfile.ZipFile(io.BytesIO(xlsx(SAMPLE))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["xl/worksheets/sheet1.xml"] = body
    return packed(parts)


FAR = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>
</sheetData></worksheet>"""
MERGED = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1"><v>1</v></c></row></sheetData>
<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>"""
ENTITIES = b"""<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">%s]><worksheet>&a9;</worksheet>""" % b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(10)
)
HOSTILE = {
    "two cells at the far ends": with_sheet(FAR),
    "everything merged": with_sheet(MERGED),
    "entities": with_sheet(ENTITIES),
    "a bomb": with_sheet(b" " * 30_000_000),
    "cut in two": Source(xlsx(SAMPLE)[:4_000], "a.xlsx"),
    "no sheets": packed({"xl/workbook.xml": "<workbook/>"}),
    "many entries": packed({"xl/workbook.xml": "", **{f"{n}": "" for n in range(3_000)}}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_workbook_is_refused_with_a_reason(what):
    with pytest.raises(Unreadable, match=r"[一-鿿]"):
        read(HOSTILE[what])


def test_an_old_workbook_that_makes_its_library_panic_is_only_unreadable():
    data = bytearray(fixture("qinghe_transport_2025.xls").data)
    root = data.index("Root Entry".encode("utf-16-le"))
    del data[root + 470 : root + 470 + 300]
    with pytest.raises(Unreadable, match=r"[一-鿿]"):
        read(Source(bytes(data), "a.xls"))


def test_an_old_workbook_with_cells_far_apart_is_refused_before_memory_is():
    data = bytearray(fixture("qinghe_transport_2025.xls").data)
    place = data.index(b"\xfd\x00\x0a\x00")  # a cell of text: kind, length, row, column
    data[place + 4 : place + 8] = b"\xff\xff\xff\xff"
    with pytest.raises(Unreadable, match="行列过多"):
        read(Source(bytes(data), "a.xls"))
