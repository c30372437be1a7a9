"""Tables that are not as the form has them: nothing may be read shifted, nothing dropped unsaid."""

import pytest

from nianbao.report import form
from nianbao.report.judge import judge
from nianbao.report.model import Severity, Source, State, Verdict
from nianbao.report.reading import read

TITLE = "青禾市财政局2025年政府信息公开工作年度报告"
APPLICANTS = [column.names[0] for column in form.APPLICANTS]
COLUMNS = [column.key for column in form.APPLICANTS]
OUTCOMES = [column.names[0] for column in form.OUTCOMES]
ROWS = [row for row in form.T3_ROWS if "2021" in row.editions]
NUMBER = {row.key: place for place, row in enumerate(ROWS)}


def value(row, column):
    """A number that stands in one cell only, so that a shift shows."""
    return str(100 * (NUMBER[row] + 1) + COLUMNS.index(column))


def third(rows=ROWS, columns=COLUMNS):
    head = [["", "申请人情况"], ["自然人", "法人或其他组织", "总计"], APPLICANTS[1:-1]]
    body = [[printed(row), *(value(row.key, column) for column in columns)] for row in rows]
    return [*head, *body]


def printed(row):
    return form.row_name(row).removeprefix(row.group[:3])


FIFTEEN = [str(number) for number in range(15)]


def fourth(figures=FIFTEEN):
    groups = ["行政复议", "行政诉讼"]
    upper = [*OUTCOMES, "未经复议直接起诉", "复议后起诉"]
    return [groups, upper, OUTCOMES * 2, list(figures)]


def page(*tables, body="", title=TITLE):
    grids = "".join(
        "<table>"
        + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
        + "</table>"
        for rows in tables
    )
    return read(Source(f"<html><title>{title}</title>{body}{grids}</html>".encode(), "report.html"))


def figures(report, row):
    return {c: report.figures[f"t3.{row}.{c}"].value for c in COLUMNS}


def as_printed(row):
    return {c: int(value(row, c)) for c in COLUMNS}


def errors(report, rules=("t3.balance", "t3.settled", "t3.row", "t4.sum")):
    found = judge(report).findings
    return {f.relation for f in found if f.severity is Severity.ERROR and f.rule in rules}


def test_a_table_without_any_merged_cell_is_read():
    report = page(third())
    assert all(figures(report, row.key) == as_printed(row.key) for row in ROWS)
    assert report.unread == ()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_a_row_that_lost_a_cell_is_never_read_shifted(row):
    rows = third()
    del rows[3 + NUMBER[row.key]][2]
    report = page(rows)
    assert not [key for key in report.figures if key.startswith(f"t3.{row.key}.")]
    assert [one.text for one in report.unread] == [printed(row)]
    for other in ROWS:
        if other is not row:
            assert figures(report, other.key) == as_printed(other.key)
    unjudged = {f.relation for f in judge(report).findings if f.verdict is Verdict.UNJUDGED}
    assert f"t3.row:{row.key}" in unjudged
    if row.key not in {"received", "carried_in", "carried_out"}:
        assert {f"t3.settled:{column}" for column in COLUMNS} <= unjudged
    if row.key in form.T3_FRAME:
        assert {f"t3.balance:{column}" for column in COLUMNS} <= unjudged


def test_a_row_of_blanks_that_lost_a_cell_is_no_row_of_blanks():
    rows = third()
    rows[5] = [rows[5][0], *[""] * 6]
    report = page(rows)
    assert [one.text for one in report.unread] == [rows[5][0]]


def test_a_row_of_our_own_is_said_and_makes_no_sum_of_results_an_error():
    rows = third()
    rows.insert(-2, ["（六）4.另行统计事项", *[str(n) for n in range(7)]])
    report = page(rows)
    assert [(one.what, one.text) for one in report.unread] == [("row", "（六）4.另行统计事项")]
    assert all(figures(report, row.key) == as_printed(row.key) for row in ROWS)
    assert not [name for name in errors(report) if name.startswith("t3.settled")]


