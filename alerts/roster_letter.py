"""The mail in December that asks an office to check its roster (名录核对) and sign it off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alerts import page
from alerts.model import Enclosure, Letter, MailKind
from alerts.roster import document, workbook
from alerts.workbook import MEDIA_TYPE
from nianbao.duty.calendar import CHINA, WorkCalendar

if TYPE_CHECKING:
    from datetime import date, datetime

    from alerts.model import Recipient
    from alerts.roster import Roster

_DECEMBER: Final = 12
_SECOND_TIME: Final = 20
"""From this day on whoever has not signed is asked once more."""
_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class RosterView:
    """What the mail says. ``signed_before``: an older version was signed off already."""

    recipient: Recipient
    at: datetime
    office: str  # slug, for the command
    roster: Roster
    signed_before: bool = False
    settings_url: str = ""
    unsubscribe_url: str = ""


def reminder_period(day: date, calendar: WorkCalendar = CHINA) -> str | None:
    """Return the period of the reminder that a day belongs to; None where none is written."""
    if day.month != _DECEMBER or not calendar.is_working(day):
        return None
    return f"{day.year}-12-{'b' if day.day >= _SECOND_TIME else 'a'}"


def roster_letter(view: RosterView) -> Letter | None:
    """Return the mail with the roster as XLSX and DOCX; None for a roster without bodies."""
    roster = view.roster
    if not roster.entries:
        return None
    without = [entry.name for entry in roster.entries if not entry.columns and not entry.left_out]
    said = {"view": view, "roster": roster, "without": without}
    return Letter(
        MailKind.ROSTER,
        f"〔年报核查〕请核对{roster.year}年年度报告应公布单位名录（{len(roster.entries)}家）",
        page.text_of("roster", **said),
        page.html_of("roster", **said),
        (
            Enclosure(f"{roster.title}.xlsx", MEDIA_TYPE, workbook(roster)),
            Enclosure(f"{roster.title}.docx", _DOCX, document(roster)),
        ),
        view.unsubscribe_url,
    )
