"""The straight lines that a page's paths draw, however a program draws a line.

That is a stroke; a thin filled rectangle; a filled rectangle with a hole that leaves
only its frame; or a row of dots or dashes.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Final, TypeAlias

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2

    from nianbao.report.reading.ruling import Stroke

_THIN: Final = 3.0  # a filled rectangle thinner than this is a drawn line
_SHORT: Final = 2.0
_DASH: Final = 12.0
_GAP: Final = 4.0
"""Points: how long the dashes of a line are at most, and how far they are apart."""
_FEWEST: Final = 3  # dashes of one line
_LEVEL: Final = 0.5  # points: dashes of one line do not differ more in height
_MOST_POINTS: Final = 10_000  # of one path
_FRAME: Final = 24  # points of four rectangles, closed, at most
_Segment: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
_Bounds: TypeAlias = tuple[float, float, float, float]


class Strokes:
    """Gathers the lines of one page, path by path."""

    def __init__(self) -> None:
        """Start with none."""
        self._horizontal: list[Stroke] = []
        self._vertical: list[Stroke] = []
        self._level_dashes: list[Stroke] = []
        self._upright_dashes: list[Stroke] = []

    def take(self, item: pypdfium2.PdfObject) -> None:
        """Add the straight lines that a path draws; filled areas draw none unless they are thin."""
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, mode, stroke)
        if stroke.value:
            for segment in _segments(item):
                self._draw(segment)
        elif mode.value:
            self._fill(item)

    def all(self) -> tuple[list[Stroke], list[Stroke]]:
        """Return the level and the upright strokes."""
        return (
            [*self._horizontal, *_joined(self._level_dashes)],
            [*self._vertical, *_joined(self._upright_dashes)],
        )

    def _draw(self, segment: _Segment) -> None:
        (x0, y0), (x1, y1) = segment
        across, along = abs(x0 - x1), abs(y0 - y1)
        if along <= 1 and across > _SHORT:
            self._add_level(y0, min(x0, x1), max(x0, x1))
        elif across <= 1 and along > _SHORT:
            self._add_upright(x0, min(y0, y1), max(y0, y1))
        elif along <= 1 < across:
            self._level_dashes.append((y0, min(x0, x1), max(x0, x1)))
        elif across <= 1 < along:
            self._upright_dashes.append((x0, min(y0, y1), max(y0, y1)))

    def _fill(self, item: pypdfium2.PdfObject) -> None:
        left, bottom, right, top = item.get_bounds()
        across, along = right - left, top - bottom
        if along <= _THIN < across:
            self._add_level((bottom + top) / 2, left, right)
        elif across <= _THIN < along:
            self._add_upright((left + right) / 2, bottom, top)
        elif across <= _THIN and along <= _THIN:
            self._level_dashes.append(((bottom + top) / 2, left, right))
            self._upright_dashes.append(((left + right) / 2, bottom, top))
        elif pdfium.FPDFPath_CountSegments(item) <= _FRAME and _is_frame(list(_corners(item))):
            for y in (bottom, top):
                self._horizontal.append((y, left, right))
            for x in (left, right):
                self._vertical.append((x, bottom, top))

    def _add_level(self, y: float, start: float, end: float) -> None:
        self._horizontal.append((y, start, end))
        if end - start <= _DASH:
            self._level_dashes.append((y, start, end))

    def _add_upright(self, x: float, start: float, end: float) -> None:
        self._vertical.append((x, start, end))
        if end - start <= _DASH:
            self._upright_dashes.append((x, start, end))


def _joined(dashes: list[Stroke]) -> Iterator[Stroke]:
    """The lines that rows of dots or dashes make up; what stands alone is none."""
    dashes.sort(key=lambda dash: (_level(dash), dash[1]))
    line: list[Stroke] = []
    for dash in dashes:
        if line and (_level(dash) != _level(line[-1]) or dash[1] - line[-1][2] > _GAP):
            yield from _line(line)
            line = []
        line.append(dash)
    yield from _line(line)


def _level(dash: Stroke) -> int:
    return round(dash[0] / _LEVEL)


def _line(dashes: Sequence[Stroke]) -> Iterator[Stroke]:
    if len(dashes) >= _FEWEST:
        yield dashes[0][0], dashes[0][1], max(dash[2] for dash in dashes)


def _is_frame(corners: Sequence[_Bounds]) -> bool:
    """Whether a filled path is a rectangle with a hole that leaves only a thin frame, or two."""
    if len(corners) not in {2, 4}:
        return False
    outer, inner = min(corners), max(corners)
    widths = inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3]
    return all(0 < width <= _THIN for width in widths)


def _corners(item: pypdfium2.PdfObject) -> Iterator[_Bounds]:
    """The bounds of each closed part of a path."""
    points: list[tuple[float, float]] = []
    for kind, point, _ in _path(item):
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield _bounds(points)
            points = []
        points.append(point)
    if points:
        yield _bounds(points)


def _bounds(points: Sequence[tuple[float, float]]) -> _Bounds:
    across, along = [x for x, _ in points], [y for _, y in points]
    return min(across), min(along), max(across), max(along)


def _segments(item: pypdfium2.PdfObject) -> Iterator[_Segment]:
    """The straight parts of a path."""
    start = last = None
    for kind, point, closes in _path(item):
        if kind == pdfium.FPDF_SEGMENT_MOVETO or last is None:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if closes and start is not None:
            yield last, start


def _path(item: pypdfium2.PdfObject) -> Iterator[tuple[int, tuple[float, float], bool]]:
    """Kind, place and whether it closes its part, for every point of a path."""
    matrix = item.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(min(pdfium.FPDFPath_CountSegments(item), _MOST_POINTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        yield (
            kind,
            matrix.on_point(x.value, y.value),
            bool(pdfium.FPDFPathSegment_GetClose(segment)),
        )
