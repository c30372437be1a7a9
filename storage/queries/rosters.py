"""The roster (名录) of an office: who owes a report of a year, and who signed that off."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from nianbao.duty.dates import duty_of
from nianbao.duty.model import BodyClass, ReportKind
from nianbao.duty.moments import day_in_words
from storage.queries.bodies import (
    body_of,
    due_rules,
    life_of,
    name_then,
    season_day,
    supervised,
)
from storage.queries.calendar import working_calendar
from storage.rows import (
    AuditRow,
    BindingRow,
    BodyRow,
    ColumnRow,
    DutyRow,
    PortalRow,
    RosterSignatureRow,
    SuccessionRow,
)
from storage.store.journal import BODY_CHANGED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from nianbao.duty.model import Duty


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A body on a roster. ``left_out`` says why it is not counted (Chinese), "" if it is.

    ``columns`` are where its report is looked for.
    """

    slug: str
    name: str
    body_class: BodyClass
    credit_code: str
    division: str
    kind: ReportKind
    submit_by: date | None
    publish_by: date | None
    basis: str
    left_out: str = ""
    columns: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SignatureView:
    """Who signed off which version of a roster, and when; ``number`` takes its files out."""

    number: int
    office: str  # slug
    year: int
    signed_at: datetime
    signed_by: str
    version: str


