"""Scanned pages and pictures: ruling lines to cells, print to text.

What comes out has the shape that every other format has, and beside it the
cells that look steady (see ``sight``).
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from PIL import Image, ImageOps, ImageSequence

from nianbao.report.model import Cell, Grid, Line, Unreadable
from nianbao.report.reading import ruling
from nianbao.report.reading.document import Document, Scanned
from nianbao.report.reading.picture import Picture
from nianbao.report.reading.sight import Piece, Sight, Told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nianbao.report.model import Source
    from nianbao.report.reading.picture import Rectangle
    from nianbao.report.reading.recogniser import Pixels
    from nianbao.report.reading.ruling import Box, Ruled

LEAST_DPI: Final = 200
MOST_DPI: Final = 300
MAX_PAGES: Final = 20
MAX_PIXELS: Final = 70_000_000
"""Of a picture as stored; A3 at 600 dpi has as many."""
MAX_SIZED: Final = 40_000_000
"""Of a page at the resolution it is read at: what is long and narrow grows by that."""
_POINTS: Final = 72.0
_UNCLEAR: Final = "扫描件字迹不清，无法识别，需人工核对"
_EMPTY: Final = "图片中没有可以识别的文字，需人工核对"
_TOO_MANY: Final = f"图片超过{MAX_PAGES}页，未识别，需人工核对"
_DAMAGED: Final = "图片已损坏或不完整，无法打开，需人工核对"
_TOO_LARGE: Final = "图片过大，未识别，需人工核对"
_A4: Final = 8.27  # inches: the shorter side of what is scanned
_COARSEST: Final = 100.0
_LEGIBLE: Final = 0.5
_INSET: Final = 0.012  # inches of a cell's edge that may hold rests of a ruling line
_CLEAR: Final = 0.008  # inches between the print and that edge, else something may be cut off


@dataclass(frozen=True, slots=True)
class Page:
    """What one scanned page holds. ``steady`` are (grid number, row, grid column)."""

    lines: tuple[str, ...]
    grids: tuple[Grid, ...]
    steady: frozenset[tuple[int, int, int]]
    clarity: float


def read(source: Source) -> Document:
    """Read a picture (PNG, JPEG, TIFF, BMP, GIF) of a page, or of several.

    Raises:
        Unreadable: damaged, too large, too many pages, or illegible.
    """
    pages: list[Page] = []
    for number, picture in enumerate(_pictures(source.data), start=1):
        pixels, dpi, grain = _sized(picture)
        first = sum(len(page.grids) for page in pages)
        pages.append(page_of(pixels, dpi, grain, first, number))
    if not any(page.lines or page.grids for page in pages):
        raise Unreadable(_EMPTY)
    return Document(
        "image",
        tuple(line for page in pages for line in page.lines),
        tuple(grid for page in pages for grid in page.grids),
        scanned=gathered(pages),
    )


def gathered(pages: Sequence[Page]) -> Scanned:
    """Return what is known of all scanned pages of a document together.

    Raises:
        Unreadable: hardly any of the print can be read.
    """
    if max((page.clarity for page in pages), default=1.0) < _LEGIBLE:
        raise Unreadable(_UNCLEAR)
    return Scanned(
        frozenset(grid.number for page in pages for grid in page.grids),
        frozenset(place for page in pages for place in page.steady),
    )


def page_of(pixels: Pixels, dpi: float, grain: float, first: int, number: int) -> Page:
    """Read one page, also one that lies on its side or on its head.

    ``grain`` is the share of ``dpi`` that the scan really had, ``first`` the
    number of the page's first grid, ``number`` the page's own from 1.
    """
    cv2.setNumThreads(1)  # its threads would not survive the fork that readers run in
    best = _page(pixels, dpi, grain, first, number)
    for turns in (1, 3, 2):
        if best.clarity >= _LEGIBLE:
            break
        turned = np.ascontiguousarray(np.rot90(pixels, turns))
        best = max(best, _page(turned, dpi, grain, first, number), key=lambda page: page.clarity)
    return best


def _page(pixels: Pixels, dpi: float, grain: float, first: int, number: int) -> Page:
    picture = Picture(pixels, dpi, grain)
    tables = ruling.tables(*_strokes(picture))
    sight = Sight(picture, [*_in_tables(picture, tables), *_outside(picture, tables)])
    grids: list[Grid] = []
    steady: set[tuple[int, int, int]] = set()
    for place, table in enumerate(tables):
        told = sight.cells(place)
        grids.append(_grid(table, first + place, number, told))
        boxes = (table.boxes[box] for box, one in told.items() if one.is_steady)
        steady.update((first + place, box.row, box.column) for box in boxes)
    return Page(tuple(sight.lines()), tuple(grids), frozenset(steady), sight.clarity)


# --- pictures as files ---------------------------------------------------------------


def _pictures(data: bytes) -> Iterator[Image.Image]:
    """Yield the pictures of a file, upright and grey, one at a time.

    Raises:
        Unreadable: damaged, too large or too many.
    """
    try:
        with warnings.catch_warnings(action="error"), Image.open(io.BytesIO(data)) as opened:
            for number, frame in enumerate(ImageSequence.Iterator(opened)):
                if number >= MAX_PAGES:
                    raise Unreadable(_TOO_MANY)
                if frame.width * frame.height > MAX_PIXELS:
                    raise Unreadable(_TOO_LARGE)
            for frame in ImageSequence.Iterator(opened):
                yield _grey(frame)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable(_TOO_LARGE) from error
    except (OSError, SyntaxError, ValueError, EOFError, Warning) as error:
        raise Unreadable(_DAMAGED) from error


def _grey(frame: Image.Image) -> Image.Image:
    """The picture upright and in shades of grey; what is transparent is paper."""
    upright = ImageOps.exif_transpose(frame)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        seen = upright.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        upright = Image.alpha_composite(paper, seen)
    return upright.convert("L")


def _sized(picture: Image.Image) -> tuple[Pixels, float, float]:
    """The pixels of a page at 200 to 300 dpi, that resolution, and the share of it that is real.

    Raises:
        Unreadable: too large at that resolution.
    """
    native = max(min(picture.size) / _A4, _COARSEST)
    dpi = min(max(native, LEAST_DPI), MOST_DPI)
    scale = dpi / native
    if picture.width * picture.height * scale**2 > MAX_SIZED:
        raise Unreadable(_TOO_LARGE)
    if scale != 1:
        size = (round(picture.width * scale), round(picture.height * scale))
        picture = picture.resize(size, Image.Resampling.BICUBIC)
    return np.array(picture, dtype=np.uint8), dpi, min(native / dpi, 1.0)


# --- where print stands --------------------------------------------------------------


def _strokes(picture: Picture) -> tuple[list[ruling.Stroke], list[ruling.Stroke]]:
    """The ruling lines as ``ruling`` wants them: in points, upwards."""
    points, height = _POINTS / picture.dpi, picture.height
    level = [
        ((height - (top + low) / 2) * points, left * points, right * points)
        for left, top, right, low in picture.rows
    ]
    upright = [
        ((left + right) / 2 * points, (height - low) * points, (height - top) * points)
        for left, top, right, low in picture.columns
    ]
    return level, upright


def _in_tables(picture: Picture, tables: Sequence[Ruled]) -> Iterator[Piece]:
    clear = round(_CLEAR * picture.dpi)
    for number, table in enumerate(tables):
        for place, box in enumerate(table.boxes):
            area = _area(picture, table, box)
            found = picture.line_boxes(area)
            for one in found:
                yield Piece(one, number, place, len(found) == 1 and _is_clear(one, area, clear))


def _is_clear(inner: Rectangle, outer: Rectangle, clear: int) -> bool:
    left, top = inner[0] - outer[0], inner[1] - outer[1]
    right, low = outer[2] - inner[2], outer[3] - inner[3]
    return min(left, top, right, low) >= clear


def _area(picture: Picture, table: Ruled, box: Box) -> Rectangle:
    """The pixels of a cell, without its ruling lines."""
    pixels, height = picture.dpi / _POINTS, picture.height
    inset = max(round(_INSET * picture.dpi), 1)
    left, right = table.xs[box.column], table.xs[box.column + box.colspan]
    top, low = table.ys[box.row], table.ys[box.row + box.rowspan]
    return (
        round(left * pixels) + inset,
        round(height - top * pixels) + inset,
        round(right * pixels) - inset,
        round(height - low * pixels) - inset,
    )


def _outside(picture: Picture, tables: Sequence[Ruled]) -> Iterator[Piece]:
    """The lines of print between the tables, over the page's whole width."""
    pixels = picture.dpi / _POINTS
    start = 0
    for table in tables:
        top, low = (round(picture.height - y * pixels) for y in (table.ys[0], table.ys[-1]))
        yield from map(Piece, picture.line_boxes((0, start, picture.width, top)))
        start = max(start, low)
    yield from map(Piece, picture.line_boxes((0, start, picture.width, picture.height)))


def _grid(table: Ruled, number: int, page: int, told: Mapping[int, Told]) -> Grid:
    rows: dict[int, list[Cell]] = {row: [] for row in range(len(table.ys) - 1)}
    for place, box in enumerate(table.boxes):
        text = told.get(place, Told()).text
        rows[box.row].append(Cell(text, box.column, box.colspan, box.rowspan))
    lines = (
        Line(tuple(sorted(cells, key=lambda cell: cell.column)), page)
        for _, cells in sorted(rows.items())
    )
    return Grid(number, tuple(lines))
