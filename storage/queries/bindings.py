"""Which body publishes in which column, how well that is known, and what was last seen there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from nianbao.duty.binding import Light, Proposal, Seen, light, proposals
from storage.queries.bodies import bodies as all_bodies
from storage.rows import BindingRow, BodyRow, ColumnRow, DocumentRow, DutyRow, MatchRow, PortalRow
from storage.rows.portals import BY_HAND

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class BindingView:
    """One body in one column. ``bound`` is False for what is only proposed.

    ``year``, ``title`` and ``url`` are of the newest report seen there, for
    certain or, where there is none, by its title alone; None and "" without one.
    """

    portal: str  # slug
    portal_name: str
    column_id: int
    column: str
    column_url: str
    body: str  # slug
    body_name: str
    light: Light
    why: str
    bound: bool = False
    proven_since: datetime | None = None
    proven_by: str = ""
    proven_how: str = ""
    year: int | None = None
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Report:
    year: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A column and its portal."""

    column: ColumnRow
    portal: PortalRow

    def view(
        self, slug: str, name: str, lit: Light, why: str, report: _Report | None
    ) -> BindingView:
        """Return one body here, as if it were not bound."""
        return BindingView(
            portal=self.portal.slug,
            portal_name=self.portal.name,
            column_id=self.column.id,
            column=self.column.name,
            column_url=self.column.url,
            body=slug,
            body_name=name,
            light=lit,
            why=why,
            year=report.year if report else None,
            title=report.title if report else "",
            url=report.url if report else "",
        )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of all the columns: by column and body, by column, and bodies' names."""

    seen: dict[tuple[int, int], _Report]
    proposed: dict[int, tuple[Proposal, ...]]
    names: dict[str, str]


def bindings(session: Session, year: int, portal: str | None = None) -> tuple[BindingView, ...]:
    """Return the bindings and proposals of a portal (slug), or of all, by portal and column.

    ``year`` is last year's report year. Bodies that no column is bound or proposed
    for are not among them; see ``unbound``.
    """
    places = _places(session, portal)
    ids = [place.column.id for place in places]
    bound = _bound(session, ids)
    names = {body.slug: body.name for body in all_bodies(session)}
    facts = _Facts(_seen(session, ids), _proposed(session, places), names)
    return tuple(
        view for place in places for view in _views(place, year, bound[place.column.id], facts)
    )


def unbound(session: Session) -> tuple[tuple[str, str], ...]:
    """Return slug and name of the bodies that are bound to no column that is read."""
    live = (
        select(BindingRow.body_id)
        .join(ColumnRow, ColumnRow.id == BindingRow.column_id)
        .where(BindingRow.ended_at.is_(None), ColumnRow.ended_at.is_(None))
    )
    rows = session.execute(
        select(BodyRow.slug, BodyRow.name).where(BodyRow.id.not_in(live)).order_by(BodyRow.slug)
    )
    return tuple((slug, name) for slug, name in rows)


def _places(session: Session, portal: str | None) -> list[_Place]:
    return [_Place(column, owner) for column, owner in live_columns(session, portal)]


def live_columns(session: Session, portal: str | None) -> list[tuple[ColumnRow, PortalRow]]:
    """Return the columns that are read, of all portals or of one (slug), with their portals."""
    wanted = (
        select(ColumnRow, PortalRow)
        .join(PortalRow, PortalRow.id == ColumnRow.portal_id)
        .where(ColumnRow.ended_at.is_(None), PortalRow.family != BY_HAND)
        .order_by(PortalRow.slug, ColumnRow.id)
    )
    if portal is not None:
        wanted = wanted.where(PortalRow.slug == portal)
    return [(column, owner) for column, owner in session.execute(wanted)]


def _bound(
    session: Session, columns: Collection[int]
) -> defaultdict[int, list[tuple[BindingRow, BodyRow]]]:
    rows = session.execute(
        select(BindingRow, BodyRow)
        .join(BodyRow, BodyRow.id == BindingRow.body_id)
        .where(BindingRow.column_id.in_(columns), BindingRow.ended_at.is_(None))
        .order_by(BodyRow.slug)
    )
    grouped: defaultdict[int, list[tuple[BindingRow, BodyRow]]] = defaultdict(list)
    for binding, body in rows:
        grouped[binding.column_id].append((binding, body))
    return grouped


def _seen(session: Session, columns: Collection[int]) -> dict[tuple[int, int], _Report]:
    """Return the newest certain report by column and body."""
    rows = session.execute(
        select(DocumentRow.column_id, DutyRow.body_id, DutyRow.year, DocumentRow)
        .join(MatchRow, MatchRow.document_id == DocumentRow.id)
        .join(DutyRow, DutyRow.id == MatchRow.duty_id)
        .where(DocumentRow.column_id.in_(columns), MatchRow.certain, MatchRow.rejected_at.is_(None))
        .order_by(DutyRow.year, DocumentRow.id)
    )
    return {
        (column, body): _Report(year, document.title, document.url)
        for column, body, year, document in rows
    }


def _proposed(session: Session, places: list[_Place]) -> dict[int, tuple[Proposal, ...]]:
    known = all_bodies(session)
    listed: defaultdict[int, list[Seen]] = defaultdict(list)
    rows = session.execute(
        select(DocumentRow.column_id, DocumentRow.title, DocumentRow.url)
        .where(
            DocumentRow.column_id.in_([place.column.id for place in places]),
            DocumentRow.parent_id.is_(None),
        )
        .order_by(DocumentRow.id)
    )
    for column_id, title, url in rows:
        listed[column_id].append(Seen(title, url))
    return {
        place.column.id: proposals(listed[place.column.id], known, place.column.name)
        for place in places
    }


def _views(
    place: _Place, year: int, bound: list[tuple[BindingRow, BodyRow]], facts: _Facts
) -> Iterator[BindingView]:
    told = {proposal.body: proposal for proposal in facts.proposed[place.column.id]}
    for binding, body in bound:
        certain = facts.seen.get((place.column.id, body.id))
        proposal = told.pop(body.slug, None)
        lit, why = light(
            proven=binding.proven_since is not None and binding.doubted_at is None,
            last=certain.year if certain else None,
            proposed=proposal.year if proposal else None,
            year=year,
        )
        view = place.view(body.slug, body.name, lit, why, certain or _as_report(proposal))
        doubted = binding.doubted_at is not None
        yield replace(
            view,
            why=f"{why}；{binding.doubted_why}" if doubted else why,
            bound=True,
            proven_since=None if doubted else binding.proven_since,
            proven_by=binding.proven_by,
            proven_how=binding.proven_how,
        )
    for slug, proposal in told.items():
        lit, why = light(proven=False, last=None, proposed=proposal.year, year=year)
        yield place.view(slug, facts.names[slug], lit, why, _as_report(proposal))


def _as_report(proposal: Proposal | None) -> _Report | None:
    if proposal is None:
        return None
    return _Report(proposal.year, proposal.seen.title, proposal.seen.url)