def roster(session: Session, office: str, year: int, at: datetime) -> tuple[RosterLine, ...]:
    """Return an office's (slug) roster of a report year by the register as it is now.

    Who belongs to the office is told for ``at``, but at the latest for the end of the
    season. Bodies that ended in the report year stand in it with the reason.
    """
    day = season_day(year, at.date())
    rows = session.scalars(
        select(BodyRow).where(BodyRow.id.in_(supervised(office, day))).order_by(BodyRow.slug)
    ).all()
    ids = [row.id for row in rows]
    parts = _Parts(
        {(d.body_id, d.kind): d for d in _duties(session, ids, year)},
        _columns(session, ids),
        _heirs(session, ids),
        dict(session.execute(select(BodyRow.id, BodyRow.name)).all()),
    )
    rules, calendar = due_rules(session), working_calendar(session)
    listed = (row for row in rows if _is_listed(row, year))
    return tuple(
        _line(row, duty_of(body_of(row), year, rules, calendar), parts, day) for row in listed
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    duties: dict[tuple[int, ReportKind], DutyRow]
    columns: dict[int, list[str]]
    heirs: dict[int, list[str]]
    names: dict[int, str]


def _is_listed(row: BodyRow, year: int) -> bool:
    """Whether a body owes a report, or ended in the year and was on the roster before."""
    return life_of(row).owes(year) or (row.until is not None and row.until.year == year)


_UNDATED: Final = "未规定公布期限，列明不判断"
"""As in a roll-call: who has no date is listed, and not counted."""


def _line(row: BodyRow, duty: Duty, parts: _Parts, day: date) -> RosterLine:
    kept = parts.duties.get((row.id, duty.kind))
    line = _decided(_registered(row, duty, parts, day), kept, parts, day)
    if line.publish_by is None and not line.left_out:
        return replace(line, left_out=_UNDATED)
    return line


def _registered(row: BodyRow, duty: Duty, parts: _Parts, day: date) -> RosterLine:
    return RosterLine(
        slug=row.slug,
        name=name_then(row, day),
        body_class=row.body_class,
        credit_code=row.credit_code,
        division=row.division,
        kind=duty.kind,
        submit_by=duty.submit_by,
        publish_by=duty.publish_by,
        basis=duty.basis_text,
        left_out=_left_out(row, duty.year, parts, day),
        columns=tuple(parts.columns.get(row.id, ())),
        contact=row.contact,
        phone=row.phone,
    )


def _decided(line: RosterLine, kept: DutyRow | None, parts: _Parts, day: date) -> RosterLine:
    """Return a line with what people decided about the duty, where it has been made."""
    if kept is None:
        return line
    dated = replace(
        line, submit_by=kept.submit_by, publish_by=kept.publish_by, basis=kept.basis_text
    )
    decided = _while_it_lasts(kept.exemption_reason, kept.exemption_until, day)
    if kept.covered_by_id:
        decided = f"合并编报（见{parts.names[kept.covered_by_id]}）"
    return replace(dated, left_out=decided or line.left_out)


def _while_it_lasts(reason: str, until: date | None, day: date) -> str:
    """Return a reason with its last day; "" if that is over: then the body is counted."""
    if until is None:
        return reason
    return f"{reason}（至{day_in_words(until)}）" if day <= until else ""


def _left_out(row: BodyRow, year: int, parts: _Parts, day: date) -> str:
    if why := life_of(row).why_not(year, "、".join(parts.heirs.get(row.id, ()))):
        return why
    is_marked = row.left_out_from is None or year >= row.left_out_from
    if is_marked and row.reported_in_id:
        return f"合并编报（见{parts.names[row.reported_in_id]}）"
    if is_marked and (reason := _while_it_lasts(row.left_out_reason, row.left_out_until, day)):
        return reason
    if row.body_class is BodyClass.VERTICAL:
        return "垂直管理单位，单列统计"
    return "不计入应公布数" if is_marked and row.counted is False else ""


def _duties(session: Session, ids: Collection[int], year: int) -> Iterable[DutyRow]:
    return session.scalars(select(DutyRow).where(DutyRow.body_id.in_(ids), DutyRow.year == year))


def _columns(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    rows = session.execute(
        select(BindingRow.body_id, PortalRow.name, PortalRow.slug, ColumnRow.name, ColumnRow.url)
        .join(ColumnRow, ColumnRow.id == BindingRow.column_id)
        .join(PortalRow, PortalRow.id == ColumnRow.portal_id)
        .where(
            BindingRow.body_id.in_(ids),
            BindingRow.ended_at.is_(None),
            ColumnRow.ended_at.is_(None),
        )
        .order_by(ColumnRow.id)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for body_id, portal, slug, column, url in rows:
        found[body_id].append(f"{portal or slug}·{column} {url}")
    return found


def _heirs(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    rows = session.execute(
        select(SuccessionRow.body_id, BodyRow.name)
        .join(BodyRow, BodyRow.id == SuccessionRow.successor_id)
        .where(SuccessionRow.body_id.in_(ids))
        .order_by(BodyRow.slug)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for body_id, name in rows:
        found[body_id].append(name)
    return found


def version_of(lines: Iterable[RosterLine]) -> str:
    """Return the version of a roster: the SHA-256 of what stands in it."""
    said = [asdict(line) for line in lines]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def signatures(
    session: Session, office: str | None = None, year: int | None = None, at: datetime | None = None
) -> tuple[SignatureView, ...]:
    """Return who signed off rosters (of an office, a year, up to a moment), the latest first."""
    wanted = (
        select(RosterSignatureRow, BodyRow.slug)
        .join(BodyRow, BodyRow.id == RosterSignatureRow.office_id)
        .order_by(RosterSignatureRow.signed_at.desc(), RosterSignatureRow.id.desc())
    )
    if office is not None:
        wanted = wanted.where(BodyRow.slug == office)
    if year is not None:
        wanted = wanted.where(RosterSignatureRow.year == year)
    if at is not None:
        wanted = wanted.where(RosterSignatureRow.signed_at <= at)
    return tuple(
        SignatureView(row.id, slug, row.year, row.signed_at, row.signed_by, row.version)
        for row, slug in session.execute(wanted)
    )


def signed_content(session: Session, number: int) -> bytes:
    """Return the files of a roster that was signed off, as a ZIP.

    Raises:
        LookupError: there is none of this number.
    """
    row = session.get(RosterSignatureRow, number)
    if row is None:
        raise LookupError(f"没有编号为{number}的签核")
    return row.content


def changed_since(session: Session, office: str, since: datetime, at: datetime) -> int:
    """Count the bodies of an office whose entry in the register changed between two moments."""
    slugs = select(BodyRow.slug).where(BodyRow.id.in_(supervised(office, at.date())))
    changed = select(func.count(AuditRow.subject.distinct())).where(
        AuditRow.what == BODY_CHANGED,
        AuditRow.at > since,
        AuditRow.at <= at,
        AuditRow.subject.in_(slugs),
    )
    return session.scalar(changed) or 0
