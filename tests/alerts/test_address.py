"""How an office speaks of itself and of whom it writes to."""

import pytest

from alerts.address import own_government, we, you


@pytest.mark.parametrize("body", ["", "人民政府", "青禾市财政局"])
def test_a_body_that_is_not_known_is_addressed_as_any_other(body):
    assert you(body) == "你单位"


def test_an_office_without_a_name_still_speaks_of_itself():
    assert we("") == "我办"


@pytest.mark.parametrize(
    ("office", "body", "government"),
    [
        ("云汀县人民政府办公室", "青禾市云汀县人民政府", "青禾市云汀县人民政府"),
        ("青禾市云汀县人民政府办公室", "云汀县人民政府", "云汀县人民政府"),
        ("云汀县数据局", "青禾市云汀县人民政府", "青禾市云汀县人民政府"),
        ("青禾市政务公开办公室", "青禾市人民政府办公室", "青禾市人民政府"),
        ("青禾市人民政府办公室", "青禾市云汀县人民政府", ""),
        ("青禾市政务公开办公室", "青禾市云汀县人民政府", ""),
        ("青禾市云汀县人民政府办公室", "青禾市人民政府", ""),
        ("青禾市人民政府办公室", "青禾市财政局", ""),
    ],
)
def test_an_office_knows_its_own_government_however_the_two_are_named(office, body, government):
    assert own_government(office, body) == government
