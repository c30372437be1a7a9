"""Rewriting archived files without what is past its time.

One file after the other, so that a kill at any moment loses nothing: the new file and its
tombstone are written beside the archive, synced and read again; then one transaction puts
both into the archive, moves the rows and seals them; then the old file goes. What a
killed compaction left behind ``recover`` takes away.
"""

from __future__ import annotations

import fcntl
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, text

from storage.archive import sync
from storage.digests import file_digest
from storage.queries.retention import periods
from storage.retention import tombstones
from storage.retention.references import ENTRIES, OUTCOMES, VERSIONS, References
from storage.retention.rewriting import Rewritten, rewrite
from storage.retention.scratch import scratch
from storage.retention.survey import Damaged, Limits, last_seal, not_to_be_touched, survey
from storage.retention.tombstones import TOMBSTONES, BadTombstone
from storage.rows import EntryRow, OutcomeRow, RunRow, VersionRow
from storage.rows.runs import RunState
from storage.sealing import Measured, seal
from storage.store.journal import audit

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from storage.archive import Archive
    from storage.database import Database
    from storage.retention.kinds import Kind, Period
    from storage.retention.survey import Surveyed


class Busy(Exception):  # noqa: N818 - named for what to do next
    """A crawl is running, or another compaction: try again later."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants what is past its time gone, and why; ``before`` only lets less go."""

    now: datetime
    who: str
    why: str
    before: datetime | None = None


@dataclass(slots=True)
class Compacted:
    """What a compaction found and did. ``size`` is the bytes by which the archive shrank."""

    surveyed: Surveyed
    files: int = 0
    records: int = 0
    size: int = 0
    tombstones: list[int] = field(default_factory=list)
    stopped: str = ""  # why it ended before its time


def _nothing(_step: str) -> None:
    """Be told of steps by nobody."""


def plan(database: Database, archive: Archive, order: Order) -> Surveyed:
    """Return what would go; nothing is changed.

    Raises:
        Damaged: a file cannot be read, though it was sealed otherwise.
    """
    with scratch() as notes, database.read() as session:
        held = periods(session)
        limits = Limits.of(held, order.now, order.before)
        return survey(session, archive, References(session, notes), limits, notes)


def compact(
    database: Database, archive: Archive, order: Order, step: Callable[[str], None] = _nothing
) -> Compacted:
    """Let go what is past its time. ``step`` is told of each step's end.

    Raises:
        Busy: a crawl is running; what was rewritten before stays so.
        Damaged: a file is not what was sealed.
    """
    with alone(archive) as desk, scratch() as notes:
        recover(database, archive)
        with database.read() as session:
            _nobody_crawls(session)
            held = periods(session)
            limits = Limits.of(held, order.now, order.before)
            references = References(session, notes)
            done = Compacted(survey(session, archive, references, limits, notes))
            number = len(tombstones.numbers(session))
        work = _Work(database, archive, order, references, _told(held), desk, step)
        files = notes.execute("SELECT DISTINCT folder, name FROM going ORDER BY 1, 2")
        try:
            for new, (folder, name) in enumerate(files, start=number + 1):
                work.file(new, folder, name, _going(notes, folder, name), done)
        except Busy as error:
            done.stopped = str(error)
    return done


def _told(held: Mapping[Kind, Period]) -> dict[str, dict[str, Any]]:
    return {
        kind.value: {"years": p.years, "reason": p.reason or p.keeping.why, "author": p.author}
        for kind, p in held.items()
        if p.keeping.adjustable
    }


def _going(notes: sqlite3.Connection, folder: str, name: str) -> dict[int, str]:
    """Return the offsets of what goes from a file, with its kind."""
    rows = notes.execute("SELECT offset, kind FROM going WHERE folder=? AND name=?", (folder, name))
    return dict(rows.fetchall())


