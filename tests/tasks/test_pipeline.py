"""The whole job, task after task, on a real portal, a real crawler process, real rows."""

from __future__ import annotations

import threading

from alerts.channel import OutboxChannel
from storage.queries.journal import intentions
from storage.store.journal import want
from tasks.crawl import crawl
from tasks.read import read
from tasks.standings import standings
from tasks.tick import tick
from tests.tasks.yard import BODIES


def test_what_is_published_is_read_matched_and_found_on_time(yard):
    yard.work_off(yard.house())
    states = yard.states()
    assert states["qinghe-transport", 2025] == "published"
    assert states["qinghe-reform", 2025] == "published"
    assert states["qinghe-office", 2025] == "published"
    assert states["qinghe-ecology", 2024] == "published"


def test_nobody_is_missing_after_one_complete_reading(yard):
    yard.work_off(yard.house())
    assert yard.states()["qinghe-ecology", 2025] == "unverifiable"


def test_missing_is_said_after_two_complete_readings_far_enough_apart(yard):
    yard.at("2026-01-31 20:00")
    yard.work_off(yard.house())
    yard.at("2026-02-01 09:00")
    yard.work_off(yard.house())
    assert yard.states()["qinghe-ecology", 2025] == "missing"
    assert "missing" not in {yard.states()[body, 2025] for body in BODIES[:-1]}


def test_the_last_page_read_settles_an_absence_that_was_held_back(yard):
    yard.at("2026-01-15 20:00")  # before most have published
    yard.work_off(yard.house())
    yard.at("2026-02-01 09:00")
    house = yard.house()
    tick(house)
    crawl(house, *next(ids for name, ids in house.bell.rung if name == "crawl"))
    waiting = [ids[0] for name, ids in house.bell.rung if name == "read"]
    assert len(waiting) > 1
    standings(house)
    assert yard.states()["qinghe-ecology", 2025] != "missing"
    house.bell.rung.clear()
    for version_id in waiting:
        assert ("standings", ()) not in house.bell.rung
        read(house, version_id)
    assert house.bell.rung[-1] == ("standings", ())
    standings(house)
    assert yard.states()["qinghe-ecology", 2025] == "missing"


def test_the_office_is_told_once_of_what_is_missing(yard):
    channel = OutboxChannel()
    yard.at("2026-01-31 20:00")
    yard.work_off(yard.house(channel))
    for moment in ("2026-02-01 09:00", "2026-02-01 09:30", "2026-02-01 11:00"):
        yard.at(moment)
        yard.work_off(yard.house(channel))
    assert [address for _, address, _ in channel.sent] == ["gongkai@qinghe.example"] * 2
    assert sorted(m.kind for m in yard.messages()) == ["brief", "daily"]


def test_first_imports_and_older_years_are_silent(yard):
    channel = OutboxChannel()
    yard.work_off(yard.house(channel))
    assert channel.sent == []


def test_running_the_whole_round_again_changes_nothing(yard):
    yard.work_off(yard.house())
    before = yard.counts()
    yard.work_off(yard.house())
    after = yard.counts()
    assert after == before


def test_two_ticks_at_once_start_one_crawl(yard):
    _two_at_once(yard)


def test_two_ticks_at_once_start_one_crawl_on_postgresql_too(postgres_yard):
    _two_at_once(postgres_yard)
    states = postgres_yard.states()
    assert states["qinghe-transport", 2025] == "published"
    before = postgres_yard.counts()
    postgres_yard.work_off(postgres_yard.house())
    assert postgres_yard.counts() == before


def _two_at_once(yard):
    together = threading.Barrier(2)

    def one():
        house = yard.house()
        together.wait()
        yard.work_off(house)

    ticks = [threading.Thread(target=one) for _ in range(2)]
    for each in ticks:
        each.start()
    for each in ticks:
        each.join()
    assert len(yard.runs()) == 1
    assert len(yard.manifests()) == 1
    assert yard.runs()[0].state == "done"


def test_a_person_who_wants_a_crawl_gets_one_more(yard):
    yard.work_off(yard.house())
    with yard.database.write() as session:
        want(session, "crawl", {"portals": ["qinghe"]}, who="admin", now=yard.settings.clock.now())
    yard.work_off(yard.house())
    yard.work_off(yard.house())
    assert [run.state.value for run in yard.runs()] == ["done", "done"]


def test_a_wish_that_nobody_knows_is_laid_aside(yard):
    with yard.database.write() as session:
        want(session, "dance", {}, who="admin", now=yard.settings.clock.now())
    yard.work_off(yard.house())
    with yard.database.read() as session:
        assert intentions(session) == ()
