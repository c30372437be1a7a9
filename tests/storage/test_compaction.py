"""What is past its time goes and is written down; everything else stays as it was kept."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from warcio.archiveiterator import ArchiveIterator

from storage.archive import Altered, Archive
from storage.database import Database
from storage.evidence import Place, Proof
from storage.registry import import_registry
from storage.retention.compaction import Busy, Order, compact, plan, recover
from storage.retention.kinds import Kind
from storage.retention.survey import Damaged
from storage.rows import OutcomeRow, RunRow, SealRow, VersionRow
from storage.rows.runs import RunState
from storage.sealing import link_up, measure, seal
from storage.store.runs import enqueue_slot
from storage.verification import unsealed, verify
from tests.storage.old_archive import (
    COUNTY,
    DAY,
    FIRST,
    HOME,
    LIST,
    NOW,
    OFTEN,
    REPORT,
    Crawl,
    fill,
)

ORDER = Order(NOW, "王某", "按保存期限清理")
GOING = {Kind.LIST: 2, Kind.REPEAT: 1, Kind.PASSING: 3}
"""The old list and its confirmation, the report once more, three home pages."""
GONE = 2 * sum(GOING.values()) + 1
"""Each with its request, and the head of a file of which nothing else was left."""
STEPS = ("written", "checked", "placed", "moved", "kept", "removed")


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "evidence")


@pytest.fixture
def old(qinghe, archive):
    fill(qinghe, archive)
    return qinghe


def verified(database, archive):
    with database.read() as session:
        return verify(session, archive)


def records(archive):
    """What the files hold as other software reads them: (type, address, SHA-256 of payload)."""
    found = []
    for path in sorted(archive.root.rglob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                data = hashlib.sha256(record.content_stream().read()).hexdigest()
                url = record.rec_headers.get_header("WARC-Target-URI")
                found.append((record.rec_type, url, data))
    return found


def answers(archive):
    return sorted(url for kind, url, _ in records(archive) if kind in {"response", "revisit"})


def stones(archive):
    return [
        [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for path in sorted(archive.root.glob("tombstones/*.jsonl"))
    ]


def test_a_dry_run_says_what_would_go_by_kind_and_changes_nothing(old, archive):
    before = {path: path.read_bytes() for path in archive.root.rglob("*") if path.is_file()}
    found = plan(old, archive, ORDER)
    assert {kind: amount.records for kind, amount in found.going.items()} == GOING
    assert before == {path: path.read_bytes() for path in archive.root.rglob("*") if path.is_file()}


def test_what_is_past_its_time_goes_and_the_rest_is_what_it_was(old, archive):
    kept = set(records(archive))
    size = sum(path.stat().st_size for path in archive.root.rglob("*.warc.gz"))
    done = compact(old, archive, ORDER)
    assert (done.files, done.records, done.stopped) == (3, GONE, "")
    assert answers(archive) == sorted(
        [REPORT, OFTEN, LIST, COUNTY, "https://www.yunting.example/robots.txt", OFTEN, LIST]
    )
    assert set(records(archive)) < kept
    assert size - done.size == sum(p.stat().st_size for p in archive.root.rglob("*.warc.gz"))
    seen = verified(old, archive)
    assert (seen.faults, seen.unsealed) == ([], [])
    assert (seen.tombstones, seen.cleared) == (3, GONE)
    with old.read() as session:
        version = session.scalars(select(VersionRow)).one()
        place = (version.folder, version.warc, version.offset, version.sha256, version.length)
    assert hashlib.sha256(archive.payload(Place(*place))).hexdigest() == place[3]


def test_what_crawls_wrote_down_goes_once_no_evidence_lies_beside_it(old, archive):
    compact(old, archive, ORDER)
    folder = archive.path(f"2025/03/run-qinghe-{FIRST + 7 * DAY:%Y%m%d}")
    assert [path.name for path in folder.iterdir()] == ["manifest.jsonl"]
    done = compact(old, archive, ORDER)
    assert (done.files, done.records, list(folder.iterdir())) == (1, 1, [])
    assert verified(old, archive).is_whole
    assert compact(old, archive, ORDER).files == 0


def test_the_chain_is_never_rewritten_and_the_next_link_covers_what_was_written_down(old, archive):
    chain = archive.file("chain", "000001.txt").read_bytes()
    compact(old, archive, ORDER)
    assert archive.file("chain", "000001.txt").read_bytes() == chain
    with old.write() as session:
        link = link_up(session, archive, NOW + DAY)
    said = archive.file("chain", f"{link.number:06d}.txt").read_text()
    assert [f"tombstones/00000{n}.jsonl" in said for n in (1, 2, 3)] == [True] * 3
    assert ".c1.warc.gz" in said
    assert verified(old, archive).is_whole


def test_a_tombstone_says_what_went_when_by_whom_why_and_by_which_period(old, archive):
    compact(old, archive, ORDER)
    first, *lines = stones(archive)[0]
    assert (first["who"], first["why"], first["at"]) == ("王某", "按保存期限清理", NOW.isoformat())
    assert first["periods"]["passing"]["years"] == 2
    gone = [line["dropped"] for line in lines if "dropped" in line]
    assert [(one["kind"], one["type"], one["url"]) for one in gone] == [
        ("list", "response", LIST),
        ("list", "request", LIST),
        ("passing", "response", HOME),
        ("passing", "request", HOME),
    ]
    assert all(len(one["sha256"]) == 64 and one["at"].startswith("2025-03-01") for one in gone)


def test_readings_keep_what_they_say_and_lose_only_the_page_that_went(old, archive):
    compact(old, archive, ORDER)
    with old.read() as session:
        wanted = select(OutcomeRow.items, OutcomeRow.proofs).order_by(OutcomeRow.at)
        rows = session.execute(wanted).all()
    assert [items for items, _ in rows] == [3] * 5
    assert [len(proofs) for _, proofs in rows] == [0, 0, 1, 1, 1]
    for _, proofs in rows:
        assert all(archive.payload(Proof.from_json(proof).place) for proof in proofs)


def test_a_day_lets_less_go_and_never_more(old, archive):
    early = Order(NOW, "王某", "清理", FIRST + DAY)
    going = {kind: amount.records for kind, amount in plan(old, archive, early).going.items()}
    assert going == {Kind.PASSING: 1}  # the old list was confirmed a week later
    late = Order(NOW, "王某", "清理", NOW)
    assert {k: a.records for k, a in plan(old, archive, late).going.items()} == GOING


def test_what_an_installation_keeps_for_good_stays(old, archive):
    text = '[[retention]]\nkind = "{}"\nyears = "permanent"\nreason = "规定"\nauthor = "王某"\n'
    with old.write() as session:
        import_registry(session, text.format("passing") + text.format("list"), NOW)
    assert {k: a.records for k, a in plan(old, archive, ORDER).going.items()} == {Kind.REPEAT: 1}


def test_nothing_goes_while_a_crawl_runs(old, archive):
    with old.write() as session:
        enqueue_slot(session, "qinghe", "2031-06-01", NOW)
        run = session.scalars(select(RunRow).where(RunRow.slot == "2031-06-01")).one()
        run.state = RunState.RUNNING
    with pytest.raises(Busy):
        compact(old, archive, ORDER)
    with old.write() as session:  # killed, and what it saw is not in the rows yet
        run = session.scalars(select(RunRow).where(RunRow.slot == "2031-06-01")).one()
        run.state, run.folder = RunState.LOST, "2031/06/run"
    with pytest.raises(Busy):
        compact(old, archive, ORDER)
    assert stones(archive) == []


def test_a_crawl_that_begins_meanwhile_stops_it_before_the_next_file(old, archive):
    def begin(step):
        if step == "written":
            with old.write() as session:
                enqueue_slot(session, "qinghe", "2031-06-01", NOW)
                wanted = select(RunRow).where(RunRow.slot == "2031-06-01")
                session.scalars(wanted).one().state = RunState.RUNNING

    done = compact(old, archive, ORDER, begin)
    assert (done.files, "采集" in done.stopped) == (0, True)
    assert verified(old, archive).is_whole


def test_what_is_not_linked_yet_or_cut_by_a_kill_is_left_alone_and_named(old, archive):
    cut = Crawl(old, archive, FIRST + 20 * DAY)
    cut.get(HOME, b"home")
    cut.warc.close()
    path = cut.warc.path
    path.write_bytes(path.read_bytes()[:-9])
    with old.write(full_sync=True) as session:
        seal(session, measure(archive, cut.folder), cut.at)
        link_up(session, archive, NOW)
    late = Crawl(old, archive, FIRST + 30 * DAY)
    late.get(HOME, b"home")
    late.end()
    found = plan(old, archive, ORDER)
    assert {kind: amount.records for kind, amount in found.going.items()} == GOING
    assert sorted(found.left) == [f"{c.folder}/{c.warc.path.name}" for c in (cut, late)]
    assert compact(old, archive, ORDER).files == 3
    assert verified(old, archive).is_whole


def test_a_file_that_was_altered_is_never_rewritten(old, archive):
    path = next(p for p in sorted(archive.root.rglob("*.warc.gz")) if "20250301" in p.name)
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    with pytest.raises(Damaged):
        compact(old, archive, ORDER)
    assert path.read_bytes() == bytes(data)
    assert stones(archive) == []


ALTERATIONS = (
    ("new file altered", ".c1.", lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?")),
    ("new file gone", ".c1.", lambda path: path.unlink()),
    ("text altered", "tombstones/", lambda path: path.write_text(path.read_text() + "\n")),
    ("text gone", "tombstones/", lambda path: path.unlink()),
)


def test_whatever_is_altered_or_gone_after_it_is_found(old, archive):
    compact(old, archive, ORDER)
    for name, where, change in ALTERATIONS:
        path = min(p for p in archive.root.rglob("*") if p.is_file() and where in p.as_posix())
        before = path.read_bytes()
        change(path)
        assert any(where in fault.file for fault in verified(old, archive).faults), name
        path.write_bytes(before)
    assert verified(old, archive).is_whole


def test_who_looked_up_a_place_before_it_was_moved_still_finds_the_bytes(old, archive):
    with old.read() as session:
        row = session.scalars(select(VersionRow)).one()
        place = Place(row.folder, row.warc, row.offset, row.sha256, row.length)
        proofs = session.scalars(select(OutcomeRow.proofs).order_by(OutcomeRow.at)).all()
    compact(old, archive, ORDER)
    assert not archive.file(place.folder, place.warc).exists()
    assert hashlib.sha256(archive.payload(place)).hexdigest() == place.sha256
    with pytest.raises(Altered):
        archive.payload(Proof.from_json(proofs[0][0]).place)  # of the list that went


def test_a_file_that_nothing_tells_of_is_missed_as_before(old, archive):
    compact(old, archive, ORDER)
    next(p for p in archive.root.rglob("*.warc.gz") if "yunting" in p.name).unlink()
    assert any("yunting" in fault.file for fault in verified(old, archive).faults)


def test_a_tombstone_of_something_else_clears_nothing(old, archive):
    """Somebody deletes a proof, and writes and seals a tombstone that tells of it."""
    compact(old, archive, ORDER)
    path = next(p for p in archive.root.rglob("*.warc.gz") if "yunting" in p.name)
    folder = path.parent.relative_to(archive.root).as_posix()
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    first = {**stones(archive)[0][0], "tombstone": 4, "kept": None}
    first["file"] = {"folder": folder, "name": path.name, "length": len(data), "sha256": sha256}
    gone = {"offset": 0, "length": len(data), "sha256": sha256, "kind": "proof", "at": "2026-02-11"}
    told = f"{json.dumps(first)}\n{json.dumps({'dropped': gone})}\n"
    archive.file("tombstones", "000004.jsonl").write_text(told)
    path.unlink()
    with old.write() as session:
        digest = hashlib.sha256(told.encode()).hexdigest()
        session.add(
            SealRow(folder="tombstones", name="000004.jsonl", length=len(told.encode()),
                    sha256=digest, sealed_at=NOW)
        )  # fmt: skip
    faults = [fault.file for fault in verified(old, archive).faults]
    assert "tombstones/000004.jsonl" in faults
    assert f"{folder}/{path.name}" in faults


def compact_until(url: str, root: str, last: str) -> None:
    """In a process of its own: let it be killed where it stands at the end of a step."""

    def step(name: str) -> None:
        if name == last:
            os.kill(os.getpid(), signal.SIGKILL)

    compact(Database(url), Archive(Path(root)), ORDER, step)


def test_killed_at_any_step_it_loses_nothing_and_the_next_one_goes_on(old, archive, url):
    context = multiprocessing.get_context("forkserver")
    for last in STEPS:
        child = context.Process(target=compact_until, args=(url, str(archive.root), last))
        child.start()
        child.join(60)
        assert child.exitcode == -signal.SIGKILL
        seen = verified(old, archive)
        assert seen.faults == [], last
        records(archive)  # all files can be read
        with old.read() as session:
            left = list(unsealed(session, archive))
        assert left == [] or last in {"placed", "moved"}
        for name in left:  # nobody else seals what the next one takes away
            folder = name.rpartition("/")[0]
            assert name not in [f"{one.folder}/{one.name}" for one in measure(archive, folder)]
    assert len(recover(old, archive)) == 0  # the last kill was after everything of its file
    done = compact(old, archive, ORDER)
    assert (done.files, done.tombstones) == (
        2,
        [3, 4],
    )  # and the manifest of the second file's folder
    assert verified(old, archive).is_whole
    assert answers(archive).count(LIST) == 2
    with old.read() as session:
        numbers = session.scalar(
            select(func.count()).select_from(SealRow).where(SealRow.folder == "tombstones")
        )
    assert numbers == 4
