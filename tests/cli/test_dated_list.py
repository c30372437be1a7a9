"""Names in one cell go out and come in again, whatever signs they hold."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.cli.dated_list import Dated, read, show

NAMES = st.text(alphabet='青禾局、；;（）()“”"《》20245-至起 \n', min_size=1, max_size=12).filter(
    lambda name: name == name.strip()
)
DAYS = st.none() | st.dates(date(1949, 10, 1), date(2100, 1, 1))


@st.composite
def dated(draw):
    since, until = draw(DAYS), draw(DAYS)
    if since and until and until < since:
        since, until = until, since
    return Dated(draw(NAMES), since, until)


@given(st.lists(dated(), max_size=5))
def test_names_come_back_as_they_went_out(items):
    assert read(show(items)) == tuple(items)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("市教委、市教育委；市教育局", ["市教委", "市教育委", "市教育局"]),
        (
            "青禾市市场监督管理局（知识产权局、粮食局）",
            ["青禾市市场监督管理局（知识产权局、粮食局）"],
        ),
        ("“青禾市宣传、文化局”；市文广局", ["青禾市宣传、文化局", "市文广局"]),
        ("青禾市（旧、市局", ["青禾市（旧", "市局"]),
    ],
)
def test_a_stop_between_names_parts_them_and_one_within_brackets_does_not(cell, names):
    assert [item.name for item in read(cell)] == names


def test_days_stand_behind_the_name():
    assert read("青禾市交通局（2015-1-1至2019-03-31）；市交通委（2019-04-01起）") == (
        Dated("青禾市交通局", date(2015, 1, 1), date(2019, 3, 31)),
        Dated("市交通委", date(2019, 4, 1)),
    )


@pytest.mark.parametrize(
    "cell", ["旧局（2019年至2020年）", "旧局（2020-02-30起）", "旧局（2020-01-02至2020-01-01）"]
)
def test_days_that_are_none_are_told(cell):
    with pytest.raises(ValueError, match=r"日"):
        read(cell)
