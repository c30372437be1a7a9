"""Bindings that a person confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.insertion import insert_once
from storage.rows import BindingRow, BodyRow, ColumnRow, PortalRow
from storage.store.journal import audit
from storage.store.matches import prove_binding

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def column_of(session: Session, portal: str, column: str = "") -> int:
    """Return the id of a portal's column by its name or address; "" is its only one.

    Raises:
        LookupError: there is none, or more than one (Chinese).
    """
    rows = session.scalars(
        select(ColumnRow)
        .join(PortalRow, PortalRow.id == ColumnRow.portal_id)
        .where(PortalRow.slug == portal, ColumnRow.ended_at.is_(None))
        .order_by(ColumnRow.id)
    ).all()
    if not rows:
        raise LookupError(f"没有这个网站，或网站没有栏目：{portal}")
    found = [row for row in rows if not column or column in {row.name, row.url}]
    if len(found) == 1:
        return found[0].id
    names = "、".join(row.name for row in rows)
    raise LookupError(
        f"{portal}没有栏目“{column}”，只有：{names}"
        if not found
        else f"{portal}有多个栏目，请写明栏目：{names}"
    )


def confirm_binding(
    session: Session, body: str, column_id: int, *, how: str, who: str, now: datetime
) -> None:
    """Note that a person (``who``) knows, and how, that a body (slug) publishes in a column.

    A body that was not bound to the column is bound to it.

    Raises:
        LookupError: there is no such body.
        ValueError: it is not said who confirms it, or how it is known.
    """
    if not who.strip() or not how.strip():
        raise ValueError("请写明确认人和确认依据")
    body_id = session.scalar(select(BodyRow.id).where(BodyRow.slug == body))
    if body_id is None:
        raise LookupError(f"没有这个单位：{body}")
    _bind(session, body_id, column_id, now)
    prove_binding(session, body, column_id, how=how.strip(), who=who.strip(), now=now)
    audit(session, who.strip(), "binding_confirmed", f"{column_id}/{body}", now, how=how.strip())


def _bind(session: Session, body_id: int, column_id: int, now: datetime) -> None:
    fields = {"bound_at": now, "proven_how": "", "proven_by": ""}
    if insert_once(session, BindingRow, body_id=body_id, column_id=column_id, **fields) is not None:
        return
    row = session.scalars(
        select(BindingRow).filter_by(body_id=body_id, column_id=column_id).with_for_update()
    ).one()
    if row.ended_at is not None:  # what it was known by then does not hold for what it is now
        row.ended_at, row.bound_at, row.proven_since = None, now, None
        row.doubted_at, row.doubted_why = None, ""
        session.flush()
