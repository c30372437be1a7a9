"""Judge a batch of duties again under the rules of today, and write only what differs.

Loading and judging hold no lock. What differs is compared once more under the duties'
locks before it is written, so that a worker that judged one of them meanwhile is
never overwritten with what was known before it did.
"""

from __future__ import annotations

import resource
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nianbao.report.checks import CHECKS, carry
from nianbao.report.model import (
    READER_VERSION,
    RULES_VERSION,
    Beside,
    Judgement,
    Unreadable,
    Verdict,
)
from nianbao.report.signature import SIGNATURE_VERSION
from nianbao.services.apart import apart
from storage.archive import Altered
from storage.queries.documents import governing_each
from storage.queries.documents import version as version_of
from storage.queries.rejudging import before_each, load_duties, subjects, unsigned
from storage.queries.reports import StoredReport, reports
from storage.queries.retractions import told_of
from storage.queries.rules import grades
from storage.rows.findings import Cause
from storage.store.findings import carry_out, lock
from storage.store.news import Case, Step, compare
from storage.store.reports import keep_judgements
from storage.store.texts import drawn, keep_texts
from tasks.beside import alike_each, around, is_government
from tasks.crashes import Crash, keep_crashes
from tasks.judging import judgement_of
from tasks.read import ReaderFault, faultless, source_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from nianbao.report.checks import Check
    from nianbao.report.grading import Grade
    from nianbao.report.model import Report
    from storage.database import Session
    from storage.queries.rejudging import Subject
    from storage.store.news import News
    from tasks.beside import Texts
    from tasks.house import House

FEW: Final[tuple[Check, ...]] = (carry,)
"""The checks beside the arithmetic that need no text: what was carried over the year's end."""
_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """What is judged again. ``reread`` shows in a dry run what a newer reader would make of it."""

    dry_run: bool = False
    arithmetic: bool = False
    reread: bool = False

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks that are asked beside the arithmetic."""
        return FEW if self.arithmetic else CHECKS


@dataclass(slots=True)
class Tally:
    """What happened, or would. ``told``: retracted ones that somebody was told of."""

    duties: int = 0
    steps: Counter[Step] = field(default_factory=Counter)
    told: int = 0
    crashes: Counter[str] = field(default_factory=Counter)
    overtaken: int = 0
    megabytes: float = 0.0
    """The most memory that one process held at the end of a batch."""

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.duties += other.duties
        self.steps += other.steps
        self.told += other.told
        self.crashes += other.crashes
        self.overtaken += other.overtaken
        self.megabytes = max(self.megabytes, other.megabytes)


@dataclass(frozen=True, slots=True)
class _Rejudged:
    """One duty judged again. ``report_id`` is None where its bytes were read for a dry run."""

    subject: Subject
    case: Case
    crashes: tuple[Crash, ...]


def rejudge(house: House, duty_ids: Collection[int], plan: Plan) -> Tally:
    """Judge these duties again; what a worker judged meanwhile is looked at once more."""
    tally, left = Tally(), tuple(duty_ids)
    for _ in range(_ROUNDS):
        left = _round(house, left, plan, tally)
        if not left:
            break
    tally.overtaken = len(left)
    tally.megabytes = resident_megabytes()
    return tally


def _round(house: House, duty_ids: Collection[int], plan: Plan, tally: Tally) -> tuple[int, ...]:
    """Judge, and write what differs; return the duties that others judged meanwhile."""
    with house.database.read() as session:
        judged = _judged(house, session, duty_ids, plan)
        news = compare(session, [one.case for one in judged])
        if plan.dry_run:
            _count(session, tally, judged, news)
            return ()
        differing = {one.case.duty_id for one in news if one.differs}
    fresh = [o for o in judged if _is_news(o) or o.case.duty_id in differing or o.crashes]
    tally.duties += len(judged) - len(fresh)
    if not fresh:
        return ()
    with house.database.write() as session:
        ours, overtaken = _undisturbed(session, fresh)
        news = compare(session, [one.case for one in ours])
        _count(session, tally, ours, news)
        carry_out(session, news, house.now)
        _keep(session, ours, house.now)
    return overtaken


def _judged(
    house: House, session: Session, duty_ids: Collection[int], plan: Plan
) -> list[_Rejudged]:
    found = subjects(session, duty_ids, None if plan.reread else READER_VERSION)
    alike = {} if plan.arithmetic else alike_each(session, [one.duty_id for one in found])
    held = load_duties(session, alike)
    set_for = grades(session, [one.duty_id for one in found], house.now.date())
    reader = _Reader(house, session) if plan.reread else None
    told = [_one(session, _with(each, set_for, alike), plan, reader) for each in found]
    del held
    return [one for one in told if one is not None]


@dataclass(frozen=True, slots=True)
class _Known:
    """A duty with the rules set for its body and, where texts are asked for, what is like its."""

    subject: Subject
    grades: Mapping[str, Grade]
    alike: Texts | None


def _with(
    subject: Subject, set_for: Mapping[int, Mapping[str, Grade]], alike: Mapping[int, Texts]
) -> _Known:
    duty = subject.duty_id
    return _Known(subject, set_for.get(duty, {}), alike.get(duty))


def _one(session: Session, known: _Known, plan: Plan, reader: _Reader | None) -> _Rejudged | None:
    subject = known.subject
    stored = reader.now(subject.stored) if reader else subject.stored
    past = subject.previous or ()
    previous = tuple(reader.now(one) for one in past) if reader else past
    told = judgement_of(
        session,
        subject.governing.document_id,
        stored,
        lambda _: _beside(session, known, previous),
        plan.checks,
    )
    if told is None:
        return None
    case = Case(
        subject.duty_id,
        told[0],
        subject.governing.version_id,
        stored.reader_version,
        RULES_VERSION,
        stored.report.figures if stored.report else {},
        known.grades,
        baseline=True,
        cause=Cause.RULE if stored is subject.stored else Cause.READER,
    )
    return _Rejudged(subject, case, told[1])


def _beside(session: Session, known: _Known, previous: tuple[StoredReport, ...]) -> Beside:
    found: list[Report] = [one.report for one in previous if one.report is not None]
    past = tuple(found) if len(found) == len(previous) else ()
    subject, alike = known.subject, known.alike
    whose = is_government(subject.body, subject.kind)
    if alike is None:
        return Beside(previous=past, is_government=whose)
    return around(session, subject.duty_id, subject.year, past, alike, is_government=whose)


class _Reader:
    """Reads again, for a dry run, what another reader has read; each version once a batch."""

    def __init__(self, house: House, session: Session) -> None:
        self._house, self._session = house, session
        self._read: dict[int, StoredReport] = {}

    def now(self, stored: StoredReport) -> StoredReport:
        """Return a report as the reader of today reads it."""
        if stored.reader_version == READER_VERSION:
            return stored
        if stored.version_id not in self._read:
            self._read[stored.version_id] = self._again(stored)
        return self._read[stored.version_id]

    def _again(self, stored: StoredReport) -> StoredReport:
        try:
            source = source_of(self._house, version_of(self._session, stored.version_id))
            report, why = apart(lambda: faultless(source)), ""
        except (Unreadable, Altered, ReaderFault) as error:
            report, why = None, str(error)
        return replace(stored, reader_version=READER_VERSION, report=report, unreadable=why)


# --- What is written ------------------------------------------------------------


def _is_news(one: _Rejudged) -> bool:
    """Whether the report's row does not say yet what the rules of today say of it."""
    stored, said = one.subject.stored, one.case.judgement
    if stored.rules_version != RULES_VERSION:
        return True
    if stored.unreadable or stored.report is None or not stored.report.is_report:
        return False
    counts = {verdict.value: said.verdicts.get(verdict, 0) for verdict in Verdict}
    return stored.verdicts != counts or stored.repairs != said.repairs


