from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.report.change import Change, Known, change, was_evaluated

A, B = ("t3.balance", "t3.balance:person"), ("t4.sum", "t4.sum:review")


def news(**sets) -> Change:
    empty = dict.fromkeys(("opened", "resolved", "reopened", "altered"), frozenset())
    return Change(**(empty | {name: frozenset(names) for name, names in sets.items()}))


@pytest.mark.parametrize(
    ("before", "now", "held", "expected"),
    [
        ({}, {A: "1"}, set(), news(opened=[A])),
        ({A: Known("1")}, {A: "1"}, {A}, news()),
        ({A: Known("1")}, {}, {A}, news(resolved=[A])),
        ({A: Known("1")}, {}, set(), news()),
        ({A: Known("1")}, {A: "2"}, {A}, news(altered=[A])),
        ({A: Known("1", settled=True)}, {A: "1"}, {A}, news()),
        ({A: Known("1", settled=True)}, {A: "2"}, {A}, news(reopened=[A])),
        ({A: Known("1", settled=True)}, {}, {A}, news()),
        ({A: Known("1", resolved=True)}, {A: "1"}, {A}, news(reopened=[A])),
        ({A: Known("1", resolved=True)}, {A: "2"}, {A}, news(reopened=[A])),
        ({A: Known("1", resolved=True)}, {}, {A}, news()),
        ({A: Known("1")}, {B: "1"}, {A, B}, news(opened=[B], resolved=[A])),
    ],
    ids=[
        "a new finding opens",
        "the same finding is no news",
        "what was evaluated and holds is resolved",
        "what was not evaluated is not resolved",
        "other values of an open finding are noted",
        "what was dismissed stays dismissed while the values are the same",
        "a changed value reopens what was dismissed",
        "what was dismissed is not resolved",
        "what was resolved and is back opens again",
        "what was resolved and is back with other values opens again",
        "what was resolved and is not back is no news",
        "one goes and another comes",
    ],
)
def test_news(before, now, held, expected):
    assert change(before, now, held) == expected


_NO = st.just(False)  # noqa: FBT003 - a strategy's value
_NAMES = st.sampled_from([("r", str(n)) for n in range(6)])
_KNOWN = st.builds(Known, st.sampled_from("12"), st.booleans(), _NO) | st.builds(
    Known, st.sampled_from("12"), _NO, st.booleans()
)


@given(
    st.dictionaries(_NAMES, _KNOWN),
    st.dictionaries(_NAMES, st.sampled_from("12")),
    st.sets(_NAMES),
)
def test_every_finding_is_news_of_one_kind_at_most(before, now, held):
    found = change(before, now, held)
    kinds = [found.opened, found.resolved, found.reopened, found.altered]
    assert sum(map(len, kinds)) == len(frozenset().union(*kinds))
    assert found.opened <= now.keys()
    assert found.resolved <= held


@given(st.dictionaries(_NAMES, st.sampled_from("12")), st.sets(_NAMES))
def test_the_same_judgement_again_is_no_news(now, held):
    known = {name: Known(digest) for name, digest in now.items()}
    assert change(known, now, held) == news()


def test_a_relation_counts_as_evaluated_only_by_its_own_name():
    evaluated = {"t3.balance", "t3.balance:business", "section.absent"}
    assert not was_evaluated(A, "t3.balance:person", evaluated)
    assert was_evaluated(("t3.balance", "t3.balance:business"), "t3.balance:business", evaluated)
    assert was_evaluated(("section.absent", "section.absent:s5"), None, evaluated)
    assert not was_evaluated(("title.year", "title.year"), None, evaluated)
