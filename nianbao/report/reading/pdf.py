"""PDF: characters by position, tables by their ruling lines; scanned pages by OCR.

A table over several pages comes out as one grid a page; fitting joins them,
because it reads all grids as one stream. Page marks are no text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pypdfium2
import pypdfium2.raw as pdfium

from nianbao.report.model import Cell, Grid, Line, Unread, Unreadable
from nianbao.report.reading import numbers, ocr, ruling
from nianbao.report.reading.crossing import drawn
from nianbao.report.reading.document import Document
from nianbao.report.reading.glyph import glyphs, turned
from nianbao.report.reading.pdf_weight import weigh
from nianbao.report.reading.strokes import Strokes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nianbao.report.model import Source
    from nianbao.report.reading.document import Place, Scanned
    from nianbao.report.reading.glyph import Glyph
    from nianbao.report.reading.ruling import Box, Ruled
    from nianbao.report.reading.scan import Page

MAX_PAGES: Final = 200
MAX_OBJECTS: Final = 50_000  # on one page
MAX_NOTES: Final = 1_000  # looked at, on one page
_UNDRAWN: Final = frozenset(
    {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_TEXT}
)
MAX_WORK: Final = 2_000_000
"""Objects, points of paths and characters on all pages; see ``_Parts.work``."""
_OBJECT: Final = 6
_GLYPH: Final = 4
"""Times the work of a point that an object or a character takes."""
_PAGE_MARK: Final = re.compile(r"[-—–－\s]*\d{1,3}[-—–－\s]*|第?\s*\d+\s*页.*")
_SMALL: Final = 0.95
"""Of the digit before it: browsers set a raised mark in five sixths of that, others smaller."""
_OFF: Final = 0.08  # of that digit's size: how far off its line a raised mark is at least
_GAP: Final = 0.4  # of the height of the type
_HANGING: Final = frozenset("、，。；：,.;:）》”’)")
_SAME_LINE: Final = 0.1
_BESIDE: Final = 1.2
"""Of the type's size: how far two characters beside each other are apart, middle to middle."""
_LARGE_PICTURE: Final = 0.3  # of the page's width and of its height
_COVERED: Final = 0.5  # of a page: as much as a scan covers of it at least
_MARKS_OVER: Final = 5  # pieces of text over a scan: a page mark, the name of an app
_POINTS: Final = 72.0
MAX_SCANS: Final = 20
MAX_PIXELS: Final = 16_000_000  # of a scanned page as drawn
_NARROW: Final = 0.5
_DIGIT: Final = 0.6
"""Of the type's size: how wide digits are at least, and mostly at most."""
_LOOSE: Final = 1.25  # of a digit's width: what is left of a line that a number filled, at most
_WIDEST_AIR: Final = 8.0
"""Points between the side of a cell and its text; what is more is room for another digit."""


