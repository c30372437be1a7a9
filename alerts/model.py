"""What the mails are made of: frozen values, handed in by whoever knows the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from nianbao.duty.model import BodyClass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from alerts.reminding import Again
    from nianbao.duty.model import Duty, DutyState, Outcome, Standing
    from nianbao.report.model import Figure, Finding, Repair


class MailKind(StrEnum):
    """Kinds of mail. What is for administrators never goes to authorities, and the reverse."""

    DAILY = "daily"
    DIGEST = "digest"
    ADMIN = "admin"
    CORRECTION = "correction"
    BRIEF = "brief"
    UPCOMING = "upcoming"
    PRIVATE = "private"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is written to: a supervising office, or an administrator."""

    slug: str
    office: str  # the name it is addressed by, for instance 青禾市人民政府办公室
    address: str


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty of an office with its state. ``column`` names where the report was looked for."""

    body: str  # name, not slug
    body_class: BodyClass
    duty: Duty
    standing: Standing
    column: str = ""
    covered_by: str = ""  # name of the body whose report covers this one

    @property
    def vertical(self) -> bool:
        """Whether the body's own system supervises it; it is counted apart and asked, not told."""
        return self.body_class is BodyClass.VERTICAL

    @property
    def key(self) -> str:
        """What the duty is known by, whatever its body is called."""
        return f"{self.duty.body}/{self.duty.year}/{self.duty.kind.value}"


@dataclass(frozen=True, slots=True)
class Said:
    """What an earlier mail to the same recipient said of duties, by their keys, as of ``at``."""

    at: datetime
    states: Mapping[str, DutyState]

    @classmethod
    def of(cls, lines: Iterable[DutyLine], at: datetime) -> Said:
        """Return what a mail that is made of these lines says."""
        return cls(at, {line.key: line.standing.state for line in lines})


@dataclass(frozen=True, slots=True)
class ReportCase:
    """One report with what a mail says about it.

    ``findings`` are those to be told (newly opened, or doubtful ones of the same
    reading); ``figures`` and ``repairs`` are of that reading. ``evidence`` is the
    number under which the fetched bytes are kept (存证编号). ``last_year`` are the
    figures of the same body's report on the year before, empty where it is not known.
    """

    body: str
    year: int
    title: str
    url: str
    collected: datetime
    figures: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}))
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Repair, ...] = ()
    evidence: str = ""
    check_url: str = ""
    vertical: bool = False
    last_year: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class DailyView:
    """What one recipient is told on one day: newly opened errors and newly settled absences."""

    recipient: Recipient
    at: datetime
    cases: tuple[ReportCase, ...] = ()
    lines: tuple[DutyLine, ...] = ()  # duties newly late or missing
    console_url: str = ""
    settings_url: str = ""
    again: tuple[Again, ...] = ()  # told before, and taken up by nobody
    expired: tuple[str, ...] = ()  # silences that ran out, a sentence each
    again_on: date | None = None  # when what is new is told again unless somebody takes it up
    acknowledge_url: str = ""


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """The week's book of findings (数据核对): 份 are findings, not reports."""

    before: int = 0  # still open when the week began
    opened: int = 0
    corrected: int = 0
    dismissed: int = 0

    @property
    def pending(self) -> int:
        """Findings open now."""
        return self.before + self.opened - self.corrected - self.dismissed


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One open finding as it stands in the digest's sheet."""

    body: str
    year: int
    finding: Finding
    opened: datetime
    url: str = ""
    state: str = "open"  # design.md: open, acknowledged, confirmed, notified, dismissed, …


@dataclass(frozen=True, slots=True)
class Corrected:
    """A finding that a corrected report has closed; ``said`` tells what was changed in it."""

    body: str
    year: int
    rule: str
    said: str


@dataclass(frozen=True, slots=True)
class PortalTrouble:
    """A portal that could not be read, with the columns and bodies (names) it concerns."""

    portal: str
    url: str
    outcome: Outcome
    since: datetime
    columns: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class OfficeView:
    """All that one office's weekly digest says.

    ``lines`` are all duties of the office, of any year; ``year`` is the report year
    that is counted. ``before`` is what the digest before this one said, None for a
    recipient's first. ``week`` is the ISO week, for instance 2026-W05.
    """

    recipient: Recipient
    at: datetime
    week: str
    year: int
    lines: tuple[DutyLine, ...]
    before: Said | None = None
    counts: FindingCounts = FindingCounts()
    findings: tuple[FindingLine, ...] = ()
    troubles: tuple[PortalTrouble, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    next_check: date | None = None
    console_url: str = ""
    unsubscribe_url: str = ""
    settings_url: str = ""


@dataclass(frozen=True, slots=True)
class SeasonView:
    """What the season's short mails say: an office's duties now, and what the last brief said."""

    recipient: Recipient
    at: datetime
    year: int
    lines: tuple[DutyLine, ...]
    before: Said | None = None
    """What the brief before this one said; None for a recipient's first."""
    troubled: frozenset[str] = frozenset()
    """Names of bodies with a column that could not be read the last time."""
    console_url: str = ""
    unsubscribe_url: str = ""
    settings_url: str = ""


@dataclass(frozen=True, slots=True)
class CheckFault:
    """A check of ours that crashed: on how many reports, and on which one first."""

    check: str
    error: str
    trace_id: str
    reports: int
    since: datetime
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A mail that its server did not take: given up, or tried again since ``since``."""

    address: str
    office: str
    kind: MailKind
    since: datetime
    given_up: bool
    answer: str


@dataclass(frozen=True, slots=True)
class AdminView:
    """What one administrator is told: portals in trouble, faults of ours, mails not delivered.

    No authority ever gets this.
    """

    recipient: Recipient
    at: datetime
    troubles: tuple[PortalTrouble, ...]
    console_url: str = ""
    faults: tuple[CheckFault, ...] = ()
    undelivered: tuple[Undelivered, ...] = ()


class Fault(StrEnum):
    """Why something that was told is taken back; the report itself is unchanged."""

    MISREAD = "misread"
    RULE = "rule"
    UNSEEN = "unseen"  # the report had been published already, and we had not seen it


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """One error that was told, as it was told, and is taken back."""

    body: str
    year: int
    rule: str
    said: str
    told: datetime
    fault: Fault
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """What one recipient was told and is now told to be withdrawn."""

    recipient: Recipient
    at: datetime
    withdrawn: tuple[Withdrawn, ...]
    console_url: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a letter. With ``content_id`` it is a picture inside the HTML part."""

    name: str
    media_type: str  # for instance image/png
    data: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's content before it becomes MIME."""

    kind: MailKind
    subject: str
    text: str
    html: str
    enclosures: tuple[Enclosure, ...] = ()
    unsubscribe_url: str = ""
