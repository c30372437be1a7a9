"""Portals as the crawler process takes them, with what is remembered of each column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.hosts import names
from crawler.manifest import (
    Before,
    Capture,
    ColumnRow,
    Expectation,
    Held,
    Known,
    PortalRow,
    Robots,
    Settled,
)
from crawler.robots import FRESH
from storage.queries import memory

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from storage.database import Session
    from storage.evidence import Proof
    from storage.queries.portals import ColumnView, PortalView


def portal_row(session: Session, portal: PortalView, now: datetime) -> PortalRow:
    """Return a portal as the crawler process takes it."""
    return PortalRow(
        slug=portal.slug,
        family=portal.family,
        hosts=portal.hosts,
        columns=tuple(_column_row(session, column, now) for column in portal.columns),
        robots_consent=portal.robots_consent,
        delay_seconds=portal.delay_seconds,
        hours=portal.hours,
        old_tls=portal.old_tls,
    )


def _column_row(session: Session, column: ColumnView, now: datetime) -> ColumnRow:
    held = memory.memory(session, column.id, now)
    is_known = held.items is not None and held.read_at is not None
    return ColumnRow(
        id=column.id,
        url=column.url,
        name=column.name,
        expect=Expectation(since=column.expect_since, reports=column.expect_reports),
        options=dict(column.options),
        bodies=column.bodies,
        before=Before(items=held.items, at=held.read_at) if is_known else None,
        known=tuple(_known(proof) for proof in (*held.pages, *held.documents)),
        settled=tuple(Settled(url=s.url, title=s.title, days=s.days) for s in held.settled),
        held=tuple(Held(url=h.url, title=h.title, gone=h.gone) for h in held.held),
    )


def _known(proof: Proof) -> Known:
    place = proof.place
    capture = Capture(
        url=proof.url,
        sha256=place.sha256,
        warc=place.warc,
        offset=place.offset,
        status=proof.status,
        content_type=proof.content_type,
        length=place.length,
        at=proof.at,
        folder=place.folder,
        etag=proof.etag,
        last_modified=proof.last_modified,
    )
    return Known(url=proof.url, capture=capture)


def robots_known(
    session: Session, portals: Iterable[PortalView], now: datetime
) -> tuple[Robots, ...]:
    """Return what was read of these portals' robots.txt within the last day."""
    wanted = {name for portal in portals for name in names(portal.hosts)}
    return tuple(
        Robots(origin=one.origin, status=one.status, text=one.text, at=one.read_at)
        for one in memory.robots(session, now - FRESH)
        if names([one.origin.partition("://")[2]]) <= wanted
    )
