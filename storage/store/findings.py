"""The life of findings: opened, resolved, reopened and retracted by the rules.

A finding is known by duty, rule and identity. Apply the judgement of one version
only, the one that ``queries.documents.governing`` names: a page and its attachment
would otherwise open and resolve each other's findings.

``storage.store.news.compare`` only looks; ``carry_out`` writes what it saw. Both in one
write transaction, under the duties' locks, are ``apply_all``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select

from nianbao.report.grading import Mode
from nianbao.report.model import Severity
from storage.figures import unpack
from storage.rows import DutyRow, FindingEventRow, FindingRow, ReportRow
from storage.rows.findings import RETRACTED, Cause, FindingState
from storage.store.news import NOTHING_SET, Case, compare, is_loud

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from nianbao.report.change import Name
    from nianbao.report.grading import Grade
    from nianbao.report.model import Finding, Judgement
    from storage.store.news import News

S = FindingState
PRIVATE_RULES: Final = frozenset({"privacy.personal", "page.backdated"})
"""Never broadcast, whatever their severity."""


@dataclass(frozen=True, slots=True)
class Applied:
    """Ids of findings by what happened to them. ``silent`` are opened or reopened unannounced."""

    opened: tuple[int, ...] = ()
    resolved: tuple[int, ...] = ()
    reopened: tuple[int, ...] = ()
    altered: tuple[int, ...] = ()
    silent: frozenset[int] = field(default_factory=frozenset)


def apply_findings(
    session: Session,
    duty_id: int,
    version_id: int | None,
    judgement: Judgement,
    now: datetime,
    *,
    baseline: bool = False,
    cause: Cause = Cause.REPORT,
    grades: Mapping[str, Grade] = NOTHING_SET,
) -> Applied:
    """Open, resolve and reopen the findings of a duty by a judgement; return what is news.

    ``version_id`` is None for findings of a duty's state (duty.missing, duty.late…);
    else its report must have been kept. ``baseline`` opens silently: first imports,
    older years, new rules or readers (then ``cause`` says which of these it is that
    opens findings). What ``judgement.evaluated`` does not name is not resolved.

    Raises:
        LookupError: the version has no report yet.
    """
    case = Case(duty_id, judgement, version_id, grades=grades, baseline=baseline, cause=cause)
    if version_id is not None:
        case = _with_report(session, case, version_id)
    (applied,) = apply_all(session, (case,), now)
    return applied


def _with_report(session: Session, case: Case, version_id: int) -> Case:
    report = session.scalars(
        select(ReportRow)
        .where(ReportRow.version_id == version_id)
        .order_by(ReportRow.judged_at.desc(), ReportRow.id.desc())
        .limit(1)
    ).one_or_none()
    if report is None:
        raise LookupError(f"version {version_id} has no report yet: keep_report comes first")
    return Case(
        case.duty_id,
        case.judgement,
        version_id,
        report.reader_version,
        report.rules_version,
        unpack(report.figures, report.provenance) if report.figures else {},
        case.grades,
        case.baseline,
        case.cause,
    )


def apply_all(session: Session, cases: Sequence[Case], now: datetime) -> tuple[Applied, ...]:
    """Apply the judgements of several duties in this write transaction, as ``apply_findings``."""
    lock(session, [case.duty_id for case in cases])
    return carry_out(session, compare(session, cases), now)


def lock(session: Session, duties: Iterable[int]) -> None:
    """Keep other writers from these duties' findings until the transaction ends."""
    wanted = select(DutyRow.id).where(DutyRow.id.in_(sorted(duties))).order_by(DutyRow.id)
    session.execute(wanted.with_for_update()).all()


@dataclass(slots=True)
class _Book:
    """What is written of several duties: the events go out together, after the new rows."""

    now: datetime
    events: list[tuple[FindingRow, dict[str, Any]]] = field(default_factory=list)

    def note(self, row: FindingRow, what: str, cause: Cause, case: Case, why: str = "") -> None:
        """Keep one step of a finding."""
        silent = case.baseline or row.shadow
        event = {"what": what, "cause": cause, "why": why, "silent": silent, "digest": row.digest}
        self.events.append((row, {"at": self.now, "who": "", **event}))


def carry_out(session: Session, news: Sequence[News], now: datetime) -> tuple[Applied, ...]:
    """Write down what ``compare`` found in this same transaction."""
    book = _Book(now)
    opened = [_write(one, book) for one in news]
    session.add_all(row for rows in opened for row in rows)
    session.flush()
    if book.events:
        events = [{"finding_id": row.id, **event} for row, event in book.events]
        session.execute(insert(FindingEventRow), events)
    return tuple(_applied(one, rows) for one, rows in zip(news, opened, strict=True))


