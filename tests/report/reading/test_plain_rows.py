"""The short way through table three reads nothing otherwise than the long way does."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nianbao.report import form
from nianbao.report.model import Cell, Line
from nianbao.report.reading.labels import APPLICANT_HEADINGS, T3_LABELS
from nianbao.report.reading.table_three import TableThree

APPLICANTS = tuple(column.names[0] for column in form.APPLICANTS)
SHARED = {"total", "other", "extra:subtotal"}
FIGURES = st.sampled_from(
    ("0", "0", "0", "0", "1", "27", "", "/", "-3", "1.5", "22（其中修订16件）", "1 2", "无", "附件")
)
NAMES = tuple(form.row_name(row).removeprefix(row.group[:3]) for row in form.T3_ROWS)
GROUPS = ("三、本年度办理结果", "（三）不予公开", "（六）其他处理", "（四）无法提供", "小计", "")
STRANGE = (
    "3.其他",
    "总计",
    "信访举报投拆类申请",
    "其他主动公开文件",
    "6.属于四类",
    "过程性信息",
    "小计",
    "",
)


def line(texts: list[str], first: int = 0) -> Line:
    """Return a row of cells, one a column."""
    return Line(tuple(Cell(text, first + place) for place, text in enumerate(texts)))


HEADER = line(["申请人情况"], 3), line([*APPLICANTS], 3)


@st.composite
def rows(draw: st.DrawFn) -> list[Line]:
    """Return a table three, most rows as in the form, some moved, cut, misprinted or doubled."""
    made = list(HEADER) if draw(st.integers(0, 9)) else []
    for name in NAMES[draw(st.integers(0, 5)) :]:
        chance = draw(st.integers(0, 11))
        groups = draw(st.lists(st.sampled_from(GROUPS), max_size=2)) if chance < 5 else []
        label = name if chance else draw(st.sampled_from(STRANGE + NAMES))
        figures = draw(st.lists(FIGURES, min_size=7, max_size=7)) if chance < 8 else [*"0100001"]
        texts = [*groups, label, *figures]
        one = line(texts, (3 if chance == 1 else 10) - len(texts))
        if chance == 2:
            one = replace(one, cells=one.cells[: draw(st.integers(1, len(texts)))])
        made.extend([one] * (2 if chance == 3 else 1))
    return made


def read(lines: list[Line], *, shortly: bool) -> tuple[TableThree, list[bool]]:
    """Read lines, those that are plain by the short way or not."""
    table = TableThree()
    took = [
        (shortly and table.take_plain(0, number, one)) or table.take(0, number, one)
        for number, one in enumerate(lines)
    ]
    return table, took


@given(rows())
def test_a_plain_row_is_read_as_any_other(lines: list[Line]) -> None:
    short, took = read(lines, shortly=True)
    long, also = read(lines, shortly=False)
    assert (short.copies, took) == (long.copies, also)


def test_the_rows_of_the_form_are_plain() -> None:
    table = TableThree()
    for one in HEADER:
        assert table.take(0, 0, one)
    first, *others = [line([label, *"0120003"], 2) for label in NAMES[:10]]
    assert not table.take_plain(0, 2, first)  # it shows where the others stand
    assert table.take(0, 2, first)
    assert all(table.take_plain(0, number, one) for number, one in enumerate(others, start=3))


def test_no_label_of_table_three_is_a_heading_over_its_figures() -> None:
    """Else a row without figures could be a header."""
    for label in T3_LABELS.labels:
        match = APPLICANT_HEADINGS.find(label)
        assert match is None or match.key in SHARED
