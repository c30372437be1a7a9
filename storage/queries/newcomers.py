"""What columns name and nobody has registered: proposals of bodies."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from nianbao.duty.binding import Seen
from nianbao.duty.genre import plain
from nianbao.duty.newcomers import newcomers
from storage.queries.bindings import live_columns
from storage.queries.bodies import bodies as all_bodies
from storage.queries.bodies import bodies_in_column
from storage.rows import DocumentRow
from storage.rows.portals import Topology

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from nianbao.duty.model import Body
    from nianbao.duty.newcomers import Newcomer


@dataclass(frozen=True, slots=True)
class ProposedBody:
    """A newcomer, where it was seen, and the division of all who publish there ("" if several)."""

    newcomer: Newcomer
    portal: str  # name, or slug
    column: str
    division: str


def proposed_bodies(
    session: Session, year: int, portal: str | None = None
) -> tuple[ProposedBody, ...]:
    """Return the bodies that columns of many name in reports on a year, and nobody registered.

    Of a ``portal`` (slug) every column is asked. The first column that names a body counts.
    """
    known = all_bodies(session)
    names = frozenset(
        plain(name) for body in known for name in (body.name, *body.short_names, *body.former_names)
    )
    columns = live_columns(session, portal)
    titles = _titles(session, [column.id for column, _ in columns])
    found: dict[str, ProposedBody] = {}
    for column, owner in columns:
        there = bodies_in_column(session, column.id)
        if not (portal or column.topology is Topology.COLLECTIVE or len(there) > 1):
            continue
        seen = titles[column.id]
        for one in newcomers(seen, column.name, there, year=year, names=names):
            place = (owner.name or owner.slug, column.name, _division(there))
            found.setdefault(one.name, ProposedBody(one, *place))
    return tuple(found[name] for name in sorted(found))


def _titles(session: Session, columns: Iterable[int]) -> defaultdict[int, list[Seen]]:
    rows = session.execute(
        select(DocumentRow.column_id, DocumentRow.title, DocumentRow.url)
        .where(DocumentRow.column_id.in_(tuple(columns)), DocumentRow.parent_id.is_(None))
        .order_by(DocumentRow.id)
    )
    found: defaultdict[int, list[Seen]] = defaultdict(list)
    for column_id, title, url in rows:
        found[column_id].append(Seen(title, url))
    return found


def _division(there: Iterable[Body]) -> str:
    divisions = {body.division for body in there}
    return divisions.pop() if len(divisions) == 1 else ""
