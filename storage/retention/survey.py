"""Which records may go: every WARC file is read once, and what is past its time is noted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from storage.digests import file_digest
from storage.retention.kinds import Kind, cutoff
from storage.retention.members import Unfit, members
from storage.retention.standing import moment
from storage.retention.tombstones import TOMBSTONES
from storage.rows import SealRow
from storage.sealing import CHAIN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

    from sqlalchemy.orm import Session

    from storage.archive import Archive
    from storage.retention.kinds import Period
    from storage.retention.members import Member
    from storage.retention.references import References

WARC: Final = ".warc.gz"


class Damaged(Exception):  # noqa: N818 - named for what was found
    """The archive is not what was sealed: nothing may go before that is explained."""


@dataclass(slots=True)
class Amount:
    """So many records and bytes."""

    records: int = 0
    size: int = 0

    def add(self, size: int) -> None:
        """Count one record."""
        self.records += 1
        self.size += size


@dataclass(slots=True)
class Surveyed:
    """What was read, what may go by kind, and which files are left alone and why."""

    files: int = 0
    records: int = 0
    going: dict[Kind, Amount] = field(default_factory=dict)
    kept: Counter[Kind] = field(default_factory=Counter)
    left: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """The moments before which kinds may go; a kind that is not named never does."""

    before: Mapping[Kind, datetime]

    @classmethod
    def of(cls, periods: Mapping[Kind, Period], now: datetime, before: datetime | None) -> Limits:
        """Return the limits of this moment; ``before`` only ever lets less go."""
        found: dict[Kind, datetime] = {}
        for kind, period in periods.items():
            if period.keeping.adjustable and period.years is not None:
                limit = cutoff(period.years, now)
                found[kind] = min(limit, before) if before else limit
        return cls(found)

    def let_go(self, kind: Kind | None, at: str) -> bool:
        """Whether a record of a kind and moment is past its time."""
        limit = self.before.get(kind) if kind else None
        return limit is not None and at < moment(limit)


def units(file: BinaryIO) -> Iterator[tuple[Member, ...]]:
    """Yield records, a response or revisit together with its request.

    Raises:
        Unfit: as ``members``.
    """
    waiting: tuple[Member, ...] = ()
    for member in members(file):
        if waiting and member.kind == "request" and member.with_record == waiting[0].record:
            yield (*waiting, member)
            waiting = ()
            continue
        if waiting:
            yield waiting
        waiting = (member,)
    if waiting:
        yield waiting


def survey(
    session: Session,
    archive: Archive,
    references: References,
    limits: Limits,
    notes: sqlite3.Connection,
) -> Surveyed:
    """Note what may go of all WARC files, and of folders without any.

    Raises:
        Damaged: a file cannot be read, though it was sealed otherwise.
    """
    found = Surveyed()
    for path in sorted(archive.root.rglob(f"*{WARC}")):
        if path.parent != archive.root and path.is_file() and not path.is_symlink():
            _Reading(session, archive, references, limits, notes, found).file(path)
    _keep_what_is_confirmed(notes)
    _logs(session, archive, limits, notes)
    _count(notes, found)
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    session: Session
    archive: Archive
    references: References
    limits: Limits
    notes: sqlite3.Connection
    found: Surveyed

    def file(self, path: Path) -> None:
        folder = path.parent.relative_to(self.archive.root).as_posix()
        why = not_to_be_touched(self.session, folder, path)
        self.found.files += 1
        try:
            with path.open("rb") as file:
                for unit in units(file):
                    self.found.records += len(unit)
                    self._unit(folder, path.name, unit, may_go=not why)
        except Unfit as error:
            self._unfit(folder, path, error)
            why = str(error)
        if why:
            self.found.left[f"{folder}/{path.name}"] = why

    def _unit(self, folder: str, name: str, unit: tuple[Member, ...], *, may_go: bool) -> None:
        first = unit[0]
        kind, last = self.references.kind(folder, name, first)
        at = max(last, moment(datetime.fromisoformat(first.at))) if first.at else ""
        if may_go and at and self.limits.let_go(kind, at):
            size = sum(member.length for member in unit)
            row = (folder, name, first.offset, kind, first.url, first.at, size)
            self.notes.execute("INSERT INTO going VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            return
        if kind:
            self.found.kept[kind] += 1
        if first.kind == "revisit":
            self.notes.execute("INSERT OR IGNORE INTO refers VALUES (?, ?)", first.refers)

    def _unfit(self, folder: str, path: Path, error: Unfit) -> None:
        """Leave a file alone that was sealed as it is: a killed crawl cut its last record."""
        self.notes.execute("DELETE FROM going WHERE folder=? AND name=?", (folder, path.name))
        seal = last_seal(self.session, folder, path.name)
        if seal and file_digest(path) != (seal.length, seal.sha256):
            raise Damaged(f"{folder}/{path.name}：{error}")


def not_to_be_touched(session: Session, folder: str, path: Path) -> str:
    """Return why a file must be left as it is, "" if it need not be."""
    seal = last_seal(session, folder, path.name)
    if seal is None or seal.link is None:
        return "尚未入链"
    return "" if path.stat().st_size == seal.length else "封存后又有增减"


def last_seal(session: Session, folder: str, name: str) -> SealRow | None:
    """Return the seal of a file at its greatest length."""
    wanted = select(SealRow).where(SealRow.folder == folder, SealRow.name == name)
    return session.scalars(wanted.order_by(SealRow.length.desc()).limit(1)).first()


def _keep_what_is_confirmed(notes: sqlite3.Connection) -> None:
    """An answer stays as long as any record that stays says of it that it had not changed."""
    notes.execute(
        "DELETE FROM going WHERE EXISTS"
        " (SELECT 1 FROM refers WHERE refers.url = going.url AND refers.at = going.at)"
    )


def _logs(session: Session, archive: Archive, limits: Limits, notes: sqlite3.Connection) -> None:
    """Note files of folders in which no evidence lies any more."""
    limit = limits.before.get(Kind.LOG)
    if limit is None:
        return
    seals = session.scalars(
        select(SealRow)
        .where(SealRow.link.is_not(None), SealRow.sealed_at < limit)
        .where(SealRow.folder.not_in((CHAIN, TOMBSTONES)), ~SealRow.name.endswith(WARC))
        .order_by(SealRow.folder, SealRow.name)
        .execution_options(yield_per=1000)
    )
    for seal in seals:
        path = archive.file(seal.folder, seal.name)
        if not path.is_file() or any(path.parent.glob(f"*{WARC}")):
            continue
        if path.stat().st_size == seal.length:
            row = (seal.folder, seal.name, 0, Kind.LOG, "", seal.sealed_at.isoformat(), seal.length)
            notes.execute("INSERT OR REPLACE INTO going VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def _count(notes: sqlite3.Connection, found: Surveyed) -> None:
    rows = notes.execute("SELECT kind, count(*), sum(length) FROM going GROUP BY kind")
    found.going = {Kind(kind): Amount(count, size) for kind, count, size in rows}
