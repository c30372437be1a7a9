from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select

from nianbao.clock import SHANGHAI
from nianbao.duty.model import DutyState, Exemption, Outcome
from nianbao.duty.states import standing
from nianbao.report.model import Claim
from storage.queries.duties import coverage, standing_steps
from storage.queries.duties import duties as duty_views
from storage.queries.facts import claimed_date, facts
from storage.rows import BodyRow
from storage.store import duties, matches, standings
from storage.store.documents import keep_link
from tests.storage.moments import DAY, HOUR, NOON
from tests.storage.qinghe import (
    candidate,
    certain,
    column,
    duty,
    link,
    publish,
    read,
    run,
)

JANUARY = datetime(2027, 1, 15, 12, tzinfo=SHANGHAI)
AFTER = NOON + 3 * DAY


def state(session, now=AFTER, body="qinghe-jtj") -> DutyState:
    number = duty(session, body)
    return standing(facts(session, now, duties=[number])[number], now).state


def test_a_report_in_time_is_published(qinghe):
    with qinghe.write() as session:
        publish(session, JANUARY, day="2027-01-15")
        assert state(session) is DutyState.PUBLISHED


def test_a_claimed_date_after_the_due_date_is_late(qinghe):
    with qinghe.write() as session:
        publish(session, NOON + DAY, day="2027-02-02")
        assert state(session) is DutyState.LATE


def test_a_page_dated_anew_after_the_due_date_is_not_late_while_its_list_says_otherwise(qinghe):
    with qinghe.write() as session:
        publish(session, NOON + DAY, day="2027-01-28")
        run_id = run(session, NOON + DAY)
        again = (Claim("2027-02-02", "meta", "2027-02-02"),)
        keep_link(session, run_id, link(session, NOON + DAY, "qinghe-jtj-2026", dates=again))
        number = duty(session)
        found = standing(facts(session, AFTER, duties=[number])[number], AFTER)
    assert found.state is DutyState.PUBLISHED_UNDATED
    assert "页面标注为2027年2月2日，栏目列表标注为2027年1月28日" in found.reason


def test_nothing_found_twice_after_an_earlier_report_there_is_missing(qinghe):
    with qinghe.write() as session:
        publish(session, JANUARY, year=2025)
        read(session, NOON)
        read(session, NOON + DAY)
        assert state(session) is DutyState.MISSING


def test_a_reading_that_began_before_midnight_of_the_due_date_proves_nothing(qinghe):
    with qinghe.write() as session:
        publish(session, JANUARY, year=2025)
        read(session, NOON - 2 * DAY)
        read(session, NOON - 13 * HOUR, lasting=2 * HOUR)  # from 23:00 on 31 January to 1:00
        assert state(session) is DutyState.UNVERIFIABLE


def test_the_same_without_proof_of_the_column_is_to_confirm(qinghe):
    with qinghe.write() as session:
        read(session, NOON)
        read(session, NOON + DAY)
        assert state(session) is DutyState.TO_CONFIRM
        person = {"how": "电话核实", "who": "甲", "now": NOON}
        matches.prove_binding(session, "qinghe-jtj", column(session), **person)
        assert state(session) is DutyState.MISSING
        with pytest.raises(LookupError, match="未与该栏目"):
            matches.prove_binding(session, "yunting-nyj", column(session), **person)


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.OK}))
def test_a_column_that_could_not_be_read_is_never_missing(qinghe, outcome):
    with qinghe.write() as session:
        publish(session, JANUARY, year=2025)
        for day in range(3):
            read(session, NOON + day * DAY, outcome)
        assert state(session) is DutyState.UNVERIFIABLE


def test_a_column_is_failing_since_the_same_moment_whichever_duties_are_looked_up(qinghe):
    began = JANUARY - 90 * DAY
    with qinghe.write() as session:
        read(session, began - DAY)
        for moment in (began, JANUARY, NOON + DAY):
            read(session, moment, Outcome.DOWN)
        mine = duty(session)
        alone = standing(facts(session, AFTER, duties=[mine])[mine], AFTER)
        together = standing(facts(session, AFTER)[mine], AFTER)
    assert f"自{began.year}年{began.month}月{began.day}日" in alone.reason
    assert alone.reason == together.reason


def test_a_candidate_keeps_every_body_it_may_belong_to_from_being_missing(qinghe):
    with qinghe.write() as session:
        publish(session, JANUARY, year=2025)
        publish(session, JANUARY, "qinghe-office", 2025)
        run_id = run(session, JANUARY + HOUR)
        document = keep_link(session, run_id, link(session, JANUARY, "unclear"))
        maybe = candidate("qinghe-jtj", "qinghe-office", year=None)
        touched = matches.keep_match(session, document, maybe, JANUARY)
        assert touched == tuple(sorted([duty(session), duty(session, "qinghe-office")]))
        for day in range(2):
            read(session, NOON + day * DAY, Outcome.OK, link(session, NOON + day * DAY, "unclear"))
        assert state(session) is DutyState.TO_CONFIRM
        assert state(session, body="qinghe-office") is DutyState.TO_CONFIRM


