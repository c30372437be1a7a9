"""The life of findings: opened, resolved and reopened by the rules.

A finding is known by duty, rule and identity. Apply the judgement of one version
only, the one that ``queries.documents.governing`` names: a page and its attachment
would otherwise open and resolve each other's findings.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from nianbao.report.change import Change, Known, Name, change, was_evaluated
from nianbao.report.model import READER_VERSION, RULES_VERSION, Severity
from storage.figures import unpack
from storage.rows import DutyRow, FindingEventRow, FindingRow, ReportRow
from storage.rows.findings import Cause, FindingState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from nianbao.report.model import Figure, Finding, Judgement

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


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a judgement rests on: which version, read and judged by what."""

    version_id: int | None
    reader_version: str
    rules_version: str
    figures: Mapping[str, Figure]
    now: datetime
    baseline: bool
    cause: Cause


def apply_findings(
    session: Session,
    duty_id: int,
    version_id: int | None,
    judgement: Judgement,
    now: datetime,
    *,
    baseline: bool = False,
    cause: Cause = Cause.REPORT,
) -> Applied:
    """Open, resolve and reopen the findings of a duty by a judgement; return what is news.

    ``version_id`` is None for findings of a duty's state (duty.missing, duty.late…);
    else its report must have been kept. ``baseline`` opens silently: first imports,
    older years, new rules or readers (then ``cause`` says which of these it is that
    opens findings). What ``judgement.evaluated`` does not name is not resolved.

    Raises:
        LookupError: the version has no report yet.
    """
    session.execute(select(DutyRow.id).where(DutyRow.id == duty_id).with_for_update())
    reading = _reading(session, version_id, now, baseline, cause)
    present = _named(judgement.findings)
    rows = {(row.rule, row.identity): row for row in _rows(session, duty_id)}
    digests = {name: _digest(finding, reading) for name, finding in present.items()}
    known = {name: _known(row, digests.get(name), reading) for name, row in rows.items()}
    held = {n for n, row in rows.items() if was_evaluated(n, row.relation, judgement.evaluated)}
    news = change(known, digests, held)
    return _carry_out(session, _Case(duty_id, rows, present, digests), reading, news)


def _reading(
    session: Session,
    version_id: int | None,
    now: datetime,
    baseline: bool,  # noqa: FBT001 - handed on from a keyword
    cause: Cause,
) -> _Reading:
    if version_id is None:
        facts = Cause.FACTS
        return _Reading(None, READER_VERSION, RULES_VERSION, {}, now, baseline, facts)
    report = session.scalars(
        select(ReportRow)
        .where(ReportRow.version_id == version_id)
        .order_by(ReportRow.judged_at.desc(), ReportRow.id.desc())
        .limit(1)
    ).one_or_none()
    if report is None:
        raise LookupError(f"version {version_id} has no report yet: keep_report comes first")
    figures = unpack(report.figures, report.provenance) if report.figures else {}
    readers = report.reader_version, report.rules_version
    return _Reading(version_id, *readers, figures, now, baseline, cause)


def _rows(session: Session, duty_id: int) -> Iterable[FindingRow]:
    return session.scalars(select(FindingRow).where(FindingRow.duty_id == duty_id))


def _named(findings: Iterable[Finding]) -> dict[Name, Finding]:
    """Return findings by name. Where two have the same, the later ones are numbered."""
    named: dict[Name, Finding] = {}
    seen: Counter[Name] = Counter()
    for finding in findings:
        name = finding.rule, finding.identity
        seen[name] += 1
        suffix = f"#{seen[name]}" if seen[name] > 1 else ""
        named[finding.rule, finding.identity + suffix] = finding
    return named


def _digest(finding: Finding, reading: _Reading) -> str:
    """Return a digest of what the finding rests on.

    That is the printed cells; without any, what the rule says of the text. A duty's
    state rests on nothing printed: its digest is the same every day.
    """
    if reading.version_id is None:
        return ""
    cells = [(place, _printed(reading.figures.get(place))) for place in sorted(finding.places)]
    basis: list[Any] = cells or [finding.left, finding.right, finding.message]
    return hashlib.sha256(json.dumps(basis, ensure_ascii=False).encode()).hexdigest()


def _printed(figure: Figure | None) -> list[str] | None:
    return None if figure is None else [figure.state.value, str(figure.value), figure.printed]


