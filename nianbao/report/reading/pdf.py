"""Text PDF: characters by position, tables by their ruling lines.

A table over several pages comes out as one grid a page; fitting joins them,
because it reads all grids as one stream. Page marks are no text.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pypdfium2
import pypdfium2.raw as pdfium

from nianbao.report.model import Cell, Grid, Line, Unread, Unreadable
from nianbao.report.reading import ruling
from nianbao.report.reading.document import Document
from nianbao.report.reading.pdf_weight import weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nianbao.report.model import Source
    from nianbao.report.reading.ruling import Ruled, Stroke

MAX_PAGES: Final = 200
MAX_CHARACTERS: Final = 200_000  # on one page
MAX_OBJECTS: Final = 50_000  # on one page
_THIN: Final = 3.0  # a filled rectangle thinner than this is a drawn line
_SHORT: Final = 2.0
_TALLEST: Final = 60.0
_PAGE_MARK: Final = re.compile(r"[-—–－\s]*\d{1,3}[-—–－\s]*|第?\s*\d+\s*页.*")
_GAP: Final = 0.4  # of the height of the type
_SPACE: Final = 0x20
_NO_BREAK_SPACE: Final = 0xA0
_NO_CHARACTER: Final = 0xFFFE
_LARGE_PICTURE: Final = 0.3  # of the page's width and of its height
_WRAPPED: Final = 1.5  # character widths left at the right edge of a cell that wraps


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    x: float
    y: float
    left: float
    right: float
    height: float


def read(source: Source) -> Document:
    """Read a PDF that carries text.

    Raises:
        Unreadable: encrypted, damaged, too long, or without text (a scan).
    """
    weigh(source.data)
    try:
        document = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(_reason(str(error))) from error
    try:
        return _read(document)
    finally:
        document.close()


def _reason(text: str) -> str:
    if "password" in text.lower():
        return "PDF 文件已加密，无法读取"
    return "PDF 文件已损坏或不完整，无法打开"


def _read(document: pypdfium2.PdfDocument) -> Document:
    if len(document) > MAX_PAGES:
        raise Unreadable(f"PDF 文件有{len(document)}页，超过{MAX_PAGES}页，未读取")
    lines: list[str] = []
    grids: list[Grid] = []
    pictures = 0
    for number in range(len(document)):
        page = _page(document, number)
        found, glyphs, large = _take_apart(page)
        grids.extend(_grids(found, glyphs, len(grids), number + 1))
        lines.extend(_lines(found, glyphs))
        pictures += large
    if not lines and not grids:
        raise Unreadable("PDF 文件是扫描件，没有文字，需人工核对")
    unread = (Unread("image", f"文件中有{pictures}幅大图"),) if pictures else ()
    title = document.get_metadata_value("Title")
    made = document.get_metadata_value("CreationDate")
    titles = (title,) if title else ()
    return Document("pdf", tuple(lines), tuple(grids), titles, unread=unread, made=made)


def _page(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    try:
        return document[number]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"PDF 文件第{number + 1}页已损坏") from error


def _take_apart(page: pypdfium2.PdfPage) -> tuple[list[Ruled], list[_Glyph], int]:
    horizontal: list[Stroke] = []
    vertical: list[Stroke] = []
    large = 0
    width, height = page.get_size()
    for count, item in enumerate(page.get_objects(max_depth=4)):
        if count > MAX_OBJECTS:
            raise Unreadable("PDF 页面内容过多，未读取")
        if item.type == pdfium.FPDF_PAGEOBJ_PATH:
            _strokes(item, horizontal, vertical)
        elif item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            large += (right - left) > width * _LARGE_PICTURE and (
                top - bottom
            ) > height * _LARGE_PICTURE
    glyphs = list(_glyphs(page))
    return ruling.tables(horizontal, vertical), glyphs, large


def _strokes(item: pypdfium2.PdfObject, horizontal: list[Stroke], vertical: list[Stroke]) -> None:
    """Add the straight lines that a path draws; filled areas draw none unless they are thin."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, mode, stroke)
    left, bottom, right, top = item.get_bounds()
    if not stroke.value:
        if not mode.value:
            return
        if top - bottom <= _THIN < right - left:
            horizontal.append(((bottom + top) / 2, left, right))
        elif right - left <= _THIN < top - bottom:
            vertical.append(((left + right) / 2, bottom, top))
        return
    points = _points(item)
    for (x0, y0), (x1, y1) in points:
        if abs(y0 - y1) <= 1 and abs(x0 - x1) > _SHORT:
            horizontal.append((y0, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) <= 1 and abs(y0 - y1) > _SHORT:
            vertical.append((x0, min(y0, y1), max(y0, y1)))


def _points(
    item: pypdfium2.PdfObject,
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    matrix = item.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = None
    for number in range(min(pdfium.FPDFPath_CountSegments(item), 10_000)):
        segment = pdfium.FPDFPath_GetPathSegment(item, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or last is None:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment) and start is not None:
            yield last, start


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[_Glyph]:
    text = page.get_textpage()
    count = pdfium.FPDFText_CountChars(text)
    if count > MAX_CHARACTERS:
        raise Unreadable("PDF 页面文字过多，未读取")
    for number in range(count):
        code = pdfium.FPDFText_GetUnicode(text, number)
        if code <= _SPACE or code >= _NO_CHARACTER or code == _NO_BREAK_SPACE:
            continue
        left, right, low, high = _box(text, number)
        yield _Glyph(chr(code), (left + right) / 2, (low + high) / 2, left, right, high - low)


def _box(text: pypdfium2.PdfTextPage, number: int) -> tuple[float, float, float, float]:
    """Left and right of the ink, bottom and top of the line the glyph stands on.

    The ink of 、 lies low, so that its line is known only from the font; fonts
    for vertical writing give nonsense there, and then the ink is all there is.
    """
    left, right, low, high = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text, number, left, right, low, high)
    loose = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, number, loose)
    height = loose.top - loose.bottom
    if 0 < height < _TALLEST or height < 4 * (high.value - low.value):
        return left.value, right.value, loose.bottom, loose.top
    return left.value, right.value, low.value, high.value


