"""Rows that a page's end cut in two."""

from nianbao.report.model import Cell, Grid, Line
from nianbao.report.reading.cut import mended

HEADINGS = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")


def grid(number, *rows):
    lines = (
        Line(tuple(Cell(text, place, full=True) for place, text in enumerate(row)), number + 1)
        for row in rows
    )
    return Grid(number, tuple(lines))


def texts(made):
    return [[cell.text for cell in line.cells] for one in made for line in one.lines]


def test_a_row_goes_on_below_the_headings_that_the_next_page_repeats():
    made = mended(
        [
            grid(0, HEADINGS, ("规章", "1", "0", "3"), ("行政规范", "2", "0", "203")),
            grid(1, HEADINGS, ("性文件", "", "", "0")),
        ]
    )
    assert texts(made)[2:] == [["行政规范性文件", "2", "0", "2030"], [*HEADINGS], []]


def test_a_row_of_its_own_below_repeated_headings_stays_one():
    rows = ("规章", "1", "0", "3"), ("行政规范性文件", "2", "0", "5")
    made = mended([grid(0, HEADINGS, rows[0]), grid(1, HEADINGS, rows[1])])
    assert texts(made) == [[*HEADINGS], [*rows[0]], [*HEADINGS], [*rows[1]]]
