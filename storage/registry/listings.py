"""Columns and due dates as rows of a sheet: what is registered, one row a body in a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from storage.registry.sheet import DueSheet
from storage.rows import BindingRow, BodyRow, ColumnRow, DueRuleRow, DutyRow, PortalRow
from storage.rows.portals import BY_HAND, Topology

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Listing:
    """A body in a column of a portal; ``body`` is "" for a column in which nobody publishes."""

    portal: str  # slug
    portal_name: str
    family: str
    site_code: str
    home: str
    url: str
    column: str
    body: str  # slug
    body_name: str
    listed_as: str
    topology: Topology
    last_year_url: str
    gathered_at: str
    robots_consent: str
    hours: str
    operator: str


@dataclass(frozen=True, slots=True)
class Door:
    """Where a portal begins, by what it is read, and the hosts that may be asked."""

    start: str
    family: str
    hosts: tuple[str, ...]


def listings(session: Session) -> tuple[Listing, ...]:
    """Return every body in every column that is read, by portal, column and body."""
    rows = session.execute(
        select(PortalRow, ColumnRow, BindingRow, BodyRow)
        .join(ColumnRow, ColumnRow.portal_id == PortalRow.id)
        .outerjoin(
            BindingRow,
            and_(BindingRow.column_id == ColumnRow.id, BindingRow.ended_at.is_(None)),
        )
        .outerjoin(BodyRow, BodyRow.id == BindingRow.body_id)
        .where(ColumnRow.ended_at.is_(None), PortalRow.family != BY_HAND)
        .order_by(PortalRow.slug, ColumnRow.id, BodyRow.slug)
    )
    return tuple(_listing(*row) for row in rows)


def _listing(
    portal: PortalRow, column: ColumnRow, binding: BindingRow | None, body: BodyRow | None
) -> Listing:
    return Listing(
        portal=portal.slug,
        portal_name=portal.name,
        family=portal.family,
        site_code=portal.site_code,
        home=portal.home,
        url=column.url,
        column=column.name,
        body=body.slug if body else "",
        body_name=body.name if body else "",
        listed_as=binding.listed_as if binding else "",
        topology=column.topology,
        last_year_url=binding.last_year_url if binding else "",
        gathered_at=column.gathered_at,
        robots_consent=portal.robots_consent,
        hours=portal.hours,
        operator=portal.operator,
    )


def doors(session: Session) -> dict[str, Door]:
    """Return how each portal (slug) is entered."""
    rows = session.scalars(select(PortalRow).where(PortalRow.family != BY_HAND))
    return {row.slug: Door(row.start, row.family, tuple(row.hosts)) for row in rows}


def export_due(session: Session) -> tuple[DueSheet, ...]:
    """Return the rules for due dates as an import takes them."""
    rows = session.scalars(
        select(DueRuleRow).order_by(DueRuleRow.division, DueRuleRow.body_class, DueRuleRow.year)
    )
    return tuple(
        DueSheet.model_validate(
            {
                "division": row.division,
                "class": row.body_class or None,
                "year": row.year or None,
                "publish_by": row.publish_by,
                "submit_by": row.submit_by or None,
                "document": row.document,
                "basis": row.basis,
                "shift": row.shift,
                "shift_days": row.shift_days,
            }
        )
        for row in rows
    )


def duty_years(session: Session) -> tuple[int, ...]:
    """Return the report years for which duties have been made."""
    return tuple(session.scalars(select(DutyRow.year).distinct().order_by(DutyRow.year)))
