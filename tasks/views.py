"""From rows to what the mails are made of."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.model import (
    CheckFault,
    Corrected,
    DutyLine,
    Fault,
    FindingCounts,
    FindingLine,
    PortalTrouble,
    Recipient,
    ReportCase,
    Withdrawn,
)
from nianbao.duty.model import BodyClass, DutyState, Standing
from nianbao.duty.states import standing
from nianbao.report.model import READER_VERSION, Severity, Verdict
from storage.queries.bodies import season_day
from storage.queries.calendar import working_calendar
from storage.queries.copies import corrections
from storage.queries.documents import waiting_to_be_read
from storage.queries.duties import duties
from storage.queries.facts import facts
from storage.queries.findings import PENDING, findings, step_counts
from storage.queries.portals import troubles
from storage.queries.reports import previous_report, report_of_version
from storage.rows.findings import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from storage.database import Session
    from storage.queries.duties import DutyView
    from storage.queries.findings import FindingView
    from storage.queries.recipients import RecipientView
    from storage.queries.retractions import Retraction
    from storage.queries.rules import CrashView


def addressee(recipient: RecipientView) -> Recipient:
    """Return a recipient as a mail addresses it; the slug is stable and says nothing."""
    return Recipient(str(recipient.id), recipient.office_name or recipient.name, recipient.email)


def duty_lines(views: Iterable[DutyView]) -> tuple[DutyLine, ...]:
    """Return duties with the states they were last found in."""
    return tuple(_line(view) for view in views)


def _line(view: DutyView) -> DutyLine:
    return DutyLine(
        view.name,
        view.body_class,
        view.duty,
        view.standing,
        "、".join(view.columns),
        view.covered_by,
    )


def lines_at(
    session: Session, office: str, at: datetime, *, year: int | None = None
) -> tuple[DutyLine, ...]:
    """Return an office's duties with the states that the facts known at a moment give them.

    With a report ``year`` they are those of that year, by the register of its season:
    who belonged to the office then, under the names of then.
    """
    day = season_day(year, at.date()) if year is not None else None
    views = duties(session, at, office=office, year=year, register_on=day, uncomputed=True)
    known = facts(session, at, duties=[view.id for view in views])
    calendar = working_calendar(session)
    states = {number: standing(one, at, calendar) for number, one in known.items()}
    absent = [number for number, one in states.items() if one.state is DutyState.MISSING]
    held = waiting_to_be_read(session, absent, READER_VERSION)
    return tuple(
        DutyLine(
            view.name,
            view.body_class,
            known[view.id].duty,
            _UNREAD if view.id in held else states[view.id],
            "、".join(view.columns),
            view.covered_by,
        )
        for view in views
    )


_UNREAD: Final = Standing(DutyState.TO_CONFIRM, "栏目中采集到的内容尚未全部读取，其中可能有该报告")
"""As where states are kept: nobody is called missing while what was fetched is unread."""


def cases(session: Session, told: Iterable[FindingView]) -> tuple[ReportCase, ...]:
    """Return the reports that findings are about, each with its cells and its doubtful ones."""
    grouped: dict[tuple[int, int | None], list[FindingView]] = defaultdict(list)
    for found in told:
        grouped[found.duty_id, found.version_id].append(found)
    return tuple(_case(session, group) for group in grouped.values())


def _case(session: Session, group: list[FindingView]) -> ReportCase:
    first = group[0]
    doubts = [
        other.finding
        for other in findings(session, duty_id=first.duty_id, states=PENDING)
        if other.finding.verdict is Verdict.DOUBTFUL and other.version_id == first.version_id
    ]
    stored = (
        report_of_version(session, first.version_id, READER_VERSION) if first.version_id else None
    )
    before = previous_report(session, first.duty_id, READER_VERSION)
    return ReportCase(
        body=first.name,
        year=first.year,
        title=(stored.report.title if stored and stored.report else None) or first.title,
        url=first.url,
        collected=first.collected or first.opened_at,
        figures=stored.report.figures if stored and stored.report else {},
        findings=(*(found.finding for found in group), *doubts),
        repairs=stored.repairs if stored else (),
        evidence=first.sha256[:16],
        vertical=first.body_class is BodyClass.VERTICAL,
        last_year=before.figures if before else {},
    )


def pending_findings(session: Session, office: str, at: datetime) -> tuple[FindingLine, ...]:
    """Return what waits for something in the reports of an office's bodies.

    Silent and private findings are left out, and those on publication: the duties say that.
    """
    return tuple(
        FindingLine(
            found.name,
            found.year,
            found.finding,
            found.opened_at,
            found.url,
            found.state.value,
        )
        for found in _listed(session, office, at)
        if not found.finding.rule.startswith("duty.")
    )


def listed_errors(session: Session, office: str, at: datetime) -> tuple[int, ...]:
    """Return the certain errors that an office's digest lists: who reads it is told of them."""
    return tuple(
        found.id
        for found in _listed(session, office, at)
        if found.finding.severity is Severity.ERROR and found.finding.certain
    )


def _listed(session: Session, office: str, at: datetime) -> list[FindingView]:
    waiting = findings(session, office=office, on=at.date(), states=PENDING)
    return [f for f in waiting if not (f.baseline or f.private) and f.opened_at <= at]


def withdrawn(fallen: Iterable[Retraction]) -> tuple[Withdrawn, ...]:
    """Return what is taken back as a mail says it; a rule's change is not called a misreading."""
    return tuple(
        Withdrawn(
            one.body,
            one.year,
            one.rule,
            one.said,
            one.told,
            _FAULTS.get(one.cause, Fault.MISREAD),
            one.title,
            one.url,
        )
        for one in fallen
    )


_FAULTS: Final = {Cause.RULE: Fault.RULE, Cause.PERSON: Fault.UNSEEN}


def check_faults(crashes: Iterable[CrashView]) -> tuple[CheckFault, ...]:
    """Return the faults of our own checks as administrators are told of them."""
    return tuple(
        CheckFault(
            one.check,
            one.error,
            one.trace_id,
            one.reports,
            one.first_at,
            one.title or one.url,
            one.url,
        )
        for one in crashes
    )


def finding_counts(
    session: Session, office: str, at: datetime, pending: Iterable[FindingLine]
) -> FindingCounts:
    """Return the week's book of an office's errors; the sum is what is pending now."""
    steps = step_counts(session, office, at - timedelta(days=7), at)
    opened = steps["opened"] + steps["reopened"]
    corrected, dismissed = steps["resolved"], steps["dismissed"] + steps["retracted"]
    now = sum(line.finding.severity is Severity.ERROR for line in pending)
    before = max(0, now - opened + corrected + dismissed)
    return FindingCounts(before, opened, corrected, dismissed)


def corrected(session: Session, office: str, at: datetime) -> tuple[Corrected, ...]:
    """Return what an office's bodies corrected in a week."""
    found = corrections(session, office, at - timedelta(days=7), at)
    return tuple(Corrected(one.body, one.year, one.rule, one.why) for one in found)


def portal_troubles(
    session: Session, at: datetime, office: str | None = None
) -> tuple[PortalTrouble, ...]:
    """Return the columns whose last reading was not ok: all, or those of an office's bodies."""
    return tuple(
        PortalTrouble(
            trouble.portal_name or trouble.portal,
            trouble.url,
            trouble.outcome,
            trouble.since,
            (trouble.column,),
            trouble.bodies,
            trouble.detail,
        )
        for trouble in troubles(session, at, office)
    )