@contextmanager
def alone(archive: Archive) -> Iterator[Path]:
    """Hold the archive against any other compaction; yield an empty folder on the same disk.

    Raises:
        Busy: somebody else holds it.
    """
    desk = archive.root.with_name(f"{archive.root.name}.compaction")
    desk.mkdir(parents=True, exist_ok=True)
    with (desk / "lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("另一个清理或导出正在进行") from None
        work = desk / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            yield work
        finally:  # what a full disk stopped must not keep it full
            shutil.rmtree(work, ignore_errors=True)


def _lock_crawls(session: Session) -> None:
    """Let no crawl begin until the transaction ends; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE crawl_runs IN EXCLUSIVE MODE"))


def _nobody_crawls(session: Session) -> None:
    """Refuse while a crawl may yet name records by where they were when it began."""
    waiting = RunRow.committed_at.is_(None) & (RunRow.folder != "")
    still = or_(RunRow.state == RunState.RUNNING, waiting)
    if session.scalar(select(RunRow.id).where(still).limit(1)) is not None:
        raise Busy("正在采集，请在采集间隙重试")


@dataclass(frozen=True, slots=True)
class _Work:
    database: Database
    archive: Archive
    order: Order
    references: References
    periods: dict[str, dict[str, Any]]
    desk: Path
    step: Callable[[str], None]

    def file(
        self, number: int, folder: str, name: str, going: dict[int, str], done: Compacted
    ) -> None:
        """Rewrite one file under the tombstone of this number."""
        path = self.archive.file(folder, name)
        with self.database.read() as session:
            known = last_seal(session, folder, name)
            if known is None or not_to_be_touched(session, folder, path):
                raise Damaged(f"{folder}/{name}：封存后有变动")
            sealed = (known.length, known.sha256)
        order = self.order
        made = rewrite(
            path, Measured(folder, name, *sealed), going, self.desk,
            {"number": number, "at": order.now, "who": order.who, "why": order.why,
             "periods": self.periods},
        )  # fmt: skip
        self.step("written")
        made.check()
        self.step("checked")
        self._keep(made)
        self.step("kept")
        path.unlink()
        sync(path.parent)
        self.step("removed")
        done.files += 1
        done.records += made.dropped
        done.size += sealed[0] - made.stone.kept_length
        done.tombstones.append(number)

    def _keep(self, made: Rewritten) -> None:
        """Put the new files into the archive and into the rows, in one transaction.

        If it fails, nothing is taken away here: of a commit that seemed to fail nobody
        knows whether it did. ``recover`` goes by the seals.
        """
        stone = made.stone
        with self.database.write(full_sync=True) as session:
            _lock_crawls(session)
            _nobody_crawls(session)
            self._nothing_new(session, stone.folder, stone.name)
            measured = self._place(made)
            self.step("placed")
            self._move(session, made)
            if seal(session, measured, self.order.now) != len(measured):
                raise Damaged(f"{stone.folder}/{stone.name}：新文件已有封存记录")
            self._audit(session, made)
            self.step("moved")

    def _place(self, made: Rewritten) -> tuple[Measured, ...]:
        """Put the new files into the archive, each whole or not at all, and measure them."""
        stone = made.stone
        folder = self.archive.path(TOMBSTONES)
        folder.mkdir(parents=True, exist_ok=True)
        name = tombstones.text_name(stone.number)
        told = Measured(TOMBSTONES, name, *file_digest(made.text))
        made.text.replace(folder / name)
        sync(folder)
        if not stone.kept:
            return (told,)
        target = self.archive.file(stone.folder, stone.kept)
        made.file.replace(target)
        sync(target.parent)
        return told, Measured(stone.folder, stone.kept, stone.kept_length, stone.kept_sha256)

    def _nothing_new(self, session: Session, folder: str, name: str) -> None:
        """Refuse if a row that was written since the survey names a record of this file."""
        last = self.references.last
        versions = select(VersionRow.id).where(
            VersionRow.id > last[VERSIONS], VersionRow.folder == folder, VersionRow.warc == name
        )
        outcomes = select(OutcomeRow.proofs).where(OutcomeRow.id > last[OUTCOMES])
        shots = select(EntryRow.screenshot).where(EntryRow.id > last[ENTRIES])
        places = [proof["place"] for proofs in session.scalars(outcomes) for proof in proofs]
        places += [shot["place"] for shot in session.scalars(shots) if shot]
        is_named = any((p["folder"], p["warc"]) == (folder, name) for p in places)
        if is_named or session.scalar(versions.limit(1)) is not None:
            raise Busy("清理期间有新的采集，请重试")

    def _move(self, session: Session, made: Rewritten) -> None:
        stone = made.stone
        of_file = self.references.of_file
        for number in of_file(stone.folder, stone.name, VERSIONS):
            row = session.get_one(VersionRow, number)
            row.warc, row.offset = stone.kept, made.moved[row.offset]
        for number in of_file(stone.folder, stone.name, OUTCOMES):
            reading = session.get_one(OutcomeRow, number)
            moved = (self._moved(kept, made) for kept in reading.proofs)
            reading.proofs = [kept for kept in moved if kept is not None]
        for number in of_file(stone.folder, stone.name, ENTRIES):
            entry = session.get_one(EntryRow, number)
            entry.screenshot = self._moved(entry.screenshot, made) or {}
        session.flush()

    @staticmethod
    def _moved(proof: dict[str, Any], made: Rewritten) -> dict[str, Any] | None:
        """Return a proof with the place where it is now, None if its record went."""
        place, stone = proof["place"], made.stone
        if (place["folder"], place["warc"]) != (stone.folder, stone.name):
            return proof
        offset = made.moved.get(place["offset"])
        if offset is None:
            return None
        return {**proof, "place": {**place, "warc": stone.kept, "offset": offset}}

    def _audit(self, session: Session, made: Rewritten) -> None:
        stone = made.stone
        told = {"number": stone.number, "records": made.dropped, "kept": stone.kept}
        subject = f"{stone.folder}/{stone.name}"
        audit(session, self.order.who, "evidence_compacted", subject, self.order.now, **told)


def recover(database: Database, archive: Archive) -> tuple[str, ...]:
    """Take away what a killed compaction left; return what went, below the archive's root.

    Raises:
        Damaged: an old file is still there, but the new one is not what was sealed.
    """
    with database.read() as session:
        stones = tombstones.numbers(session)
        stale = [*_orphans(session, archive), *_left(session, archive, [n for n, _ in stones])]
    for path in stale:
        path.unlink()
        sync(path.parent)
    return tuple(path.relative_to(archive.root).as_posix() for path in stale)


def _orphans(session: Session, archive: Archive) -> Iterator[Path]:
    """Yield new files and texts whose transaction never ended."""
    for pattern in (f"{TOMBSTONES}/*.jsonl", "**/*.c*.warc.gz"):
        for path in sorted(archive.root.glob(pattern)):
            folder = path.parent.relative_to(archive.root).as_posix()
            if not tombstones.is_ours(folder, path.name):
                continue
            if last_seal(session, folder, path.name) is None:
                yield path


def _left(session: Session, archive: Archive, numbers: list[int]) -> Iterator[Path]:
    """Yield old files that a tombstone has replaced."""
    for number in numbers:
        try:
            stone = tombstones.head(archive, number)
        except BadTombstone as error:
            raise Damaged(f"{TOMBSTONES}/{tombstones.text_name(number)}：{error}") from error
        path = archive.file(stone.folder, stone.name)
        if not path.is_file():
            continue
        if stone.kept and not _is_whole(session, archive, stone.folder, stone.kept):
            raise Damaged(f"{stone.folder}/{stone.kept}：与封存时不一致")
        yield path


def _is_whole(session: Session, archive: Archive, folder: str, name: str) -> bool:
    sealed, path = last_seal(session, folder, name), archive.file(folder, name)
    known = (sealed.length, sealed.sha256) if sealed else None
    return path.is_file() and file_digest(path) == known
