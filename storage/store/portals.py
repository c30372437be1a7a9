"""Portals paused and resumed, and columns that are read no more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from nianbao.clock import SHANGHAI
from storage.rows import ColumnRow, PortalRow
from storage.schedule import slot
from storage.store.journal import audit

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from storage.rows.portals import Season

FAR_AHEAD: Final = datetime(2100, 1, 1, tzinfo=SHANGHAI)
"""A cron line that never fired before this day never does."""


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


def reschedule(
    session: Session, portal: str, *, cron: str | None = None, season: Season | None = None
) -> None:
    """Read a portal (slug) by another cron line ("": by season), or in another season.

    Raises:
        LookupError: there is no such portal.
        ValueError: the line is no cron line, or would never fire.
    """
    row = _portal(session, portal)
    if cron is not None:
        if cron and slot(portal, cron, row.season, FAR_AHEAD) is None:
            raise ValueError(f"按此时间安排永不采集：{cron}")
        row.schedule = cron
    if season is not None:
        row.season = season
    session.flush()


def consent(session: Session, portal: str, reference: str, *, who: str, now: datetime) -> None:
    """Record a portal's (slug) written consent to be read against its robots.txt; "" withdraws it.

    Raises:
        LookupError: there is no such portal.
        ValueError: it is not said who records it, or there is nothing to withdraw.
    """
    if not who.strip():
        raise ValueError("请写明登记人")
    row = _portal(session, portal)
    before, row.robots_consent = row.robots_consent, reference.strip()
    if not before and not row.robots_consent:
        raise ValueError(f"{portal}没有登记过书面同意")
    what = "consent_recorded" if row.robots_consent else "consent_withdrawn"
    audit(session, who.strip(), what, portal, now, reference=reference.strip(), before=before)


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