def _undisturbed(
    session: Session, judged: Iterable[_Rejudged]
) -> tuple[list[_Rejudged], tuple[int, ...]]:
    """Lock the duties; return those whose report is still the one that was judged, and the rest."""
    waiting = {one.case.duty_id: one for one in judged}
    lock(session, waiting)
    now = governing_each(session, waiting, READER_VERSION)
    rows = reports(session, {one.report_id for one in now.values()})
    same = {
        duty
        for duty, one in waiting.items()
        if duty in now
        and now[duty].report_id == one.subject.governing.report_id
        and rows[now[duty].report_id].judged_at == one.subject.stored.judged_at
    }
    return [waiting[duty] for duty in sorted(same)], tuple(sorted(waiting.keys() - same))


def _keep(session: Session, judged: Iterable[_Rejudged], now: datetime) -> None:
    told = list(judged)
    newer = {one.subject.stored.id: _own(one) for one in told if _is_news(one)}
    keep_judgements(session, newer, RULES_VERSION, now)
    for one in told:
        keep_crashes(session, one.crashes, one.subject.governing.version_id, now)


def _own(one: _Rejudged) -> Judgement:
    """What the rules say of the report itself; nothing where only a file behind it was judged."""
    report = one.subject.stored.report
    return one.case.judgement if report is not None and report.is_report else Judgement()


def _count(
    session: Session, tally: Tally, judged: Collection[_Rejudged], news: Iterable[News]
) -> None:
    told = list(news)
    tally.duties += len(judged)
    tally.steps.update(step for one in told for step in one.steps)
    fallen = [one.rows[name].id for one in told for name in one.retracted]
    tally.told += told_of(session, fallen) if fallen else 0
    tally.crashes.update(
        f"{crash.check} {crash.trace_id} {crash.error}" for one in judged for crash in one.crashes
    )


def sign(house: House, duty_ids: Collection[int]) -> None:
    """Note the texts of these duties that have no signature of this version yet.

    And those of the year before: what is known to be another text need not be compared.
    """
    with house.database.read() as session:
        past = before_each(session, duty_ids).values()
        wanted = dict.fromkeys((*duty_ids, *(one for found in past for one in found)))
        left = unsigned(session, wanted, SIGNATURE_VERSION)
        told = _governing_reports(session, left) if left else {}
        made = drawn(session, told.values())
    if told:
        with house.database.write() as session:
            still = unsigned(session, told, SIGNATURE_VERSION)  # a worker may have been faster
            keep_texts(session, {duty: told[duty] for duty in still}, made)


def _governing_reports(session: Session, duty_ids: Collection[int]) -> dict[int, Report]:
    governs = governing_each(session, duty_ids, READER_VERSION)
    read = reports(session, {one.report_id for one in governs.values()})
    found = {duty: read[one.report_id].report for duty, one in governs.items()}
    return {duty: report for duty, report in found.items() if report is not None}


def resident_megabytes() -> float:
    """Return what this process holds in memory now, where the kernel tells; else the most ever."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1e6
