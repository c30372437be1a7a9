"""All that is known of one duty, as a file for an office needs it: readings, pages, steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from nianbao.clock import SHANGHAI
from nianbao.duty.model import Submission
from storage.evidence import Proof
from storage.queries.cases import cases_of_duty
from storage.queries.documents import document as document_of
from storage.queries.documents import version as version_of
from storage.queries.duties import duties, standing_steps
from storage.queries.entries import entries
from storage.queries.facts import column_label
from storage.queries.findings import findings, steps
from storage.rows import (
    BindingRow,
    BodyRow,
    ColumnRow,
    DocumentRow,
    DutyRow,
    EntryRow,
    MatchRow,
    OutcomeRow,
    PortalRow,
    RunRow,
    SubmissionRow,
    VersionRow,
)
from storage.rows.portals import BY_HAND

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.orm import Session

    from nianbao.duty.model import Outcome, ReportKind
    from storage.evidence import Place
    from storage.queries.cases import CaseTrail
    from storage.queries.documents import DocumentView, VersionView
    from storage.queries.duties import DutyView, StandingStep
    from storage.queries.entries import EntryView
    from storage.queries.findings import FindingStep, FindingView

MOST_READINGS: Final = 5000
"""Of one duty so many readings are listed, the latest."""
MOST_DOCUMENTS: Final = 200


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One reading of one column, with the list pages kept of it.

    ``held`` says whether the list held what is certainly the report, ``maybe`` whether
    it held something that may be it. ``folder`` is of the run, below the archive's root.
    """

    column: str
    column_url: str
    began: datetime
    at: datetime
    outcome: Outcome
    items: int
    detail: str
    held: bool
    maybe: bool
    folder: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A document that answers the duty, or may, or hangs on one that does; with its versions.

    ``certain`` is None for a page or an attachment that was not matched by itself.
    """

    document: DocumentView
    column: str
    certain: bool | None
    why: str
    matched_at: datetime | None
    decided_by: str
    rejected_at: datetime | None
    unlisted_since: datetime | None
    versions: tuple[VersionView, ...]


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A picture that a person handed in with an entry."""

    at: datetime
    url: str
    place: Place


@dataclass(frozen=True, slots=True)
class Dossier:
    """One duty as it is known at a moment."""

    view: DutyView
    at: datetime
    readings: tuple[ReadingView, ...]
    seen: tuple[Seen, ...]
    steps: tuple[StandingStep, ...]
    entries: tuple[EntryView, ...]
    submissions: tuple[Submission, ...]
    findings: tuple[tuple[FindingView, tuple[FindingStep, ...]], ...]
    screenshots: tuple[Screenshot, ...] = ()
    cases: tuple[CaseTrail, ...] = ()