def _grids(
    tables: Sequence[Ruled], glyphs: Sequence[_Glyph], first: int, page: int
) -> Iterator[Grid]:
    for number, table in enumerate(tables, start=first):
        contents: dict[int, list[_Glyph]] = {}
        for glyph in glyphs:
            inside = table.find(glyph.x, glyph.y)
            if inside is not None:
                contents.setdefault(inside, []).append(glyph)
        rows: dict[int, list[Cell]] = {row: [] for row in range(len(table.ys) - 1)}
        for place, box in enumerate(table.boxes):
            text = _cell_text(contents.get(place, ()), box.right)
            rows[box.row].append(Cell(text, box.column, box.colspan, box.rowspan))
        lines = (
            Line(tuple(sorted(cells, key=lambda cell: cell.column)), page)
            for _, cells in sorted(rows.items())
        )
        yield Grid(number, tuple(lines))


def _cell_text(glyphs: Sequence[_Glyph], right: float) -> str:
    """Join the lines of a cell; digits only where the line above them is full."""
    lines = _typeset(glyphs)
    text = ""
    edge, size = right, 0.0
    for line in lines:
        printed = _printed(line)
        splits = text[-1:].isdigit() and printed[:1].isdigit()
        loose = splits and right - edge > _WRAPPED * size
        text += f"\n{printed}" if loose else printed
        edge, size = max(glyph.right for glyph in line), max(glyph.height for glyph in line)
    return text


def _typeset(glyphs: Sequence[_Glyph]) -> list[list[_Glyph]]:
    """Gather glyphs into lines from top to bottom, each from left to right."""
    lines: list[list[_Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: -g.y):
        near = lines[-1][0] if lines else None
        if near is not None and abs(near.y - glyph.y) <= max(near.height, glyph.height, 4) * 0.6:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    for line in lines:
        line.sort(key=lambda glyph: glyph.left)
    return lines


def _printed(line: Sequence[_Glyph]) -> str:
    """A line's text; a space stands where there is a gap between figures or letters.

    The spaces of the file itself are not taken: converters put them between the
    digits of one number, and justified Chinese is full of gaps.
    """
    text = ""
    before = line[0]
    for glyph in line:
        wide = glyph.left - before.right > _GAP * glyph.height
        # Round a full-width point there is air on its own account.
        if wide and before.text.isascii() and glyph.text.isascii():
            text += " "
        text += unicodedata.normalize("NFKC", glyph.text)
        before = glyph
    return text


def _lines(tables: Sequence[Ruled], glyphs: Sequence[_Glyph]) -> list[str]:
    """The page's text outside its tables, without page marks."""
    outside = [g for g in glyphs if not any(table.holds(g.x, g.y) for table in tables)]
    printed = (_printed(line) for line in _typeset(outside))
    lines = [line for line in printed if line]
    return [
        line
        for place, line in enumerate(lines)
        if not (place in {0, len(lines) - 1} and _PAGE_MARK.fullmatch(line))
    ]
