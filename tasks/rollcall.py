"""The roll-call of an office as of a moment, from rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.rollcall import Decision, roll_call
from storage.queries.bodies import name_of
from storage.queries.rollcalls import decisions
from tasks.roster import notes_at
from tasks.views import lines_at

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.rollcall import RollCall
    from storage.database import Session


def roll_call_at(session: Session, office: str, year: int, at: datetime) -> RollCall:
    """Return an office's (slug) roll-call of a report year with what was known at a moment.

    Raises:
        LookupError: there is no such office.
    """
    made = (
        Decision(one.body, one.year, one.at, one.who, one.what, one.why)
        for one in decisions(session, office, year, at)
    )
    lines = lines_at(session, office, at, year=year)
    notes = notes_at(session, office, year, at)
    return roll_call(name_of(session, office), year, at, lines, made, notes=notes)
