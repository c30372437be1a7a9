"""Findings and every step they went through."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nianbao.report.model import Severity
from storage.rows.row import Row


class FindingState(StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"
    NOTIFIED = "notified"  # until a day
    DISMISSED = "dismissed"  # report right, misread, other
    WAIVED = "waived"  # until a day
    RESOLVED = "resolved"


class Cause(StrEnum):
    """What changed when a finding took a step."""

    REPORT = "report"
    READER = "reader"
    RULE = "rule"
    FACTS = "facts"  # a duty's state, not a figure
    PERSON = "person"
    TIME = "time"  # a silence ran out


RETRACTED: Final = "retracted"
"""The event of a certain error that stands no more though its report is the same."""


class FindingRow(Row):
    """One thing a rule says about one duty's report, known by duty, rule and identity.

    ``digest`` is of the printed values it rests on. ``baseline``: opened silently.
    ``opened_at`` is the latest opening, ``closed_at`` None while it is not closed.
    """

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("duty_id", "rule", "identity"),
        Index("ix_findings_state_severity", "state", "severity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duties.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))
    rule: Mapped[str]
    identity: Mapped[str]
    relation: Mapped[str | None]
    verdict: Mapped[str | None]
    severity: Mapped[Severity]
    state: Mapped[FindingState]
    digest: Mapped[str]
    message: Mapped[str]
    places: Mapped[list[str]]
    left: Mapped[int | None] = mapped_column(BigInteger)
    right: Mapped[int | None] = mapped_column(BigInteger)
    certain: Mapped[bool]
    baseline: Mapped[bool]
    private: Mapped[bool]
    shadow: Mapped[bool] = mapped_column(default=False)  # its rule is on trial: administrators only
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")  # why it was dismissed or waived
    reader_version: Mapped[str]
    rules_version: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class FindingEventRow(Row):
    """One step of a finding: who ("" is the system), when, what and why."""

    __tablename__ = "finding_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str]
    what: Mapped[str]  # opened, reopened, changed, resolved, retracted, expired, a person's state…
    cause: Mapped[Cause]
    why: Mapped[str]
    silent: Mapped[bool]
    digest: Mapped[str]
