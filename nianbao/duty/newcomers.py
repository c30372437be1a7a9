"""Bodies that a column names and nobody has registered: proposals, for a person to complete.

A title proposes what it says and no more: a class only where the name leaves no doubt,
and never a body that may be a registered one under another name without saying so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.duty.genre import Genre, genre_of, plain
from nianbao.duty.model import BodyClass
from nianbao.duty.names import GOVERNMENT, Hold, is_collective, kin, mentions, organ_in
from nianbao.duty.years import years_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nianbao.duty.binding import Seen
    from nianbao.duty.model import Body

_CLASSES: Final = (
    (re.compile(r"(镇|乡)(人民政府|政府)$|街道办事处$|(乡|镇|街道)$"), BodyClass.TOWNSHIP),
    (re.compile(r"政府办公[室厅]$"), BodyClass.OFFICE),
    (re.compile(r"(开发区|高新区|经开区|园区|新区|度假区).*(管理委员会|管委会)$"), BodyClass.ZONE),
    (re.compile(r"税务局$|海关$|海事局$|气象局$"), BodyClass.VERTICAL),
    (re.compile(r"[省市州盟县区旗]人民政府$"), BodyClass.GOVERNMENT),
    (re.compile(r"[局厅委]$"), BodyClass.DEPARTMENT),
)
_PLACE_ALONE: Final = re.compile(r"[省市州盟县区旗镇乡]$")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An organ that a title names. ``like`` are registered bodies that it may be, by name."""

    name: str
    body_class: BodyClass | None
    seen: Seen
    like: tuple[str, ...] = ()


def newcomers(
    listed: Iterable[Seen], column: str, bodies: Iterable[Body], *, year: int, names: frozenset[str]
) -> tuple[Newcomer, ...]:
    """Return the organs whose report on a year a column lists, and who are not registered.

    ``bodies`` are those that publish there, ``names`` all names of all registered bodies.
    """
    known = tuple(bodies)
    found: dict[str, Newcomer] = {}
    for seen in listed:
        name = _named(seen.title, column, year)
        if name is None or plain(name) in names or name in found:
            continue
        if any(held.hold > Hold.PLACE for held in mentions(seen.title, known)):
            continue
        like = tuple(body.name for body in known if kin(name, body))
        found[name] = Newcomer(name, class_of(name), seen, like)
    return tuple(found[name] for name in sorted(found))


def _named(title: str, column: str, year: int) -> str | None:
    """Return the full name that a title of the year's report gives; None if it gives none."""
    if years_in(title) != {year} or is_collective(title):
        return None
    organ = organ_in(title)
    if organ is None or genre_of(title, column) is not Genre.ANNUAL:
        return None
    before, found, _ = plain(title).partition(organ)
    if found and before.endswith("、"):  # a name that holds a stop: 宣传、文化局
        organ = before.removeprefix("关于") + organ
    return organ + GOVERNMENT if _PLACE_ALONE.search(organ) else organ


def class_of(name: str) -> BodyClass | None:
    """Return the class that a name leaves no doubt of; else None."""
    return next((one for pattern, one in _CLASSES if pattern.search(name)), None)
