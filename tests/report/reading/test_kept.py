"""What is kept from one report to the next changes nothing in what is read of any."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from nianbao.report import form
from nianbao.report.model import Cell, Grid, Line, Where
from nianbao.report.reading import (
    copies,
    dates,
    fit,
    labels,
    numbers,
    read,
    sections,
    table_four,
    table_three,
)
from tests.report.reading.generated import reports

if TYPE_CHECKING:
    from nianbao.report.model import Report, Source

SEED = 41
KEPT = (
    copies.plain_figure,
    dates._is_day,
    table_four._heads_of,
    labels.bare,
    labels.normal,
    labels.t2_heading,
    numbers.count,
    numbers.money,
    numbers.plain,
    sections._looked_at,
    sections._numbering,
    table_three._label_behind_groups,
)


def sources() -> list[Source]:
    """Return pages of many shapes, on the figures of several reports."""
    dialects, _ = reports.FORMATS["html"]
    made = [reports.of("html", one, SEED, 1, nth=4) for one in dialects]
    return [document.source for group in made for document in group]


def read_alone(source: Source) -> Report:
    """Read with nothing kept from before."""
    for kept in KEPT:
        kept.cache_clear()
    return read(source)


def test_pages_read_one_behind_the_other_say_what_each_says_alone() -> None:
    pages = sources()
    alone = [read_alone(source) for source in pages]
    order = [*range(len(pages))] * 2
    random.Random(SEED).shuffle(order)
    assert len(pages) > 20
    assert all(read(pages[place]) == alone[place] for place in order)


def test_what_is_kept_is_bounded_however_many_pages_come() -> None:
    for kept in KEPT:
        bound = kept.cache_info().maxsize
        assert bound is not None
        assert bound <= 32_768


def test_a_row_too_long_to_be_plain_is_read_and_not_kept() -> None:
    before = copies.plain_figure.cache_info().currsize
    kept = copies.Copy()
    long = " " * copies.LONGEST_PLAIN + "7"
    kept.put("t3.received.total", Cell(long, 3), Where(0, 0))
    assert kept.figures["t3.received.total"].value == 7
    assert copies.plain_figure.cache_info().currsize == before


def headless(*figures: str) -> Grid:
    """Return two rows of table three with these cells behind their labels, under no header."""
    rows = [(form.row_name(row), *figures) for row in form.T3_ROWS[:2]]
    lines = [Line(tuple(Cell(text, n) for n, text in enumerate(texts))) for texts in rows]
    return Grid(0, tuple(lines))


def test_where_the_rows_of_one_report_begin_says_nothing_of_the_next() -> None:
    leading = headless("", "", "0", "0", "0", "0", "0", "5")
    alone = fit.fit([leading])
    fit.fit([headless("5", "0", "0", "", "0", "0", "5", "")])
    assert alone.figures
    assert fit.fit([leading]) == alone
