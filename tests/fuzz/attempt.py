"""One attempt on a reader: bytes go in apart, nothing but a report or a refusal may come out."""

from __future__ import annotations

import resource
import time
import traceback
from datetime import datetime
from typing import NamedTuple

from alerts.evidence_page import Evidence, evidence_html
from nianbao.cli import answer, sheet
from nianbao.cli.verdict import Checked
from nianbao.clock import SHANGHAI
from nianbao.report.judge import judge
from nianbao.report.model import Severity, Source, Unreadable
from nianbao.report.reading import read
from nianbao.services.apart import apart

PROCESSOR_SECONDS = 10.0
"""Of the child, on files of 3 MB at most; a slow wall clock says nothing on a busy machine."""
WALL_SECONDS = 90.0
MEGABYTES = 700
_WHEN = datetime(2026, 1, 31, tzinfo=SHANGHAI)


class Outcome(NamedTuple):
    """How an attempt ended. ``fault`` is "" where it ended as it should."""

    refusal: str = ""
    figures: int = 0
    errors: tuple[str, ...] = ()
    unread: int = 0
    seconds: float = 0.0
    megabytes: int = 0
    fault: str = ""


def attempt(source: Source) -> Outcome:
    """Read, judge and print a file in a child, and measure it there."""
    try:
        outcome = apart(lambda: _measured(source), seconds=WALL_SECONDS)
    except Unreadable as refusal:  # of the child's limits: the readers' own come back as outcomes
        return Outcome(str(refusal), fault=f"the child was stopped: {refusal}")
    return outcome._replace(fault=outcome.fault or _excess(outcome))


def _measured(source: Source) -> Outcome:
    before, began = _megabytes(), time.process_time()
    outcome = _outcome(source)
    return outcome._replace(
        seconds=time.process_time() - began, megabytes=max(0, _megabytes() - before)
    )


def _outcome(source: Source) -> Outcome:
    try:
        report = read(source)
    except Unreadable as refusal:
        return Outcome(
            str(refusal), fault="" if _is_chinese(str(refusal)) else "words unfit to show"
        )
    except Exception:  # noqa: BLE001 - the find
        return Outcome(fault=traceback.format_exc())
    try:
        judgement = judge(report)
        checked = Checked(source.name, "0" * 64, report, judgement)
        answer.line(checked)
        sheet.text(checked)
        evidence_html(Evidence(source.name, _WHEN, "0" * 64, report, judgement, ""))
    except Exception:  # noqa: BLE001 - the find
        return Outcome(fault=traceback.format_exc())
    errors = tuple(f.rule for f in checked.findings if f.severity is Severity.ERROR)
    return Outcome(figures=len(report.figures), errors=errors, unread=len(report.unread))


def _excess(outcome: Outcome) -> str:
    if outcome.seconds > PROCESSOR_SECONDS:
        return f"{outcome.seconds:.1f} seconds"
    if outcome.megabytes > MEGABYTES:
        return f"{outcome.megabytes} MB"
    return ""


def _is_chinese(text: str) -> bool:
    return any("一" <= letter <= "鿿" for letter in text)


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
