"""A short fuzz of every reader with every run of the tests; ``make fuzz`` takes longer."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from nianbao.report.model import Source
from nianbao.report.reading import read
from tests.fuzz.attempt import attempt
from tests.fuzz.edits import EDITS, edited
from tests.fuzz.harmless import KINDS, changed
from tests.fuzz.seeds import FORMATS, seeds

SHORT = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("kind", FORMATS)
@SHORT
@given(st.data())
def test_an_edited_file_ends_in_a_report_or_in_a_refusal(kind, data):
    seed = data.draw(st.sampled_from(seeds()[kind]))
    source = Source(edited(kind, seed.data, data.draw(EDITS)), seed.name)
    assert attempt(source).fault == ""


@cache
def figures(kind, number):
    return figures_of(seeds()[kind][number])


def figures_of(source):
    report = read(source)
    return {
        key: (f.printed.split(), f.state, f.value, f.doubt) for key, f in report.figures.items()
    }


@pytest.mark.parametrize("kind", KINDS)
@SHORT
@given(st.data())
def test_what_alters_no_figure_leaves_every_figure_as_it_was(kind, data):
    number = data.draw(st.integers(0, len(seeds()[kind]) - 1))
    name, source = changed(kind, seeds()[kind][number], Random(data.draw(st.integers(0, 1 << 30))))
    assert figures_of(source) == figures(kind, number), name
