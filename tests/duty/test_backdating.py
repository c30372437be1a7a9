"""A claimed date is contradicted only by complete readings of every column after that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from nianbao.duty.backdating import contradiction
from nianbao.duty.model import Outcome
from nianbao.report.model import Claim
from tests.duty.test_states import HUB, NOW, OWN, at, facts, read, seen

CLAIMED = date(2027, 1, 30)
FIRST = at(2, 2)
REPORT = seen(FIRST, CLAIMED)
TWICE = (read(at(1, 31, 6)), read(at(2, 1, 6)))


def told(*readings, sightings=(REPORT,), columns=(OWN,)):
    return contradiction(facts(*readings, sightings=sightings, columns=columns), NOW)


def test_two_complete_readings_after_the_claimed_day_contradict_it():
    found = told(*TWICE)
    assert (found.claim.day, found.last.at) == (CLAIMED, at(2, 1, 6))


def test_one_reading_or_two_close_together_contradict_nothing():
    assert told(TWICE[0]) is None
    assert told(read(at(1, 31, 6)), read(at(1, 31, 17))) is None


def test_readings_on_the_claimed_day_or_that_were_not_complete_contradict_nothing():
    assert told(read(at(1, 30, 8)), read(at(1, 30, 21))) is None
    assert told(TWICE[0], read(at(2, 1, 6), outcome=Outcome.BLOCKED)) is None


def test_a_column_that_was_not_read_may_have_held_it():
    assert told(*TWICE, columns=(OWN, HUB)) is None
    assert told(*TWICE, *(replace(r, column=HUB) for r in TWICE), columns=(OWN, HUB))


def test_what_was_seen_before_under_another_address_contradicts_nothing():
    moved = replace(REPORT, url="http://b.example/", first_seen=at(1, 30, 12))
    assert told(*TWICE, sightings=(REPORT, moved)) is None
    candidate = replace(moved, certain=False)
    assert told(*TWICE, sightings=(REPORT, candidate)) is None


def test_a_day_in_an_address_or_of_the_last_touch_is_no_statement():
    for source in ("url", "updated", "file", "signed"):
        vague = replace(REPORT, claimed_date=None, claims=(Claim("2027-01-30", source),))
        assert told(*TWICE, sightings=(vague,)) is None


def test_what_a_person_settled_is_not_questioned():
    claims = (Claim("2027-01-30", "meta"), Claim("2027-02-02", "person"))
    assert told(*TWICE, sightings=(replace(REPORT, claims=claims),)) is None


def test_what_is_not_known_yet_contradicts_nothing():
    assert contradiction(facts(*TWICE, sightings=(REPORT,)), at(2, 1, 12)) is None


def test_lists_say_nothing_of_what_stood_where_no_column_leads():
    entered = replace(REPORT, listed=False)
    assert told(*TWICE, sightings=(entered,)) is None
    later = replace(REPORT, url="http://c.example/", first_seen=at(2, 3))
    assert told(*TWICE, sightings=(entered, later)) is None
