from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from nianbao.duty.model import Outcome
from storage.evidence import Place, Proof
from storage.queries import portals
from storage.queries import runs as run_queries
from storage.rows.runs import RunState
from storage.store import portals as portal_store
from storage.store import runs
from storage.store.runs import MAX_SUCCESSORS, ColumnReading
from tests.storage.moments import DAY, HOUR, NOON
from tests.storage.qinghe import column, read, run


def enqueue(database, slot="s", portal="qinghe") -> int | None:
    with database.write() as session:
        return runs.enqueue_slot(session, portal, slot, NOON)


def at_once(database, count, work):
    """Let several threads do the same at the same moment, each in its own transaction."""
    barrier = Barrier(count)

    def one(number: int):
        barrier.wait(10)
        with database.write() as session:
            return work(session, number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_two_schedulers_at_once_queue_one_run_for_a_slot(qinghe):
    found = at_once(
        qinghe, 4, lambda session, _: runs.enqueue_slot(session, "qinghe", "2027-02-01", NOON)
    )
    assert sorted(found, key=bool)[:3] == [None, None, None]
    assert sum(run is not None for run in found) == 1


def test_a_run_of_an_unknown_portal_is_refused(qinghe):
    with pytest.raises(LookupError, match="没有这个网站：nowhere"):
        enqueue(qinghe, portal="nowhere")


def test_of_workers_that_ask_at_once_one_gets_the_run(qinghe):
    run = enqueue(qinghe)
    found = at_once(
        qinghe,
        4,
        lambda session, n: runs.lease(session, [run], f"w{n}", NOON, NOON + HOUR),
    )
    assert sum(len(leased) for leased in found) == 1


def test_a_batch_is_divided_and_no_run_is_leased_twice(qinghe):
    ids = [enqueue(qinghe, f"s{n}") for n in range(6)]
    found = at_once(
        qinghe, 3, lambda session, n: runs.lease(session, ids, f"w{n}", NOON, NOON + HOUR)
    )
    assert sorted(leased.id for won in found for leased in won) == sorted(ids)


def test_a_lease_that_ran_out_is_taken_over_with_what_the_first_worker_left(qinghe):
    run = enqueue(qinghe)
    with qinghe.write() as session:
        runs.lease(session, [run], "first", NOON, NOON + HOUR)
        runs.start(session, [run], "first", "2027/02/a")
    with qinghe.write() as session:
        assert runs.lease(session, [run], "second", NOON + HOUR / 2, NOON + DAY) == ()
        (leased,) = runs.lease(session, [run], "second", NOON + HOUR, NOON + DAY)
        assert (leased.attempt, leased.folder, leased.portal) == (2, "2027/02/a", "qinghe")
        assert runs.renew(session, [run], "first", NOON + DAY) == 0
        assert runs.close_run(session, run, "first", NOON + HOUR, {}) is False
        assert runs.renew(session, [run], "second", NOON + 2 * DAY) == 1
        assert runs.close_run(session, run, "second", NOON + HOUR, {"ok": 1}) is True
    with qinghe.read() as session:
        ended = run_queries.run(session, run)
    assert (ended.state, ended.summary, ended.started_at) == (RunState.DONE, {"ok": 1}, NOON)


def test_a_run_that_lost_its_worker_gets_one_successor(qinghe):
    run = enqueue(qinghe, "2027-02-01T06:00+08:00")
    with qinghe.write() as session:
        runs.lease(session, [run], "w", NOON, NOON + HOUR)
        assert runs.sweep(session, NOON) == runs.Swept((), ())
    found = at_once(qinghe, 3, lambda session, _: runs.sweep(session, NOON + HOUR))
    assert sorted(swept.lost for swept in found) == [(), (), (run,)]
    assert sum(len(swept.queued) for swept in found) == 1
    with qinghe.read() as session:
        (new,) = run_queries.queued(session)
        assert run_queries.run(session, new).slot == "2027-02-01T06:00+08:00#1"
        assert run_queries.run(session, run).state is RunState.LOST


def test_a_slot_is_not_tried_for_ever(qinghe):
    enqueue(qinghe)
    moment = NOON
    for _ in range(MAX_SUCCESSORS + 3):
        with qinghe.write() as session:
            runs.lease(session, run_queries.queued(session), "w", moment, moment + HOUR)
            runs.sweep(session, moment + HOUR)
        moment += HOUR
    with qinghe.read() as session:
        every = run_queries.runs(session, "qinghe")
    assert len(every) == 1 + MAX_SUCCESSORS
    assert {found.state for found in every} == {RunState.LOST}


def test_a_lost_run_needs_no_successor_when_the_next_slot_came(qinghe):
    first = enqueue(qinghe, "s1")
    with qinghe.write() as session:
        runs.lease(session, [first], "w", NOON, NOON + HOUR)
    enqueue(qinghe, "s2")
    with qinghe.write() as session:
        assert runs.sweep(session, NOON + HOUR) == runs.Swept((first,), ())


def test_an_ended_run_whose_manifest_was_not_committed_is_found_again(qinghe):
    run = enqueue(qinghe)
    with qinghe.write() as session:
        runs.lease(session, [run], "w", NOON, NOON + HOUR)
        runs.start(session, [run], "w", "2027/02/a")
        runs.sweep(session, NOON + HOUR)
        assert [found.folder for found in run_queries.uncommitted(session)] == ["2027/02/a"]
        runs.mark_committed(session, run, NOON)
        assert run_queries.uncommitted(session) == ()


def test_an_outcome_is_kept_once_for_each_column_and_run(qinghe):
    with qinghe.write() as session:
        run = read(session, NOON, Outcome.BLOCKED)
        again = ColumnReading(column(session), Outcome.OK, NOON, 3)
        assert runs.keep_outcome(session, run, again) is False
        (kept,) = run_queries.outcomes(session, run)
    assert kept.outcome is Outcome.BLOCKED


def test_the_list_pages_that_prove_a_reading_are_found_again(qinghe):
    page = Proof("https://www.qinghe.example/", Place("2027/02/a", "x", 7, "0" * 64, 9), 200, NOON)
    with qinghe.write() as session:
        where = column(session)
        started = run(session, NOON)
        runs.keep_outcome(
            session, started, ColumnReading(where, Outcome.OK, NOON, 1, proofs=(page,))
        )
        assert run_queries.proofs(session, where, NOON) == (page,)
        assert run_queries.proofs(session, where, NOON + HOUR) == ()


def test_a_portal_is_due_once_a_slot_and_not_while_a_run_is_under_way(qinghe):
    with qinghe.write() as session:
        due = portals.due(session, NOON)
        assert [slot.portal for slot in due] == ["qinghe", "yunting"]
        run = runs.enqueue_slot(session, *(due[0].portal, due[0].slot), NOON)
        assert [slot.portal for slot in portals.due(session, NOON + DAY)] == ["yunting"]
        runs.lease(session, [run], "w", NOON, NOON + HOUR)
        runs.close_run(session, run, "w", NOON, {})
        assert [slot.portal for slot in portals.due(session, NOON + HOUR)] == ["yunting"]
        assert [s.portal for s in portals.due(session, NOON + DAY)] == ["qinghe", "yunting"]


def test_a_paused_portal_is_not_due_until_its_day_has_passed(qinghe):
    with qinghe.write() as session:
        portal_store.pause(session, "qinghe", "网站改版", NOON.date())
        portal_store.pause(session, "yunting", "网站改版")
        assert portals.due(session, NOON) == ()
        assert [slot.portal for slot in portals.due(session, NOON + DAY)] == ["qinghe"]
        portal_store.resume(session, "yunting")
        assert [slot.portal for slot in portals.due(session, NOON)] == ["yunting"]
        with pytest.raises(ValueError, match="原因"):
            portal_store.pause(session, "qinghe", " ")


def test_a_column_that_is_read_no_more_is_not_given_to_the_crawler(qinghe):
    with qinghe.write() as session:
        portal_store.end_column(session, column(session), NOON)
        found = {portal.slug: portal.columns for portal in portals.portals(session)}
    assert found["qinghe"] == ()
    assert len(found["yunting"]) == 1


def test_the_portal_of_a_run_comes_with_all_that_the_crawler_is_told(qinghe):
    run = enqueue(qinghe)
    with qinghe.read() as session:
        portal = portals.portals_of_runs(session, [run])[run]
    assert (portal.slug, portal.family, portal.hosts) == ("qinghe", "trs", ("www.qinghe.example",))
    assert (portal.columns[0].expect_since, portal.columns[0].expect_reports) == (2019, 5)


def test_trouble_is_told_with_since_when_and_whom_it_concerns(qinghe):
    with qinghe.write() as session:
        read(session, NOON, Outcome.DOWN)
        read(session, NOON + DAY)
        read(session, NOON + 2 * DAY, Outcome.BLOCKED)
        read(session, NOON + 3 * DAY, Outcome.DOWN)
        (trouble,) = portals.troubles(session, NOON + 4 * DAY)
        assert portals.troubles(session, NOON + DAY) == ()
    assert (trouble.outcome, trouble.since) == (Outcome.DOWN, NOON + 2 * DAY)
    assert trouble.bodies == ("青禾市人民政府", "青禾市交通运输局", "青禾市人民政府办公室")
