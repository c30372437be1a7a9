from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.report.checks import relations
from nianbao.report.checks.relations import Relation
from nianbao.report.judge import judge
from nianbao.report.model import Severity, State, Unread, Verdict, Where
from tests.report.building import balanced, figure, report, with_value

SMALL = st.none() | st.integers(0, 3)


def by_brute_force(left, right):
    """Try every filling of the blanks that could matter."""
    if sum(v or 0 for v in left) == sum(v or 0 for v in right):
        return Verdict.HOLDS
    blanks = [*left, *right].count(None)
    for filling in product(range(10), repeat=blanks):
        fill = iter(filling)
        sums = [sum(next(fill) if v is None else v for v in side) for side in (left, right)]
        if sums[0] == sums[1]:
            return Verdict.DOUBTFUL
    return Verdict.BROKEN


@given(st.lists(SMALL, min_size=1, max_size=3), st.lists(SMALL, min_size=1, max_size=2))
def test_a_verdict_is_what_trying_every_filling_gives(left, right):
    places = [f"l{n}" for n in range(len(left))], [f"r{n}" for n in range(len(right))]
    relation = Relation("rule", "rule:one", tuple(places[0]), tuple(places[1]))
    figures = dict(zip(places[0] + places[1], map(figure, left + right), strict=True))
    assert relations.judge(relation, figures).verdict is by_brute_force(left, right)


def test_a_stroke_behaves_as_a_blank():
    relation = Relation("rule", "rule:one", ("a",), ("b",))
    stroke = replace(figure(None), state=State.NA, printed="/")
    assert relations.judge(relation, {"a": stroke, "b": figure(3)}).verdict is Verdict.DOUBTFUL
    assert relations.judge(relation, {"a": stroke, "b": figure(0)}).verdict is Verdict.HOLDS


@pytest.mark.parametrize("second", [{}, {"b": figure("详见附表")}])
def test_a_cell_not_found_or_not_understood_leaves_a_relation_unjudged_with_a_reason(second):
    relation = Relation("t4.sum", "t4.sum:review", ("t4.review.upheld",), ("t4.review.total",))
    figures = {"t4.review.upheld": figure(5)}
    if second:
        figures["t4.review.total"] = second["b"]
    judged = relations.judge(relation, figures)
    assert judged.verdict is Verdict.UNJUDGED
    assert "总计" in judged.why
    (finding,) = relations.findings((judged,))
    assert finding.severity is Severity.NOTE


@given(st.integers(0, 10**6), st.sampled_from(["2019", "2021"]))
def test_a_report_that_balances_has_no_finding_above_a_note(seed, edition):
    year = {"2019": 2020, "2021": 2025}[edition]
    judgement = judge(report(balanced(seed, edition), edition, year))
    assert [f for f in judgement.findings if f.severity is not Severity.NOTE] == []
    assert judgement.verdicts[Verdict.HOLDS] == {"2019": 40, "2021": 42}[edition]
    assert judgement.repairs == ()


@given(st.integers(0, 10**6), st.data())
def test_one_figure_wrong_by_one_is_always_found_and_its_cell_named(seed, data):
    values = balanced(seed)
    place = data.draw(st.sampled_from([key for key in values if not key.startswith("t2")]))
    steps = [1] if values[place] == 0 else [1, -1]
    printed = values[place] + data.draw(st.sampled_from(steps))
    judgement = judge(with_value(report(values), place, printed))
    assert judgement.verdicts[Verdict.BROKEN] >= 1
    repaired = {(c.place, c.should_be) for r in judgement.repairs for c in r.cells}
    assert (place, values[place]) in repaired


@given(st.integers(0, 10**6), st.data())
def test_with_noughts_left_blank_a_wrong_figure_is_still_found(seed, data):
    values = balanced(seed)
    place = data.draw(st.sampled_from([key for key in values if not key.startswith("t2")]))
    noughts = [key for key, value in values.items() if value == 0 and key != place]
    blank = data.draw(st.sets(st.sampled_from(noughts), max_size=40)) if noughts else set()
    printed = {key: None if key in blank else value for key, value in values.items()}
    judgement = judge(report({**printed, place: values[place] + 1}))
    assert judgement.verdicts[Verdict.BROKEN] + judgement.verdicts[Verdict.DOUBTFUL] >= 1
    if judgement.verdicts[Verdict.BROKEN]:
        assert place in {repair.cells[0].place for repair in judgement.repairs}


def test_identity_and_detail_are_judged_apart():
    values = balanced(3)
    values["t3.granted.person"] += 2  # 100 + 10 = 95 + 15, yet the details add to 97
    broken = {f.relation for f in judge(report(values)).findings if f.verdict is Verdict.BROKEN}
    assert broken == {"t3.settled:person", "t3.row:granted"}


def test_opposite_differences_in_two_columns_do_not_cancel_out():
    values = balanced(5)
    values["t3.carried_out.person"] += 1
    values["t3.carried_out.other"] += 1
    values["t3.carried_out.total"] += 2
    values["t3.received.total"] += 2
    broken = {f.relation for f in judge(report(values)).findings if f.verdict is Verdict.BROKEN}
    assert broken == {"t3.balance:person", "t3.balance:other", "t3.row:received"}


def test_an_uncertain_cell_makes_no_error():
    wrong = with_value(report(balanced(1)), "t4.review.total", 99)
    doubted = figure(99, doubt="两处数字不一致")
    wrong = replace(wrong, figures={**wrong.figures, "t4.review.total": doubted})
    (finding,) = [f for f in judge(wrong).findings if f.verdict is Verdict.BROKEN]
    assert (finding.severity, finding.certain) == (Severity.WARNING, False)


def test_a_row_not_understood_makes_sums_of_results_uncertain_but_not_the_others():
    values = balanced(1)
    values["t3.granted.person"] += 1
    strange = Unread("row", "（八）另行统计", Where(0, 30))
    judgement = judge(report(values, unread=(strange,)))
    certain = {f.relation: f.certain for f in judgement.findings if f.verdict is Verdict.BROKEN}
    assert certain == {"t3.settled:person": False, "t3.row:granted": True}


def test_where_the_sixth_item_is_printed_whole_and_in_parts_it_counts_once():
    values = balanced(2)
    for column in (
        "person",
        "business",
        "research",
        "nonprofit",
        "legal_service",
        "other",
        "total",
    ):
        parts = ("other_uncorrected", "other_unpaid", "other_rest")
        values[f"t3.other.{column}"] = sum(values[f"t3.{part}.{column}"] for part in parts)
    assert judge(report(values)).verdicts[Verdict.BROKEN] == 0
    values["t3.other.person"] += 1
    broken = {f.relation for f in judge(report(values)).findings if f.verdict is Verdict.BROKEN}
    assert broken == {"t3.settled.other:person", "t3.row:other"}
