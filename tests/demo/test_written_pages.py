from random import Random

import pytest

from nianbao.demo import sheets
from nianbao.demo.writers import web
from nianbao.demo.writers.web import WebLayout
from tests.demo.printed import figure_rows, flat, rows_of, squeezed, web_tables

ALL = sheets.names()
LAYOUTS = [web.varied(Random(seed)) for seed in range(24)]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("layout", LAYOUTS, ids=range(24))
def test_a_page_prints_the_figures_of_its_sheet_in_any_layout(name, layout):
    sheet = sheets.load(name)
    tables = web_tables(web.page(sheet, layout).decode())
    copies = 2 if layout.phone_copy else 1
    for table in ("t2", "t3", "t4"):
        expected = rows_of(sheet, table)
        if table == "t4":
            expected = [flat(expected)]
        found = figure_rows(tables, table)
        if layout.cut and table == "t3":  # halves of labels stand on rows without figures
            found = without_halves(found, expected)
        if layout.cut and table == "t2":  # a torn cell leaves empty ones to its right
            found = [without_tail(*pair) for pair in zip(found, expected * copies, strict=True)]
        assert found == expected * copies, (table, layout)


def without_halves(found, expected):
    """Drop rows that are blank throughout unless the sheet has them there."""
    kept = []
    wanted = iter(expected * (len(found) // max(1, len(expected)) or 1))
    target = next(wanted, None)
    for row in found:
        if row == target:
            kept.append(row)
            target = next(wanted, None)
        else:
            assert not any(row), row
    return kept


def without_tail(row, expected):
    assert not any(row[len(expected) :])
    return row[: len(expected)]


def test_the_same_seed_gives_the_same_page():
    sheet, layout = sheets.load("qinghe_reform_2025"), WebLayout(dialect="paste", blank="mixed")
    assert web.page(sheet, layout, 7) == web.page(sheet, layout, 7)
    assert web.page(sheet, layout, 7) != web.page(sheet, layout, 8)


def test_pasted_labels_are_shattered_but_say_the_same():
    sheet = sheets.load("qinghe_reform_2025")
    text = web.body(sheet, WebLayout(dialect="paste"))
    assert "本机关不掌握相关政府信息" not in text
    labels = [cell for grid in web_tables(text) for row in grid for cell in row]
    assert "1.本机关不掌握相关政府信息" in labels
    assert text.count("<span") > 400


def test_a_page_called_gb2312_holds_characters_beyond_it():
    page = web.page(sheets.load("linlan_farming_2025"), WebLayout(), charset="gb2312")
    assert b'charset="gb2312"' in page
    with pytest.raises(UnicodeDecodeError):
        page.decode("gb2312")
    assert "峂溇" in page.decode("gb18030")


@pytest.mark.parametrize("blank", web.BLANKS)
def test_a_blank_cell_is_written_blank_whatever_stands_for_it(blank):
    sheet = sheets.load("qinghe_office_2019")
    tables = web_tables(web.body(sheet, WebLayout(blank=blank)))
    found = figure_rows(tables, "t3")
    assert found[4] == ["14", "", "", "", "", "", ""]


def test_a_cut_page_tears_a_label_and_loses_a_column():
    sheet = sheets.load("yunting_liuwan_2025")
    grids = web_tables(web.body(sheet, WebLayout(cut=True)))
    widths = [max(map(len, grid)) for grid in grids]
    assert widths == [4, 2, 10, 10, 9, 15]
    cells = [cell for grid in grids for row in grid for cell in row]
    assert "3.危及“三安全一稳" in cells
    assert "定”" in cells


def test_a_lone_stroke_stands_behind_a_bookmark():
    text = web.body(sheets.load("yunting_housing_2020"), WebLayout(bookmark=True))
    assert '<a name="_GoBack"></a>－' in text


def test_a_layout_table_surrounds_everything():
    text = web.body(sheets.load("qinghe_transport_2020"), WebLayout(nested=True, title_lines=2))
    assert text.startswith("<table")
    assert "青禾市交通运输局2020年政府信息公开</b>" in text
    assert squeezed("工作年度报告</b>") in squeezed(text)
