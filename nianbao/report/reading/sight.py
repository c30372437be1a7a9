"""The print of one scanned page, recognised; for each figure, what speaks for it.

A figure read from a picture is never certain by itself. What is noted here is
only whether its cell looks *steady*: one line of print, clear of the ruling
lines around it, large enough, read alike twice from two different crops, as many
separate marks as digits, and a 0 with the hole of a 0. Whether the arithmetic of
the form confirms it is for ``confirm`` to say.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from nianbao.report.reading import recogniser

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nianbao.report.reading.picture import Picture, Rectangle
    from nianbao.report.reading.recogniser import Seen

AIR: Final = 0.22
"""Of the height of a line of print: kept above and below it for the recogniser."""
OTHER_AIR: Final = 0.4
"""The same for the second look at a cell."""
SURE: Final = 0.9
"""Probability of a figure's least certain digit below which it is not steady."""
LEAST_HEIGHT: Final = 13
"""Pixels of a digit below which 3 and 8 look alike: what 150 dpi makes of small print."""
_TYPICAL: Final = 0.1  # inches: the height of print where a page has none to measure
_FIGURE: Final = re.compile(r"[+\-−增减]?[\d,.]+[件个条项万亿元]{0,3}")
_LOOKALIKE: Final = str.maketrans("OoQDlI|", "0000111")
_STROKES: Final = frozenset("一_ー~―—-–/")
_LIKE_A_SLASH: Final = frozenset("1八丿ノ")
_LEANING: Final = 0.13
"""How far a / leans at least, as a share of its height; a 1 leans to the other side, if at all."""
_LOW: Final = 0.35  # of the usual height of print
_WIDE: Final = 1.5  # times its own height


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of print to be recognised: in a box of a table, or in none.

    ``is_alone`` tells that it is its cell's only line, clear of the cell's edges.
    """

    area: Rectangle
    table: int | None = None
    box: int = 0
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One cell: its text, and whether nothing about its picture makes it unsteady."""

    text: str = ""
    is_steady: bool = False


class Sight:
    """All print of one page, recognised at once, so that equal widths share a batch."""

    def __init__(self, picture: Picture, pieces: Sequence[Piece]) -> None:
        """Recognise the pieces of a page, those that may be steady figures twice."""
        self._picture = picture
        self._pieces = pieces
        heights = [piece.area[3] - piece.area[1] for piece in pieces if piece.table is not None]
        self._usual = round(median(heights)) if heights else 0
        self._seen = self._read(range(len(pieces)), AIR)
        again = [n for n, piece in enumerate(pieces) if self._could_be_steady(piece, self._seen[n])]
        self._again: Mapping[int, Seen] = self._read(again, OTHER_AIR)

    @property
    def clarity(self) -> float:
        """The probability of a typical line of print; 1 where there is none."""
        return median(one.least for one in self._seen.values()) if self._seen else 1.0

    def lines(self) -> Iterator[str]:
        """The text outside of the tables, from above."""
        for number, piece in enumerate(self._pieces):
            text = _plain(self._seen[number].text)
            if piece.table is None and text:
                yield text

    def cells(self, table: int) -> dict[int, Told]:
        """The cells of one table that are not empty, by the number of their box."""
        held: dict[int, list[int]] = {}
        for number, piece in enumerate(self._pieces):
            if piece.table == table:
                held.setdefault(piece.box, []).append(number)
        return {box: self._cell(numbers) for box, numbers in held.items()}

    def _read(self, numbers: Sequence[int], air: float) -> dict[int, Seen]:
        crops = [
            self._picture.crop(self._pieces[n].area, self._least(self._pieces[n]), air)
            for n in numbers
        ]
        return dict(zip(numbers, recogniser.shipped().read(crops), strict=True))

    def _least(self, piece: Piece) -> int:
        """A stroke or a point alone is low: it is shown on a line as high as its neighbours'."""
        usual = self._usual if piece.table is not None else 0
        return usual or round(_TYPICAL * self._picture.dpi)

    def _could_be_steady(self, piece: Piece, seen: Seen) -> bool:
        high = (piece.area[3] - piece.area[1]) * self._picture.grain
        is_figure = _FIGURE.fullmatch(_plain(seen.text)) is not None
        return piece.is_alone and seen.least >= SURE and high >= LEAST_HEIGHT and is_figure

    def _cell(self, numbers: Sequence[int]) -> Told:
        texts = [_plain(self._seen[number].text) for number in numbers]
        if len(texts) > 1:
            return Told(_joined(texts))
        number, figure = numbers[0], _figure(texts[0])
        if self._is_flat(number):
            return Told("—")
        if figure in _LIKE_A_SLASH and self._is_slash(number):
            return Told("/")
        return Told(figure, figure == texts[0] and self._is_steady(number, figure))

    def _is_flat(self, number: int) -> bool:
        """Whether there is nothing but strokes: no other character is so low and wide."""
        left, top, right, bottom = self._pieces[number].area
        high = bottom - top
        return high <= _LOW * self._usual and right - left >= _WIDE * high

    def _is_slash(self, number: int) -> bool:
        """Whether a mark leans as a / does, which is far more often there than a 1 in italics."""
        return self._picture.slant(self._pieces[number].area) >= _LEANING

    def _is_steady(self, number: int, text: str) -> bool:
        again = self._again.get(number)
        if again is None or again.least < SURE or _plain(again.text) != text:
            return False
        area = self._pieces[number].area
        if text.isdigit() and self._picture.marks(area) != len(text):
            return False  # 11 may have become 1, or 1 11
        return text != "0" or self._picture.has_one_hole(area)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _figure(text: str) -> str:
    """A cell that is a number but for letters that look like digits, as that number."""
    if text and _STROKES.issuperset(text):
        return "/" if "/" in text else "—"
    changed = text.translate(_LOOKALIKE)
    return changed if changed != text and changed.isdigit() else text


def _joined(texts: Sequence[str]) -> str:
    """The lines of one cell; two numbers below each other stay two."""
    joined = ""
    for text in texts:
        splits = joined[-1:].isdigit() and text[:1].isdigit()
        joined += f"\n{text}" if splits else text
    return joined
