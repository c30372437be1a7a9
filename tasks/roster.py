"""The roster of an office from rows, and what a roll-call says of its signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts import words
from alerts.roster import Entry, Roster, short
from storage.queries.bodies import name_of
from storage.queries.rosters import changed_since, roster, signatures, version_of

if TYPE_CHECKING:
    from datetime import datetime

    from storage.database import Session
    from storage.queries.rosters import RosterLine


def roster_at(session: Session, office: str, year: int, at: datetime) -> Roster:
    """Return an office's (slug) roster of a report year.

    Raises:
        LookupError: there is no such office.
    """
    lines = roster(session, office, year, at)
    entries = tuple(_entry(line) for line in lines)
    return Roster(name_of(session, office), year, at, version_of(lines), entries)


def _entry(line: RosterLine) -> Entry:
    return Entry(
        slug=line.slug,
        name=line.name,
        body_class=line.body_class,
        credit_code=line.credit_code,
        kind=line.kind,
        submit_by=line.submit_by,
        publish_by=line.publish_by,
        basis=line.basis,
        left_out=line.left_out,
        columns=line.columns,
        contact=line.contact,
        phone=line.phone,
    )


def notes_at(session: Session, office: str, year: int, at: datetime) -> tuple[str, ...]:
    """Return what a roll-call says of the roster it rests on, as it was known at a moment."""
    found = signatures(session, office, year, at)
    if not found:
        return (f"{year}年度应公布单位名录未经签核，应公布数以核对后的名录为准。",)
    last = found[0]
    signed = f"应公布单位名录由{last.signed_by}于{words.minute(last.signed_at)}签核"
    said = f"{signed}（版本{short(last.version)}）。"
    changed = changed_since(session, office, last.signed_at, at)
    if changed:
        return (said, f"签核后有{changed}家单位的登记有变动，尚未重新签核。")
    return (said,)
