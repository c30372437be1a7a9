"""The chain over the archive's seals, as people read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from storage.rows import ChainRow, SealRow
from storage.sealing import Link

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file as it was sealed; ``link`` is None until the day's link is written."""

    sha256: str
    length: int
    sealed_at: datetime
    link: int | None


def links(session: Session) -> tuple[Link, ...]:
    """Return every link, the oldest first."""
    rows = session.scalars(select(ChainRow).order_by(ChainRow.number))
    return tuple(Link(row.number, row.digest, row.seals, row.until) for row in rows)


def links_over(session: Session, files: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Sealed]:
    """Return the last seal of each file (folder, name) that has one."""
    found: dict[tuple[str, str], Sealed] = {}
    for folder, name in sorted(set(files)):
        rows = session.scalars(
            select(SealRow)
            .where(SealRow.folder == folder, SealRow.name == name)
            .order_by(SealRow.length)
        )
        for row in rows:
            found[folder, name] = Sealed(row.sha256, row.length, row.sealed_at, row.link)
    return found


def sealed_lengths(session: Session, folder: str) -> dict[str, int]:
    """Return how many bytes of each file of a folder are sealed, by its name."""
    lengths = (
        select(SealRow.name, func.max(SealRow.length))
        .where(SealRow.folder == folder)
        .group_by(SealRow.name)
    )
    return {row[0]: row[1] for row in session.execute(lengths)}


def stamps(session: Session) -> dict[int, bytes]:
    """Return the time-stamps (RFC 3161 responses) of the links that have one."""
    wanted = select(ChainRow.number, ChainRow.stamp).where(ChainRow.stamp.is_not(None))
    return {number: stamp for number, stamp in session.execute(wanted) if stamp}
