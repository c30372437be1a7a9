"""Reports as Word files, with what years of editing leave in them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from random import Random

    from nianbao.demo.sheets import ReportSheet
    from nianbao.demo.tables import Place, Table

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
_STYLES = (
    '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Mark"><w:rPr><w:vertAlign w:val="superscript"/>'
    '</w:rPr></w:style><w:style w:type="character" w:styleId="NoteMark"><w:basedOn '
    'w:val="Mark"/></w:style>'
)
"""Runs may be struck or raised by the name of a style alone, or of one based on another."""
_WIDTH = 9000


class _Clean:
    """Runs, paragraphs and cells as Word writes them first."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def run(self, text: str, properties: str = "") -> str:
        held = f"<w:rPr>{properties}</w:rPr>" if properties else ""
        return f'<w:r>{held}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""

    def words(self, text: str) -> str:
        return self.run(text)

    def paragraph(self, text: str, properties: str = "") -> str:
        return f"<w:p>{properties}{self.words(text)}</w:p>"

    def cell(self, place: Place, width: int) -> str:
        slot = place.slot
        span = f'<w:gridSpan w:val="{slot.across}"/>' if slot.across > 1 else ""
        merge = ""
        if slot.down > 1:
            merge = '<w:vMerge w:val="restart"/>' if place.first else "<w:vMerge/>"
        borders = (
            "<w:tcBorders>"
            + "".join(
                f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="auto"/>'
                for side in ("top", "left", "bottom", "right")
            )
            + "</w:tcBorders>"
        )
        held = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{borders}</w:tcPr>'
        return f"<w:tc>{held}{self.inside(slot.text if place.first else '')}</w:tc>"

    def inside(self, text: str) -> str:
        return self.paragraph(text, '<w:pPr><w:jc w:val="center"/></w:pPr>')

    def rows(self, rows: Sequence[str]) -> str:
        return "".join(rows)

    def table(self, table: str) -> str:
        return table


class _Tracked(_Clean):
    """Tracked changes: deleted, inserted and moved runs, a deleted row; runs struck by hand."""

    def words(self, text: str) -> str:
        author = 'w:id="1" w:author="x" w:date="2026-01-01T00:00:00Z"'
        roll = self.rng.random()
        if roll < 0.15:
            gone = f"<w:del {author}><w:r><w:delText>77</w:delText></w:r></w:del>"
            return f"{gone}<w:ins {author}>{self.run(text)}</w:ins>"
        if roll < 0.2:
            return f"<w:moveFrom {author}>{self.run('88')}</w:moveFrom>{self.run(text)}"
        if roll < 0.3 and text:
            struck = self.rng.choice(("<w:strike/>", "<w:dstrike/>", '<w:rStyle w:val="Gone"/>'))
            return self.run("66", struck) + self.run(text)
        return self.run(text)

    def rows(self, rows: Sequence[str]) -> str:
        kept = list(rows)
        gone = '<w:trPr><w:del w:id="9" w:author="x" w:date="2026-01-01T00:00:00Z"/></w:trPr>'
        kept.insert(len(kept) - 1, kept[-1].replace("<w:tr>", f"<w:tr>{gone}", 1))
        return "".join(kept)