def test_a_subtotal_of_organisations_is_stepped_over_and_noted():
    rows = third()
    rows[2] = [*APPLICANTS[1:-1], "小计"]
    for row in rows[3:]:
        row.insert(-1, "77777")
    report = page(rows)
    assert all(figures(report, row.key) == as_printed(row.key) for row in ROWS)
    assert [extra.what for extra in report.extras] == ["column"]
    assert report.unread == ()


def test_only_the_columns_that_stand_there_are_read():
    columns = ["person", "business", "total"]
    rows = third(columns=columns)
    rows[:3] = [["", "自然人", "商业企业", "总计"]]
    report = page(rows)
    assert report.figures["t3.granted.total"].value == int(value("granted", "total"))
    assert "t3.granted.research" not in report.figures
    assert errors(report, rules=("t3.row",)) == set()


def test_two_copies_that_differ_make_one_figure_doubtful_and_no_error():
    second = third()
    second[3 + NUMBER["granted"]][1] = "9"
    report = page(third(), second)
    doubtful = {key for key, figure in report.figures.items() if not figure.certain}
    assert doubtful == {"t3.granted.person"}
    assert "t3.row:granted" not in errors(report)


def test_two_equal_copies_are_as_good_as_one():
    report = page(third(), third())
    assert len(report.figures) == 7 * len(ROWS)
    assert all(figure.certain for figure in report.figures.values())


@pytest.mark.parametrize("above", [True, False])
def test_a_label_cut_by_a_page_keeps_its_figures_on_whichever_side_they_stand(above):
    rows = third()
    place = 3 + NUMBER["denied_security"]
    label, numbers = rows[place][0], rows[place][1:]
    blanks = [""] * 7
    upper = [label[:-2], *(numbers if above else blanks)]
    lower = [label[-2:], *(blanks if above else numbers)]
    report = page([*rows[:place], upper], [lower, *rows[place + 1 :]])
    assert figures(report, "denied_security") == as_printed("denied_security")
    assert all(figures(report, row.key) == as_printed(row.key) for row in ROWS)
    assert report.unread == ()


def test_figures_and_label_on_two_rows_are_never_certain_to_belong_together():
    rows = third()
    place = 3 + NUMBER["refused_repeat"]
    numbers = rows[place][1:]
    rows[place][1:] = [""] * 7
    rows.insert(place, ["", *numbers])
    report = page(rows)
    assert not any(report.figures[f"t3.refused_repeat.{c}"].certain for c in COLUMNS)


def test_a_fourth_table_short_of_one_number_is_not_read():
    report = page(fourth(FIFTEEN[:14]))
    assert not [key for key in report.figures if key.startswith("t4")]
    assert report.unread


def test_a_fourth_table_is_read_by_groups_of_five():
    report = page(fourth())
    assert [report.figures[key].value for key in form.T4_KEYS] == list(range(15))
    assert all(figure.certain for figure in report.figures.values())


def test_a_fourth_table_whose_headings_are_incomplete_is_not_certain():
    rows = fourth()
    rows[2] = OUTCOMES[:3]
    report = page(rows)
    assert not any(figure.certain for figure in report.figures.values())
    assert errors(report) == set()


def second(label="规章", numbers=("1", "2", "3")):
    headings = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    return [["第二十条第（一）项"], headings, [label, *numbers]]


def test_a_second_table_keeps_its_columns_and_refuses_a_short_row():
    report = page(second())
    assert report.figures["t2.regulations.in_force"].value == 3
    report = page(second(numbers=("1", "2")))
    assert not report.figures
    assert report.unread


def test_an_unknown_row_of_table_two_is_said():
    report = page([*second(), ["其他主动公开文件", "1", "2", "3"]])
    assert [one.text for one in report.unread] == ["其他主动公开文件"]


def test_a_number_split_over_paragraphs_is_doubtful():
    rows = third()
    rows[3 + NUMBER["granted"]][1] = "<p>2</p><p>0</p>"
    report = page(rows)
    figure = report.figures["t3.granted.person"]
    assert (figure.state, figure.certain) == (State.NUMBER, False)


def test_a_page_that_only_lists_reports_has_no_figures():
    rows = [["序号", "标题", "日期"], ["1", TITLE, "2026-01-20"], ["2", "年报", "2025-01-20"]]
    report = page(rows)
    assert not report.is_report
    assert not report.figures


