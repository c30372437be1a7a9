"""What every format is turned into before anything is understood: text lines and grids."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nianbao.report.model import Attachment, Grid, Unread

Place: TypeAlias = tuple[int, int, int]
"""A cell: number of the grid, row, grid column."""

DEPICTED: Final = "［图片］"
"""What stands for a picture in a cell that shows nothing else: it is no blank."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What of a document was read from pictures: grids by number, and the cells that look steady.

    See ``sight`` for what steady means.
    """

    grids: frozenset[int]
    steady: frozenset[Place]


@dataclass(frozen=True, slots=True)
class Document:
    """A file as its format tells it.

    ``lines`` are the paragraphs in order, without the text of the tables;
    white space is folded. ``titles`` are candidates, best first. ``meta`` holds
    the national site tags by name. ``doubt`` says why nothing in the file can
    be certain (text from OCR, mended bytes), or None. ``made`` is when the file
    says that it was made, as it says it. ``links_files`` tells whether the page
    links to any file at all, ``pictures`` counts those that are no icons.
    ``scanned`` is None where nothing was read from pictures. ``crossed`` are the cells
    that a drawn line runs through, so that what they say is open.
    """

    format: str
    lines: tuple[str, ...]
    grids: tuple[Grid, ...]
    titles: tuple[str, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    unread: tuple[Unread, ...] = ()
    doubt: str | None = None
    made: str = ""
    links_files: bool = False
    pictures: int = 0
    scanned: Scanned | None = None
    crossed: frozenset[Place] = frozenset()
