"""An office's 汇总底表, from the reports that count now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts import words
from nianbao.report.form import edition_for
from nianbao.report.model import READER_VERSION
from nianbao.report.summing import Part, summarise
from storage.queries.duties import duties
from storage.queries.lineage import to_sum
from storage.queries.reports import report_of_duty

if TYPE_CHECKING:
    from datetime import datetime

    from nianbao.report.summing import Summary
    from storage.database import Session


def summary_of(session: Session, office: str, year: int, now: datetime) -> Summary:
    """Return the sums over the own reports of an office (slug) and of all bodies right under it."""
    asked = to_sum(session, office, year)
    views = {view.id: view for view in duties(session, now, ids=[one for one, _ in asked])}
    parts = []
    for duty_id, name in asked:
        stored = report_of_duty(session, duty_id, READER_VERSION)
        view = views.get(duty_id)
        state = words.STATES[view.standing.state] if view else "尚未核对"
        report = stored.report if stored else None
        why = "" if report else (stored.unreadable if stored else state)
        parts.append(Part(name, report, why, view.standing.url if view else ""))
    return summarise(parts, edition_for(year))