@pytest.mark.parametrize(
    "heading",
    [lambda name: f"法人或其他组织/{name}", lambda name: f"法人（{name}）类"],
    ids=["known", "unknown"],
)
def test_a_column_whose_heading_is_unknown_keeps_its_place(heading):
    names = [APPLICANTS[0], *map(heading, APPLICANTS[1:-1]), APPLICANTS[-1]]
    report = page([["申请人情况", *names], *third()[3:]])
    read_there = {c: report.figures.get(f"t3.granted.{c}") for c in COLUMNS}
    found = {c: figure.value for c, figure in read_there.items() if figure}
    assert found.items() <= as_printed("granted").items()
    assert {"person", "total"} <= found.keys()


CELLS = {
    "struck out": "<del>9</del>{}",
    "struck by style": '<p><span style="text-decoration:line-through">9</span>{}</p>',
    "struck twice over": '<s><span style="text-decoration: line-through">9</span></s>{}',
    "with the mark of a note": "{}<sup>1</sup>",
    "raised by style": '{}<span style="vertical-align:super">②</span>',
    "in a box to be filled in": '<input type="text" readonly value="{}">',
    "chosen from a list": "<select><option>9<option selected>{}<option>8</select>",
    "behind a cell that is not displayed": '</td><td style="display: none">9</td><td>{}',
    "beside what is not displayed": '<span style="display: none">第9项</span>{}',
    "beside what has no size": '<font style="font-size:0">8</font>{}',
    "struck by an old editor": '<SPAN style="TEXT-DECORATION: line-through">9</SPAN>{}',
    "beside what is invisible": '<span style="visibility: hidden">9</span>{}',
    "beside what is marked hidden": "<span hidden>9</span>{}",
    "beside what lets all light through": '<i style="color:red;opacity:0">9</i>{}',
    "beside what is off the screen": '<i style="position:absolute;left:-999px">9</i>{}',
    "below a reading of it": "<ruby>{}<rt>9</rt></ruby>",
}


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_a_cell_says_what_a_person_sees_in_it(cell):
    rows = third()
    rows[5] = [rows[5][0], *map(cell.format, rows[5][1:])]
    report = page(rows)
    assert figures(report, "granted") == as_printed("granted")
    assert all(report.figures[f"t3.granted.{column}"].certain for column in COLUMNS)


def test_a_picture_in_place_of_a_number_is_no_blank_cell_and_a_dot_is():
    rows = third()
    rows[5] = [rows[5][0], '<img src="/d12.gif">', '<img src="/s.gif" width=1>', *rows[5][3:]]
    read_there = page(rows).figures
    assert read_there["t3.granted.person"].state is State.TEXT
    assert read_there["t3.granted.business"].state is State.BLANK


@pytest.mark.parametrize(
    "cell",
    [
        "{}<sub>1</sub>",
        "{}<button>9</button>",
        '<bdo dir="rtl">2</bdo>{}',
        '{}<span style="position:relative;top:-6.0pt">1</span>',
        '<span style="float: right">2</span><span>{}</span>',
        '<font style="color:#FFFFFF">0</font>{}',
        '<i style="position:absolute;clip:rect(0 0 0 0)">9</i>{}',
    ],
)
def test_digits_that_stand_apart_from_others_make_no_certain_number(cell):
    rows = third()
    rows[5] = [rows[5][0], *map(cell.format, rows[5][1:])]
    report = page(rows)
    assert not any(report.figures[f"t3.granted.{column}"].certain for column in COLUMNS)
    assert not errors(report) & {"t3.row:granted"}


def test_the_foot_of_a_table_is_its_last_row_wherever_it_is_written():
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in third()]
    trs = [f"<tr>{row}</tr>" for row in cells]
    report = page(body=f"<table><tfoot>{trs[-1]}</tfoot><tbody>{''.join(trs[:-1])}</tbody></table>")
    assert all(figures(report, row.key) == as_printed(row.key) for row in ROWS)


def test_a_row_put_out_of_sight_gives_way_to_the_one_that_is_seen():
    rows = third()
    older = f'<tr style="DISPLAY: none"><td>{rows[5][0]}</td>{"<td>9</td>" * 7}</tr>'
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    trs = [f"<tr>{row}</tr>" for row in cells]
    report = page(body=f"<table>{''.join([*trs[:5], older, *trs[5:]])}</table>")
    assert figures(report, "granted") == as_printed("granted")
    assert all(figure.certain for figure in report.figures.values())
    assert report.unread == ()


