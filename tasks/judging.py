"""Findings of duties: by the report that governs, and by the duty's state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nianbao.duty.model import DutyState
from nianbao.report.checks import CHECKS
from nianbao.report.model import READER_VERSION, Finding, Judgement, Severity
from storage.queries.copies import judged_otherwise, unlike
from storage.queries.documents import attachments, governing, latest_version
from storage.queries.documents import document as document_of
from storage.queries.duties import year_of
from storage.queries.reports import report, report_of_version
from storage.queries.rules import grades
from storage.rows.findings import Cause
from storage.store.findings import apply_all, apply_findings
from storage.store.news import Case
from tasks.beside import beside
from tasks.crashes import judged, keep_crashes
from tasks.pages import judge_copies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from nianbao.duty.model import Facts, Standing
    from nianbao.report.checks import Check
    from nianbao.report.model import Beside, Report
    from storage.database import Session
    from storage.queries.reports import StoredReport
    from tasks.crashes import Crash

UNREADABLE: Final = "read.unreadable"
BY_STATE: Final = {
    DutyState.MISSING: ("duty.missing", Severity.ERROR),
    DutyState.LATE: ("duty.late", Severity.ERROR),
    DutyState.WITHDRAWN: ("duty.withdrawn", Severity.ERROR),
    DutyState.UNVERIFIABLE: ("duty.unverifiable", Severity.TASK),
}
"""States of a duty that are findings; what each needs stands in nianbao.duty.states."""


def judge_duty(
    session: Session, duty_id: int, year: int, now: datetime, *, again: Cause | None = None
) -> None:
    """Judge a duty by the report that governs it now, beside all that is known.

    Older years and first imports open silently, and so does what is judged ``again``
    because reader or rules are newer.
    """
    found = governing(session, duty_id, READER_VERSION)
    if found is None:
        return
    stored = report(session, found.report_id)

    def around(read: Report) -> Beside:
        return beside(session, duty_id, year, read)

    told = judgement_of(session, found.document_id, stored, around)
    if told is None:
        return
    judgement, crashes = told
    keep_crashes(session, crashes, found.version_id, now)
    apply_findings(
        session,
        duty_id,
        found.version_id,
        judgement,
        now,
        baseline=again is not None or found.back_filled or is_older(year, now),
        cause=again or Cause.REPORT,
        grades=grades(session, (duty_id,), now.date()).get(duty_id, {}),
    )
    judge_copies(session, duty_id, year, now)


def judge_unlike(session: Session, duty_ids: Iterable[int], now: datetime) -> None:
    """Compare once more the reports of those duties of which unlike figures were read.

    Without any new bytes an older version may be back, or another copy be the one that
    is left: then the duty is judged by that one.
    """
    for duty_id in unlike(session, tuple(duty_ids), READER_VERSION):
        year = year_of(session, duty_id)
        found = governing(session, duty_id, READER_VERSION)
        if found and judged_otherwise(session, duty_id, found.version_id):
            judge_duty(session, duty_id, year, now)
        else:
            judge_copies(session, duty_id, year, now)


def is_older(year: int, now: datetime) -> bool:
    """Whether a report year is over and done with: not the one that is published this year."""
    return year < now.year - 1


def judgement_of(
    session: Session,
    document_id: int,
    stored: StoredReport,
    around: Callable[[Report], Beside],
    checks: Iterable[Check] = CHECKS,
) -> tuple[Judgement, tuple[Crash, ...]] | None:
    """Return what is said of the governing report; None while what is behind it is unread."""
    behind = _behind(session, document_id) if _is_cover(stored) else ""
    if behind is None:
        return None
    why = stored.unreadable or behind
    if why or stored.report is None:
        unread = Finding(UNREADABLE, Severity.TASK, why)
        return Judgement(findings=(unread,), evaluated=frozenset({UNREADABLE})), ()
    said, crashes = judged(stored.report, around(stored.report), checks)
    return replace(said, evaluated=said.evaluated | {UNREADABLE}), crashes


def _is_cover(stored: StoredReport) -> bool:
    """Whether the page has no statutory table: the report may be in a file behind it."""
    return stored.report is not None and not stored.report.is_report


def _behind(session: Session, document_id: int) -> str | None:
    """Say why a file behind a page cannot be read, "" if none is such, None if one is unread."""
    said = [_trouble(session, attachment) for attachment in attachments(session, document_id)]
    return None if None in said else next(filter(None, said), "")


def _trouble(session: Session, attachment: int) -> str | None:
    version_id = latest_version(session, attachment)
    if version_id is None:
        return f"附件未能打开（{document_of(session, attachment).failed_why}）"
    read = report_of_version(session, version_id, READER_VERSION)
    return read.unreadable if read else None


def judge_states(
    session: Session, found: Mapping[int, tuple[Facts, Standing]], now: datetime
) -> None:
    """Open and resolve what duties' states say: missing, late, withdrawn, cannot be verified."""
    set_for = grades(session, found, now.date())
    cases = [
        Case(
            duty_id,
            Judgement(
                findings=tuple(_of_state(facts, standing, now)), evaluated=evaluated_by(standing)
            ),
            grades=set_for.get(duty_id, {}),
            baseline=_is_silent(facts, standing, now),
        )
        for duty_id, (facts, standing) in found.items()
    ]
    apply_all(session, cases, now)


def _is_silent(facts: Facts, standing: Standing, now: datetime) -> bool:
    was_there = standing.state is not DutyState.WITHDRAWN and _all_back_filled(facts)
    return is_older(facts.duty.year, now) or was_there


def evaluated_by(standing: Standing) -> frozenset[str]:
    """The rules that a state answers: while nothing can be read, only that it cannot."""
    if standing.state is DutyState.UNVERIFIABLE:
        return frozenset({"duty.unverifiable"})
    return frozenset(rule for rule, _ in BY_STATE.values())


def _of_state(facts: Facts, standing: Standing, now: datetime) -> list[Finding]:
    if standing.state not in BY_STATE:
        return []
    rule, severity = BY_STATE[standing.state]
    if rule == "duty.withdrawn" and is_older(facts.duty.year, now):
        severity = Severity.NOTE
    return [Finding(rule, severity, standing.reason)]


def _all_back_filled(facts: Facts) -> bool:
    """Whether the report was there already when its columns were first read.

    What a person entered was not found by a first reading, though nothing was read yet.
    """
    first = min((reading.at for reading in facts.readings), default=None)
    return bool(facts.sightings) and all(
        seen.listed and (first is None or seen.first_seen <= first) for seen in facts.sightings
    )
