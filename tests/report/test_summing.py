"""汇总: exact sums, each traceable to its cells, and nothing that is lacking is silent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from nianbao.demo import sheets
from nianbao.demo.writers import web
from nianbao.report.model import Source
from nianbao.report.reading import read
from nianbao.report.summing import Lack, Part, summarise


def report(**cells):
    """Return a report read from a page whose cells are these; all others hold 0."""
    sheet = sheets.load("qinghe_transport_2025")
    told = dict.fromkeys(sheet.cells, "0") | {k.replace("__", "."): v for k, v in cells.items()}
    return read(Source(web.page(replace(sheet, cells=told), web.WebLayout()), "r.html"))


def lacks(summary, lack):
    return [(gap.body, gap.key) for gap in summary.gaps if gap.lack is lack]


KEY = "t3.received.person"


def test_sums_are_exact_and_made_of_each_bodys_cells():
    parts = [Part(f"第{n}局", report(t3__received__person=str(n))) for n in range(1, 5)]
    found = summarise(parts, "2021")
    assert found.sums[KEY] == 10
    assert [held[KEY] for held in found.cells] == [1, 2, 3, 4]
    assert len(found.sums) == 200


def test_money_is_summed_to_the_cent():
    parts = [Part(str(n), report(t2__fees__amount="0.1")) for n in range(3)]
    assert summarise(parts, "2021").sums["t2.fees.amount"] == Decimal(3000)


def test_who_has_no_report_is_listed_with_the_reason_and_adds_nothing():
    found = summarise(
        [Part("甲局", report(t3__received__person="4")), Part("乙局", why="暂无法核验")], "2021"
    )
    assert (found.sums[KEY], found.summed) == (4, 1)
    assert [(gap.body, gap.said) for gap in found.gaps if gap.lack is Lack.NO_REPORT] == [
        ("乙局", "暂无法核验")
    ]


def test_a_blank_counts_as_nothing_and_is_listed_and_a_zero_is_not():
    found = summarise([Part("甲局", report(t3__received__person=""))], "2021")
    assert found.sums[KEY] == 0
    assert lacks(found, Lack.BLANK) == [("甲局", KEY)]


def test_a_cell_that_is_no_number_is_listed_and_adds_nothing():
    found = summarise([Part("甲局", report(t3__received__person="见附件"))], "2021")
    assert lacks(found, Lack.TEXT) == [("甲局", KEY)]
    assert found.sums[KEY] == 0


def test_a_cell_read_with_doubt_is_counted_and_listed():
    whole = report(t3__received__person="7")
    doubtful = replace(whole.figures[KEY], doubt="识别结果未经表内勾稽印证")
    unsure = replace(whole, figures={**whole.figures, KEY: doubtful})
    found = summarise([Part("甲局", unsure)], "2021")
    assert found.sums[KEY] == 7
    assert lacks(found, Lack.UNCERTAIN) == [("甲局", KEY)]


def test_a_table_of_another_edition_is_listed():
    found = summarise([Part("甲局", report())], "2019")
    assert ("甲局", "t3") in lacks(found, Lack.OTHER_EDITION)
    assert ("甲局", "t3.other.person") in lacks(found, Lack.NOT_FOUND)


def test_sums_that_do_not_balance_are_said_and_not_mended():
    one = report(t3__received__person="5", t3__received__total="5")
    found = summarise([Part("甲局", one)], "2021")
    keys = [key for _, key in lacks(found, Lack.UNBALANCED)]
    assert keys == ["t3.settled.person", "t3.settled.total"]
    assert found.sums["t3.settled.person"] == 0


def test_reports_that_balance_balance_in_sum():
    whole = {
        "t3__received__person": "5",
        "t3__received__total": "5",
        "t3__granted__person": "5",
        "t3__granted__total": "5",
        "t3__settled__person": "5",
        "t3__settled__total": "5",
    }
    found = summarise([Part(str(n), report(**whole)) for n in range(3)], "2021")
    assert lacks(found, Lack.UNBALANCED) == []


def test_nobody_at_all_is_a_sum_of_nothing():
    found = summarise([], "2021")
    assert set(found.sums.values()) == {0}
    assert (found.summed, found.gaps) == (0, ())