def test_an_older_table_put_out_of_sight_makes_nothing_doubtful():
    older = [[row[0], *("9" for _ in row[1:])] for row in third()[3:]]
    heads = third()[:3]
    as_html = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in [*heads, *older]
    )
    report = page(third(), body=f'<div style="display:none"><table>{as_html}</table></div>')
    assert all(figures(report, row.key) == as_printed(row.key) for row in ROWS)
    assert all(figure.certain for figure in report.figures.values())


def test_a_cell_all_of_whose_text_is_struck_out_or_raised_keeps_it():
    rows = third()
    rows[5] = [rows[5][0], *(f"<s><sup>{n}</sup></s>" for n in rows[5][1:])]
    assert figures(page(rows), "granted") == as_printed("granted")


def test_a_fourth_table_in_an_order_of_its_own_is_read_by_what_its_headings_span():
    order = [*OUTCOMES[-1:], *OUTCOMES[:-1]]
    groups = ["未经复议直接起诉", "复议后起诉", "行政复议"]
    rows = [f"<td colspan=5>{'</td><td colspan=5>'.join(groups)}</td>"]
    rows += [f"<td>{'</td><td>'.join(cells)}</td>" for cells in (order * 3, FIFTEEN)]
    report = page(body=f"<table><tr>{'</tr><tr>'.join(rows)}</tr></table>")
    found = {key: figure.value for key, figure in report.figures.items() if figure.certain}
    keys = ["total", "upheld", "corrected", "other", "pending"]
    names = ["suit_direct", "suit_after_review", "review"]
    printed = [f"t4.{name}.{key}" for name in names for key in keys]
    assert found == dict(zip(printed, range(15), strict=True))


@pytest.mark.parametrize("first", [1, 3, 5])
def test_a_third_table_parted_by_kinds_of_applicants_is_read_as_one(first):
    rows = third()
    ends = [slice(1, 1 + first), slice(1 + first, None)]
    parts = [
        [["项目", "申请人情况"], APPLICANTS[end.start - 1 :][: first if end.stop else None]]
        + [[row[0], *row[end]] for row in rows[3:]]
        for end in ends
    ]
    report = page(*parts)
    assert all(figures(report, row.key) == as_printed(row.key) for row in ROWS)
    assert all(figure.certain for figure in report.figures.values())
    assert report.unread == ()


def test_organisations_in_one_column_leave_the_other_columns_readable():
    heads = [["项目", "申请人情况"], ["自然人", "法人或其他组织", "总计"]]
    report = page(heads + [[row[0], row[1], "5", row[7]] for row in third()[3:]])
    for row in ROWS:
        found = {c: report.figures.get(f"t3.{row.key}.{c}") for c in COLUMNS}
        read_there = {c: figure.value for c, figure in found.items() if figure}
        both = ("person", "total")
        assert read_there == {c: int(value(row.key, c)) for c in both}
    assert [one.text for one in report.unread] == ["法人或其他组织"]


def test_a_column_of_units_before_the_figures_is_passed_over():
    cells = ["".join(f"<td>{c}</td>" for c in (row[0], "件", *row[1:])) for row in third()[3:]]
    heads = ["<td>项目</td><td>单位</td><td colspan=7>申请人情况</td>"]
    heads += ["<td></td><td></td>" + "".join(f"<td>{name}</td>" for name in APPLICANTS)]
    report = page(body=f"<table>{''.join(f'<tr>{row}</tr>' for row in heads + cells)}</table>")
    assert all(figures(report, row.key) == as_printed(row.key) for row in ROWS)
    assert all(figure.certain for figure in report.figures.values())


def test_a_frame_about_each_number_leaves_no_numbers_in_the_text():
    rows = [
        [row[0], *(f"<table><tr><td>{c}</td></tr></table>" for c in row[1:])] for row in third()
    ]
    report = page(rows)
    assert all(figures(report, row.key) == as_printed(row.key) for row in ROWS)
    assert value("granted", "total") not in report.text


