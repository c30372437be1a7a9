from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.clock import SHANGHAI
from nianbao.duty.model import (
    Duty,
    DutyState,
    Exemption,
    Facts,
    Outcome,
    Reading,
    ReportKind,
    Sighting,
    Submission,
)
from nianbao.duty.states import standing
from nianbao.report.model import Claim

DUE = date(2027, 1, 31)
DUTY = Duty("qinghe-edu", 2026, ReportKind.OWN, DUE, DUE)
PROVEN = datetime(2026, 2, 1, tzinfo=SHANGHAI)
OWN, HUB = "本单位网站", "集中公开栏目"


def at(month, day, hour=9, minute=0, year=2027):
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


NOW = at(2, 3)


def read(moment, column=OWN, outcome=Outcome.OK, *, held=False):
    return Reading(column, moment, outcome, held)


def seen(moment, claimed=None, **more):
    return Sighting("http://www.qinghe.example/t1.html", moment, claimed, "meta", **more)


def facts(*readings, columns=(OWN,), sightings=(), duty=DUTY, proven=PROVEN, submissions=()):
    return Facts(duty, columns, proven, readings, tuple(sightings), tuple(submissions))


TWICE = (read(at(1, 31, 18)), read(at(2, 1, 6)))


def state(known, now=NOW):
    return standing(known, now).state


# --- Published, late, undated -----------------------------------------------------


def test_a_claimed_date_on_the_due_date_itself_is_in_time():
    found = standing(facts(sightings=[seen(at(2, 2), DUE)]), NOW)
    assert (found.state, found.date, found.days_late) == (DutyState.PUBLISHED, DUE, 0)


def test_a_claimed_date_after_the_due_date_is_late_by_natural_days():
    found = standing(facts(sightings=[seen(at(2, 3), date(2027, 2, 2))]), NOW)
    assert (found.state, found.days_late) == (DutyState.LATE, 2)


def test_without_a_date_what_was_seen_on_the_due_date_is_in_time():
    assert state(facts(sightings=[seen(at(1, 31, 23, 59))])) is DutyState.PUBLISHED


def test_a_day_begins_in_shanghai_not_in_greenwich():
    """2027-01-31T16:30Z is already 1 February in Shanghai."""
    moment = datetime.fromisoformat("2027-01-31T16:30:00+00:00")
    readings = (read(moment - timedelta(hours=13)), read(moment - timedelta(minutes=20)))
    known = facts(*readings, sightings=[seen(moment)])
    assert state(known, moment) is DutyState.LATE
    assert state(facts(sightings=[seen(moment - timedelta(hours=1))]), NOW) is DutyState.PUBLISHED


def test_without_a_date_an_ok_reading_after_the_due_date_that_held_nothing_makes_it_late():
    known = facts(read(at(2, 1, 6)), sightings=[seen(at(2, 3, 8))])
    found = standing(known, NOW)
    assert (found.state, found.days_late) == (DutyState.LATE, 1)
    assert found.proofs == (read(at(2, 1, 6)),)


def test_back_filled_history_makes_nothing_late():
    known = facts(read(at(6, 1)), sightings=[seen(at(6, 1))])
    assert state(known, at(6, 2)) is DutyState.PUBLISHED_UNDATED


def test_a_reading_that_failed_before_the_first_sight_makes_nothing_late():
    known = facts(read(at(2, 1, 6), outcome=Outcome.DOWN), sightings=[seen(at(2, 3, 8))])
    assert state(known) is DutyState.PUBLISHED_UNDATED


def test_without_a_date_a_column_that_was_not_read_may_have_held_it_in_time():
    known = facts(read(at(2, 1, 6)), columns=(OWN, HUB), sightings=[seen(at(2, 3, 8))])
    assert state(known) is DutyState.PUBLISHED_UNDATED


def test_a_column_that_held_it_before_the_due_date_makes_nothing_late():
    readings = (read(at(1, 30), held=True), read(at(2, 1, 6)))
    assert state(facts(*readings, sightings=[seen(at(2, 3, 8))])) is DutyState.PUBLISHED_UNDATED


def test_a_page_seen_before_the_day_it_bears_was_public_before_that_day():
    found = standing(facts(sightings=[seen(at(1, 28), date(2027, 2, 2))]), NOW)
    assert found.state is DutyState.PUBLISHED
    unreliable = facts(sightings=[seen(at(2, 1), date(2027, 2, 10))])
    assert state(unreliable) is DutyState.PUBLISHED_UNDATED


