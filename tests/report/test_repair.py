from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.demo import sheets
from nianbao.demo.writers import web
from nianbao.demo.writers.web import WebLayout
from nianbao.report.judge import judge
from nianbao.report.model import Source, Verdict
from nianbao.report.reading import read
from tests.report.building import balanced, report, with_value


def transport_2020():
    sheet = sheets.load("qinghe_transport_2020")
    return read(Source(web.page(sheet, WebLayout(blank="mixed", t2="skewed")), "report.html"))


def test_the_genuine_errors_are_found_exactly():
    judgement = judge(transport_2020())
    assert [judgement.verdicts[v] for v in Verdict] == [36, 3, 1, 0]
    broken = {f.relation for f in judgement.findings if f.verdict is Verdict.BROKEN}
    assert broken == {"t3.balance:business", "t3.row:settled", "t4.sum:suit_after_review"}
    (doubtful,) = [f for f in judgement.findings if f.verdict is Verdict.DOUBTFUL]
    assert doubtful.relation == "t3.settled:business"


def test_one_cell_explains_two_broken_relations_and_no_other_does():
    (repair,) = [r for r in judge(transport_2020()).repairs if r.unique]
    (change,) = repair.cells
    assert (change.place, change.printed, change.should_be) == ("t3.settled.business", 1, 0)
    assert set(repair.explains) == {"t3.balance:business", "t3.row:settled"}


def test_a_total_over_four_noughts_has_five_alternatives_the_total_first():
    repairs = [r for r in judge(transport_2020()).repairs if not r.unique]
    assert [r.explains for r in repairs] == [("t4.sum:suit_after_review",)] * 5
    assert len({r.group for r in repairs}) == 1
    changes = [(r.cells[0].place.rpartition(".")[2], r.cells[0].should_be) for r in repairs]
    assert changes[0] == ("total", 0)
    assert set(changes[1:]) == {(name, 1) for name in ("upheld", "corrected", "other", "pending")}


def spoiled(seed, places):
    """A report with some noughts left blank and some cells wrong."""
    rng = Random(seed)
    values = balanced(seed)
    arithmetic = [key for key in values if not key.startswith("t2")]
    for key in rng.sample(arithmetic, 60):
        values[key] = None if values[key] == 0 else values[key]
    for key in rng.sample(arithmetic, places):
        values[key] = (values[key] or 0) + rng.randint(1, 9)
    return report(values)


def repaired(before, repair):
    for change in repair.cells:
        assert before.figures[change.place].value == change.printed != change.should_be
        before = with_value(before, change.place, change.should_be)
    return before


def broken(judgement):
    return {f.relation for f in judgement.findings if f.verdict is Verdict.BROKEN}


@settings(max_examples=150)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_a_repair_mends_what_it_explains_and_breaks_nothing(seed, places):
    before = spoiled(seed, places)
    judgement = judge(before)
    for repair in judgement.repairs:
        assert all(change.should_be >= 0 for change in repair.cells)
        after = broken(judge(repaired(before, repair)))
        assert after == broken(judgement) - set(repair.explains)


@given(st.integers(0, 10**6))
def test_after_the_repair_of_one_wrong_cell_nothing_is_broken(seed):
    before = spoiled(seed, 1)
    for repair in judge(before).repairs:
        assert len(repair.cells) == 1
        assert broken(judge(repaired(before, repair))) == set()


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_alternatives_of_one_group_say_so(seed, places):
    repairs = judge(spoiled(seed, places)).repairs
    for group in {r.group for r in repairs}:
        members = [r for r in repairs if r.group == group]
        truncated = any(r.truncated for r in members)
        assert all(r.unique == (len(members) == 1 and not truncated) for r in members)
        assert len({len(r.cells) for r in members}) == 1
        assert len({r.cells for r in members}) == len(members)
