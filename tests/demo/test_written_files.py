import io
import re
from importlib import resources
from pathlib import Path
from random import Random

import pypdfium2
import pytest
from docx import Document

from nianbao.demo import posts, sheets
from nianbao.demo.writers import pdf, plain, word
from nianbao.demo.writers.pdf import PdfLayout
from nianbao.demo.writers.plain import PipedLayout, TabbedLayout
from tests.demo.printed import flat, rows_of, squeezed

ALL = sheets.names()
FONT = Path(str(resources.files("alerts").joinpath("fonts/NotoSansSC-GB2312.ttf")))
TABBED = (
    TabbedLayout(),
    TabbedLayout(padding=True, blank="　　", broken_labels=True, bookmark=True, title_lines=2),
)
VARIED = {f"seed {seed}": pdf.varied(Random(seed)) for seed in range(6)}
LAYOUTS = {
    "city": posts.CITY_PDF,
    "county": posts.COUNTY_PDF,
    "plain": PdfLayout(mark="", shaded=False),
    "open": PdfLayout(open_cuts=True, mark_side="centre", head_room=60),
    **VARIED,
}


@pytest.mark.parametrize("name", ALL)
def test_a_docx_has_the_merged_tables_of_the_form_and_the_sheets_figures(name):
    sheet = sheets.load(name)
    second, third, fourth = Document(io.BytesIO(word.document(sheet))).tables
    sizes = [(len(t.rows), len(t.columns)) for t in (second, third, fourth)]
    assert sizes[1:] == [(28 if sheet.t3 == "2021" else 26, 10), (4, 15)]
    assert sizes[0] == ((14 if sheet.t2 == "2021" else 18), 4)
    found = [[cell.text for cell in row.cells][-7:] for row in third.rows[3:]]
    assert found == rows_of(sheet, "t3")
    assert [cell.text for cell in fourth.rows[3].cells] == flat(rows_of(sheet, "t4"))


def test_merged_cells_of_a_docx_are_one_cell():
    third = Document(io.BytesIO(word.document(sheets.load("yunting_housing_2025")))).tables[1]
    side = {third.cell(row, 0)._tc for row in range(5, 27)}
    assert len(side) == 1
    assert third.cell(5, 0).text == "三、本年度办理结果"


def test_the_same_sheet_gives_the_same_file():
    sheet = sheets.load("yunting_gov_2025")
    assert word.document(sheet) == word.document(sheet)
    assert pdf.document(sheet, FONT) == pdf.document(sheet, FONT)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("name", ALL)
def test_a_pdf_prints_the_figures_of_its_sheet_in_order(name, layout):
    sheet = sheets.load(name)
    text = text_of(pdf.document(sheet, FONT, layout), layout.mark)
    for table in ("t2", "t3", "t4"):
        expected = [figure for row in rows_of(sheet, table) for figure in row if figure]
        assert figures_in(between_headings(text, sheet, table)) == expected


def text_of(data: bytes, mark: str) -> str:
    """Return the text in the order of drawing, page marks left out."""
    with pypdfium2.PdfDocument(data) as file:
        pages = [page.get_textpage().get_text_range() for page in file]
    return "\n".join(
        page.removesuffix(mark.format(number)) for number, page in enumerate(pages, start=1)
    )


def between_headings(text: str, sheet, table: str) -> str:
    position = [passage.table for passage in sheet.passages].index(table)
    after = text.partition(sheet.passages[position].heading)[2]
    return after.partition(sheet.passages[position + 1].heading)[0]


def figures_in(text: str) -> list[str]:
    money = r"[\d.．]+(?:万元|元|个)?"
    return [word for word in text.split() if re.fullmatch(rf"[-增]?{money}|－", word)]


def test_a_pdf_cuts_a_merged_label_between_two_pages():
    pages = pages_of("qinghe_gov_2025", posts.CITY_PDF)
    assert "（四）无 1.本机关不掌握" in pages[1]
    assert "法提供" in pages[2]
    assert "- 2 -" in pages[1]


def test_a_pdf_cuts_a_row_so_that_half_its_label_stands_alone():
    pages = pages_of("yunting_gov_2025", posts.COUNTY_PDF)
    above = next(page for page in pages if "5.要求行政机关确认或重新出具已" in page)
    assert "5.要求行政机关确认或重新出具已获取信息" not in squeezed("".join(pages))
    assert "获取信息" in pages[pages.index(above) + 1]


def pages_of(name: str, layout: PdfLayout) -> list[str]:
    with pypdfium2.PdfDocument(pdf.document(sheets.load(name), FONT, layout)) as file:
        return [page.get_textpage().get_text_range() for page in file]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("layout", TABBED)
def test_tabbed_text_holds_a_cell_a_line_and_the_sheets_figures(name, layout):
    sheet = sheets.load(name)
    blocks = re.split(r"\n\n(?=\t)", plain.tabbed(sheet, layout))
    tables = [block.partition("\n\n\n")[0] for block in blocks]  # what follows is prose
    rows = [[squeezed(cell) for cell in f"\n{block}".split("\n\t")[1:]] for block in tables]
    third = [row[-7:] for row in rows if len(row) in {8, 9, 10} and is_figures(row[-7:])]
    assert third == rows_of(sheet, "t3")
    fourth = next(row for row in rows if len(row) == 15 and is_figures(row))
    assert fourth == flat(rows_of(sheet, "t4"))


def is_figures(cells: list[str]) -> bool:
    return all(re.fullmatch(r"\d*", cell) for cell in cells)


def test_tabbed_text_keeps_the_word_processors_residue():
    text = plain.tabbed(sheets.load("yunting_housing_2020"), TabbedLayout(bookmark=True))
    assert "\n\t[bookmark: _GoBack]－\n" in text


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("name", ALL)
def test_piped_text_holds_the_sheets_figures(name, seed):
    sheet = sheets.load(name)
    text = plain.piped(sheet, plain.varied_pipes(Random(seed)))
    lines = [line for line in text.splitlines() if line.startswith("|") and "---" not in line]
    rows = [[squeezed(cell) for cell in line[1:-1].split("|")] for line in lines]
    figures = [row[-7:] for row in rows if len(row) in {9, 10} and is_figures(row[-7:])]
    expected = rows_of(sheet, "t3")
    assert [row for row in figures if any(row)] == [row for row in expected if any(row)]


def test_piped_text_tears_labels_and_narrows_after_the_cut():
    lines = plain.piped(sheets.load("yunting_liuwan_2025"), PipedLayout()).splitlines()
    assert "| | | 定” | | | | | | | |" in lines
    half = next(line for line in lines if "用、行政机关不再处理" in line and "缴纳" not in line)
    assert half.count("|") == 10
