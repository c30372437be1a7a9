"""Which duties a duty is compared with, after mergers too."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from nianbao.duty.model import Exemption
from storage.queries import lineage
from storage.queries.rejudging import before_each
from storage.rows import BodyRow, SuccessionRow
from storage.store import duties
from tests.storage.moments import NOON
from tests.storage.qinghe import duty


def body(session, slug):
    return session.scalars(select(BodyRow).filter_by(slug=slug)).one()


def merge(session, slug, into, until):
    row = body(session, slug)
    row.until = until
    session.add(SuccessionRow(body_id=row.id, successor_id=body(session, into).id))
    session.flush()


def test_a_body_that_goes_on_carries_on_its_own(qinghe):
    with qinghe.read() as session:
        last, now = duty(session, year=2025), duty(session)
        assert lineage.before(session, now) == (last,)
        assert lineage.after(session, last) == (now,)
        assert lineage.before(session, last) == ()


def test_a_body_into_which_another_was_merged_carries_on_both(qinghe):
    with qinghe.write() as session:
        merge(session, "yunting-nyj", "yunting-baisha", date(2026, 5, 31))
        mine, theirs = duty(session, "yunting-baisha", 2025), duty(session, "yunting-nyj", 2025)
        now = duty(session, "yunting-baisha")
        assert lineage.before(session, now) == (mine, theirs)
        assert now in lineage.after(session, theirs)


def test_a_new_body_carries_on_its_predecessors_alone(qinghe):
    with qinghe.write() as session:
        new = body(session, "yunting-baisha")
        new.since = date(2026, 6, 1)
        merge(session, "yunting-nyj", "yunting-baisha", date(2026, 5, 31))
        theirs = duty(session, "yunting-nyj", 2025)
        found = lineage.before(session, duty(session, "yunting-baisha"))
    assert theirs in found


def test_what_was_split_is_compared_with_none_of_its_parts(qinghe):
    with qinghe.write() as session:
        merge(session, "yunting-nyj", "yunting-baisha", date(2026, 5, 31))
        merge(session, "yunting-nyj", "yunting-office", date(2026, 5, 31))
        found = lineage.before(session, duty(session, "yunting-baisha"))
        again = before_each(session, [duty(session, "yunting-baisha")])
    assert found == ()
    assert set(again.values()) == {()}


def test_what_was_merged_in_the_year_before_last_is_not_added_again(qinghe):
    with qinghe.write() as session:
        merge(session, "yunting-nyj", "yunting-baisha", date(2024, 5, 31))
        mine = duty(session, "yunting-baisha", 2025)
        assert lineage.before(session, duty(session, "yunting-baisha")) == (mine,)


def test_nothing_is_compared_while_a_predecessor_owes_no_report_of_its_own(qinghe):
    with qinghe.write() as session:
        merge(session, "yunting-nyj", "yunting-baisha", date(2026, 5, 31))
        theirs = duty(session, "yunting-nyj", 2025)
        duties.exempt(session, theirs, Exemption("涉密机关", "保密规定"), NOON)
        assert lineage.before(session, duty(session, "yunting-baisha")) == ()


def test_a_predecessors_report_that_stands_in_the_successors_is_not_added(qinghe):
    with qinghe.write() as session:
        merge(session, "yunting-nyj", "yunting-baisha", date(2026, 5, 31))
        duties.cover(session, duty(session, "yunting-nyj", 2025), "yunting-baisha", NOON)
        mine = duty(session, "yunting-baisha", 2025)
        assert lineage.before(session, duty(session, "yunting-baisha")) == (mine,)


@pytest.fixture
def office_and_department(qinghe):
    with qinghe.read() as session:
        return duty(session, "qinghe-office"), duty(session, "qinghe-jtj")


def test_a_governments_parts_are_its_office_and_the_departments_under_it(
    qinghe, office_and_department
):
    with qinghe.read() as session:
        government = duty(session, "qinghe")
        found = lineage.children(session, government)
        assert set(found.due) == set(office_and_department)
        assert found.arrived == ()
        assert not found.complete
        assert all(lineage.parents(session, one) == (government,) for one in found.due)


def test_a_department_has_no_parts_and_a_lower_office_is_part_of_none(qinghe):
    with qinghe.read() as session:
        assert lineage.children(session, duty(session, "qinghe-jtj")).due == ()
        assert lineage.parents(session, duty(session, "yunting-office")) == ()
