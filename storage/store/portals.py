"""Portals paused and resumed, and columns that are read no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.rows import ColumnRow, PortalRow

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session


def pause(session: Session, portal: str, reason: str, until: date | None = None) -> None:
    """Stop reading a portal (slug) until a day (inclusive), or until it is resumed.

    Raises:
        LookupError: there is no such portal.
        ValueError: no reason is given.
    """
    if not reason.strip():
        raise ValueError("请填写暂停原因")
    row = _portal(session, portal)
    row.paused_reason, row.paused_until = reason, until
    session.flush()


def resume(session: Session, portal: str) -> None:
    """Read a portal (slug) again.

    Raises:
        LookupError: there is no such portal.
    """
    row = _portal(session, portal)
    row.paused_reason, row.paused_until = "", None
    session.flush()


def end_column(session: Session, column_id: int, now: datetime) -> None:
    """Read a column no more. What was seen in it stays."""
    session.get_one(ColumnRow, column_id).ended_at = now
    session.flush()


def _portal(session: Session, slug: str) -> PortalRow:
    row = session.scalars(
        select(PortalRow).where(PortalRow.slug == slug).with_for_update()
    ).one_or_none()
    if row is None:
        raise LookupError(f"没有这个网站：{slug}")
    return row
