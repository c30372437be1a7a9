"""Tables laid out as others before are read as if they were the first of their kind."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nianbao.report import form
from nianbao.report.model import Cell, Grid, Line, State
from nianbao.report.reading.fit import fit
from nianbao.report.reading.labels import (
    APPLICANT_HEADINGS,
    T2_HEADINGS,
    T2_LABELS,
    T3_LABELS,
    T4_HEADINGS,
    t2_heading,
)
from nianbao.report.reading.layouts import MOST_LAYOUTS, PLAIN_FIGURE, Layouts, Shape
from nianbao.report.reading.numbers import count, money, plain

APPLICANTS = [column.names[0] for column in form.APPLICANTS]
OUTCOMES = [column.names[0] for column in form.OUTCOMES]
NAMES = {
    edition: [
        form.row_name(row).removeprefix(row.group[:3])
        for row in form.T3_ROWS
        if edition in row.editions
    ]
    for edition in ("2019", "2021")
}
GROUPS = ["", "三、本年度办理结果", "（三）不予公开", "（六）其他处理", "1", "（五）予公开"]
STRANGE = [
    "信访举报投拆类申请",
    "其他主动公开文件",
    "6.属于四类",
    "过程性信息",
    "小计",
    "（六）其他处理",
]
PLAIN = st.sampled_from(["0", "0", "1", "27", "305", "", "/", "-3", "1.5"])
ANY = st.one_of(PLAIN, st.sampled_from(["22（其中修订16件）", "1 2", "01", "无", "5件", "附件"]))
ODD = st.dictionaries(st.integers(0, 25), st.integers(0, 8), max_size=2)
"""Which rows are not as in the form, and how."""
FREE = "?"
"""Stands for a cell whose figure is drawn for each report anew."""


def line(texts: list[str], first: int = 0, page: int | None = None) -> Line:
    """Return a row of cells, one a column."""
    return Line(tuple(Cell(text, first + n) for n, text in enumerate(texts)), page)


@st.composite
def second(draw: st.DrawFn) -> list[Line]:
    """Return a table two, some of whose rows are wider than their headings."""
    made: list[Line] = []
    edition = draw(st.sampled_from(["2019", "2021"]))
    odd = draw(st.dictionaries(st.integers(0, 4), st.integers(0, 4), max_size=1))
    for number, block in enumerate(form.T2_BLOCKS):
        names = [column.names[0] for column in block.columns.get(edition, ())]
        labels = [row.label for row in block.rows]
        if names and odd.get(number) == 4:
            made.append(line([form.T2_CONTENT, *labels]))
            made += [line([name, *[FREE] * len(labels)]) for name in names]
        elif names and odd.get(number) != 0:
            made += [line([block.clause]), line([form.T2_CONTENT, *names])]
            more = {1: 1, 2: -1, 3: 2}.get(odd.get(number, 0), 0)
            made += [line([label, *[FREE] * (len(names) + more)]) for label in labels]
    return made


@st.composite
def third(draw: st.DrawFn) -> list[Line]:
    """Return a table three, most rows as in the form, some moved, cut, misprinted or doubled."""
    names = NAMES[draw(st.sampled_from(["2019", "2021"]))]
    first = draw(st.integers(1, 3))
    beside = draw(st.sampled_from([*[[]] * 8, ["备注"], ["小计"]]))
    head = [line(["申请人情况"], first), line([*APPLICANTS, *beside], first)]
    if draw(st.integers(0, 9)) == 0:
        parts = [[APPLICANTS[0], APPLICANTS[-1]], APPLICANTS[1:-1]]
        return [
            one
            for part in parts
            for one in (line(part, 1), *(line([name, *[FREE] * len(part)]) for name in names))
        ]
    made = [*head]
    odd = draw(ODD)
    for number, name in enumerate(names):
        chance = odd.get(number, 9)
        label = draw(st.sampled_from([*STRANGE, *names])) if chance == 0 else name
        groups = [draw(st.sampled_from(GROUPS))] if chance in {1, 2, 3} else []
        texts = [*groups, label, *[FREE] * 7, *[""] * len(beside)]
        start = first + 7 + len(beside) - len(texts) + (chance == 4)
        one = line(texts, max(start, 0))
        if chance == 5:
            one = replace(one, cells=one.cells[: draw(st.integers(1, len(texts)))])
        made += head[: draw(st.integers(1, 2))] if chance == 8 else []
        made += [one] * (chance != 6) + [one] * (chance == 7)
    return made


@st.composite
def fourth(draw: st.DrawFn) -> list[Line]:
    """Return a table four in one of the ways in which it is printed."""
    groups = [line(["行政复议"]), line(["行政诉讼"], 5)]
    upper = [line(OUTCOMES), line(["未经复议直接起诉"], 5), line(["复议后起诉"], 10)]
    head = [
        Line(tuple(cell for part in groups for cell in part.cells)),
        Line(tuple(cell for part in upper for cell in part.cells)),
        line(OUTCOMES * 2, 5),
    ]
    rows = [line([row.label, *[FREE] * 5]) for row in form.T4_ROWS]
    below = [
        one
        for row in form.T4_ROWS
        for one in (line([row.label]), line(OUTCOMES), line([FREE] * len(OUTCOMES)))
    ]
    return draw(
        st.sampled_from(
            [
                *[[*head, line([FREE] * 15)]] * 6,
                [*head, line([""] * 15), line([FREE] * 15)],
                [*head, line([FREE] * 15), line([FREE] * 15)],
                [*head, line([FREE] * 14)],
                [line(["", *OUTCOMES]), *rows],
                below,
                [line([row.label, name, FREE]) for row in form.T4_ROWS for name in OUTCOMES],
            ]
        )
    )


@st.composite
def layouts(draw: st.DrawFn) -> list[Grid]:
    """Return the tables of a report, maybe some twice, cut in two, or behind another."""
    tables = [draw(second()), draw(third()), draw(fourth())]
    chance = draw(st.integers(0, 15))
    if chance == 0:
        tables.append(draw(st.sampled_from(tables)))
    elif chance == 1:
        cut = draw(st.integers(0, len(tables[1])))
        tables[1:2] = [tables[1][:cut], tables[1][cut:]]
    elif chance == 2:
        tables.pop(draw(st.integers(0, 2)))
    if draw(st.booleans()):
        tables.insert(0, [line(["索引号", "0143/2026"]), line(["文号", FREE])])
    return [Grid(number, tuple(table)) for number, table in enumerate(tables)]


def filled(draw: st.DrawFn, grids: list[Grid]) -> list[Grid]:
    """Return the tables with figures of their own."""
    figures = draw(st.sampled_from([PLAIN, PLAIN, PLAIN, st.just(""), ANY]))
    return [
        replace(
            grid,
            lines=tuple(
                replace(
                    one,
                    cells=tuple(
                        cell._replace(text=draw(figures)) if cell.text == FREE else cell
                        for cell in one.cells
                    ),
                )
                for one in grid.lines
            ),
        )
        for grid in grids
    ]


@st.composite
def reports(draw: st.DrawFn) -> list[list[Grid]]:
    """Return the tables of several reports that are all laid out alike."""
    layout = draw(layouts())
    return [filled(draw, layout) for _ in range(4)]


@given(reports())
def test_a_layout_that_is_known_is_read_as_any_other(alike: list[list[Grid]]) -> None:
    known = Layouts()
    for grids in alike:
        warm, cold = fit(grids, layouts=known), fit(grids, layouts=Layouts())
        assert warm == cold
        assert [*warm.figures] == [*cold.figures]


def of_the_form(figure: str, *, twice: bool = False, number: int = 0) -> list[Grid]:
    """Return a table three as the form has it, with one figure in all cells."""
    rows = [line([name, *[figure] * 7], 2) for name in NAMES["2021"]]
    head = [line(["申请人情况"], 3), line(APPLICANTS, 3)]
    return [Grid(number, (*head, *rows, *rows[-1:] * twice))]


def recalled(known: Layouts, figure: str) -> bool:
    """Whether a table is read out of what is known alone."""
    return known.recall(Shape(of_the_form(figure))) is not None


def test_a_layout_is_known_when_it_came_twice_whatever_the_figures() -> None:
    known = Layouts()
    for figure in ("0", ""):
        assert not recalled(known, "1")
        fit(of_the_form(figure), layouts=known)
    assert recalled(known, "1")
    read = fit(of_the_form("31"), layouts=known)
    assert {figure.value for figure in read.figures.values()} == {31}


def test_a_row_that_stands_twice_is_compared_every_time() -> None:
    known = Layouts()
    for _ in range(3):
        fit(of_the_form("5", twice=True), layouts=known)
    (grid,) = of_the_form("5", twice=True)
    other = replace(grid.lines[-1], cells=(*grid.lines[-1].cells[:-1], Cell("6", 9)))
    read = fit([replace(grid, lines=(*grid.lines[:-1], other))], layouts=known)
    assert not read.figures["t3.carried_out.total"].certain


def test_a_row_that_would_be_a_heading_were_it_blank_is_looked_at_every_time() -> None:
    def turned(figure: str) -> list[Grid]:
        block = form.T2_BLOCKS[0]
        names = [column.names[0] for column in block.columns["2021"]]
        head = line([form.T2_CONTENT, *(row.label for row in block.rows)])
        return [Grid(0, (head, *(line([name, figure, figure]) for name in names)))]

    known = Layouts()
    for figure in ("5", "6"):
        assert len(fit(turned(figure), layouts=known).figures) == 6
    assert fit(turned(""), layouts=known) == fit(turned(""), layouts=Layouts())


def test_only_so_many_layouts_are_kept() -> None:
    known = Layouts()
    for number in range(MOST_LAYOUTS + 9):
        for _ in range(2):
            fit(of_the_form("0", number=number), layouts=known)
    assert 0 < len(known) <= MOST_LAYOUTS


@given(st.from_regex(PLAIN_FIGURE, fullmatch=True))
def test_a_plain_figure_is_a_figure_everywhere_and_names_nothing(text: str) -> None:
    lexicons = (APPLICANT_HEADINGS.find, T2_LABELS.find, T3_LABELS.find, T4_HEADINGS.find)
    assert not any(find(text) for find in (*lexicons, t2_heading, T3_LABELS.head))
    assert plain(text) is not None
    for read in (count(text), money(text, None), money(text, "元"), money(text, "万元")):
        assert read.state is not State.TEXT
        assert read.doubt is None
        assert read.remark is None


def test_no_label_holds_a_sign_that_a_plain_number_may_hold() -> None:
    lexicons = (APPLICANT_HEADINGS, T2_HEADINGS, T2_LABELS, T3_LABELS, T4_HEADINGS)
    assert not any(sign.isascii() for one in lexicons for label in one.labels for sign in label)


def fourth_as(*rows: list[str]) -> list[Grid]:
    """Return a table four with these rows of fifteen cells below its headings."""
    groups = [Cell("行政复议", 0), Cell("未经复议直接起诉", 5), Cell("复议后起诉", 10)]
    return [Grid(0, (Line(tuple(groups)), line(OUTCOMES * 3), *map(line, rows)))]


def test_a_row_that_was_empty_and_holds_figures_now_is_read() -> None:
    known, empty, ones = Layouts(), [""] * 15, ["1"] * 15
    for _ in range(2):
        fit(fourth_as(ones, empty), layouts=known)
    assert known.recall(Shape(fourth_as(["2"] * 15, empty))) is not None
    again = fourth_as(ones, ["3"] * 15)
    assert fit(again, layouts=known) == fit(again, layouts=Layouts())
    assert known.recall(Shape(again)) is None


def test_a_group_that_held_figures_and_is_empty_now_is_no_row() -> None:
    def with_group(figure: str) -> list[Grid]:
        (grid,) = of_the_form("4")
        group = line(["（六）其他处理", *[figure] * 7], 2)
        at = next(n for n, one in enumerate(grid.lines) if "信访举报" in one.cells[0].text)
        return [replace(grid, lines=(*grid.lines[:at], group, *grid.lines[at:]))]

    known = Layouts()
    for _ in range(2):
        fit(with_group("12"), layouts=known)
    empty = with_group("")
    assert fit(empty, layouts=known) == fit(empty, layouts=Layouts())