def read(source: Source) -> Document:
    """Read a PDF that carries text or, where the extra ``ocr`` is installed, scans.

    Raises:
        Unreadable: encrypted, damaged, too long, or with no text that can be read.
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


@dataclass(slots=True)
class _Pages:
    """What the pages hold, as far as they are read."""

    lines: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    scans: list[Page] = field(default_factory=list)
    pictures: int = 0  # that were not read
    crossed: set[Place] = field(default_factory=set)


def _read(document: pypdfium2.PdfDocument) -> Document:
    if len(document) > MAX_PAGES:
        raise Unreadable(f"PDF 文件有{len(document)}页，超过{MAX_PAGES}页，未读取")
    pages = _Pages()
    parts = _taken_apart(document)
    seeing = ocr.is_installed()
    if seeing and sum(one.is_scan for one in parts) > MAX_SCANS:
        raise Unreadable(f"扫描页超过{MAX_SCANS}页，未识别，需人工核对")
    for number, one in enumerate(parts):
        if one.is_scan and seeing:
            _look_at(_page(document, number), one, number + 1, pages)
        else:
            _take_text(one, number + 1, pages)
    if not pages.lines and not pages.grids:
        raise Unreadable("PDF 文件没有可以读取的文字，需人工核对" if pages.scans else ocr.MISSING)
    title = document.get_metadata_value("Title")
    made = document.get_metadata_value("CreationDate")
    return Document(
        "pdf",
        tuple(pages.lines),
        tuple(pages.grids),
        (title,) if title else (),
        unread=_unread(pages.pictures),
        made=made,
        scanned=_scanned(pages.scans),
        crossed=frozenset(pages.crossed),
    )


def _taken_apart(document: pypdfium2.PdfDocument) -> list[_Parts]:
    """What the pages are made of; together they may hold no more than one can work through."""
    parts: list[_Parts] = []
    for number in range(len(document)):
        parts.append(_take_apart(_as_shown(document, number)))
        if sum(one.work for one in parts) > MAX_WORK:
            raise Unreadable("PDF 页面内容过多，未读取")
    return parts


def _look_at(page: pypdfium2.PdfPage, parts: _Parts, number: int, pages: _Pages) -> None:
    """Read a scanned page from its picture."""
    seen = _seen(page, parts, len(pages.grids), number)
    pages.scans.append(seen)
    pages.grids.extend(seen.grids)
    pages.lines.extend(_without_marks(seen.lines))


def _take_text(parts: _Parts, number: int, pages: _Pages) -> None:
    if parts.is_scan and parts.hidden:
        pages.pictures += 1  # what a scanner's own software made of it is nobody's word
        return
    pages.lines.extend(_lines(parts))
    for table in parts.tables:
        grid, crossed = _grid(parts, table, len(pages.grids), number)
        pages.grids.append(grid)
        pages.crossed.update(crossed)
    pages.pictures += parts.large


def _unread(pictures: int) -> tuple[Unread, ...]:
    return (Unread("image", f"文件中有{pictures}幅大图"),) if pictures else ()


def _scanned(scans: Sequence[Page]) -> Scanned | None:
    if not scans:
        return None
    from nianbao.report.reading import scan  # noqa: PLC0415 - needs the extra, and takes a while

    return scan.gathered(scans)


def _seen(page: pypdfium2.PdfPage, parts: _Parts, first: int, number: int) -> Page:
    """Draw a page at its picture's own resolution, within bounds, and read that."""
    from nianbao.report.reading import scan  # noqa: PLC0415 - needs the extra, and takes a while

    width, height = (side / _POINTS for side in page.get_size())
    dpi = min(max(parts.dpi, scan.LEAST_DPI), scan.MOST_DPI, (MAX_PIXELS / width / height) ** 0.5)
    drawn = page.render(scale=dpi / _POINTS, grayscale=True).to_numpy()
    pixels = drawn.reshape(*drawn.shape[:2], -1)[..., 0].copy()
    return scan.page_of(pixels, dpi, min(parts.dpi / dpi, 1.0), first, number)


def _page(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    try:
        return document[number]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"PDF 文件第{number + 1}页已损坏") from error


def _as_shown(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    """A page with what was filled in, noted on it or struck out in it drawn as the rest is."""
    page = _page(document, number)
    if any(kind not in _UNDRAWN for kind in _notes(page)):
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        page = _page(document, number)
    return page


def _notes(page: pypdfium2.PdfPage) -> Iterator[int]:
    """The kinds of what lies over a page: links, fields of a form, strokes of a reviewer."""
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_NOTES)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        if note:
            yield pdfium.FPDFAnnot_GetSubtype(note)
            pdfium.FPDFPage_CloseAnnot(note)


