"""Rosters that are signed off: written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.rows import BodyRow, RosterSignatureRow
from storage.store.journal import audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def sign(
    session: Session,
    office: str,
    year: int,
    version: str,
    content: bytes,
    *,
    who: str,
    now: datetime,
) -> int:
    """Keep who signed off a roster of an office (slug), with its files as a ZIP; return the number.

    Raises:
        LookupError: there is no such office.
        ValueError: nobody is named as the one who signs.
    """
    if not who.strip():
        raise ValueError("请用 --by 写明签核人")
    office_id = session.scalar(select(BodyRow.id).where(BodyRow.slug == office))
    if office_id is None:
        raise LookupError(f"没有这个单位：{office}")
    row = RosterSignatureRow(
        office_id=office_id,
        year=year,
        signed_at=now,
        signed_by=who.strip(),
        version=version,
        content=content,
    )
    session.add(row)
    session.flush()
    audit(session, who.strip(), "roster_signed", f"{office}/{year}", now, version=version)
    return row.id
