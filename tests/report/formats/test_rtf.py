"""RTF: two bytes a character, merges by edges, and what is no text of the document."""

import pytest

from nianbao.demo import sheets
from nianbao.report.model import Source, Unreadable
from nianbao.report.reading import read
from nianbao.report.reading.rtf import read as document
from tests.report.formats import rtf
from tests.report.formats.fixtures_at import fixture
from tests.report.formats.judging import assert_read

NAMES = sheets.names()
CHINESE_FONT = rtf.WESTERN.replace(r"\f0\fswiss", r"\f0\fcharset134")
SHAPES = {
    "bytes of gb18030": {},
    "unicode with fallbacks": {"head": rtf.WESTERN, "write": rtf.unicode},
    "chinese font in a western file": {"head": CHINESE_FONT},
    "definitions twice": {"after_rows": True},
    "edges dragged by hand": {"jitter": 11},
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", SHAPES)
def test_an_rtf_file_is_read_to_the_last_cell(name, shape):
    sheet = sheets.load(name)
    report = read(Source(rtf.document(sheet, **SHAPES[shape]), "report.rtf"))
    assert report.format == "rtf"
    assert_read(report, sheet)


def test_what_an_office_program_saved_is_read_to_the_last_cell():
    sheet = sheets.load("linlan_transport_2020")
    assert_read(read(fixture("linlan_transport_2020.rtf")), sheet)


def told(body):
    return document(Source((rtf.HEAD + body + "}").encode(), "a.rtf"))


def grid(body):
    (one,) = told(body).grids
    return [[(c.text, c.column, c.colspan, c.rowspan) for c in line.cells] for line in one.lines]


def test_a_merged_heading_covers_its_columns():
    row = r"\trowd\clmgf\cellx100\clmrg\cellx200\cellx300 \intbl a\cell\cell b\cell\row"
    below = r"\trowd\cellx100\cellx200\cellx300 \intbl 1\cell 2\cell 3\cell\row\pard\par"
    assert grid(row + below) == [
        [("a", 0, 2, 1), ("b", 2, 1, 1)],
        [("1", 0, 1, 1), ("2", 1, 1, 1), ("3", 2, 1, 1)],
    ]


def test_a_blank_cell_keeps_its_place():
    row = r"\trowd\cellx100\cellx200\cellx300 \intbl 1\cell\cell 3\cell\row\pard\par"
    assert [text for text, *_ in grid(row)[0]] == ["1", "", "3"]


def test_a_table_knows_the_line_above_it():
    row = r"\trowd\cellx100\cellx200 \intbl 1\cell 2\cell\row\pard "
    found = told(rf"above\par {row}{row}between\par {row}below\par").grids
    assert [grid.caption for grid in found] == ["above", "between"]


def test_a_table_inside_a_cell_stands_apart_from_it():
    inner = (
        r"\pard\intbl\itap2 7\nestcell{\*\nesttableprops\trowd\cellx50\nestrow}{\nonesttables\par}"
    )
    outer = rf"\trowd\cellx100\cellx200 \intbl a{inner}\pard\intbl\itap1\cell b\cell\row\pard\par"
    cells = [[c.text for line in g.lines for c in line.cells] for g in told(outer).grids]
    assert cells == [["7"], ["a", "b"]]


def test_hidden_deleted_and_accompanying_text_is_no_text_of_the_document():
    body = (
        r"{\info{\title no}}{\header no}{\*\unknown no}{\v no}{\deleted no}{\field{\*\fldinst no}"
        r"{\fldrslt 1}}\bin3 {{{2\par"
    )
    assert told(body).lines == ("12",)


def test_struck_text_is_not_said_and_a_raised_mark_is_no_digit():
    body = r"2{\strike 9}1{\super 3}\strike 7\strike0  \super 4\nosupersub 5\par"
    assert told(body).lines == ("21³ ⁴5",)


def test_a_picture_keeps_an_absence_from_being_told():
    shown = told(r"x{\*\shppict{\pict\pngblip 89504e47}}{\nonshppict{\pict 00}}\par")
    assert [(u.what, u.text) for u in shown.unread] == [("image", "文件中有1幅图片")]


def test_bytes_that_are_no_characters_make_every_figure_doubtful():
    assert told(r"\'d6\'d0\'ff\par").doubt is not None


@pytest.mark.parametrize("body", ["{" * 5_000, r"\pard\par"])
def test_what_holds_nothing_is_refused_and_never_crashes(body):
    with pytest.raises(Unreadable):
        told(body)


def test_a_row_without_an_end_or_a_definition_is_still_seen():
    assert [c.text for c in told(r"\intbl 1\cell 2\cell").grids[0].lines[0].cells] == ["1", "2"]
