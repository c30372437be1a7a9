"""A scanned page as pixels: straightened, its ruling lines found, its lines of print cut out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from nianbao.report.reading.recogniser import Pixels

Rectangle: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom lie outside."""

_SKEW: Final = 3.0  # degrees to either side
_COARSE: Final = 0.1
_FINE: Final = 0.02
_PREVIEW: Final = 800  # pixels of width on which the skew is sought
_BLOCK: Final = 0.2  # inches around a pixel that say how bright the paper is
_DARKER: Final = 22  # than the paper around it: ink
_LONG_ROW: Final = 0.25  # inches: no stroke of a character in a table is as long
_LONG_COLUMN: Final = 0.18
_WIDE_TABLE: Final = 1.5
_HIGH_TABLE: Final = 0.3
_MEETS: Final = 0.015  # inches between the end of a ruling line and the one it meets
_DRAWN: Final = 0.9  # of a ruling line's length: ink that is really there
_SPECK: Final = 4  # pixels at 200 dpi: less is dust
_DPI: Final = 200
_MARK: Final = 0.6  # of a line's height: a digit is at least as high
_DOT: Final = 0.01  # of a digit's box: a smaller hole is a flaw
_HOLE: Final = 0.4  # of a digit's height: the hole of a 0 is at least as high
_CENTRE: Final = 0.08  # of it: how far from the middle that hole may lie


