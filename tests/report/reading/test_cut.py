"""Rows that a page's end cut in two."""

from nianbao.report.model import Cell, Grid, Line
from nianbao.report.reading.cut import mended

FIRST = "一、本年新收政府信息公开申请数量"
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


def test_a_label_of_several_rows_reaches_down_over_the_cut():
    upper = grid(0, ("三、", "（一）予以公开", "不适", "0"))
    cells = (Cell("本年度办理结果", 0, rowspan=8), Cell("", 1), Cell("用", 2), Cell("", 3))
    made = mended([upper, Grid(1, (Line(cells, 2),))])
    assert made[0].lines[0].cells[2].text == "不适用"


def test_a_stroke_and_a_number_on_the_next_page_are_not_put_together():
    made = mended([grid(0, ("（一）予以公开", "/")), grid(1, ("", "1"))])
    assert texts(made) == [["（一）予以公开", "/"], ["", "1"]]


def test_a_blank_rest_of_a_row_below_repeated_headings_is_no_row():
    made = mended([grid(0, HEADINGS, ("规章", "1", "0", "3")), grid(1, HEADINGS, ("", "", "", ""))])
    assert texts(made) == [[*HEADINGS], ["规章", "1", "0", "3"], [*HEADINGS], []]


def test_figures_that_all_went_over_to_the_next_page_are_those_of_the_blank_row_above():
    upper = grid(0, ("结果维持", "结果纠正"), ("", ""))
    assert texts(mended([upper, grid(1, ("1", "/"))])) == [["结果维持", "结果纠正"], ["1", "/"], []]


def test_a_blank_row_above_a_row_with_a_label_stays_blank():
    upper = grid(0, ("结果维持", "结果纠正"), ("", ""))
    made = mended([upper, grid(1, ("规章", "1"))])
    assert texts(made)[1:] == [["", ""], ["规章", "1"]]


def test_a_remark_goes_on_in_a_row_that_has_no_label():
    made = mended([grid(0, ("7", "0", "8（其中网络4", "22")), grid(1, ("", "", "件）", ""))])
    assert texts(made) == [["7", "0", "8（其中网络4件）", "22"], []]
    other = mended([grid(0, ("7", "0", "详见附件", "22")), grid(1, ("", "", "说明", ""))])
    assert texts(other)[0] == ["7", "0", "详见附件", "22"]


def test_the_rest_of_a_group_s_label_keeps_no_row_from_going_on():
    upper = grid(0, ("（六）", "1.申请人无正当", "不适", "/"))
    rest = "理由逾期不补正、行政机关不再处理其政府信息公开申请"
    made = mended([upper, grid(1, ("其他处理", rest, "用", ""))])
    assert texts(made) == [["（六）其他处理", f"1.申请人无正当{rest}", "不适用", "/"], []]


def test_two_rows_on_both_sides_of_a_page_s_end_stay_two():
    rows = ("（一）予以公开", "3", "0"), ("（二）部分公开（区分处理的，只计这一情形）", "0", "3")
    assert texts(mended([grid(0, rows[0]), grid(1, rows[1])])) == [[*rows[0]], [*rows[1]]]


def test_a_figure_and_a_heading_on_the_next_page_make_up_no_heading():
    made = mended([grid(0, (FIRST, "2")), grid(1, ("", "法人或其他组织"))])
    assert texts(made) == [[FIRST, "2"], ["", "法人或其他组织"]]
