"""Which figure stands under which heading: by place, by count, or not at all."""

from nianbao.report import form
from nianbao.report.model import Cell, Grid, Line
from nianbao.report.reading.fit import fit

APPLICANTS = [column.names[0] for column in form.APPLICANTS]
FIRST = "一、本年新收政府信息公开申请数量"
SECOND = "二、上年结转政府信息公开申请数量"


def line(*texts, page=None, full=False):
    return Line(tuple(Cell(text, n, full=full) for n, text in enumerate(texts)), page)


def read(*lines):
    return fit([Grid(0, tuple(lines))])


def values(fitted, row):
    return [fitted.figures[f"t3.{row}.{c.key}"].value for c in form.APPLICANTS]


def certain(fitted, row):
    return all(fitted.figures[f"t3.{row}.{c.key}"].certain for c in form.APPLICANTS)


def test_a_column_behind_the_total_moves_no_figure():
    fitted = read(
        line("", *APPLICANTS, "备注"),
        line(FIRST, "3", "0", "0", "0", "0", "0", "3", "含上年"),
        line(SECOND, "", "5", "0", "0", "0", "0", "5", ""),
    )
    assert values(fitted, "received") == [3, 0, 0, 0, 0, 0, 3]
    assert values(fitted, "carried_in") == [None, 5, 0, 0, 0, 0, 5]
    assert certain(fitted, "carried_in")
    assert [extra.text for extra in fitted.extras] == ["备注"]


def test_blanks_at_both_ends_of_a_row_that_is_too_long_are_doubtful():
    fitted = read(line("", *APPLICANTS), line(FIRST, "", "5", "0", "0", "0", "0", "5", ""))
    assert not certain(fitted, "received")


def test_a_row_of_the_same_build_settles_which_blanks_are_over():
    fitted = read(
        line("", "", *APPLICANTS),
        line(FIRST, "", "1", "0", "0", "0", "0", "0", "1"),
        line(SECOND, "", "4", "0", "0", "0", "0", "0", ""),
    )
    assert values(fitted, "carried_in") == [4, 0, 0, 0, 0, 0, None]
    assert certain(fitted, "carried_in")


def test_a_column_that_the_form_does_not_know_is_unread():
    fitted = read(
        line("", *APPLICANTS, "电子邮件"), line(FIRST, "3", "0", "0", "0", "0", "0", "3", "2")
    )
    assert [(one.what, one.text) for one in fitted.unread] == [("column", "电子邮件")]


def test_a_heading_that_the_form_does_not_know_hides_no_row_of_table_two():
    fitted = read(
        line("第二十条第（一）项"),
        line("信息内容", "本年制发件数", "解读件数", "现行有效件数"),
        line("规章", "1", "8", "4"),
    )
    assert {key: figure.value for key, figure in fitted.figures.items()} == {
        "t2.regulations.issued": 1,
        "t2.regulations.in_force": 4,
    }
    assert [one.what for one in fitted.unread] == ["column"]


def test_a_row_under_headings_of_another_block_is_unread():
    fitted = read(
        line("第二十条第（九）项"),
        line("信息内容", "采购项目数量", "采购总金额"),
        line("政府集中采购", "2", "6元"),
        line("行政事业性收费", "7", "0"),
    )
    assert "t2.fees.amount" not in fitted.figures
    assert [one.text for one in fitted.unread] == ["行政事业性收费"]


def cut(full):
    """A page's end inside a row: 2030 is printed 203 above it and 0 below."""
    head, tail = FIRST[:12], FIRST[12:]
    upper = line(head, "203", "0", "0", "0", "0", "0", "203", page=1, full=full)
    lower = line(tail, "0", "", "", "", "", "", "0", page=2)
    return fit([Grid(0, (line("", *APPLICANTS, page=1), upper)), Grid(1, (lower,))])


def test_a_number_cut_by_a_page_is_put_together_where_it_reached_the_edge():
    assert values(cut(full=True), "received") == [2030, 0, 0, 0, 0, 0, 2030]
    assert certain(cut(full=True), "received")


