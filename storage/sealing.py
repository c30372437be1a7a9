"""Sealing the archive: every file's digest in the database, every day's digests in a chain.

A digest beside a file shows that the file was altered; the chain shows that a digest
was. Each link is a text below ``chain/`` that names the link before it, and its own
SHA-256 is the link's digest: ``sha256sum`` is all that is needed to follow it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime, time
from itertools import chain as joined
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update

from nianbao.clock import SHANGHAI
from storage.digests import digest_of
from storage.insertion import insert_once
from storage.retention.tombstones import is_ours
from storage.rows import ChainRow, SealRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from storage.archive import Archive

CHAIN: Final = "chain"
"""The archive's folder with the texts of the links."""
NOTHING: Final = "0" * 64
"""What the first link names as the one before it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A file below the archive's root with its length in bytes and its SHA-256."""

    folder: str
    name: str
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain, as it was written."""

    number: int
    digest: str
    seals: int
    until: datetime


def measure(archive: Archive, folder: str) -> tuple[Measured, ...]:
    """Return the files of a job's folder as they are now. Reads all of them.

    What a compaction writes it seals itself: without its seal it is a leftover. A file with a
    name that no crawl gives (of a file manager, a network drive) is nobody's evidence.
    """
    found = (path for path in _files(archive.path(folder)) if archive.is_place(folder, path.name))
    return tuple(_measured(path, folder) for path in found if not is_ours(folder, path.name))


def _files(folder: Path) -> Iterator[Path]:
    found = folder.iterdir() if folder.is_dir() else ()
    yield from sorted(path for path in found if path.is_file() and not path.is_symlink())


def _measured(path: Path, folder: str) -> Measured:
    with path.open("rb") as file:
        length = os.fstat(file.fileno()).st_size
        return Measured(folder, path.name, length, digest_of(file, length))


def seal(session: Session, files: Iterable[Measured], now: datetime) -> int:
    """Keep the digests of files; one that is sealed at this length already keeps its first.

    Returns the number of new seals.
    """
    made = (
        insert_once(
            session,
            SealRow,
            folder=one.folder,
            name=one.name,
            length=one.length,
            sha256=one.sha256,
            sealed_at=now,
        )
        for one in files
    )
    return sum(seal_id is not None for seal_id in made)


def link_up(session: Session, archive: Archive, now: datetime) -> Link | None:
    """Write the next link over all seals of finished days (Asia/Shanghai); None without any.

    The text is on the disk before the row is: after a crash between the two it is
    written again. The row claims its seals first, so that one which another transaction
    ends meanwhile is either in the text or left to the next link.
    """
    until = datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)
    last = session.scalars(select(ChainRow).order_by(ChainRow.number.desc()).limit(1)).first()
    number, previous = (last.number + 1, last.digest) if last else (1, NOTHING)
    waiting = (SealRow.link.is_(None), SealRow.sealed_at < until)
    if session.scalar(select(SealRow.id).where(*waiting).limit(1)) is None:
        return None
    made = ChainRow(number=number, until=until, previous=previous, digest="", seals=0, made_at=now)
    session.add(made)
    session.flush()
    session.execute(
        update(SealRow)
        .where(*waiting)
        .values(link=number)
        .execution_options(synchronize_session=False)
    )
    seals = session.scalars(
        select(SealRow)
        .where(SealRow.link == number)
        .order_by(SealRow.id)
        .execution_options(yield_per=1000)
    )
    head = (f"nianbao chain {number}\n", f"previous {previous}\n", f"until {until.isoformat()}\n")
    made.digest = _write(archive, number, joined(head, map(line, seals)))
    made.seals = session.scalar(select(func.count()).where(SealRow.link == number)) or 0
    session.flush()
    return Link(number, made.digest, made.seals, until)


def line(seal: SealRow) -> str:
    """Return what a link's text says of one seal."""
    return f"{seal.sha256}  {seal.length} {seal.folder}/{seal.name}\n"


def link_name(number: int) -> str:
    """Return the name of a link's text below ``chain/``."""
    return f"{number:06d}.txt"


def _write(archive: Archive, number: int, lines: Iterable[str]) -> str:
    """Write a link's text, whole or not at all, and return its digest."""
    folder = archive.path(CHAIN)
    folder.mkdir(parents=True, exist_ok=True)
    path = archive.file(CHAIN, link_name(number))
    new = path.with_suffix(".new")
    found = hashlib.sha256()
    with new.open("wb") as file:
        for text in lines:
            data = text.encode()
            found.update(data)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    archive.settle(CHAIN)
    return found.hexdigest()
