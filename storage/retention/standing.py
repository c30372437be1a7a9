"""What judgements stand on: which times of which columns, and which addresses, must stay.

It errs on the side of keeping. A duty is quiet only if it is settled, nobody was ever
told anything else of it, and nothing of it is open; for every other duty all that its
body's columns showed stays, from the year after the report's until it was last spoken of.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVarTuple

from sqlalchemy import func, or_, select

from nianbao.clock import SHANGHAI
from nianbao.duty.model import DutyState
from storage.rows import (
    BindingRow,
    CaseEventRow,
    CaseItemRow,
    CaseRow,
    ColumnRow,
    DocumentRow,
    DutyRow,
    EntryRow,
    FindingEventRow,
    FindingRow,
    MatchRow,
    MessageFindingRow,
    OutcomeRow,
    PortalRow,
    RollCallRow,
    StandingEventRow,
    StandingRow,
    VersionRow,
)
from storage.rows.findings import FindingState

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

FOREVER: Final = "9999"
EVERY_COLUMN: Final = 0
_QUIET: Final = (
    *(DutyState.NOT_DUE, DutyState.DUE_SOON, DutyState.PUBLISHED),
    *(DutyState.COVERED_BY, DutyState.EXEMPT),
)
_SETTLED: Final = (
    *(DutyState.PUBLISHED, DutyState.LATE),
    *(DutyState.COVERED_BY, DutyState.EXEMPT),
)
_BEFORE: Final = timedelta(days=45)
"""What a final roll-call says rests on readings of the last weeks before it."""
_AFTER: Final = timedelta(days=1)
_PAGE: Final = 1000
_Columns = TypeVarTuple("_Columns")


def moment(at: datetime) -> str:
    """Return a moment as the notes keep it: of two, the later is the greater."""
    return at.astimezone(SHANGHAI).isoformat()


def note_standing(session: Session, notes: sqlite3.Connection) -> None:
    """Note spans of columns, their latest readings, and addresses that must stay."""
    notes.execute("CREATE TEMP TABLE told (duty_id PRIMARY KEY, until)")
    for duty_id, until in _told(session):
        notes.execute(
            "INSERT INTO told VALUES (?, ?) ON CONFLICT DO UPDATE SET until=max(until, ?)",
            (duty_id, until, until),
        )
    notes.executemany("INSERT INTO span VALUES (?, ?, ?)", _spans(session, notes))
    notes.executemany("INSERT INTO span VALUES (?, ?, ?)", _final(session))
    latest = select(OutcomeRow.column_id, func.max(OutcomeRow.at)).group_by(OutcomeRow.column_id)
    notes.executemany(
        "INSERT INTO latest VALUES (?, ?)",
        ((column, moment(at)) for column, at in session.execute(_paged(latest))),
    )
    notes.executemany("INSERT OR IGNORE INTO address VALUES (?)", _addresses(session, notes))


def _paged(wanted: Select[*_Columns]) -> Select[*_Columns]:
    return wanted.execution_options(yield_per=_PAGE)


def _told(session: Session) -> Iterator[tuple[int, str]]:
    """Yield duties that are not quiet, each with the moment until which something was said."""
    unsettled = (
        select(DutyRow.id)
        .outerjoin(StandingRow, StandingRow.duty_id == DutyRow.id)
        .where(or_(StandingRow.duty_id.is_(None), StandingRow.state.not_in(_SETTLED)))
    )
    for (duty_id,) in session.execute(_paged(unsettled)):
        yield duty_id, FOREVER
    loud = select(StandingEventRow.duty_id).where(StandingEventRow.state.not_in(_QUIET))
    events = select(StandingEventRow.duty_id, StandingEventRow.at)
    yield from _moments(session, events.where(StandingEventRow.duty_id.in_(loud)))
    yield from _of_findings(session)
    yield from _of_cases(session)
    yield from _moments(session, select(EntryRow.duty_id, EntryRow.at))


def _of_findings(session: Session) -> Iterator[tuple[int, str]]:
    still = select(FindingRow.duty_id).where(FindingRow.state != FindingState.RESOLVED)
    for (duty_id,) in session.execute(_paged(still)):
        yield duty_id, FOREVER
    spoken = or_(
        FindingRow.id.in_(select(MessageFindingRow.finding_id)),
        FindingRow.id.in_(
            select(CaseItemRow.finding_id).where(CaseItemRow.finding_id.is_not(None))
        ),
    )
    events = select(FindingRow.duty_id, FindingEventRow.at).join(
        FindingEventRow, FindingEventRow.finding_id == FindingRow.id
    )
    yield from _moments(session, events.where(spoken))


def _of_cases(session: Session) -> Iterator[tuple[int, str]]:
    """Yield every duty of a case's body and year, whatever the case is about."""
    about = DutyRow.body_id == CaseRow.body_id, DutyRow.year == CaseRow.year
    still = select(DutyRow.id).join(CaseRow, about[0] & about[1]).where(CaseRow.closed_at.is_(None))
    for (duty_id,) in session.execute(_paged(still)):
        yield duty_id, FOREVER
    events = (
        select(DutyRow.id, CaseEventRow.at)
        .join(CaseRow, about[0] & about[1])
        .join(CaseEventRow, CaseEventRow.case_id == CaseRow.id)
    )
    yield from _moments(session, events)


