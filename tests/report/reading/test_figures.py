"""What a figure is, however it was made."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from nianbao.report.model import Figure, State, Where, place, plain_figure


def test_a_figure_made_the_short_way_is_a_figure_like_any_other() -> None:
    short = plain_figure("26", State.NUMBER, 26, place(2, 3, 4, None))
    assert short == Figure("26", State.NUMBER, 26, Where(2, 3, 4))
    assert hash(short) == hash(Figure("26", State.NUMBER, 26, Where(2, 3, 4)))
    assert type(short) is Figure
    assert pickle.loads(pickle.dumps(short)) == short
    assert replace(short, doubt="?").doubt == "?"
    with pytest.raises(FrozenInstanceError):
        short.value = 27  # type: ignore[misc]