def _known(row: FindingRow, digest: str | None, reading: _Reading) -> Known:
    # Without printed cells only the rule's own words are compared: when the same
    # bytes get other words from a newer rule, that is no new value.
    reworded = digest is not None and not row.places and _cause(row, reading) in _OURS
    return Known(
        digest=digest if reworded and digest is not None else row.digest,
        settled=row.state is S.DISMISSED,
        resolved=row.state is S.RESOLVED,
    )


_OURS: Final = {Cause.READER, Cause.RULE}


def _cause(row: FindingRow, reading: _Reading) -> Cause:
    """Say which of report, reader or rule is not what it was when the finding was last judged."""
    if reading.version_id is None:
        return Cause.FACTS
    if row.version_id != reading.version_id:
        return Cause.REPORT
    if row.reader_version != reading.reader_version:
        return Cause.READER
    return Cause.RULE if row.rules_version != reading.rules_version else Cause.REPORT


@dataclass(frozen=True, slots=True)
class _Case:
    """All findings of one duty: as kept, as judged now, and the digests of the latter."""

    duty_id: int
    rows: dict[Name, FindingRow]
    present: dict[Name, Finding]
    digests: dict[Name, str]


def _carry_out(session: Session, case: _Case, reading: _Reading, news: Change) -> Applied:
    for name in sorted(news.resolved):
        _resolve(session, case.rows[name], reading)
    for name in sorted(news.reopened):
        _reopen(session, case.rows[name], case.digests[name], reading)
    for name in sorted(news.altered):
        _alter(session, case.rows[name], case.digests[name], reading)
    for name in case.present.keys() & case.rows.keys():
        _refresh(case.rows[name], case.present[name], case.digests[name], reading)
    opened = [_open(session, case, name, reading) for name in sorted(news.opened)]
    session.flush()
    again = [case.rows[name] for name in sorted(news.reopened)]
    return Applied(
        _ids(opened),
        _ids(case.rows[name] for name in sorted(news.resolved)),
        _ids(again),
        _ids(case.rows[name] for name in sorted(news.altered)),
        frozenset(row.id for row in (*opened, *again) if row.baseline),
    )


def _ids(rows: Iterable[FindingRow]) -> tuple[int, ...]:
    return tuple(row.id for row in rows)


def _open(session: Session, case: _Case, name: Name, reading: _Reading) -> FindingRow:
    rule, identity = name
    row = FindingRow(
        duty_id=case.duty_id,
        rule=rule,
        identity=identity,
        state=S.OPEN,
        baseline=reading.baseline,
        opened_at=reading.now,
    )
    _refresh(row, case.present[name], case.digests[name], reading)
    session.add(row)
    session.flush()
    _step(session, row, "opened", reading.cause, reading)
    return row


def _resolve(session: Session, row: FindingRow, reading: _Reading) -> None:
    cause = _cause(row, reading)
    row.state, row.closed_at, row.until = S.RESOLVED, reading.now, None
    row.version_id = reading.version_id
    row.reader_version, row.rules_version = reading.reader_version, reading.rules_version
    _step(session, row, "resolved", cause, reading)


def _reopen(session: Session, row: FindingRow, digest: str, reading: _Reading) -> None:
    cause = _cause(row, reading)
    row.state, row.digest = S.OPEN, digest
    row.baseline, row.opened_at = reading.baseline, reading.now
    row.closed_at = row.until = None
    _step(session, row, "reopened", cause, reading)


def _alter(session: Session, row: FindingRow, digest: str, reading: _Reading) -> None:
    cause = _cause(row, reading)
    row.digest = digest
    if cause is Cause.REPORT and not reading.baseline:
        row.baseline = False  # other figures were published, and they do not add up either
    _step(session, row, "changed", cause, reading)


def _refresh(row: FindingRow, finding: Finding, digest: str, reading: _Reading) -> None:
    row.version_id = reading.version_id
    row.reader_version, row.rules_version = reading.reader_version, reading.rules_version
    row.relation = finding.relation
    row.verdict = finding.verdict.value if finding.verdict else None
    row.severity, row.message, row.digest = finding.severity, finding.message, digest
    row.places, row.left, row.right = list(finding.places), finding.left, finding.right
    row.certain = finding.certain
    row.private = finding.severity is Severity.PRIVATE or finding.rule in PRIVATE_RULES


def _step(session: Session, row: FindingRow, what: str, cause: Cause, reading: _Reading) -> None:
    note_event(session, row, at=reading.now, what=what, cause=cause, silent=reading.baseline)


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
