"""Of labelled pairs no one is accused who wrote for himself, and no copy is overlooked."""

from itertools import groupby

import pytest

from nianbao.report.checks import copies
from nianbao.report.model import Beside, Neighbour
from nianbao.report.narrative import narrative
from nianbao.report.signature import WORTH_COMPARING, signature
from tests.report.copies.pairs import pairs

PAIRS = tuple(pairs())
KINDS = {
    f"{'own' if own else 'other'}: {why}": (copied, tuple(each))
    for (why, own, copied), each in groupby(
        sorted(PAIRS, key=lambda p: (p.why, p.own)), key=lambda p: (p.why, p.own, p.copied)
    )
}


def found(pair):
    if pair.own:
        beside = Beside(previous=(pair.there,))
    else:
        beside = Beside(neighbours=(Neighbour("云汀县水务局", pair.there),))
    return list(copies.findings(pair.here, beside))


def test_there_are_pairs_enough_of_both_labels():
    assert sum(pair.copied for pair in PAIRS) >= 30
    assert sum(not pair.copied for pair in PAIRS) >= 30


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_is_found_and_what_is_no_copy_is_not(kind):
    copied, each = KINDS[kind]
    assert [bool(found(pair)) for pair in each] == [copied] * len(each)


def test_every_copied_pair_meets_in_a_band_and_is_then_worth_comparing():
    for pair in PAIRS:
        if pair.copied:
            here, there = signature(narrative(pair.here)), signature(narrative(pair.there))
            assert set(here.bands()) & set(there.bands()), pair.why
            assert here.jaccard(there) >= WORTH_COMPARING, pair.why


def test_the_passages_are_those_that_are_printed_in_both():
    pair = next(pair for pair in PAIRS if pair.why == "打乱了句子次序")
    (finding,) = found(pair)
    assert finding.passages
    for passage in finding.passages:
        assert passage.here in "".join(s.text for s in pair.here.sections).replace("\n", "")
        assert passage.there in "".join(s.text for s in pair.there.sections).replace("\n", "")
