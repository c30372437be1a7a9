"""What came of the demo: the figures for scripts, the table for a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from nianbao.demo.bodies import YEAR
from nianbao.duty.model import Outcome
from nianbao.report.model import READER_VERSION, Severity, Verdict
from storage.queries.documents import governing
from storage.queries.duties import duties
from storage.queries.findings import PENDING, findings
from storage.queries.journal import row_counts
from storage.queries.messages import messages
from storage.queries.portals import portals, troubles
from storage.queries.reports import report_of_version

if TYPE_CHECKING:
    from datetime import datetime

    from nianbao.duty.model import DutyState
    from storage.database import Session

DIGEST: Final = "digest"


@dataclass(frozen=True, slots=True)
class Summary:
    """The shape of ``summary.json``. ``duties`` counts the current report year."""

    portals: dict[str, int]
    reports: int
    duties: dict[str, int]
    findings: dict[str, int]
    alerts_sent: int
    digests_sent: int
    seconds: float

    def to_json(self) -> dict[str, object]:
        """Return it for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Line:
    """One body in the table: its state and the broken relations of its report."""

    name: str
    state: DutyState
    days_late: int
    broken: tuple[str, ...]
    reason: str


def summary(session: Session, now: datetime, seconds: float) -> Summary:
    """Count what is in the database."""
    sent = [message.kind for message in messages(session) if message.state == "delivered"]
    current = Counter(view.standing.state.value for view in duties(session, now, year=YEAR))
    return Summary(
        portals=_portals(session, now),
        reports=_reports(session),
        duties=dict(sorted(current.items())),
        findings=dict(sorted(_findings(session).items())),
        alerts_sent=sum(kind != DIGEST for kind in sent),
        digests_sent=sent.count(DIGEST),
        seconds=round(seconds, 1),
    )


def _findings(session: Session) -> Counter[str]:
    """Count by rule what waits for somebody: errors and tasks, not doubts and notes."""
    loud = {Severity.ERROR, Severity.TASK}
    waiting = (view.finding for view in findings(session, states=PENDING))
    return Counter(f.rule for f in waiting if f.severity in loud)


def _portals(session: Session, now: datetime) -> dict[str, int]:
    """Count portals by how their last reading ended."""
    broken = {trouble.portal: trouble.outcome for trouble in troubles(session, now)}
    ended = Counter(broken.get(portal.slug, Outcome.OK) for portal in portals(session))
    return {outcome.value: ended[outcome] for outcome in Outcome}


def _reports(session: Session) -> int:
    """Count the files in which statutory tables were read."""
    versions = range(1, row_counts(session)["versions"] + 1)
    read = (report_of_version(session, number, READER_VERSION) for number in versions)
    return sum(1 for stored in read if stored and stored.report and stored.report.is_report)


def lines(session: Session, now: datetime) -> tuple[Line, ...]:
    """Return the table by body for the current report year."""
    return tuple(
        Line(
            view.name,
            view.standing.state,
            view.standing.days_late,
            _broken(session, view.id),
            view.standing.reason,
        )
        for view in duties(session, now, year=YEAR)
    )


def _broken(session: Session, duty_id: int) -> tuple[str, ...]:
    if governing(session, duty_id, READER_VERSION) is None:
        return ()
    found = findings(session, duty_id=duty_id, states=PENDING)
    judged = (view.finding for view in found)
    return tuple(f.relation for f in judged if f.relation and f.verdict is Verdict.BROKEN)
