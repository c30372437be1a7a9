"""What a roster says of who is left out is what the states say."""

from __future__ import annotations

import pytest

from storage.queries.rosters import roster
from storage.registry import import_registry
from storage.store.duties import make_duties
from tests.storage.moments import DAY, NOON

LEFT_OUT = """
[[body]]
slug = "qinghe-jtj"
name = "青禾市交通运输局"
class = "department"
left_out_reason = "机构改革过渡"
left_out_until = 2027-02-01
"""


@pytest.mark.parametrize("made", [True, False])
def test_who_is_left_out_until_a_day_is_counted_from_the_next_on(qinghe, made):
    with qinghe.write() as session:
        import_registry(session, LEFT_OUT, NOON - DAY)
        year = 2026 if made else 2027
        if made:
            make_duties(session, [year], now=NOON - DAY)

        def said(at):
            (line,) = (
                one
                for one in roster(session, "qinghe-office", year, at)
                if one.slug == "qinghe-jtj"
            )
            return line.left_out

        assert said(NOON) == "机构改革过渡（至2027年2月1日）"
        assert said(NOON + DAY) == ""
