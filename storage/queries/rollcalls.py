"""Final roll-calls, and what people decided about reports."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import aliased

from storage.queries.bodies import season_day, supervised
from storage.queries.orders import Former, former
from storage.rows import (
    BindingRow,
    BodyRow,
    ColumnRow,
    DocumentRow,
    DutyRow,
    EntryRow,
    MatchRow,
    RollCallRow,
    SubmissionRow,
)
from storage.rows.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class FrozenView:
    """A final roll-call without its content."""

    id: int
    office: str  # slug
    year: int
    at: datetime
    frozen_at: datetime
    frozen_by: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What a person decided about a body's report. ``what`` and ``why`` are Chinese."""

    body: str  # name
    year: int
    at: datetime
    who: str
    what: str
    why: str


def frozen(session: Session) -> tuple[FrozenView, ...]:
    """Return all final roll-calls, the latest first."""
    rows = session.execute(
        select(RollCallRow, BodyRow.slug)
        .join(BodyRow, BodyRow.id == RollCallRow.office_id)
        .order_by(RollCallRow.frozen_at.desc(), RollCallRow.id.desc())
    )
    return tuple(
        FrozenView(row.id, slug, row.year, row.at, row.frozen_at, row.frozen_by, row.sha256)
        for row, slug in rows
    )


def frozen_content(session: Session, number: int) -> bytes:
    """Return a final roll-call's files as a ZIP.

    Raises:
        LookupError: there is none of this number.
        ValueError: it is not what was declared final.
    """
    row = session.get(RollCallRow, number)
    if row is None:
        raise LookupError(f"没有编号为{number}的定稿")
    if hashlib.sha256(row.content).hexdigest() != row.sha256:
        raise ValueError(f"编号为{number}的定稿与定稿时不一致")
    return row.content


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose decisions are asked for, of which report year, and up to when."""

    bodies: Select[int]
    year: int
    at: datetime


def decisions(session: Session, office: str, year: int, at: datetime) -> tuple[DecisionView, ...]:
    """Return what people decided on an office's reports of a year, up to a moment."""
    asked = _Asked(supervised(office, season_day(year, at.date())), year, at)
    parts = (_matched, _left_out, _submitted, _proven, _entered)
    found = (one for part in parts for one in part(session, asked))
    return tuple(sorted(found, key=lambda one: (one.at, one.body, one.what)))


