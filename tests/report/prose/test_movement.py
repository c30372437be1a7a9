"""Of two numbers, the second is where something arrived this year."""

import pytest

from nianbao.report.prose import movement


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("申请量由2023年的35件增至42件", "申请量42件"),
        ("申请量由35件增加到2024年的42件", "2024年申请量42件"),
        ("行政诉讼从去年7件降至今年5件", "今年行政诉讼5件"),
    ],
)
def test_the_second_number_is_said_of_what_moved(clause, said):
    assert movement.arrival(clause, 2024).text == said


@pytest.mark.parametrize(
    "clause",
    [
        "申请量由2024年的42件增至50件",
        "申请量由月均3件增至5件",
        "申请由办公室受理42件",
        "纠错率由25%降至12.5%",
    ],
)
def test_what_is_no_movement_to_this_year_is_none(clause):
    assert movement.arrival(clause, 2024) is None