def test_of_several_copies_the_earliest_counts():
    copies = [
        seen(at(2, 3), date(2027, 2, 3)),
        replace(seen(at(2, 3), DUE), url="http://b.example"),
    ]
    assert state(facts(sightings=copies)) is DutyState.PUBLISHED


def test_late_is_not_said_while_a_candidate_may_have_been_there_in_time():
    late, rival = seen(at(2, 3), date(2027, 2, 2)), seen(at(1, 29), certain=False)
    assert state(facts(sightings=[late, rival])) is DutyState.TO_CONFIRM
    too_late = seen(at(2, 3), date(2027, 2, 3), certain=False)
    assert state(facts(sightings=[late, too_late])) is DutyState.LATE


def claimed(*claims, moment=None):
    """A report seen after the due date, with claims: (source, month, day) of 2027."""
    said = tuple(Claim(f"2027-{month:02d}-{day:02d}", source) for source, month, day in claims)
    return replace(seen(moment or at(2, 8)), claims=said)


@pytest.mark.parametrize(
    "claims",
    [
        (("meta", 2, 5), ("list", 1, 28)),
        (("list", 2, 5), ("meta", 1, 28)),
        (("visible", 2, 5), ("meta", 2, 5), ("list", 1, 31)),
        (("meta", 2, 5), ("list", 2, 5), ("url", 1, 26)),
        (("visible", 2, 5), ("updated", 1, 30)),
    ],
)
def test_claims_on_both_sides_of_the_due_date_settle_nothing_and_both_are_said(claims):
    found = standing(facts(read(at(2, 1, 6)), sightings=[claimed(*claims)]), at(2, 9))
    assert (found.state, found.days_late) == (DutyState.PUBLISHED_UNDATED, 0)
    assert "2027年2月5日" in found.reason
    assert "2027年1月" in found.reason


def test_claims_that_differ_on_one_side_of_the_due_date_are_no_dispute():
    early = standing(facts(sightings=[claimed(("meta", 1, 28), ("list", 1, 20))]), at(2, 9))
    assert (early.state, early.date) == (DutyState.PUBLISHED, date(2027, 1, 28))
    late = standing(facts(sightings=[claimed(("meta", 2, 5), ("list", 2, 3))]), at(2, 9))
    assert (late.state, late.days_late) == (DutyState.LATE, 5)


@pytest.mark.parametrize(
    "outcome", [one for one in Outcome if one is not Outcome.OK], ids=lambda one: one.value
)
def test_an_office_reads_a_plain_reason_and_never_the_technical_detail(outcome):
    failed = replace(read(at(1, 28)), outcome=outcome, detail="页面缺少：翻页脚本 createPageHTML")
    found = standing(facts(failed), NOW)
    assert found.state is DutyState.UNVERIFIABLE
    assert f"“{OWN}”自2027年1月28日9时起" in found.reason
    assert "createPageHTML" not in found.reason


@pytest.mark.parametrize("source", ["url", "updated"])
def test_the_day_a_page_was_saved_or_touched_makes_nothing_late(source):
    found = standing(facts(sightings=[claimed((source, 2, 5))]), at(2, 9))
    assert (found.state, found.date) == (DutyState.PUBLISHED_UNDATED, None)
    in_time = facts(sightings=[claimed((source, 2, 5), ("list", 1, 28))])
    assert state(in_time, at(2, 9)) is DutyState.PUBLISHED
    assert state(facts(sightings=[claimed((source, 1, 28))]), at(2, 9)) is DutyState.PUBLISHED


@pytest.mark.parametrize("source", ["written", "signed", "file"])
def test_the_day_a_report_was_written_neither_excuses_nor_accuses(source):
    alone = facts(sightings=[claimed((source, 1, 20))])
    assert state(alone, at(2, 9)) is DutyState.PUBLISHED_UNDATED
    beside = facts(sightings=[claimed((source, 1, 20), ("meta", 2, 5))])
    assert state(beside, at(2, 9)) is DutyState.LATE
    after = facts(sightings=[claimed((source, 2, 7), ("meta", 1, 28))])
    assert state(after, at(2, 9)) is DutyState.PUBLISHED