def _matched(session: Session, asked: _Asked) -> Iterator[DecisionView]:
    rows = session.execute(
        select(MatchRow, DocumentRow, BodyRow.name)
        .join(DocumentRow, DocumentRow.id == MatchRow.document_id)
        .join(DutyRow, DutyRow.id == MatchRow.duty_id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(
            DutyRow.body_id.in_(asked.bodies), DutyRow.year == asked.year, MatchRow.decided_by != ""
        )
    )
    found = rows.all()
    decided = {(match.document_id, match.duty_id) for match, _, _ in found}
    for match, document, name in found:
        if (document.parent_id, match.duty_id) in decided:
            continue  # a file goes with its page
        when = match.rejected_at or match.settled_at or match.matched_at
        if when <= asked.at:
            why = "；".join(text for text in (document.url, match.why) if text)
            said = _said(match, document)
            yield DecisionView(name, asked.year, when, match.decided_by, said, why)


def _said(match: MatchRow, document: DocumentRow) -> str:
    if match.rejected_at is not None:
        return "确认不是该单位本年度报告"
    if not match.certain:
        return "登记疑似报告，待核实"
    return "确认为该单位本年度报告" if document.list_url else "登记公布网址"


def _left_out(session: Session, asked: _Asked) -> Iterator[DecisionView]:
    covering = aliased(BodyRow)
    rows = session.execute(
        select(DutyRow, BodyRow.name, covering.name)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .outerjoin(covering, covering.id == DutyRow.covered_by_id)
        .where(DutyRow.body_id.in_(asked.bodies), DutyRow.year == asked.year)
    )
    found = rows.all()
    told = _last_entries(session, [duty.id for duty, _, _ in found], asked.at)
    ended = former(session, asked.at, [duty.id for duty, _, _ in found])
    for duty, name, by in found:
        for when, kind, why in _held(duty, by, ended.get(duty.id, Former()), asked.at):
            who = told.get((duty.id, kind), duty.set_by)
            yield DecisionView(name, duty.year, when, who, _ORDERED[kind], why)


_ORDERED: Final = {EntryKind.EXEMPT: "不纳入统计", EntryKind.COVERED: "合并编报"}


def _held(
    duty: DutyRow, by: str | None, ended: Former, at: datetime
) -> Iterator[tuple[datetime, EntryKind, str]]:
    """Yield since when a duty was left out or covered at a moment, and why."""
    if duty.exempted_at is not None and duty.exempted_at <= at:
        why = "；".join(filter(None, (duty.exemption_reason, duty.exemption_basis)))
        yield duty.exempted_at, EntryKind.EXEMPT, why
    elif ended.exemption is not None and ended.exempted_at is not None:
        why = "；".join(filter(None, (ended.exemption.reason, ended.exemption.basis)))
        yield ended.exempted_at, EntryKind.EXEMPT, why
    if duty.covered_at is not None and by and duty.covered_at <= at:
        yield duty.covered_at, EntryKind.COVERED, f"见{by}"
    elif ended.covered_by is not None and ended.covered_at is not None:
        yield ended.covered_at, EntryKind.COVERED, f"见{ended.covered_by.name}"


def _last_entries(
    session: Session, duty_ids: list[int], at: datetime
) -> dict[tuple[int, EntryKind], str]:
    """Return who made the last entry of each kind about each duty."""
    rows = session.scalars(
        select(EntryRow)
        .where(EntryRow.duty_id.in_(duty_ids), EntryRow.at <= at)
        .order_by(EntryRow.id)
    )
    return {(row.duty_id, row.kind): row.who for row in rows}


def _entered(session: Session, asked: _Asked) -> Iterator[DecisionView]:
    """Yield what was confirmed as not published, and what was taken back because it was."""
    rows = session.execute(
        select(EntryRow, BodyRow.name)
        .join(DutyRow, DutyRow.id == EntryRow.duty_id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(
            DutyRow.body_id.in_(asked.bodies), DutyRow.year == asked.year, EntryRow.at <= asked.at
        )
        .order_by(EntryRow.id)
    )
    for row, name in rows:
        if row.kind is EntryKind.MISSING:
            yield DecisionView(name, asked.year, row.at, row.who, "确认逾期未公布", row.why)
        if row.wrong_since is not None:
            said = f"{row.url}；{row.said}"
            yield DecisionView(name, asked.year, row.at, row.who, "撤回“未检索到”的提醒", said)


def _submitted(session: Session, asked: _Asked) -> Iterator[DecisionView]:
    rows = session.execute(
        select(SubmissionRow, BodyRow.name)
        .join(DutyRow, DutyRow.id == SubmissionRow.duty_id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(
            DutyRow.body_id.in_(asked.bodies),
            DutyRow.year == asked.year,
            SubmissionRow.entered_at <= asked.at,
        )
    )
    for row, name in rows:
        day = row.at.strftime("%Y-%m-%d %H:%M")
        yield DecisionView(name, asked.year, row.entered_at, row.by, "登记提交", f"{day}提交")


def _proven(session: Session, asked: _Asked) -> Iterator[DecisionView]:
    rows = session.execute(
        select(BindingRow, BodyRow.name, ColumnRow)
        .join(BodyRow, BodyRow.id == BindingRow.body_id)
        .join(ColumnRow, ColumnRow.id == BindingRow.column_id)
        .where(
            BindingRow.body_id.in_(asked.bodies),
            BindingRow.proven_by != "",
            BindingRow.proven_since <= asked.at,
        )
    )
    for row, name, column in rows:
        if row.proven_since is not None:
            why = f"“{column.name}”{column.url}；{row.proven_how}"
            yield DecisionView(
                name, asked.year, row.proven_since, row.proven_by, "确认公布栏目", why
            )
