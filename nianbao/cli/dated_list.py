"""Several names in one cell, each with the days between which it held.

青禾市交通局（2015-01-01至2019-03-31）；"青禾市宣传、文化局" is two names: they are
parted by ；, a new line or 、, but not within brackets or quotation marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARTING: Final = frozenset("；;、\n")
_OPENING: Final = {"（": "）", "(": ")", "“": "”", "〔": "〕", "《": "》"}
DAY: Final = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
"""A day: 2026-01-31, and 2026/1/31 or 2026年1月31日, as WPS and Excel show and save it."""
_DAY: Final = f"({re.sub(r'[()]', '', DAY)})"
_SPAN: Final = re.compile(rf"[（(](?:{_DAY}起|{_DAY}至{_DAY}|至{_DAY})[)）]$")
_LIKE_A_SPAN: Final = re.compile(r"[（(][^（）()]*\d{4}[-年./][^（）()]*[)）]$")


@dataclass(frozen=True, slots=True)
class Dated:
    """A name and the first and last day on which it held; None where that is open."""

    name: str
    since: date | None = None
    until: date | None = None


def read(cell: str) -> tuple[Dated, ...]:
    """Return the names of a cell.

    Raises:
        ValueError: days are not written as they must be, or end before they begin (Chinese).
    """
    return tuple(_item(part) for part in _parts(cell) if part)


def show(items: Iterable[Dated]) -> str:
    """Return names as a cell holds them, from which ``read`` makes the same names again."""
    return "；".join(_name(item.name) + _span(item) for item in items)


def _name(name: str) -> str:
    closed = all(_closed(name, n) >= 0 for n, sign in enumerate(name) if sign in _OPENING)
    plain = closed and not name.startswith('"') and not _LIKE_A_SPAN.search(name)
    if plain and _parts(name) == [name] and _unquoted(name) == name:
        return name
    return '"' + name.replace('"', '""') + '"'


def _span(item: Dated) -> str:
    if item.since and item.until:
        return f"（{item.since}至{item.until}）"
    if item.since:
        return f"（{item.since}起）"
    return f"（至{item.until}）" if item.until else ""


def _parts(cell: str) -> list[str]:
    """Part a cell where no bracket and no quotation mark that is closed again stands around."""
    parts, start, place = [], 0, 0
    while place < len(cell):
        sign = cell[place]
        if sign in _PARTING:
            parts.append(cell[start:place].strip())
            start = place + 1
        elif sign == '"' and not cell[start:place].strip():
            place = _closing_quote(cell, place)
        elif sign in _OPENING:
            closed = _closed(cell, place)
            place = place if closed < 0 else closed
        place += 1
    return [*parts, cell[start:].strip()]


def _closed(cell: str, place: int) -> int:
    """Return where the bracket that opens at a place is closed, -1 if it is not."""
    opening, closing = cell[place], _OPENING[cell[place]]
    depth = 0
    for number in range(place, len(cell)):
        depth += (cell[number] == opening) - (cell[number] == closing)
        if depth == 0:
            return number
    return -1


def _closing_quote(cell: str, place: int) -> int:
    """Return where the name that is quoted from a place ends; a quote in it stands twice."""
    found = re.compile(r'"(?:[^"]|"")*"(?!")').match(cell, place)
    return found.end() - 1 if found else place


def _item(part: str) -> Dated:
    found = _SPAN.search(part)
    if found is None:
        if not part.endswith('"') and _LIKE_A_SPAN.search(part):
            raise ValueError(
                f"起止日期应写作（2019-01-01至2024-05-31）、（2024-06-01起）或（至2024-05-31），现为“{part}”"
            )
        return Dated(_unquoted(part))
    since, until = _day(found[1] or found[2]), _day(found[3] or found[4])
    if since and until and until < since:
        raise ValueError(f"止日早于起日：“{part}”")
    return Dated(_unquoted(part[: found.start()].strip()), since, until)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date(*map(int, re.findall(r"\d+", text)))
    except ValueError as error:
        raise ValueError(f"没有这一日：“{text}”") from error


def _unquoted(name: str) -> str:
    if re.fullmatch(r'"(?:[^"]|"")*"', name) and len(name) > len('""'):
        return name[1:-1].replace('""', '"')
    if name.startswith("“") and _closed(name, 0) == len(name) - 1:
        return name[1:-1]
    return name
