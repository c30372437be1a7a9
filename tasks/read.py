"""Read one version's bytes, judge them, and match them to body, year and kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from nianbao.report.model import (
    READER_VERSION,
    RULES_VERSION,
    Judgement,
    Report,
    Source,
    Unreadable,
)
from nianbao.report.narrative import digest
from nianbao.report.reading import read as read_source
from nianbao.services.apart import apart
from storage.archive import Altered
from storage.queries.documents import answers
from storage.queries.documents import version as version_of
from storage.queries.duties import year_of
from storage.queries.facts import claimed_date
from storage.queries.reports import read_before, report_of_version
from storage.store.duties import hold
from storage.store.findings import withdraw
from storage.store.matches import keep_match
from storage.store.reports import keep_report, keep_unreadable
from tasks.beside import dependents
from tasks.crashes import judged, keep_crashes
from tasks.judging import judge_duty
from tasks.matching import match_version
from tasks.standings import freed

if TYPE_CHECKING:
    from datetime import datetime

    from storage.database import Session
    from storage.queries.documents import Answer, VersionView
    from storage.rows.findings import Cause
    from tasks.crashes import Crash
    from tasks.house import House

log = structlog.get_logger()


def read(house: House, version_id: int) -> None:
    """Load the bytes, read and judge them, keep it all in one commit, queue the states."""
    with house.database.read() as session:
        version = version_of(session, version_id)
    reading = _read(house, version)
    with house.database.write() as session:
        touched = _keep(session, version, reading, house.now)
    with house.database.read() as session:
        settles = freed(session)
    log.info("version_read", version=version_id, duties=touched[:5], why=reading.why)
    if touched:
        house.bell.ring("standings", *touched)
    if settles:
        house.bell.ring("standings")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read and what the rules say of it by itself, or why it cannot be read."""

    report: Report | None = None
    judgement: Judgement = field(default_factory=Judgement)
    crashes: tuple[Crash, ...] = ()
    why: str = ""


class ReaderFault(Exception):  # noqa: N818 - whose fault it is
    """A reader of ours failed on a file: a person must look, and the trace is for us."""


def _read(house: House, version: VersionView) -> Reading:
    try:
        source = source_of(house, version)
        return Reading(*apart(lambda: _judged(source)))
    except (Unreadable, Altered) as error:
        return Reading(why=str(error))
    except ReaderFault as fault:
        log.error("reader_crashed", version=version.id, trace="".join(fault.__notes__))  # noqa: TRY400 - the trace is the child's
        return Reading(why=str(fault))


def _judged(source: Source) -> tuple[Report, Judgement, tuple[Crash, ...]]:
    """Read and judge. A fault of a reader leaves the file to a person; see tasks.crashes."""
    report = faultless(source)
    return report, *judged(report)


def faultless(source: Source) -> Report:
    """Read a file.

    Raises:
        Unreadable: it cannot be read.
        ReaderFault: a reader of ours failed on it.
    """
    try:
        return read_source(source)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        why = f"读取时程序出现意外（{type(error).__name__}），需人工核对"
        raise ReaderFault(why) from error


def source_of(house: House, version: VersionView) -> Source:
    """Return a version's bytes from the archive, with what is known from outside of them.

    Raises:
        Altered: the archive does not hold what was kept.
    """
    said = (*version.dates, *version.document.dates)
    day, _ = claimed_date(claim for claim in said if claim.source == "list")
    return Source(
        data=house.archive.payload(version.place),
        name=version.file_name or version.url.rpartition("/")[2],
        url=version.url,
        content_type=version.content_type,
        link_title=version.title or version.document.title,
        link_date=day,
    )


def _keep(
    session: Session, version: VersionView, reading: Reading, now: datetime
) -> tuple[int, ...]:
    """Keep everything that follows from one reading; return the duties it concerns."""
    report = reading.report
    before = report_of_version(session, version.id, READER_VERSION)
    again = read_before(session, version.id, READER_VERSION, RULES_VERSION)
    stamp = {"reader_version": READER_VERSION, "rules_version": RULES_VERSION}
    if report is None:
        keep_unreadable(session, version.id, reading.why, **stamp, now=now)
    else:
        keep_report(session, version.id, report, reading.judgement, **stamp, now=now)
    keep_crashes(session, reading.crashes, version.id, now)
    match = match_version(session, version, report)
    touched = keep_match(session, version.document.id, match, now)
    same = before is not None and _says_the_same(before.report, report)
    certain = [answer for answer in answers(session, version.document.id) if answer.certain]
    if again is not None:
        for duty_id in sorted(set(touched) - {answer.duty_id for answer in certain}):
            withdraw(session, duty_id, version.id, now, again)
    for answer in certain:
        _judge(session, answer, now, again=again, same=same)
    return touched


def _says_the_same(before: Report | None, now: Report | None) -> bool:
    """Whether two readings differ in nothing that other duties' judgements rest on."""
    if before is None or now is None:
        return before is now
    figures = dict(before.figures) == dict(now.figures) and before.edition == now.edition
    return figures and (before.year, digest(before)) == (now.year, digest(now))


def _judge(
    session: Session, answer: Answer, now: datetime, *, again: Cause | None, same: bool
) -> None:
    """Judge the duty that a report answers, and all whose judgement rests on that report.

    They are judged again when it reads otherwise than before: then what it hands on,
    what it is a part of, and whose text it is like may be other than before, too.
    """
    rested = () if same else dependents(session, answer.duty_id)
    judge_duty(session, answer.duty_id, answer.year, now, again=again)
    if same:
        return
    others = sorted({*rested, *dependents(session, answer.duty_id)})
    hold(session, others)
    for duty_id in others:
        judge_duty(session, duty_id, year_of(session, duty_id), now, again=again)
