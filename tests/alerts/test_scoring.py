"""Scores by an office's own sheet: what is deducted, what waits, and why."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import files

import openpyxl
import pytest
from pydantic import ValidationError

from alerts.model import DutyLine
from alerts.score_book import workbook
from alerts.scoring import Item, Matter, Record, ScoreSheet, Submitted, score
from nianbao.duty.model import BodyClass, Duty, DutyState, ReportKind, Standing
from nianbao.report.catalogue import BY_CODE
from nianbao.report.model import Finding, Severity, Verdict
from storage.registry.complaint import Refused, parse_as
from tests.alerts.samples import NOW

DUE = date(2027, 1, 31)


def line(state=DutyState.PUBLISHED, **standing):
    duty = Duty("qinghe-water", 2026, ReportKind.OWN, DUE)
    return DutyLine("青禾市水利局", BodyClass.DEPARTMENT, duty, Standing(state, **standing))


def record(*lines, matters=(), **more):
    return Record("青禾市水利局", BodyClass.DEPARTMENT, lines or (line(),), tuple(matters), **more)


def matter(rule, state="open", severity=Severity.ERROR, **more):
    return Matter(Finding(rule, severity, "两边不等", **more), state)


def sheet(*items, full=100):
    return ScoreSheet(name="评分表", full=full, item=items)


FIGURES = Item(name="数据", most=10, each=4, rules=("t3.*",))
SURE = Item(name="数据", most=10, each=4, rules=("t3.*",), counts="certain")
ON_TIME = Item(name="按时", most=20, each=5, per_day=1, rules=("duty.late",), counts="certain")
SEEN = Item(name="公布", most=30, each=30, rules=("duty.missing",))


def test_only_what_the_office_confirmed_is_deducted_and_the_rest_makes_a_range():
    matters = [matter("t3.row", "confirmed"), matter("t3.balance"), matter("t4.sum", "confirmed")]
    found = score(sheet(FIGURES), record(matters=matters))
    assert found.said == "92至96"
    assert [(one.points, one.settled) for one in found.lines] == [(4, True), (4, False)]


def test_where_the_sheet_says_so_certain_errors_are_deducted_unconfirmed():
    sure, unsure = matter("t3.row"), matter("t3.balance", certain=False)
    found = score(sheet(SURE), record(matters=[sure, unsure]))
    assert found.said == "92至96"


def test_an_item_costs_no_more_than_its_most_and_nobody_falls_below_zero():
    matters = [matter("t3.row", "confirmed")] * 5
    assert score(sheet(FIGURES), record(matters=matters)).said == "90"
    heavy = FIGURES.model_copy(update={"most": Decimal(50), "each": Decimal(50)})
    assert score(sheet(heavy, full=20), record(matters=matters)).said == "0"


def test_notes_doubtful_sums_and_waived_findings_cost_nothing():
    matters = [
        matter("t3.row", severity=Severity.NOTE),
        matter("t3.row", severity=Severity.WARNING, verdict=Verdict.DOUBTFUL),
        matter("t3.row", "waived"),
    ]
    found = score(sheet(FIGURES), record(matters=matters))
    assert found.said == "100"
    assert [one.why for one in found.lines] == ["表三申请人合计：两边不等（暂缓处理）"]


def test_each_day_late_costs_something_up_to_the_most():
    late = matter("duty.late")
    said = [
        score(sheet(ON_TIME), record(line(DutyState.LATE, days_late=days), matters=[late])).said
        for days in (3, 60)
    ]
    assert said == ["92", "80"]


@pytest.mark.parametrize("state", [DutyState.UNVERIFIABLE, DutyState.TO_CONFIRM])
def test_what_could_not_be_verified_is_never_deducted_and_waits_under_one_item(state):
    found = score(sheet(ON_TIME, SEEN), record(line(state, reason="网站无法打开")))
    assert found.said == "70至100"
    (waiting,) = found.lines
    assert (waiting.item, waiting.settled, "网站无法打开" in waiting.why) == ("公布", False, True)


def test_a_report_without_a_date_may_be_late_but_is_not_missing():
    found = score(sheet(ON_TIME, SEEN), record(line(DutyState.PUBLISHED_UNDATED)))
    assert [(one.item, one.points) for one in found.lines] == [("按时", 5)]


def test_a_submission_that_nobody_entered_is_not_taken_for_none():
    item = Item(name="提交", most=5, not_submitted=5, submitted_late=2)
    nothing = record(submitted=(Submitted(DUE, None),))
    late = record(submitted=(Submitted(DUE, date(2027, 2, 3)),))
    in_time = record(submitted=(Submitted(DUE, DUE),))
    said = [score(sheet(item), one).said for one in (nothing, late, in_time)]
    assert said == ["95至100", "98", "100"]


def test_an_overdue_case_costs_what_the_sheet_says():
    item = Item(name="整改", most=5, overdue_case=3)
    assert score(sheet(item), record(overdue=("督办件7",))).said == "97"


def test_vertical_exempt_and_unbound_bodies_are_not_scored():
    vertical = replace(record(), body_class=BodyClass.VERTICAL)
    exempt = record(line(DutyState.EXEMPT), line(DutyState.COVERED_BY))
    unbound = line()
    unbound = record(replace(unbound, duty=replace(unbound.duty, publish_by=None)))
    for one in (vertical, exempt, unbound):
        found = score(sheet(SEEN), one)
        assert "不参加评分" in found.said
        assert found.lines == ()


def test_half_points_are_exact():
    item = Item(name="数据", most=10, each=0.1, rules=("t3.*",))
    assert score(sheet(item), record(matters=[matter("t3.row", "confirmed")] * 3)).said == "99.7"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rules": ("t9.*",)}, "没有规则 t9.*"),
        ({"each": 0}, "each"),
        ({"rules": ()}, "扣分情形"),
    ],
)
def test_a_wrong_item_is_refused_with_its_reason(changes, said):
    given = {"name": "数据", "most": 10, "each": 1, "rules": ("t3.*",)} | changes
    with pytest.raises(ValidationError, match=said):
        Item(**given)


def test_a_wrong_sheet_names_the_item_and_the_field():
    with pytest.raises(Refused, match=r"\[\[item\]\]第1项（甲）的 most：应为数字|缺少此项"):
        parse_as('name = "表"\n[[item]]\nname = "甲"\nrules = ["t3.*"]\neach = 1\n', ScoreSheet)


def test_the_sample_sheet_can_be_read_and_adds_up():
    text = files("alerts.templates").joinpath("score.toml").read_text("utf-8")
    sample = parse_as(text, ScoreSheet)
    assert sum(item.most for item in sample.item) == sample.full
    assert all(set(item.codes) <= set(BY_CODE) for item in sample.item)


def test_the_workbook_gives_the_sums_and_every_line():
    matters = [matter("t3.row", "confirmed")]
    found = [score(sheet(FIGURES, SEEN), record(line(DutyState.UNVERIFIABLE), matters=matters))]
    found.append(score(sheet(FIGURES), record()))
    made = workbook(sheet(FIGURES, SEEN), found, year=2026, at=NOW)
    book = openpyxl.load_workbook(io.BytesIO(made))
    rows = [[cell.value for cell in row] for row in book["得分"].iter_rows(min_row=2)]
    assert [row[2:5] for row in rows] == [["66至96", 4, 30], [100, 0, 0]]
    said = [row[3].value for row in book["逐项说明"].iter_rows(min_row=2)]
    assert said == ["已扣", "待核实，暂未扣"]
    assert "经核属实的每处扣4分" in book["评分表"]["C3"].value
