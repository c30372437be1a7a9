"""A season begins on 1 January, whether somebody thought of it or not."""

from __future__ import annotations

from sqlalchemy import select

from storage.rows import DutyRow
from tasks.season import open_season


def years(yard):
    with yard.house().database.read() as session:
        found = session.execute(select(DutyRow.year, DutyRow.body_id).order_by(DutyRow.id)).all()
    return {year: {body for one, body in found if one == year} for year, _ in found}


def opened(yard, moment):
    yard.at(moment)
    open_season(yard.house())
    return years(yard)


def test_bodies_that_owed_a_report_last_year_owe_the_next_one_from_january_on(yard):
    before = years(yard)
    last = max(before)
    assert opened(yard, f"{last + 1}-12-31 23:00") == before
    after = opened(yard, f"{last + 2}-01-01 00:05")
    assert after[last + 1] >= after[last]
    assert opened(yard, f"{last + 2}-01-02 00:05") == after


def test_no_season_is_made_up_afterwards_or_out_of_nothing(yard):
    before = years(yard)
    last = max(before)
    assert opened(yard, f"{last + 2}-04-01 00:05") == before
    assert opened(yard, f"{last + 3}-01-01 00:05") == before
