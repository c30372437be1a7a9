"""Collective columns: what they list, who keeps them, and what was said of them before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from sqlalchemy import or_, select

from nianbao.duty.model import BodyClass, ReportKind
from storage.rows import (
    BindingRow,
    BodyRow,
    DocumentRow,
    DutyRow,
    FindingRow,
    MatchRow,
    SupervisionPathRow,
    VersionRow,
)
from storage.rows.bodies import Tree
from storage.rows.findings import FindingState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from sqlalchemy.orm import Session

_CLOSED: Final = (FindingState.RESOLVED,)


@dataclass(frozen=True, slots=True)
class Told:
    """A finding that is not resolved: the duty it stands under, its identity and its year."""

    duty_id: int
    identity: str
    year: int


def told_of_hubs(session: Session, rule: str) -> tuple[Told, ...]:
    """Return the findings of a rule on collective columns that are not resolved."""
    rows = session.execute(
        select(FindingRow.duty_id, FindingRow.identity, DutyRow.year)
        .join(DutyRow, DutyRow.id == FindingRow.duty_id)
        .where(FindingRow.rule == rule, FindingRow.state.not_in(_CLOSED))
        .order_by(FindingRow.id)
    )
    return tuple(Told(*row) for row in rows)


def names_of(session: Session, duties: Collection[int]) -> dict[int, str]:
    """Return the names of the bodies that owe these duties."""
    rows = session.execute(
        select(DutyRow.id, BodyRow.name)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(DutyRow.id.in_(duties))
    )
    return {duty: name for duty, name in rows}  # noqa: C416 - a Row is no pair to mypy


# --- What a column lists --------------------------------------------------------------


def leads_to(session: Session, column_id: int, duty_id: int) -> bool:
    """Whether a column links to the very page of a duty's report, or holds its very bytes.

    Scheme, fragment and a slash at the end make no other address of it.
    """
    own, digests = _published(session, duty_id)
    here = select(DocumentRow.id).where(
        DocumentRow.column_id == column_id, DocumentRow.gone_since.is_(None)
    )
    same = VersionRow.sha256.in_(digests)
    held = select(VersionRow.id).where(VersionRow.document_id.in_(here), same).limit(1)
    if digests and session.scalar(held) is not None:
        return True
    linked = session.scalars(select(DocumentRow.url).where(DocumentRow.id.in_(here)))
    answered = session.scalars(
        select(VersionRow.url).where(VersionRow.document_id.in_(here)).distinct()
    )
    return not own.isdisjoint(map(_plain, (*linked, *answered)))


def _published(session: Session, duty_id: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return the addresses of a duty's report and of its page, and the digests of its bytes."""
    certain = select(MatchRow.document_id).where(
        MatchRow.duty_id == duty_id, MatchRow.certain, MatchRow.rejected_at.is_(None)
    )
    pages = select(DocumentRow.parent_id).where(DocumentRow.id.in_(certain))
    mine = or_(DocumentRow.id.in_(certain), DocumentRow.id.in_(pages))
    documents = session.execute(select(DocumentRow.id, DocumentRow.url).where(mine)).all()
    versions = session.execute(
        select(VersionRow.url, VersionRow.sha256).where(
            VersionRow.document_id.in_([number for number, _ in documents])
        )
    ).all()
    urls = (*(url for _, url in documents), *(url for url, _ in versions))
    return frozenset(map(_plain, urls)), frozenset(digest for _, digest in versions)


def _plain(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.netloc.lower()
    except ValueError:
        return url
    host = host.removesuffix(":80").removesuffix(":443")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


# --- Who keeps it ---------------------------------------------------------------------


def keepers_duty(session: Session, column_id: int, year: int, on: date) -> int | None:
    """Return the report (of a year) of the office that keeps a column; None if nobody knows it.

    Nothing says who keeps a column but the bodies that it gathers: it is the nearest office
    over all of them, itself perhaps one of them. Vertical bodies that no office
    here stands over are guests. What the office is told stands under its own report.
    """
    office = _keeper(session, column_id, on)
    if office is None:
        return None
    duties = session.execute(
        select(DutyRow.kind, DutyRow.id).where(DutyRow.body_id == office, DutyRow.year == year)
    ).all()
    by_kind = {kind: number for kind, number in duties}  # noqa: C416 - as above
    return by_kind.get(ReportKind.OWN, by_kind.get(ReportKind.GOVERNMENT))


def _keeper(session: Session, column_id: int, on: date) -> int | None:
    bound = select(BindingRow.body_id).where(
        BindingRow.column_id == column_id, BindingRow.ended_at.is_(None)
    )
    path = SupervisionPathRow
    rows = session.execute(
        select(path.office_id, path.body_id, path.depth).where(
            path.tree == Tree.TERRITORIAL,
            path.body_id.in_(bound),
            path.since <= on,
            path.until >= on,
        )
    ).all()
    depths: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for office, body, depth in rows:
        depths[office][body] = min(depth, depths[office].get(body, depth))
    offices = set(
        session.scalars(
            select(BodyRow.id).where(BodyRow.id.in_(depths), BodyRow.body_class == BodyClass.OFFICE)
        )
    )
    return _nearest(depths, offices)


def _nearest(depths: dict[int, dict[int, int]], offices: set[int]) -> int | None:
    """Return the office over all bodies that any office is over, the nearest to them."""
    placed = {body for under in depths.values() for body, depth in under.items() if depth > 0}
    over = {
        office: sum(under.values())
        for office, under in depths.items()
        if placed <= under.keys() and (any(under.values()) or office in offices)
    }
    return min(over, key=lambda one: (over[one], one not in offices, one), default=None)


def duties_of(
    session: Session, owed: Iterable[tuple[str, str, int]]
) -> dict[tuple[str, str, int], int]:
    """Return duties' ids by body (slug), kind and year, of those that there are."""
    wanted = frozenset(owed)
    if not wanted:
        return {}
    rows = session.execute(
        select(BodyRow.slug, DutyRow.kind, DutyRow.year, DutyRow.id)
        .join(DutyRow, DutyRow.body_id == BodyRow.id)
        .where(BodyRow.slug.in_({slug for slug, _, _ in wanted}))
    )
    found = {(slug, kind.value, year): number for slug, kind, year, number in rows}
    return {key: number for key, number in found.items() if key in wanted}