def test_a_block_turned_by_a_right_angle_is_read_by_both_its_headings():
    turned = [["信息内容", "规章", "行政规范性文件"], ["本年制发件数", "0", "5"]]
    turned += [["本年废止件数", "1", "3"], ["现行有效件数", "2", "56"]]
    permits = [["信息内容", "本年处理决定数量"], ["行政许可", "8"]]
    report = page(turned, permits)
    found = {key: figure.value for key, figure in report.figures.items() if figure.certain}
    columns = ("issued", "repealed", "in_force")
    expected = {f"t2.regulations.{key}": n for n, key in enumerate(columns)}
    expected |= {f"t2.normative.{key}": n for n, key in zip((5, 3, 56), columns, strict=True)}
    assert found == expected | {"t2.permits.decisions": 8}
    assert report.unread == ()


def test_spans_that_a_style_sheet_lays_out_as_a_table_are_one():
    rows = [["申请人情况", *APPLICANTS], *third()[3:]]
    body = "".join(f"<span>{''.join(f'<span>{c}</span>' for c in row)}</span>" for row in rows)
    report = page(body=f"<div><span>{body}</span></div>")
    assert all(figures(report, row.key) == as_printed(row.key) for row in ROWS)


def test_a_list_of_outcomes_behind_a_narrow_third_table_is_none_of_its_rows():
    heads = [["项目", "申请人情况"], ["", "自然人", "总计"]]
    outcomes = [[name, str(n)] for n, name in enumerate(OUTCOMES)]
    listed = [["行政复议", *outcomes[0]], *outcomes[1:]]
    report = page(heads + [[row[0], row[1], row[7]] for row in third()[3:]], listed)
    keys = [column.key for column in form.OUTCOMES]
    assert [report.figures[f"t4.review.{key}"].value for key in keys] == [0, 1, 2, 3, 4]


def test_a_header_whose_every_line_repeats_the_headings_that_reach_down_is_one():
    heads = [
        ["", *["申请人情况"] * 7, "备注"],
        ["", "自然人", *["法人或其他组织"] * 5, "总计", "备注"],
    ]
    rows = [*heads, ["", *APPLICANTS, "备注"], *([*row, "3件"] for row in third()[3:])]
    text = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    report = read(Source(text.encode(), "report.md"))
    assert all(figures(report, row.key) == as_printed(row.key) for row in ROWS)
    assert report.unread == ()


def test_a_corner_that_is_repeated_beside_one_kind_of_applicants_is_no_heading():
    heads = [[form.T3_CORNER, "申请人情况"], [form.T3_CORNER, "自然人"], [form.T3_CORNER, "自然人"]]
    report = page(heads + [[row[0], row[1]] for row in third()[3:]])
    persons = {row.key: report.figures[f"t3.{row.key}.person"].value for row in ROWS}
    assert persons == {row.key: int(value(row.key, "person")) for row in ROWS}


def test_a_group_printed_over_each_of_its_outcomes_is_one_group():
    rows = [["行政复议"] * 5, OUTCOMES, ["0", "1", "0", "0", "1"]]
    rows += [["行政诉讼"] * 10, ["未经复议直接起诉"] * 5 + ["复议后起诉"] * 5, OUTCOMES * 2]
    lines = [*rows, [str(n) for n in range(10)]]
    text = "\n".join(f"| {' | '.join(row)} |" for row in lines)
    report = read(Source(text.encode(), "report.md"))
    assert report.figures["t4.review.total"].value == 1
    assert report.figures["t4.suit_after_review.total"].value == 9


@pytest.mark.parametrize("last", ["1452（其中网络726件）", "10件", "/", "无"])
def test_a_figure_never_goes_on_behind_an_empty_line(last):
    heads = "".join(f"\t{name}\n" for name in OUTCOMES)
    first = f"行政复议\n{heads}\n" + "".join(f"\t{n}\n" for n in ("1", "2", "3", "4", last))
    text = f"{first}\n复议后起诉\n{heads}\n" + "\t9\n" * 5
    found = read(Source(text.encode(), "report.txt")).figures
    assert found["t4.review.total"].printed == last
    assert (found["t4.review.upheld"].value, found["t4.suit_after_review.upheld"].value) == (1, 9)