def test_a_candidate_that_a_person_refuses_counts_for_nothing(qinghe):
    with qinghe.write() as session:
        publish(session, JANUARY, year=2025)
        run_id = run(session, JANUARY + HOUR)
        document = keep_link(session, run_id, link(session, JANUARY, "unclear"))
        matches.keep_match(session, document, candidate("qinghe-jtj"), JANUARY)
        for day in range(2):
            read(session, NOON + day * DAY, Outcome.OK, link(session, NOON + day * DAY, "unclear"))
        person = {"who": "甲", "now": NOON + 2 * DAY}
        matches.decide_match(session, document, duty(session), belongs=False, **person)
        matches.keep_match(session, document, candidate("qinghe-jtj"), AFTER)
        assert state(session) is DutyState.MISSING
        assert state(session, NOON + DAY) is DutyState.TO_CONFIRM  # as it was known then


def test_a_candidate_that_a_person_confirms_is_the_report(qinghe):
    with qinghe.write() as session:
        run_id = run(session, JANUARY)
        document = keep_link(session, run_id, link(session, JANUARY, "unclear", "2027-01-15"))
        matches.keep_match(session, document, candidate("qinghe-jtj", "qinghe"), JANUARY)
        person = {"who": "甲", "now": NOON}
        matches.decide_match(session, document, duty(session), belongs=True, **person)
        assert state(session) is DutyState.PUBLISHED
        assert state(session, NOON - HOUR) is DutyState.TO_CONFIRM
        matches.keep_match(session, document, certain("qinghe"), AFTER)
        assert state(session) is DutyState.PUBLISHED


def test_a_match_that_moves_to_another_duty_leaves_the_first(qinghe):
    with qinghe.write() as session:
        document, _ = publish(session, JANUARY, year=2025)
        touched = matches.keep_match(session, document, certain(year=2026), AFTER)
        assert touched == tuple(sorted([duty(session, year=2025), duty(session, year=2026)]))
        old, new = (
            facts(session, AFTER, duties=[number])[number].sightings
            for number in (duty(session, year=2025), duty(session, year=2026))
        )
        assert [s.rejected_at for s in old] == [AFTER]
        assert [s.rejected_at for s in new] == [None]


def test_what_a_person_entered_counts_with_the_date_they_saw(qinghe):
    with qinghe.write() as session:
        seen = {"url": "https://www.qinghe.example/x.html", "title": "年报", "who": "甲"}
        place = duty(session), column(session)
        matches.enter_report(session, *place, day=date(2027, 1, 30), now=NOON, **seen)
        assert state(session) is DutyState.PUBLISHED
        matches.enter_report(session, *place, day=date(2027, 2, 1), now=NOON + DAY, **seen)
        assert state(session) is DutyState.LATE
        number = duty(session)
        (found,) = facts(session, AFTER, duties=[number])[number].sightings
        assert found.decided_at == NOON  # said again, it was certain then already


def test_facts_hold_nothing_that_was_learnt_later(qinghe):
    with qinghe.write() as session:
        publish(session, JANUARY, year=2025)
        read(session, NOON)
        read(session, NOON + DAY)
        number = duty(session)
        publish(session, NOON + 2 * DAY, day="2027-01-30")
        duties.submit(session, number, JANUARY, "甲", NOON + 2 * DAY)
        duties.exempt(session, number, Exemption("新设机构", "编办批复"), NOON + 2 * DAY)
        before = facts(session, NOON + DAY, duties=[number])[number]
        after = facts(session, AFTER, duties=[number])[number]
    assert (before.sightings, before.submissions, before.duty.exemption) == ((), (), None)
    assert len(before.readings) == 3
    assert len(after.readings) == 4
    assert after.duty.exemption == Exemption("新设机构", "编办批复")
    assert len(after.sightings) == len(after.submissions) == 1


def test_what_was_ended_is_still_said_of_the_time_in_which_it_held(qinghe):
    first, second = Exemption("新设机构", "编办批复"), Exemption("涉密机关", "保密规定")
    with qinghe.write() as session:
        number = duty(session)
        other = session.scalars(select(BodyRow.slug).where(BodyRow.id != 1).limit(1)).one()
        duties.exempt(session, number, first, NOON)
        duties.exempt(session, number, first, NOON + DAY)  # said again: nothing new
        duties.exempt(session, number, second, NOON + 2 * DAY)
        duties.exempt(session, number, None, NOON + 3 * DAY)
        duties.cover(session, number, other, NOON + 4 * DAY)
        duties.cover(session, number, None, NOON + 5 * DAY)
        moments = [NOON - DAY, *(NOON + n * DAY for n in range(6))]
        known = [facts(session, at, duties=[number])[number].duty for at in moments]
    assert [one.exemption for one in known] == [None, first, first, second, None, None, None]
    assert [one.covered_by for one in known] == [None, None, None, None, None, other, None]