def test_a_number_cut_by_a_page_is_doubtful_where_there_was_room_left():
    assert not certain(cut(full=False), "received")


def test_a_stroke_is_no_second_half_of_a_label():
    fitted = read(
        line("", *APPLICANTS),
        line(FIRST, *["0"] * 7),
        line("四、结转下年度继续办理", *["0"] * 7),
        line("行政复议", "结果维持", "-"),
        line("", "结果纠正", "2"),
    )
    assert fitted.figures["t4.review.corrected"].value == 2


def test_a_numbered_row_without_figures_that_names_nothing_is_unread():
    fitted = read(
        line("", *APPLICANTS), line(FIRST, *["0"] * 7), line("6.本地另设的一类情形", *[""] * 7)
    )
    assert [one.text for one in fitted.unread] == ["6.本地另设的一类情形"]


def test_what_is_left_over_beside_a_row_is_not_that_row():
    fitted = read(
        line("第二十条第（一）项"),
        line("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        line("其他规范性文件", "1", "2", "3"),
    )
    assert not fitted.figures


def test_a_row_that_comes_twice_with_other_figures_is_doubtful():
    fitted = read(
        line("", *APPLICANTS),
        line(FIRST, *["1"] * 7),
        line("（七）总计", *["1"] * 7),
        line("合计", *["2"] * 7),
    )
    assert not certain(fitted, "settled")


def test_a_line_without_any_cell_between_the_headings_of_table_four_changes_nothing():
    outcomes = [column.names[0] for column in form.OUTCOMES]
    fitted = read(
        line("行政复议", "行政诉讼"),
        line(),
        line(*outcomes, "未经复议直接起诉", "复议后起诉"),
        line(*outcomes * 2),
        line(*map(str, range(15))),
    )
    assert [fitted.figures[key].value for key in form.T4_KEYS] == [*range(15)]
    assert not fitted.unread


def test_a_header_that_lost_words_on_the_next_page_moves_no_figure():
    lost = ["", *APPLICANTS[1:6], ""]
    fitted = read(
        line("", *APPLICANTS),
        line(FIRST, "8", "0", "0", "0", "0", "2", "10"),
        line("", *lost),
        line(SECOND, "0", "0", "4", "1", "0", "1", "6"),
    )
    assert values(fitted, "carried_in") == [0, 0, 4, 1, 0, 1, 6]
    assert certain(fitted, "carried_in")


def test_a_header_without_all_its_words_leaves_no_figure_certain():
    fitted = read(
        line("", "", *APPLICANTS[1:6], ""),
        line(FIRST, "", "", "4", "1", "", "1", "6"),
    )
    assert all(not figure.certain for figure in fitted.figures.values())


def test_a_row_whose_label_was_cut_before_any_other_was_read_is_said():
    fitted = read(
        line("", *APPLICANTS),
        line("一、", "8", "0", "0", "0", "0", "2", "10"),
        line("", *APPLICANTS),
        line(SECOND, "0", "0", "4", "1", "0", "1", "6"),
    )
    assert [(one.what, one.text) for one in fitted.unread] == [("row", "一、")]


def test_a_row_that_lost_its_label_is_no_rest_of_the_row_above():
    fitted = read(
        line("", *APPLICANTS),
        line(FIRST, *["0"] * 7),
        line("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", *["1"] * 7),
        line("", "0", "7", "0", "0", "0", "0", "7"),
        line("1.属于国家秘密", *[""] * 7),
    )
    assert values(fitted, "denied_state_secret") == [0, 7, 0, 0, 0, 0, 7]
    assert not certain(fitted, "denied_state_secret")


def test_a_stroke_alone_below_a_row_leaves_that_row_open():
    fitted = read(
        line("", *APPLICANTS),
        line(FIRST, "/", "/", "/", "/", "/", "/", ""),
        line("", "", "", "", "", "", "", "不适用"),
    )
    assert not certain(fitted, "received")
