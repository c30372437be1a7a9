"""What was archived is sealed, the seals are chained, and every later change is found."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import pytest

from nianbao.settings import Settings
from storage.archive import Archive
from storage.database import Database
from storage.queries.journal import setting
from storage.rows import SealRow
from storage.sealing import link_up, measure, seal
from storage.verification import unsealed, verify
from tasks.house import House, SilentBell
from tasks.sealing import SEALED, seal_days
from tests.postgres import emptied_database
from tests.storage.moments import DAY, NOON

BATCHES = 3


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "evidence")


@pytest.fixture
def kept(database, archive):
    """An archive of three days, each with a folder of two files, chained at the next midnight."""
    for number in range(BATCHES):
        now = NOON + number * DAY
        folder = archive.new_folder(f"run-{number}", now)
        archive.file(folder, "a.warc.gz").write_bytes(bytes(range(256)) * (number + 5))
        archive.file(folder, "manifest.jsonl").write_bytes(b'{"kind": "end"}\n')
        with database.write() as session:
            link_up(session, archive, now)
            assert seal(session, measure(archive, folder), now) == 2
    with database.write() as session:
        assert link_up(session, archive, NOON + BATCHES * DAY) is not None
    return archive


def found(database, archive):
    with database.read() as session:
        return verify(session, archive)


def places(verified):
    return [fault.file for fault in verified.faults]


def test_an_archive_that_nobody_touched_is_whole(database, kept):
    seen = found(database, kept)
    assert (seen.files, seen.links, seen.faults, seen.unsealed) == (6, 3, [], [])
    assert seen.size == (5 + 6 + 7) * 256 + 3 * 16


def test_a_flipped_bit_is_found_and_its_file_named(database, kept):
    path = kept.file("2027/02/run-1", "a.warc.gz")
    data = bytearray(path.read_bytes())
    data[700] ^= 1
    path.write_bytes(data)
    assert places(found(database, kept)) == ["2027/02/run-1/a.warc.gz"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda path: path.unlink(), "缺失"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "截短"),
        (lambda path: path.write_bytes(b""), "截短"),
    ],
    ids=["gone", "cut", "emptied"],
)
def test_a_file_that_is_gone_or_cut_is_found(database, kept, change, what):
    change(kept.file("2027/02/run-2", "a.warc.gz"))
    (fault,) = found(database, kept).faults
    assert fault.file == "2027/02/run-2/a.warc.gz"
    assert what in fault.what


def test_a_file_that_grew_is_named_until_it_is_sealed_again_and_its_first_stretch_holds(
    database, kept
):
    path = kept.file("2027/02/run-0", "a.warc.gz")
    path.write_bytes(path.read_bytes() + b"more")
    (fault,) = found(database, kept).faults
    assert (fault.file, fault.what) == ("2027/02/run-0/a.warc.gz", "封存后增加了4字节")
    with database.write() as session:
        assert seal(session, measure(kept, "2027/02/run-0"), NOON + 5 * DAY) == 1
    assert found(database, kept).is_whole
    data = bytearray(path.read_bytes())
    data[3] ^= 4
    path.write_bytes(data)
    assert len(found(database, kept).faults) == 2  # at either length


def test_a_file_that_was_altered_together_with_its_seal_breaks_the_chain(database, kept):
    path = kept.file("2027/02/run-0", "a.warc.gz")
    data = bytes(reversed(path.read_bytes()))
    path.write_bytes(data)
    with database.write() as session:
        row = session.query(SealRow).filter_by(folder="2027/02/run-0", name="a.warc.gz").one()
        row.sha256 = hashlib.sha256(data).hexdigest()
    (fault,) = found(database, kept).faults
    assert fault.file == "2027/02/run-0/a.warc.gz"
    assert "校验链" in fault.what


def test_a_seal_that_was_taken_out_of_the_database_is_missed(database, kept):
    with database.write() as session:
        row = session.query(SealRow).filter_by(folder="2027/02/run-1", name="a.warc.gz").one()
        session.delete(row)
    shutil.rmtree(kept.path("2027/02/run-1"))
    assert any("校验链" in fault.what for fault in found(database, kept).faults)


def test_files_that_others_left_are_neither_sealed_nor_in_the_way(database, kept):
    folder = kept.path("2027/02/run-1")
    strays = (kept.root / ".DS_Store", kept.root / "lost+found" / "1", folder / "封面.jpg")
    for path in strays:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"?")
    kept.file("2027/02/run-1", "late.log").write_bytes(b"left behind")
    settings = Settings(data_dir=kept.root.parent, now=f"{NOON + 5 * DAY:%Y-%m-%dT%H:%M}")
    seal_days(House(settings, database, None, SilentBell()))
    seen = found(database, kept)
    assert (seen.faults, seen.files) == ([], 7)
    assert seen.unsealed == ["./.DS_Store", "2027/02/run-1/封面.jpg", "lost+found/1"]
    with database.read() as session:
        assert setting(session, SEALED) == {"day": f"{NOON + 5 * DAY:%Y-%m-%d}"}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_link_that_was_rewritten_is_found(database, kept, number):
    path = kept.file("chain", f"{number:06d}.txt")
    path.write_text(path.read_text().replace("run-", "ruN-", 1))
    assert places(found(database, kept)) == [f"chain/{number:06d}.txt"]


def test_the_chain_can_be_followed_with_the_tools_of_any_machine(kept):
    texts = [kept.file("chain", f"{number:06d}.txt") for number in (1, 2, 3)]
    said = subprocess.run(["sha256sum", *texts], capture_output=True, text=True, check=True).stdout
    digests = [line.split()[0] for line in said.splitlines()]
    previous = [path.read_text().splitlines()[1] for path in texts]
    assert previous == [f"previous {'0' * 64}", *(f"previous {d}" for d in digests[:-1])]


def test_a_link_is_written_once_a_day_has_ended_and_only_over_something(database, archive):
    folder = archive.new_folder("run-9", NOON)
    archive.file(folder, "a.warc.gz").write_bytes(b"abc")
    midnight = NOON.replace(hour=0) + DAY
    with database.write() as session:
        seal(session, measure(archive, folder), midnight - timedelta(seconds=1))
        assert link_up(session, archive, midnight - timedelta(seconds=1)) is None
        link = link_up(session, archive, midnight)
        assert (link.number, link.seals, link.until) == (1, 1, midnight)
        assert link_up(session, archive, midnight + DAY) is None


def test_a_seal_that_is_kept_while_a_link_is_written_waits_for_the_next_one(tmp_path):
    with emptied_database() as url, ExitStack() as meanwhile:
        database = Database(url)
        archive = Interrupted(tmp_path / "evidence", meanwhile)
        for name in ("first", "second"):
            folder = archive.new_folder(name, NOON)
            archive.file(folder, "a.warc.gz").write_bytes(name.encode())
        with database.write() as session:
            seal(session, measure(archive, "2027/02/first"), NOON)
        slow = meanwhile.enter_context(database.write())
        seal(slow, measure(archive, "2027/02/second"), NOON)
        slow.flush()
        for day, seals in ((1, 1), (2, 1)):
            with database.write() as session:
                assert link_up(session, archive, NOON + day * DAY).seals == seals
            assert found(database, archive).faults == []
        database.dispose()


@dataclass(frozen=True, slots=True)
class Interrupted(Archive):
    """An archive at whose chain somebody else's transaction ends."""

    other: ExitStack

    def path(self, folder):
        if folder == "chain":
            self.other.close()
        return Archive.path(self, folder)


def test_what_nobody_sealed_is_listed_and_not_called_altered(database, kept):
    kept.file("2027/02/run-1", "stranger.txt").write_bytes(b"?")
    seen = found(database, kept)
    assert (seen.unsealed, seen.is_whole) == (["2027/02/run-1/stranger.txt"], True)
    with database.read() as session:
        assert list(unsealed(session, kept)) == ["2027/02/run-1/stranger.txt"]
