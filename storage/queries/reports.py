"""Reports as they were read, unpacked from their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from nianbao.report.model import (
    Attachment,
    Change,
    Claim,
    Extra,
    Misprint,
    Repair,
    Unread,
    Where,
)
from storage.queries.documents import governing
from storage.rows import DutyRow, ReportRow
from storage.rows.findings import Cause
from storage.stored import StoredFigures, stored, unpacked

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session

    from nianbao.report.form import Edition
    from nianbao.report.model import Report


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report with who read and judged it. ``report`` is None where it was ``unreadable``.

    The report's grids are not kept: whoever needs them reads the bytes again.
    """

    id: int
    version_id: int
    reader_version: str
    rules_version: str
    read_at: datetime
    judged_at: datetime
    unreadable: str
    report: Report | None
    repairs: tuple[Repair, ...]
    verdicts: dict[str, int]


def report(session: Session, report_id: int) -> StoredReport:
    """Return one stored report.

    Raises:
        LookupError: there is none.
        DamagedFigures: the row is damaged.
    """
    row = session.get(ReportRow, report_id)
    if row is None:
        raise LookupError(f"没有编号为{report_id}的报告")
    return _stored(row)


def reports(session: Session, report_ids: Collection[int]) -> dict[int, StoredReport]:
    """Return stored reports by id, by one query."""
    rows = session.scalars(select(ReportRow).where(ReportRow.id.in_(report_ids)))
    return {row.id: _stored(row) for row in rows}


def read_before(
    session: Session, version_id: int, reader_version: str, rules_version: str
) -> Cause | None:
    """Say what of ours is newer than when a version was read last; None if nothing, or never."""
    rows = session.execute(
        select(ReportRow.reader_version, ReportRow.rules_version).filter_by(version_id=version_id)
    ).all()
    known = dict(rows)
    if reader_version in known:
        return Cause.RULE if known[reader_version] != rules_version else None
    return Cause.READER if known else None


def report_of_version(
    session: Session, version_id: int, reader_version: str
) -> StoredReport | None:
    """Return what a reader made of a version; None if it has not read it."""
    row = session.scalars(
        select(ReportRow).filter_by(version_id=version_id, reader_version=reader_version)
    ).one_or_none()
    return _stored(row) if row else None


def report_of_duty(session: Session, duty_id: int, reader_version: str) -> StoredReport | None:
    """Return the report by which a duty is judged; None while there is none."""
    found = governing(session, duty_id, reader_version)
    return report(session, found.report_id) if found else None


def previous_report(session: Session, duty_id: int, reader_version: str) -> Report | None:
    """Return the same body's report of the year before; None if it is not there or unreadable."""
    duty = session.get_one(DutyRow, duty_id)
    before = session.scalar(
        select(DutyRow.id).filter_by(body_id=duty.body_id, kind=duty.kind, year=duty.year - 1)
    )
    stored = report_of_duty(session, before, reader_version) if before else None
    return stored.report if stored else None


def _stored(row: ReportRow) -> StoredReport:
    return StoredReport(
        id=row.id,
        version_id=row.version_id,
        reader_version=row.reader_version,
        rules_version=row.rules_version,
        read_at=row.read_at,
        judged_at=row.judged_at,
        unreadable=row.unreadable,
        report=None if row.unreadable else _report(row),
        repairs=tuple(_repair(kept) for kept in row.repairs),
        verdicts={name: getattr(row, name) for name in ("holds", "broken", "doubtful", "unjudged")},
    )


def _report(row: ReportRow) -> Report:
    rest = unpacked(row.rest)
    return stored(
        row.text or row.rest,
        format=row.format,
        title=row.title,
        organ=row.organ,
        year=row.year,
        year_claims=tuple(Claim(**kept) for kept in rest["year_claims"]),
        edition={"t2": _edition(row.edition_t2), "t3": _edition(row.edition_t3)},
        figures=StoredFigures(row.figures, row.provenance),
        tables=frozenset(rest["tables"]),
        dates=tuple(Claim(**kept) for kept in rest["dates"]),
        attachments=tuple(Attachment(**kept) for kept in rest["attachments"]),
        misprints=tuple(Misprint(**_placed(kept)) for kept in rest["misprints"]),
        extras=tuple(Extra(**_placed(kept)) for kept in rest["extras"]),
        unread=tuple(Unread(**_placed(kept)) for kept in row.unread),
        grids=(),
        complete=row.complete,
        unheaded=tuple(rest.get("unheaded", ())),
        basis=tuple(Claim(**kept) for kept in rest.get("basis", ())),
        pictures=rest.get("pictures", 0),
        doubt=rest.get("doubt"),
    )


def _edition(text: str | None) -> Edition | None:
    if text is None:
        return None
    known: dict[str, Edition] = {"2019": "2019", "2021": "2021", "older": "older"}
    return known[text]


def _placed(kept: dict[str, Any]) -> dict[str, Any]:
    where = kept["where"]
    return {**kept, "where": Where(**where) if where else None}


def _repair(kept: dict[str, Any]) -> Repair:
    cells = tuple(Change(**cell) for cell in kept["cells"])
    return Repair(**{**kept, "cells": cells, "explains": tuple(kept["explains"])})
