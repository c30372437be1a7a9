"""What rows say about the archive's records, and so what kind of record each one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from sqlalchemy import func, select

from nianbao.duty.model import Outcome
from storage.evidence import Place, Proof
from storage.retention.kinds import Kind
from storage.retention.standing import hosts, moment, note_standing, stays
from storage.rows import EntryRow, OutcomeRow, RunRow, VersionRow

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy.orm import Session

    from storage.retention.members import Member

VERSIONS: Final = "versions"
OUTCOMES: Final = "column_outcomes"
ENTRIES: Final = "entries"
_PAGE: Final = 500
_GREATER: Final = {Kind.REPORT: 0, Kind.PROOF: 1, Kind.LIST: 2}
"""Of two kinds of one record the first decides."""


class References:
    """The notes of one compaction about what rows refer to, and up to which row they go."""

    def __init__(self, session: Session, notes: sqlite3.Connection) -> None:
        """Read all rows that name records once."""
        self._notes = notes
        self.last = {
            VERSIONS: session.scalar(select(func.max(VersionRow.id))) or 0,
            OUTCOMES: session.scalar(select(func.max(OutcomeRow.id))) or 0,
            ENTRIES: session.scalar(select(func.max(EntryRow.id))) or 0,
        }
        note_standing(session, notes)
        self._versions(session)
        self._entries(session)
        self._outcomes(session)

    def kind(self, folder: str, warc: str, member: Member) -> tuple[Kind | None, str]:
        """Return what a record is, None if nobody can say, and since when it may be forgotten.

        ``""`` for the moment: since it was written.
        """
        found = self._one(
            "SELECT kind, last FROM place WHERE folder=? AND warc=? AND offset=?",
            (folder, warc, member.offset),
        )
        if found and Kind(found[0]) is not Kind.LIST:
            return Kind(found[0]), found[1]
        if member.kind not in {"response", "revisit"} or not member.at:
            return None, ""
        if self._proves(folder, member):
            return Kind.PROOF, ""
        if found:
            return Kind.LIST, found[1]
        return self._unnamed(folder, member), ""

    def _proves(self, folder: str, member: Member) -> bool:
        names = urlsplit(member.url)
        asked = (
            ("SELECT 1 FROM address WHERE url=?", (member.url,)),
            (
                "SELECT 1 FROM trouble WHERE folder=? AND host IN (?, ?)",
                (folder, names.netloc, names.hostname or ""),
            ),
            (
                "SELECT 1 FROM confirmed WHERE folder=? AND url=? AND kind=?",
                (folder, member.url, Kind.PROOF),
            ),
        )
        return any(self._one(question, values) for question, values in asked)

    def _unnamed(self, folder: str, member: Member) -> Kind:
        """Return what a record is that no row names: seen again, or only passed by."""
        if member.kind == "revisit":
            listed = "SELECT 1 FROM confirmed WHERE folder=? AND url=?"
            return Kind.LIST if self._one(listed, (folder, member.url)) else Kind.REPEAT
        known = self._one("SELECT 1 FROM content WHERE sha256=?", (member.payload,))
        return Kind.REPEAT if known else Kind.PASSING

    def of_file(self, folder: str, warc: str, source: str) -> tuple[int, ...]:
        """Return which rows of a table name records of a file."""
        rows = self._notes.execute(
            "SELECT id FROM reference WHERE folder=? AND warc=? AND source=? ORDER BY id",
            (folder, warc, source),
        )
        return tuple(number for (number,) in rows)

    def _one(self, question: str, values: tuple[object, ...]) -> tuple[str, ...] | None:
        found: tuple[str, ...] | None = self._notes.execute(question, values).fetchone()
        return found

    def _versions(self, session: Session) -> None:
        wanted = select(
            VersionRow.id,
            *(VersionRow.folder, VersionRow.warc, VersionRow.offset),
            *(VersionRow.sha256, VersionRow.length),
        )
        for number, folder, warc, offset, sha256, length in session.execute(
            wanted.execution_options(yield_per=_PAGE)
        ):
            place = Place(folder, warc, offset, sha256, length)
            self._proof(place, Kind.REPORT, "", VERSIONS, number)

    def _entries(self, session: Session) -> None:
        for number, kept in session.execute(select(EntryRow.id, EntryRow.screenshot)):
            if kept:
                self._proof(Proof.from_json(kept).place, Kind.REPORT, "", ENTRIES, number)

    def _outcomes(self, session: Session) -> None:
        named = hosts(session)
        wanted = (
            select(OutcomeRow, RunRow.folder)
            .join(RunRow, RunRow.id == OutcomeRow.run_id)
            .order_by(OutcomeRow.id)
            .execution_options(yield_per=_PAGE)
        )
        for row, folder in session.execute(wanted):
            self._outcome(row, folder, named.get(row.column_id, ()))
            session.expunge(row)

    def _outcome(self, row: OutcomeRow, folder: str, named: tuple[str, ...]) -> None:
        kind = Kind.PROOF if stays(self._notes, row.column_id, row.at) else Kind.LIST
        for kept in row.proofs:
            proof = Proof.from_json(kept)
            self._proof(proof.place, kind, moment(row.at), OUTCOMES, row.id)
            self._notes.execute(
                "INSERT OR IGNORE INTO confirmed VALUES (?, ?, ?)", (folder, proof.url, kind)
            )
        if kind is Kind.PROOF and row.outcome is not Outcome.OK:
            self._notes.executemany(
                "INSERT OR IGNORE INTO trouble VALUES (?, ?)", ((folder, host) for host in named)
            )

    def _proof(self, place: Place, kind: Kind, last: str, source: str, number: int) -> None:
        self._place(place, kind, last)
        self._refer(place.folder, place.warc, source, number)

    def _place(self, place: Place, kind: Kind, last: str) -> None:
        where = (place.folder, place.warc, place.offset)
        before = self._one(
            "SELECT kind, last FROM place WHERE folder=? AND warc=? AND offset=?", where
        )
        if before:
            kind = min(kind, Kind(before[0]), key=_GREATER.__getitem__)
            last = max(last, before[1])
        self._notes.execute(
            "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?, ?)", (*where, kind, last)
        )
        self._notes.execute("INSERT OR IGNORE INTO content VALUES (?)", (place.sha256,))

    def _refer(self, folder: str, warc: str, source: str, number: int) -> None:
        self._notes.execute(
            "INSERT OR IGNORE INTO reference VALUES (?, ?, ?, ?)", (folder, warc, source, number)
        )
