"""The closure of the supervision trees, from their dated edges."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select

from storage.rows import BodyRow, SupervisionPathRow, SupervisionRow
from storage.rows.bodies import ALWAYS, FOREVER, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sqlalchemy.orm import Session

MAX_DEPTH: Final = 12
"""From the State Council's office down to a village there are five steps."""


@dataclass(frozen=True, slots=True)
class Edge:
    """``office`` supervises ``body`` from one day to another, both inclusive."""

    tree: Tree
    office: int
    body: int
    since: date = ALWAYS
    until: date = FOREVER


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of ``depth`` edges, valid while all of them are."""

    tree: Tree
    office: int
    body: int
    depth: int
    since: date
    until: date


class Circular(ValueError):  # noqa: N818 - named for what the tree is
    """An office supervises itself over others at some time. ``bodies`` are the ids on the way."""

    def __init__(self, bodies: tuple[int, ...]) -> None:
        self.bodies = bodies
        super().__init__(f"circular supervision: {bodies}")


def paths(edges: Iterable[Edge]) -> Iterator[Path]:
    """Yield every path of every tree; a path is left out on days when one of its edges is not.

    Raises:
        Circular: some path leads back to its beginning, or is longer than ``MAX_DEPTH``.
    """
    below: defaultdict[tuple[Tree, int], list[Edge]] = defaultdict(list)
    for edge in edges:
        below[edge.tree, edge.office].append(edge)
    for tree, office in list(below):
        start = Path(tree, office, office, 0, ALWAYS, FOREVER)
        yield from _down(below, start, (office,))


def _down(
    below: defaultdict[tuple[Tree, int], list[Edge]], path: Path, way: tuple[int, ...]
) -> Iterator[Path]:
    for edge in below.get((path.tree, path.body), ()):
        since, until = max(path.since, edge.since), min(path.until, edge.until)
        if since > until:
            continue
        if edge.body in way or path.depth >= MAX_DEPTH:
            raise Circular((*way, edge.body))
        longer = Path(path.tree, path.office, edge.body, path.depth + 1, since, until)
        yield longer
        yield from _down(below, longer, (*way, edge.body))


def rebuild(session: Session) -> None:
    """Write the closure anew from the edges, every body to itself (depth 0) included.

    Who stood over a body on its last day stands over it from then on: what the body
    still owed when it ended must not be nobody's.

    Raises:
        Circular: as ``paths``.
    """
    last_days = dict(session.execute(select(BodyRow.id, BodyRow.until)).all())
    edges = [
        Edge(row.tree, row.office_id, row.body_id, row.since, _until(row, last_days[row.body_id]))
        for row in session.scalars(select(SupervisionRow))
    ]
    itself = [Path(Tree.TERRITORIAL, body, body, 0, ALWAYS, FOREVER) for body in last_days]
    found = [_values(path) for path in (*itself, *paths(edges))]
    session.execute(delete(SupervisionPathRow))
    if found:
        session.execute(insert(SupervisionPathRow), found)


def _until(row: SupervisionRow, last_day: date | None) -> date:
    return FOREVER if last_day is not None and row.until >= last_day else row.until


def _values(path: Path) -> dict[str, object]:
    return {
        "tree": path.tree,
        "office_id": path.office,
        "body_id": path.body,
        "depth": path.depth,
        "since": path.since,
        "until": path.until,
    }
