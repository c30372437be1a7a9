"""The chain over the archive's seals, as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.rows import ChainRow
from storage.sealing import Link

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def links(session: Session) -> tuple[Link, ...]:
    """Return every link, the oldest first."""
    rows = session.scalars(select(ChainRow).order_by(ChainRow.number))
    return tuple(Link(row.number, row.digest, row.seals, row.until) for row in rows)