class Picture:
    """One page, straightened.

    ``dpi`` says how many pixels an inch of it has, ``grain`` how many of these
    the scan really had, as a share. ``rows`` and ``columns`` are its ruling lines.
    """

    def __init__(self, grey: Pixels, dpi: float, grain: float = 1.0) -> None:
        """Straighten the page and find its ruling lines."""
        self.grey = straightened(grey)
        self.height, self.width = grey.shape
        self.dpi, self.grain = dpi, grain
        ink = _ink(self.grey, dpi)
        self.rows, self.columns = _rules(ink, dpi)
        self._wipe(ink)
        self.ink = ink

    def _wipe(self, ink: Pixels) -> None:
        """Take the ruling lines out of the ink and out of the picture."""
        lines = np.zeros_like(ink)
        for left, top, right, bottom in (*self.rows, *self.columns):
            lines[top:bottom, left:right] = 255
        around = cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0
        ink[around] = 0
        paper = cv2.medianBlur(cv2.dilate(self.grey, np.ones((7, 7), np.uint8)), 9)
        self.grey = np.where(around, paper, self.grey)

    def line_boxes(self, area: Rectangle) -> list[Rectangle]:
        """The lines of print within an area of one column, from above."""
        left, top, right, bottom = area
        if left >= right or top >= bottom:
            return []
        ink = _without_dust(self.ink[top:bottom, left:right], self.dpi)
        heights = _runs(np.any(ink, axis=1))
        return [
            (left + first, top + low, left + last, top + high)
            for low, high in _joined(heights, round(self.dpi * 0.012))
            for first, last in [_extent(np.any(ink[low:high], axis=0))]
        ]

    def crop(self, box: Rectangle, height: int, air: float) -> Pixels:
        """The pixels of a line of print, at least ``height`` high, with air around it."""
        left, top, right, bottom = box
        lacking = max(height - (bottom - top), 0)
        high = (bottom - top + lacking) * air
        up = int(lacking / 2 + high)
        wide = max(int(high), (bottom - top + lacking + 2 * int(high) - (right - left)) // 2)
        return _framed(self.grey, (left - wide, top - up, right + wide, bottom + up))

    def has_one_hole(self, box: Rectangle) -> bool:
        """Whether a 0 has one hole, high and in its middle: 6, 8 and 9 have not."""
        left, top, right, bottom = box
        crop = _framed(self.grey, (left - 2, top - 2, right + 2, bottom + 2))
        large = cv2.resize(crop, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
        _, ink = cv2.threshold(large, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
        holes = [
            hole
            for hole in _holes(np.asarray(ink, dtype=np.uint8))
            if hole[2] * hole[3] >= ink.size * _DOT
        ]
        if len(holes) != 1:
            return False
        _, y, _, high = holes[0]
        middle = abs(y + high / 2 - ink.shape[0] / 2)
        return bool(high >= _HOLE * ink.shape[0] and middle <= _CENTRE * ink.shape[0])

    def marks(self, box: Rectangle) -> int:
        """How many separate marks stand side by side in a line of print: its digits, if clean."""
        left, top, right, bottom = box
        _, _, boxes, _ = cv2.connectedComponentsWithStats(self.ink[top:bottom, left:right])
        return sum(int(high) >= _MARK * (bottom - top) for *_, high, _ in boxes[1:])

    def slant(self, box: Rectangle) -> float:
        """How far the print's head stands to the right of its foot, as a share of its height."""
        left, top, right, bottom = box
        ink = self.ink[top:bottom, left:right] > 0
        quarter = max((bottom - top) // 4, 1)
        head, foot = (np.flatnonzero(part.any(axis=0)) for part in (ink[:quarter], ink[-quarter:]))
        if not head.size or not foot.size:
            return 0.0
        return float(head.mean() - foot.mean()) / (bottom - top)


def straightened(grey: Pixels) -> Pixels:
    """Turn a page so that its lines lie level."""
    angle = _skew(grey)
    return grey if abs(angle) < _FINE else _turned(grey, angle)


def _skew(grey: Pixels) -> float:
    """The turn in degrees that makes the page's rows of pixels differ the most."""
    shrunk = min(_PREVIEW / grey.shape[1], 1.0)
    small = cv2.resize(grey, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA)
    dark = np.asarray(255 - small, dtype=np.uint8)
    dark[dark < np.percentile(dark, 70)] = 0
    coarse = max(np.arange(-_SKEW, _SKEW + _COARSE, _COARSE), key=lambda a: _sharpness(dark, a))
    fine = np.arange(coarse - _COARSE, coarse + _COARSE, _FINE)
    return float(max(fine, key=lambda a: _sharpness(dark, a)))


def _sharpness(dark: Pixels, angle: float) -> float:
    rows = _turned(dark, angle, 0).sum(axis=1, dtype=np.float64)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def _turned(grey: Pixels, angle: float, paper: int = 255) -> Pixels:
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
    turned = cv2.warpAffine(
        grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(paper,)
    )
    return np.asarray(turned, dtype=np.uint8)


def _ink(grey: Pixels, dpi: float) -> Pixels:
    """255 where a pixel is darker than the paper around it, 0 elsewhere."""
    block = int(dpi * _BLOCK) | 1
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    ink = cv2.adaptiveThreshold(
        smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, _DARKER
    )
    return np.asarray(ink, dtype=np.uint8)


# --- ruling lines ------------------------------------------------------------------


def _rules(ink: Pixels, dpi: float) -> tuple[list[Rectangle], list[Rectangle]]:
    """The level and the upright ruling lines: long strokes that meet each other."""
    gap = round(dpi * _MEETS)
    columns = _strokes(ink, (1, int(dpi * _LONG_COLUMN)))
    rows = [
        row
        for row in _strokes(ink, (int(dpi * _LONG_ROW), 1))
        if _is_drawn(ink, row) and _ends_at_columns(row, columns, gap)
    ]
    meetings = [[n for n, row in enumerate(rows) if _meet(row, one, gap)] for one in columns]
    tables = _tables(rows, columns, meetings, dpi)
    return (
        [row for n, row in enumerate(rows) if n in tables],
        [one for one, met in zip(columns, meetings, strict=True) if tables.intersection(met)],
    )


def _is_drawn(ink: Pixels, row: Rectangle) -> bool:
    """Whether a level stroke is one line, and not the feet of a word's characters."""
    left, top, right, bottom = row
    filled = np.any(ink[top:bottom, left:right], axis=0)
    return float(np.mean(filled)) >= _DRAWN


def _ends_at_columns(row: Rectangle, columns: Sequence[Rectangle], gap: int) -> bool:
    """Whether a level stroke ends at an upright one on both sides, as a cell's edge does."""
    met = [column for column in columns if _meet(row, column, gap)]
    left = any(column[0] - gap <= row[0] <= column[2] + gap for column in met)
    return left and any(column[0] - gap <= row[2] <= column[2] + gap for column in met)


def _tables(
    rows: Sequence[Rectangle],
    columns: Sequence[Rectangle],
    meetings: Sequence[Sequence[int]],
    dpi: float,
) -> set[int]:
    """Numbers of the rows that belong to webs of ruling lines larger than any character."""
    webs: list[tuple[set[int], list[Rectangle]]] = []
    for column, met in zip(columns, meetings, strict=True):
        touched = [web for web in webs if web[0].intersection(met)]
        webs = [web for web in webs if web not in touched]
        numbers = set(met).union(*(web[0] for web in touched))
        webs.append((numbers, [column, *(one for web in touched for one in web[1])]))
    found: set[int] = set()
    for numbers, uprights in webs:
        lines = [*uprights, *(rows[n] for n in numbers)]
        width = max(one[2] for one in lines) - min(one[0] for one in lines)
        height = max(one[3] for one in lines) - min(one[1] for one in lines)
        if width >= _WIDE_TABLE * dpi and height >= _HIGH_TABLE * dpi and len(uprights) > 1:
            found |= numbers
    return found


def _strokes(ink: Pixels, size: tuple[int, int]) -> list[Rectangle]:
    """Connected runs of ink at least as long as ``size`` (width, height), in one direction."""
    across, down = size
    bridge = np.ones((5, 1) if across == 1 else (1, 5), np.uint8)
    mended = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bridge)
    long = cv2.morphologyEx(mended, cv2.MORPH_OPEN, np.ones((down, across), np.uint8))
    joined = cv2.dilate(long, np.ones((3, 3), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return [(int(x) + 1, int(y) + 1, int(x + w) - 1, int(y + h) - 1) for x, y, w, h, _ in boxes[1:]]


def _meet(row: Rectangle, column: Rectangle, gap: int) -> bool:
    level = row[0] - gap <= (column[0] + column[2]) / 2 <= row[2] + gap
    return level and column[1] - gap <= (row[1] + row[3]) / 2 <= column[3] + gap


# --- lines of print ----------------------------------------------------------------


def _without_dust(ink: Pixels, dpi: float) -> Pixels:
    least = _SPECK * (dpi / _DPI) ** 2
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    kept = stats[:, cv2.CC_STAT_AREA] >= least
    kept[0] = False
    return np.asarray(kept[labels], dtype=np.uint8)


def _runs(filled: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and end of every stretch that is filled."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], filled, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _extent(filled: NDArray[np.bool_]) -> tuple[int, int]:
    places = np.flatnonzero(filled)
    return int(places[0]), int(places[-1]) + 1


def _joined(runs: Sequence[tuple[int, int]], gap: int) -> Iterator[tuple[int, int]]:
    """Unite stretches with less than ``gap`` between them (二 is one character)."""
    held: tuple[int, int] | None = None
    for start, end in runs:
        if held is not None and start - held[1] <= gap:
            held = (held[0], end)
        else:
            if held is not None:
                yield held
            held = (start, end)
    if held is not None:
        yield held


def _holes(ink: Pixels) -> Iterator[Rectangle]:
    """Left, top, width and height of the paper that ink encloses."""
    outlines, nesting = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if nesting is None:
        return
    for outline, (_, _, _, outer) in zip(outlines, nesting.reshape(-1, 4), strict=True):
        if outer >= 0:
            left, top, width, height = cv2.boundingRect(outline)
            yield left, top, width, height


def _framed(grey: Pixels, box: Rectangle) -> Pixels:
    """Cut a box out; what lies outside of the picture is drawn out from its edge."""
    left, top, right, bottom = box
    height, width = grey.shape
    inside = grey[max(top, 0) : min(bottom, height), max(left, 0) : min(right, width)]
    framed = cv2.copyMakeBorder(
        inside,
        max(-top, 0),
        max(bottom - height, 0),
        max(-left, 0),
        max(right - width, 0),
        cv2.BORDER_REPLICATE,
    )
    return np.asarray(framed, dtype=np.uint8)
