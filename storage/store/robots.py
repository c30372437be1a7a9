"""robots.txt as it was read of each host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from storage.insertion import insert_once
from storage.rows import RobotsRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def keep_robots(session: Session, origin: str, status: int, text: str, at: datetime) -> None:
    """Keep a host's robots.txt, unless a later reading is kept."""
    said = {"status": status, "text": text.replace("\0", ""), "read_at": at}
    if insert_once(session, RobotsRow, origin=origin, **said) is None:
        session.execute(
            update(RobotsRow)
            .where(RobotsRow.origin == origin, RobotsRow.read_at < at)
            .values(**said)
            .execution_options(synchronize_session=False)
        )
