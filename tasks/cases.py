"""Letters of a case, from rows; and cases that close by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from alerts.letters.notices import (
    Place,
    Sender,
    notice_name,
    rectification,
    reminder,
    reminder_name,
)
from nianbao.duty.model import DutyState, ReportKind
from storage.queries.cases import SETTLED, case_items, cases
from storage.queries.duties import duties
from storage.queries.findings import findings
from storage.queries.portals import columns_of
from storage.store.cases import close_settled
from tasks.views import cases as report_cases
from tasks.views import duty_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from alerts.model import DutyLine
    from nianbao.settings import Settings
    from storage.database import Session
    from storage.queries.cases import CaseView
    from tasks.house import House

log = structlog.get_logger()


def close_cases(house: House) -> None:
    """Close every case of which nothing is left."""
    with house.database.write() as session:
        closed = close_settled(session, house.now)
    if closed:
        log.info("cases_closed", cases=closed)


def letters(
    session: Session,
    settings: Settings,
    case_id: int,
    *,
    due: date | None = None,
    guesses: bool = False,
) -> tuple[CaseView, dict[str, bytes]]:
    """Return a case with its drafts by name: a reminder a duty, a notice a report.

    Raises:
        LookupError: there is no such case.
        BadTemplate: an office's own template cannot be filled in.
    """
    now = settings.clock.now()
    found = cases(session, now.date(), case_id=case_id)
    if not found:
        raise LookupError(f"没有编号为{case_id}的督办件")
    (case,) = found
    sender = Sender(case.office_name, now, due or case.due_on, "", settings.templates_dir)
    made = dict(_reminders(session, case, sender))
    made |= dict(_notices(session, case, sender, guesses=guesses))
    return case, made


def _reminders(session: Session, case: CaseView, sender: Sender) -> Iterator[tuple[str, bytes]]:
    _, owed = case_items(session, case.id)
    places = tuple(Place(*place) for place in columns_of(session, case.body))
    for line in duty_lines(duties(session, sender.at, ids=owed)):
        submitted = line.standing.state is DutyState.SUBMITTED_ONLY
        letter = reminder(line, places, sender, submitted=submitted)
        yield f"{reminder_name(line, case.office_name)}_{_called(line)}.docx", letter


def _notices(
    session: Session, case: CaseView, sender: Sender, *, guesses: bool
) -> Iterator[tuple[str, bytes]]:
    """Yield a notice for each report in which something still waits."""
    held, _ = case_items(session, case.id)
    views = [one for one in findings(session, ids=held) if one.state not in SETTLED]
    for duty_id in sorted({one.duty_id for one in views}):
        (line,) = duty_lines(duties(session, sender.at, ids=[duty_id]))
        about = [one for one in views if one.duty_id == duty_id]
        for report in report_cases(session, about):
            letter = rectification(
                report, line, sender, body_class=case.body_class, guesses=guesses
            )
            kind = line.duty.kind
            name = notice_name(report.body, case.body_class, case.office_name, kind)
            yield f"{name}_{_called(line)}.docx", letter


def _called(line: DutyLine) -> str:
    """Return what a draft about a duty is called; a government may owe two reports on a year."""
    of = "_本级政府" if line.duty.kind is ReportKind.GOVERNMENT else ""
    return f"{line.body}_{line.duty.year}{of}"
