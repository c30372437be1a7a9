"""Cases opened, taken further, answered and closed. Nothing here writes to a body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from nianbao.duty.model import DutyState
from nianbao.report.model import Severity
from storage.queries.bodies import supervised
from storage.queries.cases import left_over
from storage.queries.findings import PENDING
from storage.rows import (
    BodyRow,
    CaseEventRow,
    CaseItemRow,
    CaseRow,
    DutyRow,
    FindingRow,
    StandingRow,
)
from storage.rows.cases import Stage

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

TAKEN_UP: Final = frozenset({DutyState.MISSING, DutyState.SUBMITTED_ONLY, DutyState.WITHDRAWN})
"""States of a duty that a case may be about."""
CLOSED_BY_ITSELF: Final = "所列事项均已更正或公布，复核通过"


class NothingToTakeUp(ValueError):  # noqa: N818 - named for what it means to the caller
    """A body has nothing that a case could be about. The message is Chinese."""


def open_case(
    session: Session, office: str, body: str, year: int, *, who: str, now: datetime
) -> int:
    """Take up with a body (slug) all that waits about its reports on a year; return the number.

    Only certain errors that were opened aloud, and absences, are taken up. A case
    that is open already gets what is new.

    Raises:
        LookupError: there is no such office or body, or it is not supervised by the office.
        NothingToTakeUp: nothing waits.
    """
    office_id, body_id = _id(session, office), _id(session, body)
    if body_id not in set(session.scalars(supervised(office, now.date()))):
        raise LookupError(f"{body}不在{office}的主管范围内")
    findings, duties = _waiting(session, body_id, year)
    if not findings and not duties:
        raise NothingToTakeUp(
            f"{body} {year}年度没有待办事项：可立案的是确定的须核实事项、逾期未见公布"
        )
    row = session.scalars(
        select(CaseRow)
        .where(
            CaseRow.office_id == office_id,
            CaseRow.body_id == body_id,
            CaseRow.year == year,
            CaseRow.closed_at.is_(None),
        )
        .with_for_update()
    ).first()
    if row is None:
        row = CaseRow(
            office_id=office_id,
            body_id=body_id,
            year=year,
            stage=Stage.REMINDER,
            opened_at=now,
            opened_by=who,
        )
        session.add(row)
        session.flush()
        _note(session, row.id, "opened", who=who, now=now)
    _take_up(session, row.id, findings, duties, who=who, now=now)
    return row.id


def _id(session: Session, slug: str) -> int:
    found = session.scalar(select(BodyRow.id).where(BodyRow.slug == slug))
    if found is None:
        raise LookupError(f"没有这个单位：{slug}")
    return found


def _waiting(session: Session, body_id: int, year: int) -> tuple[list[int], list[int]]:
    findings = session.scalars(
        select(FindingRow.id)
        .join(DutyRow, DutyRow.id == FindingRow.duty_id)
        .where(
            DutyRow.body_id == body_id,
            DutyRow.year == year,
            FindingRow.state.in_(PENDING),
            FindingRow.severity == Severity.ERROR,
            FindingRow.certain,
            FindingRow.rule.not_like("duty.%"),
            ~FindingRow.baseline,
            ~FindingRow.private,
            ~FindingRow.shadow,
        )
        .order_by(FindingRow.id)
    )
    duties = session.scalars(
        select(DutyRow.id)
        .join(StandingRow, StandingRow.duty_id == DutyRow.id)
        .where(DutyRow.body_id == body_id, DutyRow.year == year, StandingRow.state.in_(TAKEN_UP))
        .order_by(DutyRow.id)
    )
    return list(findings), list(duties)


def _take_up(
    session: Session,
    case_id: int,
    findings: list[int],
    duties: list[int],
    *,
    who: str,
    now: datetime,
) -> None:
    known = session.scalars(select(CaseItemRow).where(CaseItemRow.case_id == case_id)).all()
    held = {row.finding_id for row in known}, {row.duty_id for row in known}
    new = [CaseItemRow(case_id=case_id, finding_id=one) for one in findings if one not in held[0]]
    new += [CaseItemRow(case_id=case_id, duty_id=one) for one in duties if one not in held[1]]
    session.add_all(new)
    session.flush()
    if new and known:
        _note(session, case_id, "extended", f"增加{len(new)}项", who=who, now=now)


def take_further(
    session: Session,
    case_id: int,
    stage: Stage,
    *,
    who: str,
    now: datetime,
    document: str = "",
    sent_on: date | None = None,
    due_on: date | None = None,
) -> None:
    """Note that an office went a step further: its document, when it was sent, until when.

    Raises:
        LookupError: there is no such case, or it is closed.
        ValueError: the answer is due before the letter was sent.
    """
    row = _open_row(session, case_id)
    if sent_on and due_on and due_on < sent_on:
        raise ValueError("反馈期限不能早于发文日期")
    row.stage, row.document = stage, document or row.document
    row.sent_on, row.due_on = sent_on or row.sent_on, due_on or row.due_on
    sent, due = sent_on and f"{sent_on}发文", due_on and f"限{due_on}前反馈"
    said = "，".join(text for text in (document, sent, due) if text)
    _note(session, case_id, stage.value, said, who=who, now=now)


def answer(session: Session, case_id: int, text: str, on: date, *, who: str, now: datetime) -> None:
    """Note what a body answered.

    Raises:
        LookupError: there is no such case, or it is closed.
        ValueError: the answer is empty.
    """
    if not text.strip():
        raise ValueError("请填写反馈内容")
    row = _open_row(session, case_id)
    row.reply, row.replied_on = text, on
    _note(session, case_id, "answered", f"{on}反馈：{text}", who=who, now=now)


def close_case(session: Session, case_id: int, why: str, *, who: str, now: datetime) -> None:
    """Close a case by a person's word.

    Raises:
        LookupError: there is no such case, or it is closed.
        ValueError: no reason is given.
    """
    if not why.strip():
        raise ValueError("请填写办结理由")
    _close(session, _open_row(session, case_id), why, who=who, now=now)


def close_settled(session: Session, now: datetime) -> tuple[int, ...]:
    """Close every case of which nothing is left, and say so; return their numbers."""
    rows = session.scalars(
        select(CaseRow).where(CaseRow.closed_at.is_(None)).order_by(CaseRow.id).with_for_update()
    ).all()
    settled = [row for row in rows if not left_over(session, row.id)]
    for row in settled:
        _close(session, row, CLOSED_BY_ITSELF, who="", now=now)
    return tuple(row.id for row in settled)


def _open_row(session: Session, case_id: int) -> CaseRow:
    row = session.get(CaseRow, case_id, with_for_update=True)
    if row is None:
        raise LookupError(f"没有编号为{case_id}的督办件")
    if row.closed_at is not None:
        raise LookupError(f"编号为{case_id}的督办件已办结")
    return row


def _close(session: Session, row: CaseRow, why: str, *, who: str, now: datetime) -> None:
    row.closed_at, row.closed_by, row.closed_why = now, who, why
    _note(session, row.id, "closed", why, who=who, now=now)


def _note(
    session: Session, case_id: int, what: str, why: str = "", *, who: str, now: datetime
) -> None:
    session.add(CaseEventRow(case_id=case_id, at=now, who=who, what=what, why=why))
    session.flush()
