import pytest

from nianbao.demo import sheets, tables
from nianbao.demo.writers import web
from nianbao.demo.writers.web import WebLayout
from nianbao.report import form
from nianbao.report.judge import judge
from nianbao.report.model import Source
from nianbao.report.reading import read
from tests.demo.judging import broken

ALL = sheets.names()
REAL_FORM = {("2019", "2019"), ("2021", "2021"), ("2021", "2019")}
INVENTED = ("青禾市", "云汀县", "临澜区", "砚溪县", "望帆县", "栖霖区")


@pytest.mark.parametrize("name", ALL)
def test_a_sheet_is_wrong_exactly_where_it_says_so(name):
    sheet = sheets.load(name)
    assert broken(sheet) == set(sheet.broken)


@pytest.mark.parametrize("name", ALL)
def test_a_sheet_prints_every_cell_of_its_editions_and_no_other(name):
    sheet = sheets.load(name)
    assert (sheet.t2, sheet.t3) in REAL_FORM
    assert tuple(sheet.cells) == form.keys(sheet.t2, sheet.t3)


@pytest.mark.parametrize("name", ALL)
def test_a_sheet_names_invented_places_only(name):
    sheet = sheets.load(name)
    assert sheet.organ.startswith(INVENTED)


def test_the_genuine_errors_are_served_as_they_occurred_and_as_news():
    old, new = sheets.load("qinghe_transport_2020"), sheets.load("qinghe_transport_2025")
    assert (
        old.broken
        == new.broken
        == {
            "t3.balance:business",
            "t3.row:settled",
            "t4.sum:suit_after_review",
        }
    )
    assert sheets.load("yunting_gov_2025").broken == {
        "t4.sum:review",
        "t4.sum:suit_after_review",
    }


def test_blank_rows_stay_blank_in_the_recast_report():
    sheet = sheets.load("qinghe_transport_2025")
    blank = {key.split(".")[1] for key, text in sheet.cells.items() if text == ""}
    assert len(blank) == 16


def test_a_row_with_too_few_cells_is_refused_by_name():
    raw = {
        "organ": "青禾市财政局",
        "year": 2025,
        "title": "",
        "t2_edition": "2021",
        "t3_edition": "2021",
        "t2": {"regulations": ["0", "0"]},
        "t3": {},
        "t4": {},
        "section": [],
    }
    with pytest.raises(ValueError, match=r"t2\.regulations: 2 cells instead of 3"):
        sheets.sheet("short", raw)


@pytest.mark.parametrize(("edition", "rows", "side"), [("2019", 26, 20), ("2021", 28, 22)])
def test_table_three_has_the_rows_and_spans_of_its_edition(edition, rows, side):
    name = {"2019": "qinghe_transport_2020", "2021": "qinghe_transport_2025"}[edition]
    table = tables.t3(sheets.load(name))
    assert len(table.rows) == rows
    assert max(slot.down for row in table.rows for slot in row) == side


@pytest.mark.parametrize("name", ALL)
def test_every_row_of_every_table_fills_its_grid(name):
    sheet = sheets.load(name)
    several = (*tables.t2_blocks(sheet), tables.t2(sheet), tables.t2_skewed(sheet))
    for table in (*several, tables.t3(sheet), tables.t4(sheet)):
        for row in table.placed():
            assert sum(place.slot.across for place in row) == table.width


def test_headings_and_figures_of_the_skewed_table_span_differently():
    table = tables.t2_skewed(sheets.load("qinghe_office_2019"))
    rows = {row[0].text: [slot.across for slot in row] for row in table.rows}
    assert rows["行政许可"] == [1, 2, 1, 1]
    headings = [[s.across for s in row] for row in table.rows if row[0].text == "信息内容"]
    assert [1, 1, 2, 1] in headings


@pytest.mark.parametrize("name", [name for name in sheets.names() if name.endswith("_2025")])
def test_the_sections_of_a_recent_sample_say_enough_to_be_quiet(name):
    page = web.body(sheets.load(name), WebLayout())
    found = judge(read(Source(page.encode(), "report.html"))).findings
    assert not [one.identity for one in found if one.rule.startswith("section.")]
