"""What people enter, beside what crawls saw: on both databases."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from nianbao.duty.model import DutyState, Exemption, Outcome, Standing
from storage.queries.bindings import bindings
from storage.queries.entries import entries as all_entries
from storage.queries.facts import facts
from storage.queries.journal import audit_log
from storage.queries.portals import due, portals
from storage.queries.rollcalls import decisions
from storage.queries.trails import known, looked
from storage.registry.exporting import export_portals
from storage.store import documents, duties, entries, matches
from storage.store.decisions import NotAllowed
from storage.store.portals import consent
from storage.store.standings import keep_standing
from tests.storage import qinghe as city
from tests.storage.moments import DAY, NOON


def test_a_doubted_binding_proves_nothing_from_then_on_and_as_before_until_then(qinghe):
    with qinghe.write() as session:
        city.publish(session, NOON - DAY, year=2025)
        duty, column = city.duty(session), city.column(session)
        assert matches.doubt_binding(session, "qinghe-jtj", column, "报告在别处", NOON)
        assert not matches.doubt_binding(session, "qinghe-jtj", column, "报告在别处", NOON)
        assert facts(session, NOON - timedelta(1), duties=[duty])[duty].proven_since
        assert facts(session, NOON, duties=[duty])[duty].proven_since is None
        (view,) = [one for one in bindings(session, 2025, "qinghe") if one.body == "qinghe-jtj"]
        assert "报告在别处" in view.why
        # The old report read again proves nothing; a new one found there does.
        city.publish(session, NOON - DAY, year=2025)
        assert facts(session, NOON, duties=[duty])[duty].proven_since is None
        city.publish(session, NOON + DAY)
        later = NOON + 2 * DAY
        assert facts(session, later, duties=[duty])[duty].proven_since == NOON + DAY


def test_what_a_crawl_knows_of_an_address_is_told_with_the_reason_kept(qinghe):
    with qinghe.write() as session:
        seen = city.link(session, NOON, "vague")
        city.read(session, NOON - DAY)
        document = documents.keep_link(session, city.run(session, NOON), seen)
        matches.keep_match(session, document, city.candidate("qinghe-jtj"), NOON)
        (one,) = known(session, (seen.url, "https://other.example/"), city.duty(session))
        assert (one.certain, one.why, one.rejected) == (False, "标题看不出是哪一单位", False)
        assert one.read_before == NOON - DAY
        assert known(session, ("https://other.example/",), city.duty(session)) == ()


def test_a_column_tells_its_last_reading_and_since_when_it_fails(qinghe):
    with qinghe.write() as session:
        assert looked(session, "qinghe-jtj", NOON)[0].outcome is None
        city.read(session, NOON - 3 * DAY, Outcome.OK, city.link(session, NOON - 3 * DAY))
        for days in (2, 1):
            city.read(session, NOON - days * DAY, Outcome.BLOCKED)
        (column,) = looked(session, "qinghe-jtj", NOON)
        assert (column.outcome, column.since) == (Outcome.BLOCKED, NOON - 2 * DAY)
        assert (column.ok_at, column.ok_items) == (NOON - 3 * DAY, 1)


def test_the_column_of_entries_is_one_and_no_portal(qinghe):
    with qinghe.write() as session:
        column = entries.by_hand_column(session)
        assert entries.by_hand_column(session) == column
        assert {one.slug for one in portals(session)} == {"qinghe", "yunting"}
        assert {one.portal for one in due(session, NOON + 3 * DAY)} <= {"qinghe", "yunting"}
        assert "by-hand" not in export_portals(session)


def test_each_entry_has_its_author_in_log_and_roll_call(qinghe):
    with qinghe.write() as session:
        duty = city.duty(session)
        with pytest.raises(ValueError, match="登记人"):
            entries.submitted(session, duty, NOON, who=" ", now=NOON)
        with pytest.raises(ValueError, match="晚于现在"):
            entries.submitted(session, duty, NOON + DAY, who="王某", now=NOON)
        assert entries.submitted(session, duty, NOON, who="王某", now=NOON)
        entries.leave_out(session, duty, Exemption("撤并", "9号"), who="李某", now=NOON)
        with pytest.raises(ValueError, match="自己"):
            entries.cover_by(session, duty, "qinghe-jtj", who="李某", now=NOON)
        entries.cover_by(session, duty, "qinghe-office", who="赵某", now=NOON)
        with pytest.raises(NotAllowed):
            entries.confirm_missing(session, duty, who="王某", why="电话核实", now=NOON)
        made = {(one.who, one.what) for one in decisions(session, "qinghe-office", 2026, NOON)}
        assert made == {("王某", "登记提交"), ("李某", "不纳入统计"), ("赵某", "合并编报")}
        said = {(one.who, one.what) for one in audit_log(session)}
        assert {("李某", "duty_exempt"), ("赵某", "duty_covered")} <= said
        assert next(one.kind.value for one in all_entries(session, [duty])) == "covered"


def test_consent_is_withdrawn_only_where_there_is_one(qinghe):
    with qinghe.write() as session:
        with pytest.raises(ValueError, match="没有登记过"):
            consent(session, "qinghe", "", who="王某", now=NOON)
        consent(session, "qinghe", "函〔2026〕1号", who="王某", now=NOON)
        assert portals(session, ["qinghe"])[0].robots_consent == "函〔2026〕1号"
        consent(session, "qinghe", "", who="王某", now=NOON)
        assert portals(session, ["qinghe"])[0].robots_consent == ""


def test_a_persons_word_and_a_computation_wait_for_each_other_without_a_deadlock(qinghe):
    with qinghe.write() as session:
        number = city.duty(session)
        keep_standing(session, number, Standing(DutyState.MISSING), NOON)

    def confirm():
        with qinghe.write() as session:
            said = {"who": "王某", "why": "电话核实", "now": NOON}
            return entries.confirm_missing(session, number, **said).id

    with ThreadPoolExecutor(1) as pool:
        with qinghe.write() as session:
            duties.hold(session, (number,))  # as states are computed
            entered = pool.submit(confirm)
            time.sleep(0.3)
            keep_standing(session, number, Standing(DutyState.MISSING), NOON + DAY)
        assert entered.result(20)
