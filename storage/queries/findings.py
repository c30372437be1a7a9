"""Findings with the duty they belong to, by office, and what is new for whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, func, or_, select

from nianbao.report.model import Finding, Severity, Verdict
from storage.queries.bodies import supervised
from storage.queries.recipients import addressed
from storage.rows import (
    BodyRow,
    DocumentRow,
    DutyRow,
    FindingEventRow,
    FindingRow,
    MessageFindingRow,
    MessageRow,
    VersionRow,
)
from storage.rows.findings import RETRACTED, Cause, FindingState
from storage.rows.messages import MessageState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from nianbao.duty.model import BodyClass, ReportKind

PENDING: Final = frozenset(
    {
        FindingState.OPEN,
        FindingState.ACKNOWLEDGED,
        FindingState.CONFIRMED,
        FindingState.NOTIFIED,
    }
)
"""States of findings that still wait for something (待处理)."""
AT_ONCE: Final = "daily"
"""The kind of the mail that tells of new errors; the digest lists all that wait, told or not."""


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding with its duty. ``url`` and ``collected`` are of the version it was found in."""

    id: int
    duty_id: int
    body: str  # slug
    name: str
    body_class: BodyClass
    year: int
    kind: ReportKind
    finding: Finding
    state: FindingState
    baseline: bool
    private: bool
    opened_at: datetime
    closed_at: datetime | None
    until: date | None
    reason: str
    version_id: int | None
    title: str
    url: str
    collected: datetime | None
    sha256: str


@dataclass(frozen=True, slots=True)
class FindingStep:
    """One event of a finding; ``who`` is "" for the system."""

    at: datetime
    who: str
    what: str
    cause: str
    why: str
    silent: bool


def findings(
    session: Session,
    *,
    office: str | None = None,
    on: date | None = None,
    states: Collection[FindingState] | None = None,
    ids: Collection[int] | None = None,
    duty_id: int | None = None,
    shadow: bool = False,
) -> tuple[FindingView, ...]:
    """Return findings: all, an office's (slug, as it supervises ``on`` a day), a duty's, or some.

    Those of rules on trial are left out; ``shadow`` returns only them.

    Raises:
        ValueError: an office is named without a day.
    """
    wanted = _select().where(FindingRow.shadow.is_(shadow))
    if office is not None:
        if on is None:
            raise ValueError("an office's findings need a day")
        wanted = wanted.where(DutyRow.body_id.in_(supervised(office, on)))
    if states is not None:
        wanted = wanted.where(FindingRow.state.in_(states))
    if ids is not None:
        wanted = wanted.where(FindingRow.id.in_(ids))
    if duty_id is not None:
        wanted = wanted.where(FindingRow.duty_id == duty_id)
    return _views(session, wanted)


def untold(session: Session, recipient_id: int, on: date) -> tuple[FindingView, ...]:
    """Return the open errors that this recipient is to be told of, and was not told of yet.

    Uncertain, private and silently opened findings are left out. An authority is told
    of the bodies for which no nearer office (in the same tree) is told. A finding
    that was reopened, or whose silence ran out, after the last message is told again, and
    so is one whose mail the server refused for good.
    """
    mine = DutyRow.body_id.in_(addressed(recipient_id, on))
    return _views(session, _select().where(loud(), mine, ~was_told(recipient_id, AT_ONCE)))


def was_told(recipient_id: int, kind: str) -> ColumnElement[bool]:
    """Whether a mail of a kind tells a recipient of a finding, since it was last opened."""
    told = (
        select(MessageRow.id)
        .join(MessageFindingRow, MessageFindingRow.message_id == MessageRow.id)
        .where(
            MessageRow.recipient_id == recipient_id,
            MessageFindingRow.finding_id == FindingRow.id,
            MessageRow.created_at >= FindingRow.opened_at,
            MessageRow.kind == kind,
            MessageRow.state.not_in([MessageState.RETRACTED, MessageState.FAILED]),
        )
    )
    return told.exists()


def new_errors(
    session: Session, office: str, since: datetime, now: datetime
) -> tuple[FindingView, ...]:
    """Return an office's errors that were opened, or opened again, after ``since``, by ``now``."""
    mine = DutyRow.body_id.in_(supervised(office, now.date()))
    fresh = and_(FindingRow.opened_at > since, FindingRow.opened_at <= now)
    return _views(session, _select().where(loud(), mine, fresh))


def loud() -> ColumnElement[bool]:
    """Whether a finding is one that an authority is told of at once."""
    return and_(
        FindingRow.state == FindingState.OPEN,
        FindingRow.severity == Severity.ERROR,
        FindingRow.certain,
        ~FindingRow.baseline,
        ~FindingRow.private,
        ~FindingRow.shadow,
    )


def told(session: Session, finding_id: int) -> tuple[int, ...]:
    """Return the recipients who were told of a finding: they are told if it is retracted."""
    return tuple(
        session.scalars(
            select(MessageRow.recipient_id)
            .join(MessageFindingRow, MessageFindingRow.message_id == MessageRow.id)
            .where(
                MessageFindingRow.finding_id == finding_id,
                MessageRow.state.in_([MessageState.DELIVERED, MessageState.CLAIMED]),
            )
            .distinct()
            .order_by(MessageRow.recipient_id)
        )
    )


