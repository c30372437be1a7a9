"""A report as a text PDF of several pages: ruling lines, tables cut by the page's end.

What Word and WPS do when they print is done here by hand, because it is the
difficulty: a table runs over a page's end without its head, a merged label is
cut in two (（四）无 / 法提供), a row's label goes on below the cut, labels wrap
inside words, and "- 3 -" stands between two halves of a table.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from nianbao.demo import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from random import Random

    from nianbao.demo.sheets import ReportSheet
    from nianbao.demo.tables import Slot, Table

WIDTH, HEIGHT = A4
_FONT = "NianbaoSample"
_NO_LINE_START = frozenset("，。、；：）”》！？％")


@dataclass(frozen=True, slots=True)
class PdfLayout:
    """How pages are set. Sizes are points.

    ``mark`` is the page mark's pattern or "" for none. ``row_height`` is the
    least height of a row, ``cell_size`` the size of cell text. ``cut_rows`` lets
    a page's end fall inside a row, ``open_cuts`` leaves the line at a page's end
    undrawn. ``head_room`` is extra space before table three, which moves its cut.
    ``shaded`` paints the clause rows of table two.
    """

    margin: float = 74
    text_size: float = 15
    cell_size: float = 8
    row_height: float = 20
    clause_height: float = 30
    mark: str = "- {} -"
    mark_side: Literal["outer", "centre"] = "outer"
    cut_rows: bool = False
    open_cuts: bool = False
    head_room: float = 0
    shaded: bool = True
    label_shares: tuple[float, float, float] = (0.06, 0.10, 0.29)


def varied(rng: Random) -> PdfLayout:
    """Return a layout drawn at random; for seeded generators of many documents."""
    return PdfLayout(
        cell_size=rng.choice((7.5, 8, 8.5)),
        row_height=rng.choice((16, 18, 20, 22)),
        clause_height=rng.choice((20, 24, 30)),
        mark=rng.choice(("- {} -", "-{}-", "— {} —", "{}", "")),
        mark_side=rng.choice(("outer", "centre")),
        cut_rows=rng.random() < 0.5,  # noqa: PLR2004
        open_cuts=rng.random() < 0.3,  # noqa: PLR2004
        head_room=rng.choice((0, 10, 40, 80, 160)),
        shaded=rng.random() < 0.7,  # noqa: PLR2004
    )


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of one table row on one page: which row and how many label lines it shows."""

    row: int
    page: int
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle of a cell on one page, its top from the page's foot, with the lines in it."""

    page: int
    left: float
    top: float
    width: float
    height: float
    lines: tuple[str, ...]
    slot: Slot
    starts: bool
    ends: bool


def document(sheet: ReportSheet, font: Path, layout: PdfLayout | None = None) -> bytes:
    """Return the report as a PDF set in ``font``, a TrueType file that is embedded."""
    pdfmetrics.registerFont(TTFont(_FONT, str(font)))
    press = _Press(layout or PdfLayout())
    press.report(sheet)
    return press.bytes(sheet.title)


