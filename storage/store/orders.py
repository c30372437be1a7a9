"""A duty is left out of its year's count, or covered by another body's report, and counted again.

What held until then is kept beside it, so that what is asked of a past moment is
answered as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import object_session

from nianbao.duty.model import Exemption
from storage.rows import DutyRow, FormerOrderRow

if TYPE_CHECKING:
    from datetime import datetime


def leave_out(row: DutyRow, wanted: Exemption | None, now: datetime) -> None:
    """Let an exemption, or (None) none, hold from now on."""
    held = None
    if row.exempted_at is not None:
        held = Exemption(row.exemption_reason, row.exemption_basis, row.exemption_until)
    if wanted == held:
        return
    if held is not None:
        _keep(row, row.exempted_at, now, held)
    row.exemption_reason = wanted.reason if wanted else ""
    row.exemption_basis = wanted.basis if wanted else ""
    row.exemption_until = wanted.until if wanted else None
    row.exempted_at = now if wanted else None


def cover(row: DutyRow, covering: int | None, now: datetime) -> None:
    """Let a body's report (by id), or (None) nobody's, cover a duty's from now on."""
    if covering == row.covered_by_id:
        return
    if row.covered_by_id is not None:
        _keep(row, row.covered_at, now)
    row.covered_by_id, row.covered_at = covering, now if covering else None


def _keep(
    row: DutyRow, began: datetime | None, ended: datetime, held: Exemption | None = None
) -> None:
    """Keep what held until now; what nobody can have seen is not kept."""
    session = object_session(row)
    if session is None or began is None or began >= ended:
        return
    former = FormerOrderRow(
        duty_id=row.id,
        exemption_reason=held.reason if held else "",
        exemption_basis=held.basis if held else "",
        exemption_until=held.until if held else None,
        covered_by_id=None if held else row.covered_by_id,
        began_at=began,
        ended_at=ended,
    )
    session.add(former)
