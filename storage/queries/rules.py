"""Rules as they are set for a body, what those on trial would say, and which crashed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from nianbao.report.grading import Grade, RuleSetting, effective
from nianbao.report.model import Severity
from storage.queries.findings import PENDING
from storage.rows import (
    BodyRow,
    DocumentRow,
    DutyRow,
    FindingRow,
    RuleCrashRow,
    RuleSettingRow,
    SupervisionPathRow,
    VersionRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class CrashView:
    """A fault in a check. ``title`` and ``url`` are of the report in which it was met first."""

    trace_id: str
    rules_version: str
    check: str
    error: str
    trace: str
    version_id: int
    title: str
    url: str
    reports: int
    first_at: datetime
    last_at: datetime


def rule_settings(session: Session) -> tuple[RuleSetting, ...]:
    """Return everything that is set, by rule, the widest first."""
    order = (RuleSettingRow.rule, RuleSettingRow.office, RuleSettingRow.division)
    return tuple(
        RuleSetting(
            row.rule,
            Grade(row.mode, Severity(row.severity) if row.severity else None),
            row.reason,
            row.author,
            row.office,
            row.division,
        )
        for row in session.scalars(select(RuleSettingRow).order_by(*order))
    )


def grades(
    session: Session, duties: Collection[int], on: date
) -> Mapping[int, Mapping[str, Grade]]:
    """Return how rules are set for the bodies of duties; what is not set is left out."""
    settings = rule_settings(session)
    if not settings:
        return {}
    rows = session.execute(
        select(DutyRow.id, BodyRow.id, BodyRow.division)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(DutyRow.id.in_(duties))
    ).all()
    named = {setting.office for setting in settings if setting.office}
    over = _offices(session, {body for _, body, _ in rows}, named, on) if named else {}
    return {duty: effective(settings, over.get(body, ()), code) for duty, body, code in rows}


def _offices(
    session: Session, bodies: Collection[int], named: Collection[str], on: date
) -> dict[int, list[str]]:
    """Return which of the named offices are over each body, the nearest first, itself included."""
    office = aliased(BodyRow)
    path = SupervisionPathRow
    rows = session.execute(
        select(path.body_id, office.slug)
        .join(office, office.id == path.office_id)
        .where(path.body_id.in_(bodies), office.slug.in_(named))
        .where(path.since <= on, path.until >= on)
        .order_by(path.depth, path.tree, office.slug)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for body, slug in rows:
        found[body].append(slug)
    return found


def office_grades(session: Session, office: str, on: date) -> Mapping[str, Grade]:
    """Return how rules are set for an office itself (slug).

    Raises:
        LookupError: no such body is registered.
    """
    body = session.scalars(select(BodyRow).where(BodyRow.slug == office)).one_or_none()
    if body is None:
        raise LookupError(f"没有登记机构“{office}”")
    settings = rule_settings(session)
    named = {setting.office for setting in settings if setting.office}
    over = _offices(session, {body.id}, named, on) if named else {}
    return effective(settings, over.get(body.id, ()), body.division)


def shadow_counts(session: Session) -> Counter[str]:
    """Count what waits among the findings of rules on trial, by rule."""
    rows = session.execute(
        select(FindingRow.rule, func.count())
        .where(FindingRow.shadow, FindingRow.state.in_(PENDING))
        .group_by(FindingRow.rule)
    )
    return Counter({rule: number for rule, number in rows})  # noqa: C416 - a row is no pair to mypy


def crashes(session: Session, rules_version: str) -> tuple[CrashView, ...]:
    """Return the faults that a version of the rules has met, the latest first."""
    rows = session.execute(
        select(RuleCrashRow, DocumentRow)
        .join(VersionRow, VersionRow.id == RuleCrashRow.version_id)
        .join(DocumentRow, DocumentRow.id == VersionRow.document_id)
        .where(RuleCrashRow.rules_version == rules_version)
        .order_by(RuleCrashRow.first_at.desc(), RuleCrashRow.id.desc())
    )
    return tuple(
        CrashView(
            trace_id=row.trace_id,
            rules_version=row.rules_version,
            check=row.check,
            error=row.error,
            trace=row.trace,
            version_id=row.version_id,
            title=document.title,
            url=document.url,
            reports=row.reports,
            first_at=row.first_at,
            last_at=row.last_at,
        )
        for row, document in rows
    )