def wrapped(text: str, size: float, width: float) -> tuple[str, ...]:
    """Return the text in lines of at most ``width`` points; punctuation never begins a line."""
    lines, line = [], ""
    for character in text:
        if character == "\n":
            lines.append(line)
            line = ""
            continue
        too_wide = pdfmetrics.stringWidth(line + character, _FONT, size) > width
        if line and too_wide and character not in _NO_LINE_START:
            lines.append(line)
            line = ""
        line += character
    return (*lines, line) if line or not lines else tuple(lines)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of prose on its page."""

    page: int
    x: float
    y: float
    size: float
    text: str


class _Press:
    """Sets a report page by page; everything is collected in reading order and drawn at the end."""

    def __init__(self, layout: PdfLayout) -> None:
        self.layout = layout
        self.page = 1
        self.y = HEIGHT - layout.margin
        self.marks: list[Line | Box] = []

    @property
    def foot(self) -> float:
        return self.layout.margin

    @property
    def breadth(self) -> float:
        return WIDTH - 2 * self.layout.margin

    def report(self, sheet: ReportSheet) -> None:
        size = self.layout.text_size
        for line in _title_lines(sheet.title):
            self.line(line, size * 1.4, centred=True)
        self.y -= size
        for text in sheet.lead:
            self.prose(text)
        for passage in sheet.passages:
            self.prose(passage.heading)
            for text in passage.paragraphs:
                self.prose(text)
            if passage.table:
                self.statutory(sheet, passage.table)
        for text in sheet.signature:
            self.line(text, size, indent=self.breadth * 0.55)

    def prose(self, text: str) -> None:
        size = self.layout.text_size
        for number, line in enumerate(wrapped("　　" + text, size, self.breadth)):
            self.line(line if number else line[2:], size, indent=0 if number else 2 * size)

    def line(self, text: str, size: float, *, indent: float = 0, centred: bool = False) -> None:
        leading = size * 1.85
        if self.y - leading < self.foot:
            self.turn()
        self.y -= leading
        if centred:
            indent = (self.breadth - pdfmetrics.stringWidth(text, _FONT, size)) / 2
        self.marks.append(Line(self.page, self.layout.margin + indent, self.y, size, text))

    def turn(self) -> None:
        self.page += 1
        self.y = HEIGHT - self.layout.margin

    def statutory(self, sheet: ReportSheet, name: str) -> None:
        self.y -= 6 + (self.layout.head_room if name == "t3" else 0)
        self.table({"t2": tables.t2, "t3": tables.t3, "t4": tables.t4}[name](sheet))
        self.y -= 14

    # --- tables ---

    def table(self, table: Table) -> None:
        widths = self.widths(table)
        strips = list(self.strips(table, widths))
        for number, row in enumerate(table.placed()):
            for place in row:
                if place.first:
                    covered = range(number, number + place.slot.down)
                    inside = [strip for strip in strips if strip.row in covered]
                    self.cell(place.slot, place.column, widths, inside)

    def widths(self, table: Table) -> list[float]:
        if table.name == "t3":
            labels = self.layout.label_shares
            rest = (1 - sum(labels)) / 7
            return [share * self.breadth for share in (*labels, *[rest] * 7)]
        return [self.breadth / table.width] * table.width

    def strips(self, table: Table, widths: list[float]) -> Iterator[Strip]:
        """Yield the rows with the page and height they get, cut where the page ends."""
        for number, row in enumerate(table.placed()):
            alone = (place for place in row if place.slot.down == 1)
            lines = max(len(self.lines_of(p.slot, p.column, widths)) for p in alone)
            height = max(self.least(table), lines * self.leading + 8)
            room = self.y - self.foot
            if height > room:
                above = self.shown_above(lines, room)
                if above:
                    yield Strip(number, self.page, self.y, above)
                self.turn()
                height -= above
            yield Strip(number, self.page, self.y, height)
            self.y -= height

    def shown_above(self, lines: int, room: float) -> float:
        """Return how much of a row stays above the page's end: whole lines of text or nothing."""
        whole = min(int((room - 4) // self.leading), lines - 1)
        return whole * self.leading + 4 if self.layout.cut_rows and whole > 0 else 0.0

    @property
    def leading(self) -> float:
        return self.layout.cell_size * 1.5

    def least(self, table: Table) -> float:
        return self.layout.clause_height if table.name != "t3" else self.layout.row_height

    def lines_of(self, slot: Slot, column: int, widths: list[float]) -> tuple[str, ...]:
        width = sum(widths[column : column + slot.across])
        return wrapped(slot.text, self.layout.cell_size, width - 5)

    def cell(self, slot: Slot, column: int, widths: list[float], strips: Sequence[Strip]) -> None:
        """Put one cell's rectangles on their pages and fill its lines in from above."""
        lines = list(self.lines_of(slot, column, widths))
        left = self.layout.margin + sum(widths[:column])
        width = sum(widths[column : column + slot.across])
        parts = [list(part) for _, part in groupby(strips, key=lambda strip: strip.page)]
        for number, part in enumerate(parts):
            height = sum(strip.height for strip in part)
            last = number == len(parts) - 1
            shown = (
                len(lines) if last else min(len(lines), max(1, int((height - 4) // self.leading)))
            )
            held, lines = tuple(lines[:shown]), lines[shown:]
            self.marks.append(
                Box(part[0].page, left, part[0].top, width, height, held, slot, number == 0, last)
            )

    # --- drawing ---

    def bytes(self, title: str) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4, invariant=1)
        canvas.setTitle(title)
        for page in range(1, self.page + 1):
            self.draw(canvas, page)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def draw(self, canvas: Canvas, page: int) -> None:
        for mark in self.marks:
            if mark.page != page:
                continue
            if isinstance(mark, Box):
                self.draw_box(canvas, mark)
            else:
                _write(canvas, mark.text, mark.x, mark.y, mark.size)
        if self.layout.mark:
            self.draw_mark(canvas, page)

    def draw_mark(self, canvas: Canvas, page: int) -> None:
        mark = self.layout.mark.format(page)
        x = (WIDTH - pdfmetrics.stringWidth(mark, _FONT, 11)) / 2
        if self.layout.mark_side == "outer":
            x = WIDTH - self.layout.margin - 40 if page % 2 else self.layout.margin + 8
        _write(canvas, mark, x, self.layout.margin - 26, 11)

    def draw_box(self, canvas: Canvas, box: Box) -> None:
        if self.layout.shaded and box.slot.text.startswith("第二十条"):
            canvas.setFillColorRGB(0.776, 0.851, 0.945)
            canvas.rect(box.left, box.top - box.height, box.width, box.height, stroke=0, fill=1)
            canvas.setFillColorRGB(0, 0, 0)
        self.draw_lines(canvas, box)
        size, leading = self.layout.cell_size, self.leading
        first = box.top - (box.height - len(box.lines) * leading) / 2 - leading * 0.75
        centred = box.slot.heading or box.slot.key is not None
        for number, line in enumerate(box.lines):
            x = box.left + 2.5
            if centred:
                x = box.left + (box.width - pdfmetrics.stringWidth(line, _FONT, size)) / 2
            _write(canvas, line, x, first - number * leading, size)

    def draw_lines(self, canvas: Canvas, box: Box) -> None:
        right, low = box.left + box.width, box.top - box.height
        canvas.setLineWidth(0.6)
        canvas.line(box.left, low, box.left, box.top)
        canvas.line(right, low, right, box.top)
        if box.starts or not self.layout.open_cuts:
            canvas.line(box.left, box.top, right, box.top)
        if box.ends or not self.layout.open_cuts:
            canvas.line(box.left, low, right, low)


def _title_lines(title: str) -> tuple[str, ...]:
    """Break a title before 政府信息公开, as offices set it over two lines."""
    middle = max(title.find("政府信息公开"), 0)
    return tuple(filter(None, (title[:middle], title[middle:])))


def _write(canvas: Canvas, text: str, x: float, y: float, size: float) -> None:
    canvas.setFont(_FONT, size)
    canvas.drawString(x, y, text)