def duty_numbers(
    session: Session, body: str, year: int, kind: ReportKind | None = None
) -> tuple[int, ...]:
    """Return the duties of a body (slug) for a year; a government's and its office's are two."""
    wanted = (
        select(DutyRow.id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(BodyRow.slug == body, DutyRow.year == year)
        .order_by(DutyRow.id)
    )
    if kind is not None:
        wanted = wanted.where(DutyRow.kind == kind)
    return tuple(session.scalars(wanted))


def dossier(session: Session, duty_id: int, now: datetime) -> Dossier:
    """Return all that is known of a duty. Findings that are private or on trial are left out.

    Raises:
        LookupError: there is no such duty, or its state was never computed.
    """
    views = duties(session, now, ids=[duty_id])
    if not views:
        raise LookupError(f"没有编号为{duty_id}的应公布事项，或尚未计算其状态")
    (view,) = views
    seen = _seen(session, duty_id)
    return Dossier(
        view=view,
        at=now,
        readings=_readings(session, view, seen, now),
        seen=seen,
        steps=standing_steps(session, duty_id),
        entries=entries(session, [duty_id]),
        submissions=_submissions(session, duty_id),
        findings=tuple(
            (found, steps(session, found.id))
            for found in findings(session, duty_id=duty_id)
            if not found.private
        ),
        screenshots=_screenshots(session, duty_id),
        cases=cases_of_duty(session, duty_id),
    )


def _screenshots(session: Session, duty_id: int) -> tuple[Screenshot, ...]:
    rows = session.scalars(
        select(EntryRow).where(EntryRow.duty_id == duty_id).order_by(EntryRow.id)
    )
    return tuple(
        Screenshot(row.at, row.url, Proof.from_json(row.screenshot).place)
        for row in rows
        if row.screenshot
    )


def _submissions(session: Session, duty_id: int) -> tuple[Submission, ...]:
    rows = session.scalars(
        select(SubmissionRow).where(SubmissionRow.duty_id == duty_id).order_by(SubmissionRow.at)
    )
    return tuple(Submission(row.at, row.by) for row in rows)


def _seen(session: Session, duty_id: int) -> tuple[Seen, ...]:
    matched = {
        row.document_id: row
        for row in session.scalars(select(MatchRow).where(MatchRow.duty_id == duty_id))
    }
    rows = session.execute(
        select(DocumentRow, ColumnRow, PortalRow)
        .join(ColumnRow, ColumnRow.id == DocumentRow.column_id)
        .join(PortalRow, PortalRow.id == ColumnRow.portal_id)
        .where(DocumentRow.id.in_(_family(session, matched)))
        .order_by(DocumentRow.first_seen, DocumentRow.id)
        .limit(MOST_DOCUMENTS)
    )
    return tuple(_one_seen(session, row, col, por, matched.get(row.id)) for row, col, por in rows)


def _family(session: Session, matched: Collection[int]) -> set[int]:
    """Return the matched documents, the pages that link to them, and what hangs on either."""
    parents = session.scalars(
        select(DocumentRow.parent_id).where(
            DocumentRow.id.in_(matched), DocumentRow.parent_id.is_not(None)
        )
    )
    pages = {*matched, *(number for number in parents if number is not None)}
    children = session.scalars(select(DocumentRow.id).where(DocumentRow.parent_id.in_(pages)))
    return pages | set(children)


def _one_seen(
    session: Session,
    row: DocumentRow,
    column: ColumnRow,
    portal: PortalRow,
    match: MatchRow | None,
) -> Seen:
    versions = session.scalars(
        select(VersionRow.id)
        .where(VersionRow.document_id == row.id)
        .order_by(VersionRow.first_seen, VersionRow.id)
    )
    label = "人工登记" if portal.family == BY_HAND else ""
    return Seen(
        document=document_of(session, row.id),
        column=label or column_label(portal.slug, portal.name, column.name),
        certain=match.certain if match else None,
        why=match.why if match else "",
        matched_at=match.matched_at if match else None,
        decided_by=match.decided_by if match else "",
        rejected_at=match.rejected_at if match else None,
        unlisted_since=row.unlisted_since,
        versions=tuple(version_of(session, number) for number in versions),
    )


def _readings(
    session: Session, view: DutyView, seen: Iterable[Seen], now: datetime
) -> tuple[ReadingView, ...]:
    """Return the readings since the report year's end of every column that matters."""
    held = [one for one in seen if one.rejected_at is None and one.certain is not None]
    bound = select(BindingRow.column_id).join(BodyRow, BodyRow.id == BindingRow.body_id)
    columns = set(session.scalars(bound.where(BodyRow.slug == view.duty.body)))
    columns |= {one.document.column_id for one in held}
    began = func.coalesce(RunRow.started_at, RunRow.queued_at, type_=RunRow.queued_at.type)
    rows = session.execute(
        select(OutcomeRow, began, RunRow.folder, ColumnRow, PortalRow)
        .join(RunRow, RunRow.id == OutcomeRow.run_id)
        .join(ColumnRow, ColumnRow.id == OutcomeRow.column_id)
        .join(PortalRow, PortalRow.id == ColumnRow.portal_id)
        .where(
            OutcomeRow.column_id.in_(columns),
            PortalRow.family != BY_HAND,
            OutcomeRow.at >= datetime(view.duty.year + 1, 1, 1, tzinfo=SHANGHAI),
            OutcomeRow.at <= now,
        )
        .order_by(OutcomeRow.at.desc(), OutcomeRow.id.desc())
        .limit(MOST_READINGS)
    ).all()
    return tuple(_reading(held, *row[:3], row[3:]) for row in reversed(rows))


def _reading(
    seen: Collection[Seen],
    row: OutcomeRow,
    began: datetime,
    folder: str,
    where: tuple[ColumnRow, PortalRow],
) -> ReadingView:
    column, portal = where
    begun = min(began, row.at)
    there = [
        one.certain
        for one in seen
        if one.document.column_id == row.column_id
        and one.document.first_seen <= row.at
        and one.document.last_seen >= begun
    ]
    return ReadingView(
        column=column_label(portal.slug, portal.name, column.name),
        column_url=column.url,
        began=begun,
        at=row.at,
        outcome=row.outcome,
        items=row.items,
        detail=row.detail,
        held=any(there),
        maybe=bool(there),
        folder=folder,
        proofs=tuple(Proof.from_json(kept) for kept in row.proofs),
    )