def _moments(session: Session, wanted: Select[int, datetime]) -> Iterator[tuple[int, str]]:
    for duty_id, at in session.execute(_paged(wanted)):
        yield duty_id, moment(at + _AFTER)


def _spans(session: Session, notes: sqlite3.Connection) -> Iterator[tuple[int, str, str]]:
    wanted = select(BindingRow.column_id, DutyRow.id, DutyRow.year).join(
        DutyRow, DutyRow.body_id == BindingRow.body_id
    )
    for column_id, duty_id, year in session.execute(_paged(wanted)):
        found = notes.execute("SELECT until FROM told WHERE duty_id=?", (duty_id,)).fetchone()
        if found:
            since = moment(datetime(year + 1, 1, 1, tzinfo=SHANGHAI))
            season = moment(datetime(year + 2, 1, 1, tzinfo=SHANGHAI))
            yield column_id, since, max(season, found[0])


def _final(session: Session) -> Iterator[tuple[int, str, str]]:
    for at, frozen in session.execute(select(RollCallRow.at, RollCallRow.frozen_at)):
        yield EVERY_COLUMN, moment(at - _BEFORE), moment(max(at, frozen) + _AFTER)


def _addresses(session: Session, notes: sqlite3.Connection) -> Iterator[tuple[str]]:
    """Yield addresses whose every answer stays: of duties that are not quiet, and in trouble."""
    matched = (
        select(MatchRow.duty_id, DocumentRow.url, VersionRow.url)
        .join(DocumentRow, DocumentRow.id == MatchRow.document_id)
        .outerjoin(VersionRow, VersionRow.document_id == DocumentRow.id)
    )
    for duty_id, linked, answered in session.execute(_paged(matched)):
        if notes.execute("SELECT 1 FROM told WHERE duty_id=?", (duty_id,)).fetchone():
            yield from ((url,) for url in (linked, answered) if url)
    troubled = select(DocumentRow.url).where(
        or_(
            DocumentRow.failed_at.is_not(None),
            DocumentRow.refused_at.is_not(None),
            DocumentRow.unlisted_since.is_not(None),
            DocumentRow.gone_since.is_not(None),
        )
    )
    entered = select(EntryRow.url).where(EntryRow.url != "")
    for wanted in (troubled, entered):
        yield from ((url,) for url in session.scalars(_paged(wanted)))


def stays(notes: sqlite3.Connection, column_id: int, at: datetime) -> bool:
    """Whether a judgement may rest on what a column showed at a moment."""
    read = moment(at)
    span = "SELECT 1 FROM span WHERE column_id IN (?, ?) AND since <= ? AND ? < until LIMIT 1"
    return bool(
        notes.execute(span, (EVERY_COLUMN, column_id, read, read)).fetchone()
        or notes.execute(
            "SELECT 1 FROM latest WHERE column_id=? AND at <= ?", (column_id, read)
        ).fetchone()
    )


def hosts(session: Session) -> dict[int, tuple[str, ...]]:
    """Return the hosts of each column's portal; a host may carry a port."""
    rows = session.execute(
        select(ColumnRow.id, PortalRow.hosts).join(PortalRow, PortalRow.id == ColumnRow.portal_id)
    )
    return {column_id: tuple(named) for column_id, named in rows}