def _applied(news: News, opened: list[FindingRow]) -> Applied:
    again = [news.rows[name] for name in sorted(news.change.reopened)]
    return Applied(
        _ids(opened),
        _ids(news.rows[name] for name in sorted(news.change.resolved)),
        _ids(again),
        _ids(news.rows[name] for name in sorted(news.change.altered)),
        frozenset(row.id for row in (*opened, *again) if row.baseline),
    )


def _ids(rows: Iterable[FindingRow]) -> tuple[int, ...]:
    return tuple(row.id for row in rows)


def _write(news: News, book: _Book) -> list[FindingRow]:
    """Bring the rows of one duty up to date; return those to be added."""
    case = news.case
    for name in sorted(news.retracted):
        row = news.rows[name]
        cause = news.cause("shadowed" if name in news.moved else RETRACTED, name)
        book.note(row, RETRACTED, cause, case, why=row.message)
    for name in sorted(news.change.resolved):
        _resolve(news, name, book)
    for name in sorted(news.change.reopened):
        _reopen(news, name, book)
    for name in sorted(news.change.altered):
        _alter(news, name, book)
    for name in sorted(news.moved):
        _shift(news, name, book)
    for name in news.present.keys() & news.rows.keys():
        _refresh(news.rows[name], news.present[name], news.digests[name], case)
    return [_open(news, name, book) for name in sorted(news.change.opened)]


def _open(news: News, name: Name, book: _Book) -> FindingRow:
    (rule, identity), case = name, news.case
    row = FindingRow(
        duty_id=case.duty_id,
        rule=rule,
        identity=identity,
        state=S.OPEN,
        baseline=case.baseline,
        shadow=case.grade(rule).mode is Mode.SHADOW,
        opened_at=book.now,
    )
    _refresh(row, news.present[name], news.digests[name], case)
    book.note(row, "opened", news.cause("opened", name), case)
    return row


def _resolve(news: News, name: Name, book: _Book) -> None:
    row, case = news.rows[name], news.case
    row.state, row.closed_at, row.until = S.RESOLVED, book.now, None
    if case.version_id is not None and row.version_id is not None:
        row.version_id = case.version_id
    row.reader_version, row.rules_version = case.reader_version, case.rules(row.rule)
    book.note(row, "resolved", news.causes[name], case)


def _reopen(news: News, name: Name, book: _Book) -> None:
    row, case = news.rows[name], news.case
    row.state, row.digest = S.OPEN, news.digests[name]
    row.baseline, row.opened_at = case.baseline, book.now
    row.closed_at = row.until = None
    book.note(row, "reopened", news.causes[name], case)


def _alter(news: News, name: Name, book: _Book) -> None:
    row, cause = news.rows[name], news.causes[name]
    row.digest = news.digests[name]
    if cause is Cause.REPORT and not news.case.baseline:
        row.baseline = False  # other figures were published, and they do not add up either
    book.note(row, "changed", cause, news.case)


def _shift(news: News, name: Name, book: _Book) -> None:
    """Put a rule's finding on trial, or take it from there: silently, as nobody asked for it."""
    row = news.rows[name]
    row.shadow = news.moved[name] == "shadowed"
    row.baseline = row.baseline or not row.shadow
    book.note(row, news.moved[name], Cause.RULE, news.case)


def _refresh(row: FindingRow, finding: Finding, digest: str, case: Case) -> None:
    row.version_id = case.version_id
    row.reader_version, row.rules_version = case.reader_version, case.rules(row.rule)
    row.relation = finding.relation
    row.verdict = finding.verdict.value if finding.verdict else None
    row.severity, row.message, row.digest = finding.severity, finding.message, digest
    row.places, row.left, row.right = list(finding.places), finding.left, finding.right
    row.certain = finding.certain
    row.private = finding.severity is Severity.PRIVATE or finding.rule in PRIVATE_RULES


def withdraw(
    session: Session, duty_id: int, version_id: int, now: datetime, cause: Cause
) -> tuple[int, ...]:
    """Take back what was found in a version that, read anew, is no report on this duty."""
    lock(session, (duty_id,))
    rows = session.scalars(
        select(FindingRow).where(
            FindingRow.duty_id == duty_id,
            FindingRow.version_id == version_id,
            FindingRow.state.not_in([S.DISMISSED, S.RESOLVED]),
        )
    ).all()
    for row in rows:
        if is_loud(row):
            note_event(session, row, at=now, what=RETRACTED, cause=cause, why=row.message)
        row.state, row.closed_at, row.until = S.RESOLVED, now, None
        note_event(session, row, at=now, what="resolved", cause=cause)
    session.flush()
    return _ids(rows)


def note_event(
    session: Session,
    row: FindingRow,
    *,
    at: datetime,
    what: str,
    cause: Cause,
    why: str = "",
    who: str = "",
    silent: bool = False,
) -> None:
    """Write down one step of a finding."""
    session.add(
        FindingEventRow(
            finding_id=row.id,
            at=at,
            who=who,
            what=what,
            cause=cause,
            why=why,
            silent=silent,
            digest=row.digest,
        )
    )