def test_a_persons_word_settles_what_the_page_claims():
    disputed = (("meta", 2, 5), ("list", 1, 28))
    in_time = facts(sightings=[claimed(*disputed, ("person", 1, 29))])
    assert state(in_time, at(2, 9)) is DutyState.PUBLISHED
    late = facts(sightings=[claimed(*disputed, ("person", 2, 4))])
    assert state(late, at(2, 9)) is DutyState.LATE


def test_of_one_source_the_earliest_day_counts():
    known = facts(sightings=[claimed(("meta", 2, 5), ("meta", 1, 28))])
    assert state(known, at(2, 9)) is DutyState.PUBLISHED


def test_what_was_seen_by_the_due_date_is_published_whatever_it_bears():
    known = facts(sightings=[claimed(("meta", 2, 5), ("list", 1, 28), moment=at(1, 30))])
    assert state(known, at(2, 9)) is DutyState.PUBLISHED


def test_a_copy_in_time_settles_what_another_copy_leaves_open():
    disputed = claimed(("meta", 2, 5), ("list", 1, 28))
    copy = replace(claimed(("meta", 1, 29)), url="http://b.example")
    found = standing(facts(sightings=[disputed, copy]), at(2, 9))
    assert (found.state, found.date) == (DutyState.PUBLISHED, date(2027, 1, 29))


# --- Missing and its neighbours -----------------------------------------------------


def test_missing_needs_two_ok_readings_twelve_hours_apart_the_last_after_the_due_date():
    found = standing(facts(*TWICE), NOW)
    assert (found.state, found.proofs, found.since) == (DutyState.MISSING, TWICE, at(2, 1, 6))
    assert found.reason == "截至2027年2月1日6时未检索到"


@pytest.mark.parametrize(
    "readings",
    [
        (),
        (read(at(2, 1, 6)),),
        (read(at(1, 30)), read(at(1, 31, 23, 59))),
        (read(at(2, 1, 0)), read(at(2, 1, 11, 59))),
        (read(at(1, 31, 18)), read(at(2, 1, 6), outcome=Outcome.EMPTY)),
        (read(at(1, 31, 18)), read(at(2, 1, 6), outcome=Outcome.LAYOUT_CHANGED)),
        (read(at(12, 1, year=2026)), read(at(2, 1, 6))),
    ],
)
def test_with_less_than_that_a_duty_is_unverifiable_with_reason_and_since(readings):
    found = standing(facts(*readings), NOW)
    assert found.state is DutyState.UNVERIFIABLE
    assert found.reason
    assert found.since is not None


def test_every_column_of_the_body_must_have_been_read():
    known = facts(*TWICE, columns=(OWN, HUB))
    assert state(known) is DutyState.UNVERIFIABLE
    hub = (read(at(1, 31, 18), HUB), read(at(2, 1, 6), HUB))
    assert state(facts(*TWICE, *hub, columns=(OWN, HUB))) is DutyState.MISSING


def test_a_wall_is_named_with_the_day_it_began():
    walls = (read(at(1, 27), outcome=Outcome.BLOCKED), read(at(2, 2), outcome=Outcome.BLOCKED))
    found = standing(facts(read(at(1, 26)), *walls), NOW)
    assert found.since == at(1, 27)
    assert "拒绝自动访问" in found.reason


def test_what_was_proven_stays_proven_when_the_column_goes_down_afterwards():
    known = facts(*TWICE, read(at(2, 2), outcome=Outcome.DOWN))
    found = standing(known, NOW)
    assert found.state is DutyState.MISSING
    assert "截至2027年2月1日6时未检索到" in found.reason
    assert "此后情况不明" in found.reason
    candidate = replace(known, sightings=(seen(at(2, 3, 8), certain=False),))
    assert state(candidate) is DutyState.TO_CONFIRM


def test_an_unproven_binding_is_to_confirm_never_missing():
    assert state(facts(*TWICE, proven=None)) is DutyState.TO_CONFIRM
    assert state(facts(*TWICE, proven=at(2, 4))) is DutyState.TO_CONFIRM


def test_something_held_that_no_sighting_accounts_for_is_to_confirm():
    known = facts(TWICE[0], read(at(2, 1, 6), held=True))
    assert state(known) is DutyState.TO_CONFIRM


def test_a_candidate_found_to_be_something_else_counts_for_nothing_from_then_on():
    candidate = seen(at(1, 30), certain=False, rejected_at=at(2, 2))
    held = (read(at(1, 31, 18), held=True), read(at(2, 1, 6), held=True))
    known = facts(*held, sightings=[candidate])
    assert state(known, at(2, 1, 12)) is DutyState.TO_CONFIRM
    assert state(known) is DutyState.MISSING