class _Fields(_Clean):
    """Fields, bookmarks, hidden text, marks of notes, digits in runs of their own."""

    def words(self, text: str) -> str:
        roll = self.rng.random()
        if roll < 0.2:
            return (
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =SUM(LEFT) '
                '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
                f'{self.run(text)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            )
        if roll < 0.4:
            return self.run("99", "<w:vanish/>") + self.run(text)
        if roll < 0.45 and text.isdecimal():
            raised = ('<w:vertAlign w:val="superscript"/>', '<w:rStyle w:val="NoteMark"/>')
            return self.run(text) + self.run("1", self.rng.choice(raised))
        marks = '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>'
        return marks + '<w:proofErr w:type="gramStart"/>'.join(self.run(c) for c in text)


class _Controls(_Clean):
    """Content controls about cells' paragraphs, runs, rows and the whole table; smart tags."""

    def words(self, text: str) -> str:
        made = self.run(text)
        if self.rng.random() < 0.2:
            return f'<w:smartTag w:element="x">{made}</w:smartTag>'
        return (
            f"<w:sdt><w:sdtContent>{made}</w:sdtContent></w:sdt>"
            if self.rng.random() < 0.3
            else made
        )

    def inside(self, text: str) -> str:
        made = super().inside(text)
        return (
            f"<w:sdt><w:sdtContent>{made}</w:sdtContent></w:sdt>"
            if self.rng.random() < 0.3
            else made
        )

    def rows(self, rows: Sequence[str]) -> str:
        return "".join(
            f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>" if self.rng.random() < 0.2 else row
            for row in rows
        )


class _Breaks(_Clean):
    """Tabs, soft line breaks and empty paragraphs inside cells."""

    def inside(self, text: str) -> str:
        if len(text) > 6 and not any(map(str.isdigit, text[2:])):
            middle = len(text) // 2
            one, two = self.run(text[:middle]), self.run(text[middle:])
            return f"<w:p>{one}<w:r><w:br/></w:r>{two}</w:p>"
        return (
            f"<w:p/>{self.paragraph(text)}"
            if self.rng.random() < 0.3
            else (f"<w:p><w:r><w:tab/></w:r>{self.run(text)}</w:p>")
        )


class _Numbered(_Clean):
    """Labels whose ordinal the list makes, so that their text lacks it."""

    def inside(self, text: str) -> str:
        for mark in ("、", "）", "."):
            head, found, tail = text.partition(mark)
            if found and len(head) <= 2 and tail and not tail[:1].isdigit():
                return self.paragraph(
                    tail,
                    '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>',
                )
        return super().inside(text)


class _Boxed(_Clean):
    """The tables in text boxes, each stated twice (drawing and fallback)."""

    def table(self, table: str) -> str:
        return (
            '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline>'
            "<a:graphic>"
            f"<a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{table}<w:p/></w:txbxContent>"
            "</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
            "<mc:Fallback><w:pict><v:shape>"
            f"<v:textbox><w:txbxContent>{table}<w:p/></w:txbxContent></v:textbox></v:shape></w:pict>"
            "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )


class _Framed(_Clean):
    """Each table inside a cell of a layout table."""

    def table(self, table: str) -> str:
        return f"<w:tbl><w:tr><w:tc><w:p/>{table}<w:p/></w:tc></w:tr></w:tbl>"


DIALECTS: dict[str, Callable[[Random], _Clean]] = {
    "clean": _Clean,
    "tracked": _Tracked,
    "fields": _Fields,
    "controls": _Controls,
    "breaks": _Breaks,
    "numbered": _Numbered,
    "text boxes": _Boxed,
    "framed": _Framed,
}
"""What happened to the file."""


def paper(
    sheet: ReportSheet, tables: Mapping[str, Sequence[Table]], dialect: str, rng: Random
) -> bytes:
    """Return the report as a DOCX file."""
    printer = DIALECTS[dialect](rng)
    body = "".join(_body(sheet, tables, printer))
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    document = f"<w:document {_NAMES}><w:body>{body}{page}</w:body></w:document>"
    styles = f"<w:styles {_NAMES}>{_STYLES}</w:styles>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        package.writestr("[Content_Types].xml", head + _TYPES)
        package.writestr("_rels/.rels", head + _RELATIONS)
        package.writestr("word/document.xml", head + document)
        package.writestr("word/styles.xml", head + styles)
    return out.getvalue()


def _body(
    sheet: ReportSheet, tables: Mapping[str, Sequence[Table]], printer: _Clean
) -> Iterator[str]:
    plain = _Clean(printer.rng)
    yield plain.paragraph(sheet.title)
    for passage in sheet.passages:
        yield plain.paragraph(passage.heading)
        yield from (plain.paragraph(text) for text in passage.paragraphs)
        for table in tables.get(passage.table or "", ()):
            yield printer.table(_table(table, printer)) + "<w:p/>"
    yield from (plain.paragraph(text) for text in sheet.signature)


def _table(table: Table, printer: _Clean) -> str:
    widths = _widths(table)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = [
        "<w:tr>"
        + "".join(printer.cell(p, sum(widths[p.column : p.column + p.slot.across])) for p in places)
        + "</w:tr>"
        for places in table.placed()
    ]
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        "</w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{printer.rows(rows)}</w:tbl>"
    )


def _widths(table: Table) -> list[int]:
    if table.name == "t3" and table.width >= 8:
        labels = [500, 1100, 2400] if table.width >= 10 else [3000]
        return [*labels, *[700] * (table.width - len(labels))]
    return [_WIDTH // table.width] * table.width