def test_a_reading_says_whether_the_list_held_the_report(qinghe):
    with qinghe.write() as session:
        read(session, JANUARY)
        publish(session, NOON)
        read(session, NOON + DAY)
        number = duty(session)
        readings = facts(session, AFTER, duties=[number])[number].readings
    assert [reading.held for reading in readings] == [False, True, False]


def test_all_duties_of_a_year_come_at_once(qinghe):
    with qinghe.read() as session:
        found = facts(session, NOON, year=2026)
        every = facts(session, NOON)
    assert len(found) == 8
    assert len(every) == 16
    assert {duty.duty.year for duty in found.values()} == {2026}
    own = {f.duty.body: f.columns for f in found.values()}
    assert own["qinghe-jtj"] == ("青禾市人民政府网站·政府信息公开年报",)
    assert own["qinghe-swj"] == ()


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([], (None, "")),
        ([("2027-02-03", "list"), ("2027-01-30", "meta")], (date(2027, 1, 30), "meta")),
        ([("2027-02-03", "meta"), ("2027-01-30", "list")], (date(2027, 2, 3), "meta")),
        ([("2027-02-03", "list"), ("2027-01-30", "list")], (date(2027, 1, 30), "list")),
        ([("2027-02-03", "meta"), ("2027-01-29", "person")], (date(2027, 1, 29), "person")),
        ([("昨天", "meta"), ("2027-01-30", "footer")], (None, "")),
    ],
)
def test_the_most_trusted_claim_wins_and_of_equals_the_earliest(claims, expected):
    assert claimed_date(Claim(*claim) for claim in claims) == expected


# --- Standings ------------------------------------------------------------------


def stand(session, now=AFTER) -> list:
    found = facts(session, now, year=2026)
    changes = [
        standings.keep_standing(session, number, standing(known, now), now)
        for number, known in found.items()
    ]
    return [change for change in changes if change]


def test_only_changes_of_a_state_are_events(qinghe):
    with qinghe.write() as session:
        assert len(stand(session, JANUARY)) == 8
        assert stand(session, JANUARY + HOUR) == []
        publish(session, JANUARY + 2 * HOUR, day="2027-01-15")
        (change,) = stand(session, JANUARY + 3 * HOUR)
        assert (change.previous, change.state) == (DutyState.DUE_SOON, DutyState.PUBLISHED)
        steps = standing_steps(session, duty(session))
    assert [step.state for step in steps] == [DutyState.DUE_SOON, DutyState.PUBLISHED]


def test_a_state_computed_for_the_past_does_not_replace_todays(qinghe):
    with qinghe.write() as session:
        publish(session, JANUARY, day="2027-01-15")
        stand(session, AFTER)
        assert stand(session, JANUARY - DAY) == []
        (view,) = duty_views(session, AFTER, ids=[duty(session)])
    assert view.standing.state is DutyState.PUBLISHED


def test_a_standing_comes_back_whole_with_its_proofs(qinghe):
    with qinghe.write() as session:
        publish(session, JANUARY, year=2025)
        read(session, NOON)
        read(session, NOON + DAY)
        stand(session)
        number = duty(session)
        expected = standing(facts(session, AFTER, duties=[number])[number], AFTER)
        (view,) = duty_views(session, AFTER, ids=[number])
    assert expected.state is DutyState.MISSING
    assert view.standing == expected
    assert len(view.standing.proofs) == 2
    assert view.columns == ("青禾市人民政府网站·政府信息公开年报",)


def test_an_office_sees_all_that_it_supervises_and_nothing_else(qinghe):
    with qinghe.write() as session:
        stand(session)
        seen = {
            office: {view.duty.body for view in duty_views(session, AFTER, office=office)}
            for office in ("qinghe-office", "yunting-office", "sheng-swj", "qinghe-jtj")
        }
    county = {"yunting-office", "yunting-nyj", "yunting-baisha"}
    assert seen["qinghe-office"] == {"qinghe", "qinghe-office", "qinghe-jtj"} | county
    assert seen["yunting-office"] == county
    assert seen["sheng-swj"] == {"sheng-swj", "qinghe-swj"}
    assert seen["qinghe-jtj"] == {"qinghe-jtj"}


def test_coverage_counts_what_a_date_binds(qinghe):
    with qinghe.write() as session:
        publish(session, JANUARY, day="2027-01-15")
        stand(session)
        city = coverage(session, "qinghe-office", 2026, AFTER)
        county = coverage(session, "yunting-office", 2026, AFTER)
        taxes = coverage(session, "sheng-swj", 2026, AFTER)
    assert city.total() == 5  # the township has no date
    assert city[DutyState.PUBLISHED] == 1
    assert county == {DutyState.UNVERIFIABLE: 2}
    assert taxes.total() == 0