@dataclass(slots=True)
class _Parts:
    """What one page is made of, as it lies once its text is upright.

    ``dpi`` is that of its largest picture, ``covered`` the share of the page that
    pictures cover, ``large`` counts the large ones. ``shown`` counts the pieces of
    text that are drawn over the pictures, ``hidden`` those that nobody sees.
    ``drawn`` counts objects and the points of paths.
    """

    tables: list[Ruled]
    glyphs: list[Glyph]
    dpi: float = 0.0
    covered: float = 0.0
    large: int = 0
    shown: int = 0
    hidden: int = 0
    drawn: int = 0
    struck: frozenset[Glyph] = frozenset()
    crossed: frozenset[Glyph] = frozenset()

    @property
    def work(self) -> int:
        """What it takes to read the page: each glyph is looked up in each table."""
        return self.drawn + len(self.glyphs) * (_GLYPH + len(self.tables) // 4)

    @property
    def is_scan(self) -> bool:
        """Whether the page's text is in its picture; a page mark may lie over it."""
        if not self.glyphs:
            return self.large > 0 or self.covered >= _COVERED
        return self.covered >= _COVERED and self.shown <= _MARKS_OVER


def _take_apart(page: pypdfium2.PdfPage) -> _Parts:
    strokes = Strokes()
    parts = _Parts([], [])
    for count, item in enumerate(page.get_objects(max_depth=4)):
        if count > MAX_OBJECTS or parts.drawn > MAX_WORK:
            raise Unreadable("PDF 页面内容过多，未读取")
        parts.drawn += _OBJECT
        if item.type == pdfium.FPDF_PAGEOBJ_PATH:
            parts.drawn += pdfium.FPDFPath_CountSegments(item)
            strokes.take(item)
        elif item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            _add_picture(parts, item, page.get_size())
        elif item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            _add_text(parts, item)
    parts.glyphs, turn = glyphs(page)
    horizontal, vertical = turned(*strokes.all(), turn)
    parts.struck, parts.crossed, rules = drawn(parts.glyphs, horizontal, vertical)
    parts.tables = ruling.tables(rules, vertical)
    return parts


def _add_picture(parts: _Parts, item: pypdfium2.PdfImage, size: tuple[float, float]) -> None:
    left, bottom, right, top = item.get_bounds()
    width, height = right - left, top - bottom
    share = width * height / (size[0] * size[1])
    if share >= parts.covered and width > 0:
        parts.dpi = item.get_px_size()[0] / width * _POINTS
    parts.covered += share
    if width > size[0] * _LARGE_PICTURE and height > size[1] * _LARGE_PICTURE:
        parts.large += 1
        parts.hidden, parts.shown = parts.hidden + parts.shown, 0


def _add_text(parts: _Parts, item: pypdfium2.PdfObject) -> None:
    if pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        parts.hidden += 1
    else:
        parts.shown += 1


def _grid(parts: _Parts, table: Ruled, number: int, page: int) -> tuple[Grid, set[Place]]:
    """One table, and its cells that a line crosses."""
    contents = _contents(parts.glyphs, table)
    rows: dict[int, list[Cell]] = {row: [] for row in range(len(table.ys) - 1)}
    crossed = {(number, *at) for at in _crossed(parts, table)}
    for place, box in enumerate(table.boxes):
        text, full, is_gone = _cell_text(contents.get(place, ()), box, parts.struck)
        rows[box.row].append(Cell(text, box.column, box.colspan, box.rowspan, full))
        if is_gone:
            crossed.add((number, box.row, box.column))
    lines = (
        Line(tuple(sorted(cells, key=lambda cell: cell.column)), page)
        for _, cells in sorted(rows.items())
    )
    return Grid(number, tuple(lines)), crossed


def _contents(glyphs: Sequence[Glyph], table: Ruled) -> dict[int, list[Glyph]]:
    """The glyphs of a table by its boxes; a point at a line's end may hang out of its box."""
    contents: dict[int, list[Glyph]] = {}
    before: Glyph | None = None
    inside: int | None = None
    for glyph in glyphs:
        if not (before and glyph.text in _HANGING and _goes_on(before, glyph)):
            inside = table.find(glyph.x, glyph.y)
        if inside is not None:
            contents.setdefault(inside, []).append(glyph)
        before = glyph
    return contents


def _goes_on(before: Glyph, glyph: Glyph) -> bool:
    """Whether a character stands right behind the one before it in the file."""
    level = abs(glyph.y - before.y) < _SAME_LINE * glyph.height
    return level and 0 <= glyph.x - before.x <= _BESIDE * glyph.height


def _crossed(parts: _Parts, table: Ruled) -> Iterator[tuple[int, int]]:
    """Row and column of the cells that a crossed digit may belong to, on both sides of the line."""
    for glyph in parts.crossed:
        for height in (glyph.low, glyph.high):
            inside = table.find(glyph.x, height)
            if inside is not None:
                yield table.boxes[inside].row, table.boxes[inside].column


def _cell_text(
    glyphs: Sequence[Glyph], box: Box, struck: frozenset[Glyph]
) -> tuple[str, bool, bool]:
    """Join the lines of a cell; digits only where the line above them is full.

    Returns whether the last line is full, too, and whether all of the cell is struck
    out: then that is all there is to read.
    """
    lines = _typeset(glyphs)
    is_gone = bool(glyphs) and bool(struck) and struck.issuperset(glyphs)
    gone = frozenset() if is_gone else struck
    air = min([_air(line, box) for line in lines] + [_WIDEST_AIR])
    text, full, size = "", False, 0.0
    for line in lines:
        printed = _printed([glyph for glyph in line if glyph not in gone] if gone else line)
        splits = text[-1:].isdigit() and printed[:1].isdigit()
        if splits and line[0].height < _SMALL * size:
            text, full = text + printed.translate(numbers.RAISED), True
            continue  # the mark of a note that the line above had no room for
        text += f"\n{printed}" if splits and not full else printed
        size = line[-1].height
        full = box.right - box.left - 2 * air - _wide(line) <= _LOOSE * _digit(line)
    return text, full, is_gone


def _air(line: Sequence[Glyph], box: Box) -> float:
    """How much of a cell's width a line leaves free on the side where it leaves less."""
    return max(0.0, min(line[0].left - box.left, box.right - line[-1].right))


def _wide(line: Sequence[Glyph]) -> float:
    """How wide a line is, no less than its digits are set: a 1 has little ink."""
    return max(line[-1].right - line[0].left, _NARROW * len(line) * line[0].height)


def _digit(line: Sequence[Glyph]) -> float:
    """How wide one more digit of a line would be."""
    size = max(glyph.height for glyph in line)
    if not all(glyph.text.isascii() for glyph in line):
        return size
    return max(_DIGIT * size, _wide(line) / len(line))


def _typeset(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Gather glyphs into lines from top to bottom, each from left to right."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: -g.y):
        near = lines[-1][0] if lines else None
        if near is not None and abs(near.y - glyph.y) <= max(near.height, glyph.height, 4) * 0.6:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    for line in lines:
        line.sort(key=lambda glyph: glyph.left)
    return lines


def _printed(line: Sequence[Glyph]) -> str:
    """A line's text; a space stands where there is a gap between figures or letters.

    The spaces of the file itself are not taken: converters put them between the
    digits of one number, and justified Chinese is full of gaps.
    """
    if not line:
        return ""
    text = ""
    before = line[0]
    figure = line[0]  # the digit read last that is no mark of a note
    for glyph in line:
        wide = glyph.left - before.right > _GAP * glyph.height
        # Round a full-width point there is air on its own account.
        if wide and before.text.isascii() and glyph.text.isascii():
            text += " "
        if text[-1:].isdigit() and _is_raised(glyph, figure):
            text += glyph.text.translate(numbers.RAISED)
        else:
            text, figure = text + _folded(glyph.text), glyph
        before = glyph
    return text


def _is_raised(glyph: Glyph, figure: Glyph) -> bool:
    """Whether a digit behind another is the mark of a note: smaller, and higher or lower.

    Other letters of the line tell nothing: their font may know taller lines.
    """
    off = abs(glyph.base - figure.base) / figure.height
    return off > _OFF and glyph.height < _SMALL * figure.height


def _folded(text: str) -> str:
    if text.isascii():
        return text
    return text if numbers.is_mark(text) else unicodedata.normalize("NFKC", text)


def _lines(parts: _Parts) -> list[str]:
    """The page's text outside its tables, without page marks and what is struck out."""
    said = [g for g in parts.glyphs if g not in parts.struck] if parts.struck else parts.glyphs
    outside = [g for g in said if not any(table.holds(g.x, g.y) for table in parts.tables)]
    printed = (_printed(line) for line in _typeset(outside))
    return _without_marks([line for line in printed if line])


def _without_marks(lines: Sequence[str]) -> list[str]:
    return [
        line
        for place, line in enumerate(lines)
        if not (place in {0, len(lines) - 1} and _PAGE_MARK.fullmatch(line))
    ]
