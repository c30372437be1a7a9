"""How an office speaks of itself and of whom it writes to."""

import pytest

from alerts.address import we, you


@pytest.mark.parametrize("body", ["", "人民政府", "青禾市财政局"])
def test_a_body_that_is_not_known_is_addressed_as_any_other(body):
    assert you(body) == "你单位"


def test_an_office_without_a_name_still_speaks_of_itself():
    assert we("") == "我办"