def test_a_body_without_a_known_column_is_unverifiable():
    assert state(facts(columns=())) is DutyState.UNVERIFIABLE


def test_submitted_and_proven_unseen_is_submitted_only_else_unverifiable():
    submitted = (Submission(at(1, 28)),)
    assert state(facts(*TWICE, submissions=submitted)) is DutyState.SUBMITTED_ONLY
    found = standing(facts(submissions=submitted), NOW)
    assert found.state is DutyState.UNVERIFIABLE
    assert "已于2027年1月28日提交主管部门" in found.reason


# --- Before the date, and not counted ------------------------------------------------


def test_due_soon_begins_ten_working_days_before():
    calm, soon = standing(facts(), at(1, 14)), standing(facts(), at(1, 15))
    assert (calm.state, calm.days_left) == (DutyState.NOT_DUE, 11)
    assert (soon.state, soon.days_left) == (DutyState.DUE_SOON, 10)
    assert standing(facts(), at(1, 31)).state is DutyState.DUE_SOON


def test_a_body_without_a_date_is_listed_not_judged():
    free = replace(DUTY, publish_by=None)
    assert state(facts(*TWICE, duty=free)) is DutyState.NOT_DUE
    found = standing(facts(duty=free, sightings=[seen(at(6, 1), date(2027, 6, 1))]), at(6, 2))
    assert (found.state, found.days_late) == (DutyState.PUBLISHED, 0)


def test_an_exemption_holds_until_its_last_day():
    exempt = replace(DUTY, exemption=Exemption("新设机构", "青编〔2026〕1号", date(2027, 2, 3)))
    assert state(facts(*TWICE, duty=exempt)) is DutyState.EXEMPT
    assert state(facts(*TWICE, duty=exempt), at(2, 4)) is DutyState.MISSING


def test_who_was_left_out_to_the_end_of_a_season_owes_nothing_for_it_afterwards():
    left_out = replace(DUTY, exemption=Exemption("涉密机关", "单位名录", date(2027, 12, 31)))
    later = at(2, 4).replace(year=2028)
    assert state(facts(*TWICE, duty=left_out), later) is DutyState.EXEMPT


def test_a_report_in_another_bodys_report_is_covered():
    assert state(facts(*TWICE, duty=replace(DUTY, covered_by="qinghe-gov"))) is DutyState.COVERED_BY


def test_a_report_that_is_gone_again_is_withdrawn_unless_a_copy_lives():
    gone = seen(at(1, 20), date(2027, 1, 20), gone_since=at(2, 1))
    assert state(facts(sightings=[gone])) is DutyState.WITHDRAWN
    assert state(facts(sightings=[gone]), at(1, 31)) is DutyState.PUBLISHED
    copy = replace(seen(at(2, 2), date(2027, 2, 2)), url="http://b.example/t2.html")
    found = standing(facts(sightings=[gone, copy]), NOW)
    assert (found.state, found.date, found.url) == (
        DutyState.PUBLISHED,
        date(2027, 1, 20),
        copy.url,
    )


def test_a_sighting_settled_later_is_still_a_candidate_before():
    settled = seen(at(1, 20), date(2027, 1, 20), decided_at=at(2, 2))
    assert state(facts(sightings=[settled]), at(2, 1)) is DutyState.TO_CONFIRM
    assert state(facts(sightings=[settled])) is DutyState.PUBLISHED


# --- Properties -----------------------------------------------------------------------

