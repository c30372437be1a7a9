"""Reports as read and judged, one row for each version of bytes and reader."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from nianbao.report.model import Verdict
from storage.figures import pack_provenance, pack_values
from storage.insertion import insert_once
from storage.rows import ReportRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from nianbao.report.model import Judgement, Report


def keep_report(
    session: Session,
    version_id: int,
    report: Report,
    judgement: Judgement,
    *,
    reader_version: str,
    rules_version: str,
    now: datetime,
) -> int:
    """Keep a version's bytes as read, and as judged; return the report's id.

    The same reader again replaces the row: corrected rules judge it anew.
    """
    values = {**_read(report), **_judged(judgement), "rules_version": rules_version}
    return _keep(session, version_id, reader_version, now, values)


def keep_judgements(
    session: Session, judged: Mapping[int, Judgement], rules_version: str, now: datetime
) -> None:
    """Keep what newer rules say of reports (by id) that were read before."""
    rows = [
        {"id": report, "rules_version": rules_version, "judged_at": now, **_judged(judgement)}
        for report, judgement in judged.items()
    ]
    if rows:
        session.execute(update(ReportRow), rows)


def keep_unreadable(
    session: Session,
    version_id: int,
    why: str,
    *,
    reader_version: str,
    rules_version: str,
    now: datetime,
) -> int:
    """Keep that this reader cannot read the bytes, and why (Chinese); return the row's id."""
    values = {"unreadable": why, "rules_version": rules_version}
    return _keep(session, version_id, reader_version, now, values)


def _keep(
    session: Session,
    version_id: int,
    reader_version: str,
    now: datetime,
    values: dict[str, Any],
) -> int:
    changing = {**_EMPTY, **values, "judged_at": now}
    fixed = {"version_id": version_id, "reader_version": reader_version}
    inserted = insert_once(session, ReportRow, **fixed, **changing, read_at=now)
    if inserted is not None:
        return inserted
    row = session.scalars(select(ReportRow).filter_by(**fixed).with_for_update()).one()
    for name, value in changing.items():
        setattr(row, name, value)
    session.flush()
    return row.id


_EMPTY: Final[dict[str, Any]] = {
    "unreadable": "",
    "format": "",
    "title": None,
    "organ": None,
    "year": None,
    "edition_t2": None,
    "edition_t3": None,
    "complete": True,
    "figure_count": 0,
    "figures": b"",
    "provenance": b"",
    "rest": b"",
    "text": b"",
    "unread": [],
    "repairs": [],
    "holds": 0,
    "broken": 0,
    "doubtful": 0,
    "unjudged": 0,
}


def _read(report: Report) -> dict[str, Any]:
    return {
        "format": report.format,
        "title": report.title,
        "organ": report.organ,
        "year": report.year,
        "edition_t2": report.edition.get("t2"),
        "edition_t3": report.edition.get("t3"),
        "complete": report.complete,
        "figure_count": len(report.figures),
        "figures": pack_values(report.figures),
        "provenance": pack_provenance(report.figures),
        "rest": _rest(report),
        "text": _text(report),
        "unread": [asdict(unread) for unread in report.unread],
    }


_KEPT: Final = ("year_claims", "dates", "attachments", "misprints", "extras", "basis")


def _rest(report: Report) -> bytes:
    return _packed(
        {
            "tables": sorted(report.tables),
            "unheaded": report.unheaded,
            "pictures": report.pictures,
            "doubt": report.doubt,
            **{name: [asdict(item) for item in getattr(report, name)] for name in _KEPT},
        }
    )


def _text(report: Report) -> bytes:
    sections = [asdict(section) for section in report.sections]
    return _packed({"text": report.text, "sections": sections})


def _packed(parts: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(parts, ensure_ascii=False).encode(), 6)


def _judged(judgement: Judgement) -> dict[str, Any]:
    counts = {verdict.value: judgement.verdicts.get(verdict, 0) for verdict in Verdict}
    return {**counts, "repairs": [asdict(repair) for repair in judgement.repairs]}
