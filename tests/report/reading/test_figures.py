"""What a figure is, whether it was kept of another report or made anew."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.report.model import Cell, Figure, State, Where
from nianbao.report.reading.copies import Copy, plain_figure

TEXTS = st.sampled_from(("0", "26", " 7", "", "/", "-3", "1.5", "1 2", "22（其中修订16件）", "无"))
PLACES = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 3), st.none() | st.just(1))


def test_a_kept_figure_is_a_figure_like_any_other() -> None:
    kept = plain_figure("26", 2, 3, 4)
    assert kept is plain_figure("26", 2, 3, 4)
    assert kept == Figure("26", State.NUMBER, 26, Where(2, 3, 4))
    assert pickle.loads(pickle.dumps(kept)) == kept
    assert replace(kept, doubt="?").doubt == "?"
    with pytest.raises(FrozenInstanceError):
        kept.value = 27  # type: ignore[misc]


@given(st.lists(st.tuples(TEXTS, PLACES), max_size=40))
def test_what_is_kept_is_what_each_cell_by_itself_says(cells: list[tuple[str, tuple]]) -> None:
    for text, (table, row, column, page) in cells:
        copy = Copy()
        copy.put("t3.received.total", Cell(text, column), Where(table, row, column, page))
        alone = copy.figures["t3.received.total"]
        is_plain = alone.certain and alone.remark is None and alone.state is not State.TEXT
        assert plain_figure(text, table, row, column, page) == (alone if is_plain else None)
