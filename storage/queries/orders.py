"""What held at a moment where somebody has ended it since: left out, or covered by another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from nianbao.duty.model import Exemption
from storage.rows import BodyRow, FormerOrderRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(slots=True)
class Former:
    """What held of a duty at a moment, and does no longer."""

    exemption: Exemption | None = None
    exempted_at: datetime | None = None
    covered_by: BodyRow | None = None
    covered_at: datetime | None = None


def former(
    session: Session, as_of: datetime, ids: Collection[int] | None = None
) -> dict[int, Former]:
    """Return by duty what held at a moment and was ended or changed after it."""
    wanted = (
        select(FormerOrderRow, BodyRow)
        .outerjoin(BodyRow, BodyRow.id == FormerOrderRow.covered_by_id)
        .where(FormerOrderRow.began_at <= as_of, FormerOrderRow.ended_at > as_of)
        .order_by(FormerOrderRow.id)
    )
    if ids is not None:
        wanted = wanted.where(FormerOrderRow.duty_id.in_(ids))
    found: dict[int, Former] = {}
    for row, covering in session.execute(wanted):
        held = found.setdefault(row.duty_id, Former())
        if covering is not None:
            held.covered_by, held.covered_at = covering, row.began_at
        else:
            held.exempted_at = row.began_at
            held.exemption = Exemption(
                row.exemption_reason, row.exemption_basis, row.exemption_until
            )
    return found
