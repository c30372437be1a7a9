"""Final roll-calls: written once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.rows import BodyRow, RollCallRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def freeze(
    session: Session,
    office: str,
    year: int,
    content: bytes,
    *,
    at: datetime,
    who: str,
    now: datetime,
) -> int:
    """Keep a roll-call of an office (slug), as a ZIP of its files, as final; return its number.

    Raises:
        LookupError: there is no such office.
        ValueError: nobody is named as the one who declares it final.
    """
    if not who.strip():
        raise ValueError("请写明定稿人")
    office_id = session.scalar(select(BodyRow.id).where(BodyRow.slug == office))
    if office_id is None:
        raise LookupError(f"没有这个单位：{office}")
    row = RollCallRow(
        office_id=office_id,
        year=year,
        at=at,
        frozen_at=now,
        frozen_by=who,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    session.add(row)
    session.flush()
    return row.id
