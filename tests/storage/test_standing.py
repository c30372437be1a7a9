"""What judgements stand on stays, whatever its period says."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from nianbao.clock import SHANGHAI
from nianbao.duty.model import DutyState
from nianbao.report.model import Severity
from storage.retention.scratch import scratch
from storage.retention.standing import note_standing, stays
from storage.rows import (
    BodyRow,
    CaseEventRow,
    CaseRow,
    DutyRow,
    EntryRow,
    FindingEventRow,
    FindingRow,
    MessageFindingRow,
    MessageRow,
    RecipientRow,
    RollCallRow,
    StandingEventRow,
    StandingRow,
)
from storage.rows.cases import Stage
from storage.rows.entries import EntryKind
from storage.rows.findings import Cause, FindingState
from tests.storage.moments import DAY
from tests.storage.qinghe import column, duty

SEASON = datetime(2027, 2, 10, 9, tzinfo=SHANGHAI)
BEFORE = datetime(2026, 12, 20, 9, tzinfo=SHANGHAI)
NEXT_YEAR = datetime(2028, 5, 1, 9, tzinfo=SHANGHAI)


@pytest.fixture
def quiet(qinghe):
    """Everything was published in time, and nobody was told anything else."""
    with qinghe.write() as session:
        for number in session.scalars(select(DutyRow.id)).all():
            session.add(standing(number, DutyState.PUBLISHED, SEASON))
    return qinghe


def standing(number, state, at):
    return StandingRow(
        duty_id=number, state=state, reason="", days_late=0, day_source="", url="", proofs=[],
        computed_at=at, changed_at=at,
    )  # fmt: skip


def what_stays(database):
    """Which of three readings of the column may not go."""
    with scratch() as notes, database.read() as session:
        where = column(session)
        note_standing(session, notes)
        return [stays(notes, where, at) for at in (BEFORE, SEASON, NEXT_YEAR)]


def finding(session, state):
    row = FindingRow(
        duty_id=duty(session), rule="t3.balance", identity="x", severity=Severity.ERROR,
        state=state, digest="", message="", places=[], certain=True, baseline=False,
        private=False, reader_version="1", rules_version="1", opened_at=SEASON,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def told_finding(session, at):
    number = finding(session, FindingState.RESOLVED)
    recipient = session.scalars(select(RecipientRow.id).limit(1)).one()
    message = MessageRow(
        recipient_id=recipient, kind="daily", period="p", message_id="m", mime=b"",
        created_at=SEASON, next_attempt=SEASON,
    )  # fmt: skip
    session.add(message)
    session.flush()
    session.add(MessageFindingRow(message_id=message.id, finding_id=number))
    session.add(
        FindingEventRow(finding_id=number, at=at, who="", what="resolved", cause=Cause.REPORT,
                        why="", silent=False, digest="")
    )  # fmt: skip


def office(session):
    return session.scalars(select(BodyRow.id).where(BodyRow.slug == "qinghe-office")).one()


def case(session, closed):
    body = session.scalars(select(BodyRow.id).where(BodyRow.slug == "qinghe-jtj")).one()
    row = CaseRow(
        office_id=office(session), body_id=body, year=2026, stage=Stage.REMINDER,
        opened_at=SEASON, opened_by="王某", closed_at=closed,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(CaseEventRow(case_id=row.id, at=closed or SEASON, who="王某", what="", why=""))


def was_missing(session, until):
    number = duty(session)
    for state, at in ((DutyState.MISSING, SEASON), (DutyState.LATE, until)):
        session.add(StandingEventRow(duty_id=number, at=at, state=state, previous="", reason=""))


def is_missing(session):
    session.get_one(StandingRow, duty(session)).state = DutyState.MISSING


def entered(session):
    session.add(
        EntryRow(duty_id=duty(session), kind=EntryKind.REPORT, at=SEASON, who="王某", why="")
    )


def frozen(session):
    session.add(
        RollCallRow(office_id=office(session), year=2026, at=SEASON + 2 * DAY,
                    frozen_at=SEASON + 3 * DAY, frozen_by="王某", content=b"", sha256="")
    )  # fmt: skip


def test_what_a_column_showed_may_go_where_everything_was_published_in_time(quiet):
    assert what_stays(quiet) == [False, False, False]


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        (is_missing, [False, True, True]),
        (lambda session: was_missing(session, SEASON + DAY), [False, True, False]),
        (lambda session: was_missing(session, NEXT_YEAR), [False, True, True]),
        (lambda session: finding(session, FindingState.OPEN), [False, True, True]),
        (lambda session: finding(session, FindingState.DISMISSED), [False, True, True]),
        (lambda session: told_finding(session, NEXT_YEAR), [False, True, True]),
        (lambda session: case(session, None), [False, True, True]),
        (lambda session: case(session, SEASON + DAY), [False, True, False]),
        (entered, [False, True, False]),
        (frozen, [False, True, False]),
    ],
    ids=[
        *("is missing", "was missing", "was missing for long", "open finding", "dismissed"),
        *("told", "open case", "closed case", "entered by hand", "final roll-call"),
    ],
)
def test_whatever_was_said_of_a_body_keeps_what_its_column_showed(quiet, happened, expected):
    with quiet.write() as session:
        happened(session)
    assert what_stays(quiet) == expected


def test_what_is_not_settled_yet_keeps_everything_since(qinghe):
    assert what_stays(qinghe) == [True, True, True]
