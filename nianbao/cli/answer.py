"""A judgement as the JSON object that scripts and other offices' systems rely on."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from nianbao.report.model import Severity, Verdict

if TYPE_CHECKING:
    from nianbao.cli.verdict import Checked
    from nianbao.report.model import Figure, Finding, Judgement, Repair, Report, Unread, Where

_NOTHING_READ: Final[dict[str, Any]] = {
    "format": None,
    "organ": None,
    "title": None,
    "year": None,
    "edition": {"t2": None, "t3": None},
    "figures": {},
    "unread": [],
}


def line(checked: Checked) -> str:
    """Return the object on one line, ASCII-escaped.

    Of an address ``url`` says where the judged bytes were: the file behind a cover.
    """
    judgement = checked.judgement
    said = {
        "file": checked.file,
        "sha256": checked.sha256,
        **(_report(checked.report) if checked.report else _NOTHING_READ),
        "verdicts": _verdicts(judgement),
        "findings": [_finding(finding) for finding in checked.findings],
        "repairs": [_repair(repair) for repair in judgement.repairs] if judgement else [],
        "unexplained": list(judgement.unexplained) if judgement else [],
    }
    if checked.url is not None:
        said["url"] = checked.url
    return json.dumps({**said, "unread": said.pop("unread")}, ensure_ascii=True, default=str)


def _report(report: Report) -> dict[str, Any]:
    return {
        "format": report.format,
        "organ": report.organ,
        "title": report.title,
        "year": report.year,
        "edition": {table: report.edition.get(table) for table in ("t2", "t3")},
        "figures": {key: _figure(figure) for key, figure in report.figures.items()},
        "unread": [_unread(unread) for unread in report.unread],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "printed": figure.printed,
        "state": figure.state.value,
        "value": figure.value,
        "certain": figure.certain,
        "doubt": figure.doubt,
        "where": _where(figure.where),
    }


def _where(where: Where) -> dict[str, int | None]:
    return {
        "table": where.table,
        "row": where.row,
        "column": where.column,
        "page": where.page,
    }


def _unread(unread: Unread) -> dict[str, Any]:
    where = _where(unread.where) if unread.where else None
    return {"what": unread.what, "text": unread.text, "where": where}


def _verdicts(judgement: Judgement | None) -> dict[str, int]:
    counts = judgement.verdicts if judgement else {}
    return {verdict.value: counts.get(verdict, 0) for verdict in Verdict}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "relation": finding.relation,
        "severity": _severity(finding),
        "verdict": finding.verdict.value if finding.verdict else None,
        "certain": finding.certain,
        "places": list(finding.places),
        "left": finding.left,
        "right": finding.right,
        "message": finding.message,
        **({"passages": [asdict(one) for one in finding.passages]} if finding.passages else {}),
        **({"private": True} if finding.severity is Severity.PRIVATE else {}),
    }


def _severity(finding: Finding) -> str:
    """Return how loud a finding is; what is told in private is as loud as what is told to all."""
    if finding.severity is Severity.PRIVATE:
        return Severity.ERROR.value if finding.certain else Severity.WARNING.value
    return finding.severity.value


def _repair(repair: Repair) -> dict[str, Any]:
    said: dict[str, Any] = {
        "group": repair.group,
        "cells": [
            {"place": cell.place, "printed": cell.printed, "should_be": cell.should_be}
            for cell in repair.cells
        ],
        "explains": list(repair.explains),
        "unique": repair.unique,
    }
    return {**said, "truncated": True} if repair.truncated else said
