"""Reports as text PDF: ruled in several ways, cut by pages, turned, spelt glyph by glyph."""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from nianbao.demo.sheets import ReportSheet
    from nianbao.demo.tables import Place, Table

_FONT = "NianbaoSample"
_FILE = Path(str(resources.files("alerts").joinpath("fonts/NotoSansSC-GB2312.ttf")))
_MARGIN = 50.0
DIALECTS = (
    "ruled", "wrapped numbers", "open sides", "twice ruled", "turned", "glyph by glyph", "filled",
)  # fmt: skip
"""How pages are drawn."""


@dataclass(slots=True)
class _Pen:
    """Draws one report from the top of its pages to their foot."""

    canvas: Canvas
    dialect: str
    rng: Random
    width: float
    height: float
    page: int = 1
    y: float = 0.0
    size: float = 8.0

    def begin(self) -> None:
        if self.dialect == "turned":
            self.canvas.setPageRotation(90)
        self.y = self.height - _MARGIN

    def turn(self) -> None:
        mark = self.rng.choice((f"- {self.page} -", f"— {self.page} —", f"-{self.page}-"))
        self.write(mark, self.width / 2, _MARGIN / 2)
        self.canvas.showPage()
        self.page += 1
        self.begin()

    def write(self, text: str, x: float, y: float) -> None:
        self.canvas.setFont(_FONT, self.size)
        if self.dialect != "glyph by glyph":
            self.canvas.drawString(x, y, text)
            return
        for character in text:
            self.canvas.drawString(x, y, character)
            x += self.canvas.stringWidth(character, _FONT, self.size)

    def prose(self, text: str) -> None:
        for line in _wrapped(text, self.size, self.width - 2 * _MARGIN):
            if self.y < _MARGIN + 20:
                self.turn()
            self.y -= self.size * 1.8
            self.write(line, _MARGIN, self.y)

    # -- tables ---------------------------------------------------------------------

    def table(self, table: Table) -> None:
        widths = self.widths(table)
        self.y -= 14
        for places in table.placed():
            texts = [_wrapped(_shown(p), self.size, self.span(widths, p) - 6) for p in places]
            height = max(map(len, texts)) * self.size * 1.4 + 6
            if self.y - height < _MARGIN:
                self.turn()
            for place, lines in zip(places, texts, strict=True):
                self.cell(place, lines, widths, height)
            self.y -= height
        self.y -= 14

    def widths(self, table: Table) -> list[float]:
        room = self.width - 2 * _MARGIN
        if table.name != "t3" or table.width < 8:
            return [room / table.width] * table.width
        labels = [30.0, 60.0, 130.0] if table.width >= 10 else [190.0]
        narrow = 20.0 if self.dialect == "wrapped numbers" else 34.0
        return [*labels, *[narrow] * (table.width - len(labels))]

    def span(self, widths: Sequence[float], place: Place) -> float:
        return sum(widths[place.column : place.column + place.slot.across])

    def cell(
        self, place: Place, lines: Sequence[str], widths: Sequence[float], height: float
    ) -> None:
        left = _MARGIN + sum(widths[: place.column])
        self.rule(place, left, left + self.span(widths, place), height, len(widths))
        for number, line in enumerate(lines):
            self.write(line, left + 3, self.y - 3 - self.size - number * self.size * 1.4)
        if place.slot.key and len(lines) == 1:
            self.note(lines[0], left + 3, self.span(widths, place) - 6)

    def note(self, figure: str, left: float, room: float) -> None:
        """Here and there behind a figure: the mark of a note, set higher; a digit struck out."""
        wide, small = self.canvas.stringWidth(figure, _FONT, self.size), self.size * 0.6
        if not figure.isdecimal() or wide + self.size > room or self.rng.random() > 0.05:
            return
        base = self.y - 3 - self.size
        if self.dialect == "open sides":
            self.canvas.setFont(_FONT, small)
            self.canvas.drawString(left + wide, base + self.size * 0.35, "1")
            self.canvas.setFont(_FONT, self.size)
        elif self.dialect in {"ruled", "filled"}:
            end = left + wide + self.canvas.stringWidth("9", _FONT, self.size)
            self.canvas.drawString(left + wide, base, "9")
            self.stroke(left + wide, base + self.size * 0.33, end)

    def stroke(self, left: float, y: float, right: float) -> None:
        if self.dialect == "filled":
            self.canvas.rect(left, y, right - left, 0.5, stroke=0, fill=1)
        else:
            self.canvas.line(left, y, right, y)

    def rule(self, place: Place, left: float, right: float, height: float, columns: int) -> None:
        top, low = self.y, self.y - height
        ends = place.column + place.slot.across == columns
        sides = [x for x, open_side in ((left, place.column == 0), (right, ends)) if not open_side]
        if self.dialect != "open sides":
            sides = [left, right]
        lines = [(x, low, x, top) for x in sides]
        lines += [(left, top, right, top)] if place.first else []
        lines += [(left, low, right, low)] if place.slot.down == 1 else []
        for x0, y0, x1, y1 in lines:
            if self.dialect == "filled":
                self.canvas.rect(x0, y0, max(x1 - x0, 0.5), max(y1 - y0, 0.5), stroke=0, fill=1)
            else:
                self.canvas.line(x0, y0, x1, y1)
                if self.dialect == "twice ruled":
                    self.canvas.line(x0 + 1, y0 + 1, x1 + 1, y1 + 1)


def _shown(place: Place) -> str:
    return place.slot.text if place.first else ""


def _wrapped(text: str, size: float, width: float) -> list[str]:
    lines, line = [], ""
    for character in text:
        if line and pdfmetrics.stringWidth(line + character, _FONT, size) > width:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def page(
    sheet: ReportSheet, tables: Mapping[str, Sequence[Table]], dialect: str, rng: Random
) -> bytes:
    """Return the report as a PDF in one dialect."""
    pdfmetrics.registerFont(TTFont(_FONT, str(_FILE)))
    out = io.BytesIO()
    width, height = A4 if dialect != "turned" else (A4[1], A4[0])
    canvas = Canvas(out, pagesize=(width, height), invariant=1)
    canvas.setTitle(sheet.title)
    pen = _Pen(canvas, dialect, rng, width, height)
    pen.begin()
    pen.prose(sheet.title)
    for passage in sheet.passages:
        for text in (passage.heading, *passage.paragraphs):
            pen.prose(text)
        for table in tables.get(passage.table or "", ()):
            pen.table(table)
    for text in sheet.signature:
        pen.prose(text)
    canvas.save()
    return out.getvalue()