moments = st.datetimes(datetime(2026, 12, 20), datetime(2027, 3, 1)).map(  # noqa: DTZ001 - made aware
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)
columns = st.sampled_from((OWN, HUB))
claims = st.builds(
    Claim,
    st.dates(date(2026, 12, 20), date(2027, 3, 1)).map(str) | st.just("昨天"),
    st.sampled_from(("meta", "list", "visible", "updated", "url", "file", "written", "person")),
)
readings = st.builds(Reading, columns, moments, st.sampled_from(Outcome), st.booleans())
sightings = st.builds(
    Sighting,
    st.sampled_from(("http://a.example", "http://b.example")),
    moments,
    st.none() | st.dates(date(2026, 12, 20), date(2027, 3, 1)),
    certain=st.booleans(),
    gone_since=st.none() | moments,
    decided_at=st.none() | moments,
    rejected_at=st.none() | moments,
    claims=st.lists(claims, max_size=4).map(tuple),
)
exemptions = st.none() | st.builds(
    Exemption, st.just("新设机构"), st.just("文号"), st.none() | st.dates(DUE, date(2027, 3, 1))
)
duties = st.builds(
    Duty,
    st.just("qinghe-edu"),
    st.just(2026),
    st.just(ReportKind.OWN),
    st.sampled_from((DUE, DUE, DUE, None)),
    exemption=exemptions,
    covered_by=st.sampled_from((None, None, "qinghe-gov")),
)
known_facts = st.builds(
    Facts,
    duties,
    st.sampled_from(((), (OWN,), (OWN, HUB))),
    st.none() | moments,
    st.lists(readings, max_size=8).map(tuple),
    st.lists(sightings, max_size=3).map(tuple),
    st.lists(st.builds(Submission, moments), max_size=1).map(tuple),
)


@given(known_facts, moments)
def test_any_facts_have_exactly_one_state_and_say_something(known, now):
    found = standing(known, now)
    assert isinstance(found.state, DutyState)
    assert found.reason
    assert standing(known, now) == found


@given(known_facts, moments)
def test_facts_in_another_order_give_the_same_state(known, now):
    shuffled = replace(known, readings=known.readings[::-1], sightings=known.sightings[::-1])
    assert standing(shuffled, now).state is standing(known, now).state


@given(known_facts, moments)
@settings(max_examples=300)
def test_never_missing_if_a_column_has_no_ok_reading_after_the_due_date(known, now):
    if standing(known, now).state is DutyState.MISSING:
        for column in known.columns:
            assert any(
                r.column == column
                and r.outcome is Outcome.OK
                and r.at <= now
                and r.at.astimezone(SHANGHAI).date() > DUE
                for r in known.readings
            )


@given(known_facts, moments)
def test_never_missing_with_an_unproven_binding(known, now):
    assert standing(replace(known, proven_since=None), now).state is not DutyState.MISSING


absences = st.builds(
    lambda extra, submitted: facts(*TWICE, *extra, submissions=submitted),
    st.lists(readings, max_size=4).map(tuple),
    st.just(()),
)


@given(known_facts | absences, sightings.filter(lambda s: s.rejected_at is None), moments)
@settings(max_examples=300)
def test_adding_a_sighting_never_yields_missing(known, sighting, now):
    more = replace(known, sightings=(*known.sightings, sighting))
    if standing(known, now).state is not DutyState.MISSING:
        assert standing(more, now).state is not DutyState.MISSING
    if sighting.first_seen <= now:
        assert standing(more, now).state is not DutyState.MISSING


@given(known_facts, st.lists(readings), st.lists(sightings), moments)
@settings(max_examples=300)
def test_a_state_does_not_depend_on_facts_after_its_moment(known, later, seen_later, now):
    more = replace(
        known,
        readings=(*known.readings, *(r for r in later if r.at > now)),
        sightings=(*known.sightings, *(s for s in seen_later if s.first_seen > now)),
    )
    assert standing(more, now) == standing(known, now)


@given(known_facts, moments, moments)
def test_a_later_decision_or_disappearance_does_not_change_the_past(known, now, then):
    if then > now:
        touched = tuple(
            replace(s, gone_since=s.gone_since or then, rejected_at=s.rejected_at or then)
            for s in known.sightings
        )
        assert standing(replace(known, sightings=touched), now) == standing(known, now)


@given(absences, moments)
def test_an_absence_once_proven_is_only_undone_by_something_seen(known, now):
    if now > at(2, 1, 6) and not any(r.held for r in known.readings):
        assert standing(known, now).state is DutyState.MISSING


@given(known_facts, moments)
def test_never_late_while_a_certain_copy_claims_to_have_been_there_in_time(known, now):
    if standing(known, now).state is not DutyState.LATE:
        return
    for sighting in known.sightings:
        rejected = sighting.rejected_at is not None and sighting.rejected_at <= now
        decided = sighting.decided_at is None or sighting.decided_at <= now
        persons = any(claim.source == "person" for claim in sighting.claims)
        if sighting.certain and decided and sighting.first_seen <= now and not rejected | persons:
            public = {"meta", "list", "visible", "url", "updated"}
            said = {claim.value for claim in sighting.claims if claim.source in public}
            assert all(day > str(DUE) for day in said)
