"""Bindings on both databases: proposed by titles, confirmed by a person, never the reverse."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from nianbao.duty.binding import Light
from nianbao.duty.model import DutyState, Outcome
from nianbao.duty.states import standing
from storage.queries.bindings import bindings, unbound
from storage.queries.facts import facts
from storage.rows import AuditRow
from storage.store import documents
from storage.store.bindings import column_of, confirm_binding
from tests.storage.moments import DAY, NOON
from tests.storage.qinghe import column, duty, link, publish, read, run

TITLE = "云汀县农业农村局2025年政府信息公开工作年度报告"


def lights(session, portal="qinghe", year=2025):
    return {view.body: view.light for view in bindings(session, year, portal)}


def listed(session, title=TITLE, at=NOON):
    documents.keep_link(session, run(session, at), link(session, at, "x", title=title))


def test_a_binding_nobody_vouches_for_is_red(qinghe):
    with qinghe.write() as session:
        assert set(lights(session).values()) == {Light.RED}


def test_a_report_seen_there_last_year_makes_a_binding_green(qinghe):
    with qinghe.write() as session:
        publish(session, NOON, year=2025)
        assert lights(session)["qinghe-jtj"] is Light.GREEN
        assert lights(session, year=2026)["qinghe-jtj"] is Light.AMBER


def test_a_title_proposes_a_body_and_binds_it_to_nothing(qinghe):
    with qinghe.write() as session:
        listed(session)
        (view,) = [v for v in bindings(session, 2025, "qinghe") if v.body == "yunting-nyj"]
        assert (view.light, view.bound, view.year, view.title) == (Light.AMBER, False, 2025, TITLE)
        read(session, NOON + DAY)
        known = facts(session, NOON + 3 * DAY, duties=[duty(session, "yunting-nyj")])
        assert all("青禾" not in name for f in known.values() for name in f.columns)


def test_a_proposed_body_is_never_missing_until_a_person_confirms_it(qinghe):
    def state(now):
        number = duty(session, "qinghe-jtj")
        return standing(facts(session, now, duties=[number])[number], now).state

    with qinghe.write() as session:
        listed(session, "青禾市交通运输局2025年政府信息公开工作年度报告", NOON - 30 * DAY)
        for days in (1, 2, 3):
            read(session, NOON + days * DAY, Outcome.OK)
        assert lights(session)["qinghe-jtj"] is Light.AMBER
        assert state(NOON + 4 * DAY) is not DutyState.MISSING


def test_a_confirmation_binds_proves_and_is_written_down(qinghe):
    with qinghe.write() as session:
        number = column_of(session, "qinghe")
        confirm_binding(session, "yunting-nyj", number, how="电话核对", who="王某", now=NOON)
        (view,) = [v for v in bindings(session, 2025, "qinghe") if v.body == "yunting-nyj"]
        assert (view.light, view.proven_by, view.proven_how) == (Light.AMBER, "王某", "电话核对")
        assert view.proven_since == NOON
        (entry,) = [row for row in session.query(AuditRow) if row.what == "binding_confirmed"]
        assert (entry.who, entry.detail) == ("王某", {"how": "电话核对"})


def test_a_confirmation_without_a_name_or_a_reason_is_refused(qinghe):
    with qinghe.write() as session:
        for who, how in (("", "电话核对"), ("王某", " ")):
            with pytest.raises(ValueError, match="确认"):
                confirm_binding(session, "qinghe", column(session), how=how, who=who, now=NOON)
        with pytest.raises(LookupError, match="没有这个单位"):
            confirm_binding(session, "nobody", column(session), how="电话", who="王某", now=NOON)


def test_a_column_is_named_or_the_only_one(qinghe):
    with qinghe.write() as session:
        assert column_of(session, "yunting", "政府信息公开年报") == column(session, "yunting")
        with pytest.raises(LookupError, match="没有栏目"):
            column_of(session, "yunting", "别的")
        with pytest.raises(LookupError, match="没有这个网站"):
            column_of(session, "nowhere")


def test_bodies_without_a_column_are_listed(qinghe):
    with qinghe.write() as session:
        assert {slug for slug, _ in unbound(session)} == {"qinghe-swj", "sheng-swj"}


def test_views_hold_nothing_but_values(qinghe):
    with qinghe.write() as session:
        found = bindings(session, 2025)
    assert {asdict(view)["portal"] for view in found} == {"qinghe", "yunting"}