def steps(session: Session, finding_id: int) -> tuple[FindingStep, ...]:
    """Return every step of a finding, the first one first."""
    rows = session.scalars(
        select(FindingEventRow)
        .where(FindingEventRow.finding_id == finding_id)
        .order_by(FindingEventRow.id)
    )
    return tuple(FindingStep(r.at, r.who, r.what, r.cause.value, r.why, r.silent) for r in rows)


@dataclass(frozen=True, slots=True)
class Changed:
    """One event that happened to a finding because reader or rules changed."""

    finding_id: int
    what: str
    rule: str
    cause: Cause


def latest_step(session: Session) -> int:
    """Return the number of the latest event of any finding, 0 before the first."""
    return session.scalar(select(func.max(FindingEventRow.id))) or 0


def changes_since(session: Session, step: int) -> tuple[Changed, ...]:
    """Return what reader and rules changed after an event (``latest_step``)."""
    event = FindingEventRow
    rows = session.execute(
        select(event.finding_id, event.what, FindingRow.rule, event.cause)
        .join(FindingRow, FindingRow.id == event.finding_id)
        .where(event.id > step, event.cause.in_([Cause.READER, Cause.RULE]))
        .order_by(event.id)
    )
    return tuple(Changed(*row) for row in rows)


def step_counts(session: Session, office: str, begin: datetime, end: datetime) -> Counter[str]:
    """Count what happened to an office's errors from ``begin`` to before ``end``, by event.

    Only errors in reports: whether one was published is counted by state.

    Keys are the events' names (opened, reopened, resolved, dismissed…); silent steps
    are left out, and what was resolved because reader or rules changed: it is told as
    ``retracted``. Each finding counts once for each kind of event.
    """
    ours = and_(
        FindingEventRow.what == "resolved",
        FindingEventRow.cause.in_([Cause.READER, Cause.RULE]),
    )
    rows = session.execute(
        select(FindingEventRow.what, FindingEventRow.finding_id)
        .join(FindingRow, FindingRow.id == FindingEventRow.finding_id)
        .join(DutyRow, DutyRow.id == FindingRow.duty_id)
        .where(
            DutyRow.body_id.in_(supervised(office, end.date())),
            FindingRow.severity == Severity.ERROR,
            ~FindingRow.rule.startswith("duty."),
            ~FindingRow.private,
            or_(~FindingRow.shadow, FindingEventRow.what == RETRACTED),
            or_(~FindingEventRow.silent, FindingEventRow.what == RETRACTED),
            ~ours,
            FindingEventRow.at >= begin,
            FindingEventRow.at < end,
        )
        .distinct()
    )
    return Counter(what for what, _ in rows)


def rule_counts(session: Session, states: Iterable[FindingState] = PENDING) -> Counter[str]:
    """Count findings in some states by rule, silent ones included, those on trial not."""
    wanted = select(FindingRow.rule).where(FindingRow.state.in_(states), ~FindingRow.shadow)
    rows = session.scalars(wanted)
    return Counter(rows)


def _select() -> Select[FindingRow, DutyRow, BodyRow, VersionRow, DocumentRow]:
    return (
        select(FindingRow, DutyRow, BodyRow, VersionRow, DocumentRow)
        .join(DutyRow, DutyRow.id == FindingRow.duty_id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .outerjoin(VersionRow, VersionRow.id == FindingRow.version_id)
        .outerjoin(DocumentRow, DocumentRow.id == VersionRow.document_id)
        .order_by(BodyRow.slug, DutyRow.year.desc(), FindingRow.id)
    )


def _views(
    session: Session, wanted: Select[FindingRow, DutyRow, BodyRow, VersionRow, DocumentRow]
) -> tuple[FindingView, ...]:
    return tuple(_view(*row) for row in session.execute(wanted).all())


def _view(
    row: FindingRow,
    duty: DutyRow,
    body: BodyRow,
    version: VersionRow | None,
    document: DocumentRow | None,
) -> FindingView:
    return FindingView(
        id=row.id,
        duty_id=row.duty_id,
        body=body.slug,
        name=body.name,
        body_class=body.body_class,
        year=duty.year,
        kind=duty.kind,
        finding=_finding(row),
        state=row.state,
        baseline=row.baseline,
        private=row.private,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        until=row.until,
        reason=row.reason,
        version_id=row.version_id,
        title=document.title if document else "",
        url=document.url if document else "",
        collected=version.first_seen if version else None,
        sha256=version.sha256 if version else "",
    )


def _finding(row: FindingRow) -> Finding:
    return Finding(
        rule=row.rule,
        severity=row.severity,
        message=row.message,
        relation=row.relation,
        verdict=Verdict(row.verdict) if row.verdict else None,
        certain=row.certain,
        places=tuple(row.places),
        left=row.left,
        right=row.right,
    )