def test_headings_that_ran_into_figures_are_no_header_of_what_stands_below():
    rows = [["未经复议直接起诉"], OUTCOMES, ["295", "0", "548", "609", "1452", *OUTCOMES]]
    report = page([*rows, ["7", "7", "7", "7", "28"]])
    assert not [key for key in report.figures if key.startswith("t4.")]
    assert report.unread


def test_a_blank_cell_never_goes_on_behind_an_empty_line():
    text = "行政复议\n" + "".join(f"\t{name}\n" for name in OUTCOMES) + "\n"
    text += "\t0\n\t0\n\t0\n\t0\n\t\n\n复议后起诉\n"
    text += "".join(f"\t{name}\n" for name in OUTCOMES) + "\n\t1\n\t0\n\t0\n\t0\n\t1\n"
    found = read(Source(text.encode(), "report.txt")).figures
    assert found["t4.review.total"].state is State.BLANK
    assert found["t4.suit_after_review.total"].value == 1


def test_a_caption_below_the_last_figure_of_a_table_is_no_part_of_it():
    head = "第二十条第（一）项\n\t信息内容\n\t本年制发件数\n\t本年废止件数\n\t现行有效件数\n\n"
    row = "\t行政规范性文件\n\t1\n\t2\n\t69\n\n"
    next_one = "第二十条第（五）项\n\t信息内容\n\t本年处理决定数量\n\n\t行政许可\n\t1462\n\n"
    report = read(Source((head + row + next_one).encode(), "report.txt"))
    found = {key: figure.value for key, figure in report.figures.items()}
    assert (found["t2.normative.in_force"], found["t2.permits.decisions"]) == (69, 1462)


def test_blank_columns_between_the_cells_shift_nothing():
    before, between = ("</td><td>" * n for n in (5, 1))
    rows = [["申请人情况", *APPLICANTS], *third()[3:]]
    spaced = [[before + row[0], *(between + cell for cell in row[1:])] for row in rows]
    report = page(spaced)
    assert figures(report, "granted") == as_printed("granted")
    assert figures(report, "denied_inquiry") == as_printed("denied_inquiry")


def test_two_blocks_of_table_two_side_by_side_are_never_read_into_each_other():
    heads = ["信息内容", "本年处理决定数量"] * 2
    report = page([heads, ["行政许可", "965", "行政处罚", "171"], ["行政强制", "4", "", ""]])
    found = {key: figure.value for key, figure in report.figures.items() if figure.certain}
    assert "t2.permits.decisions" not in found
    assert "t2.penalties.decisions" not in found
    assert "行政许可 行政处罚" in [one.text for one in report.unread]


def test_of_two_copies_the_one_that_is_displayed_is_read_and_their_difference_said():
    last_year = [[cell.replace("1", "2") for cell in row] for row in third()]
    hidden = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in last_year)
    report = page(third(), body=f'<div style="display:none"><table>{hidden}</table></div>')
    assert figures(report, "received") == as_printed("received")
    assert not report.figures["t3.received.person"].certain


@pytest.mark.parametrize("place", ["before", "behind"])
def test_the_last_row_of_a_list_of_offices_is_no_total_of_the_form(place):
    offices = [["单位", *APPLICANTS], ["财政股", *"1234567"], ["总计", *"1234567"]]
    tables = [offices, third()] if place == "before" else [third(), offices]
    report = page(*tables)
    assert figures(report, "settled") == as_printed("settled")
    assert all(report.figures[f"t3.settled.{column}"].certain for column in COLUMNS)


def test_an_empty_line_behind_the_fourth_table_is_no_second_copy_of_it():
    report = page(third(), [*fourth(), [""] * 15])
    found = [figure for key, figure in report.figures.items() if key.startswith("t4.")]
    assert [figure.value for figure in found] == list(range(15))
    assert all(figure.certain for figure in found)


def test_a_row_that_no_label_names_is_unread_though_the_cell_before_it_names_a_group():
    rows = third()
    rows[5][0] = "三、本年度办理结果</td><td>（一）予公开"
    report = page(rows)
    assert not any(key.startswith("t3.granted.") for key in report.figures)
    assert len(report.unread) == 1
