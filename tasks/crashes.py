"""Judging that outlives a fault of ours: the check that crashed is left out, and told of.

The pure ``judge`` raises. Here, where thousands of offices' reports wait, the other
checks go on; what the crashed one would have said is not evaluated, so that nothing
of it passes or is resolved. An administrator is told.
"""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

from nianbao.report.checks import CHECKS
from nianbao.report.judge import arithmetic, asked, joined, judge
from nianbao.report.model import RULES_VERSION, Beside, Judgement
from storage.store.crashes import keep_crash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from nianbao.report.checks import Check
    from nianbao.report.model import Report
    from storage.database import Session

log = structlog.get_logger()

ARITHMETIC: Final = "relations"
_ALONE: Final = Beside()
_LONGEST_TRACE: Final = 8000


@dataclass(frozen=True, slots=True)
class Crash:
    """A check that crashed on a report. ``trace_id`` is the same wherever the fault is."""

    check: str
    error: str
    trace: str

    @property
    def trace_id(self) -> str:
        """A short name of the trace, for logs and mails."""
        return hashlib.sha256(self.trace.encode()).hexdigest()[:12]


def judged(
    report: Report, beside: Beside = _ALONE, checks: Iterable[Check] = CHECKS
) -> tuple[Judgement, tuple[Crash, ...]]:
    """Judge as ``judge`` does; where a check crashes, without it and with the crash."""
    checks = tuple(checks)
    try:
        return judge(report, beside, checks), ()
    except Exception:  # noqa: BLE001 - a fault of ours; below it is found which check has it
        return _one_by_one(report, beside, checks)


def _one_by_one(
    report: Report, beside: Beside, checks: tuple[Check, ...]
) -> tuple[Judgement, tuple[Crash, ...]]:
    crashes: list[Crash] = []
    first = _spared(lambda: arithmetic(report), ARITHMETIC, crashes)
    rest = [
        _spared(lambda check=check: asked(check, report, beside), _name(check), crashes)  # type: ignore[misc] # a default
        for check in checks
    ]
    return joined(first, *rest), tuple(crashes)


def _spared(work: Callable[[], Judgement], check: str, crashes: list[Crash]) -> Judgement:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - kept, logged and told of
        trace = "".join(traceback.format_exception(error))[-_LONGEST_TRACE:]
        crashes.append(Crash(check, f"{type(error).__name__}: {error}"[:500], trace))
        return Judgement()


def _name(check: Check) -> str:
    name = getattr(check, "__name__", type(check).__name__)
    return str(name).rpartition(".")[2]


def keep_crashes(
    session: Session, crashes: Iterable[Crash], version_id: int, now: datetime
) -> None:
    """Log crashes and keep them for the administrators, each fault once."""
    for crash in crashes:
        log.error("rule_crashed", check=crash.check, trace=crash.trace_id, version=version_id)
        keep_crash(
            session,
            crash.trace_id,
            RULES_VERSION,
            version_id=version_id,
            check=crash.check,
            error=crash.error,
            trace=crash.trace,
            now=now,
        )
