"""The header of table three: the kinds of applicants, over one line or several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.reading.columns import Columns, Head
from nianbao.report.reading.copies import is_blank
from nianbao.report.reading.labels import APPLICANT_HEADINGS, normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.model import Cell, Line

_HEADINGS: Final = 2  # two applicants' headings in one line make it a header
_SHARED: Final = frozenset({"total", "other", "extra:subtotal"})
"""Headings that other tables have too."""
_CORNER: Final = normal(form.T3_CORNER)


def are_headings(cells: Sequence[Cell]) -> bool:
    """Whether the texts of a line are those of the header, whatever was read before."""
    keys = [match.key for cell in cells if (match := APPLICANT_HEADINGS.find(cell.text))]
    if "group:applicants" in keys:
        return True
    own = [key for key in keys if key not in _SHARED]
    return len(keys) >= _HEADINGS and bool(own)


class Header:
    """Gathers the headings of a header over its lines."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._pending: list[Head] = []
        self._behind: list[Head] = []  # headings beside 申请人情况, behind its columns
        self._edge = 0
        self.is_open = False  # the heading over all applicants was read, and no figure yet

    def close(self) -> None:
        """Figures follow: the next heading begins another header."""
        self._pending, self._behind, self._edge = [], [], 0
        self.is_open = False

    def unparted(self, width: int) -> Columns | None:
        """The columns of a header that does not part the organisations, if a row has as many."""
        if not any(map(_is_group, self._pending)):
            return None
        heads = [head._replace(key=None) if _is_group(head) else head for head in self._pending]
        columns = _in_place(heads, self._behind)
        return Columns(columns, self._edge) if len(columns) == width else None

    def take(self, line: Line) -> Columns | None:
        """Add one line; return the columns when the header is whole."""
        heads = _heads(line)
        if any(head.key == "group:applicants" for head in heads):
            self.close()
            self.is_open = True
            last = max(n for n, head in enumerate(heads) if head.key == "group:applicants")
            self._behind = [head for head in heads[last + 1 :] if head.key is None]
            heads = [h for h in heads if h.key not in {None, "group:applicants"}]
        if any(head.key == "person" for head in heads):
            self._pending = []
        self._edge = max(self._edge, *(cell.column + cell.colspan for cell in line.cells))
        self._pending = _spliced(self._pending, heads)
        again = {(head.text, head.column) for head in self._pending}
        behind = [head for head in self._behind if (head.text, head.column) not in again]
        columns = _in_place([h for h in self._pending if not _is_group(h)], behind)
        known = [head.key for head in columns if head.key]
        if any(map(_is_group, self._pending)) or len(set(known)) != len(known) or not known:
            return None
        return Columns(columns, self._edge)


def _heads(line: Line) -> list[Head]:
    """The headings in one line; what stands before the first one is the corner."""
    found: list[Head] = []
    for cell in line.cells:
        match = APPLICANT_HEADINGS.find(cell.text)
        if match:
            found.append(Head(match.key, cell.text, cell.column, cell.colspan))
        elif found and not is_blank(cell) and not is_corner(cell.text):
            found.append(Head(None, cell.text, cell.column, cell.colspan))
    return found


def _spliced(above: list[Head], below: list[Head]) -> list[Head]:
    """Put the second line of headings in the place of the group that it parts."""
    place = next((n for n, head in enumerate(above) if _is_group(head)), None)
    if place is None:
        return [*above, *below]
    return [*above[:place], *below, *above[place + 1 :]]


def _in_place(heads: list[Head], others: list[Head]) -> list[Head]:
    """Headings and the unknown ones beside them, from left to right where both have places."""
    places = [head.column for head in (*heads, *others)]
    known = places[: len(heads)]
    if len(set(places)) < len(places) or known != sorted(known):
        return [*heads, *others]
    return sorted((*heads, *others), key=lambda head: head.column)


def _is_group(head: Head) -> bool:
    return head.key is not None and head.key.startswith("group:")


def is_corner(text: str) -> bool:
    """Whether a text is what stands above the labels, or a part of it."""
    joined = normal(text)
    return joined in _CORNER or _CORNER in joined
