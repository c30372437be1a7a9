"""A report as a DOCX file with genuinely merged cells, as the national form has them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from nianbao.demo import tables

if TYPE_CHECKING:
    from docx.document import Document as DocumentFile
    from docx.text.paragraph import Paragraph

    from nianbao.demo.sheets import ReportSheet
    from nianbao.demo.tables import Place, Table

WIDTH = 9740  # twips, as the form's own tables
_T3_COLUMNS = (600, 1300, 2640, 720, 740, 740, 740, 740, 740, 780)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="8" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right")
)
_MOMENT = (2026, 1, 1, 0, 0, 0)  # one moment in every archive, so that the bytes stay the same


def document(sheet: ReportSheet) -> bytes:
    """Return the report as a DOCX file: tables of 14×4, 28×10 and 4×15 for the form of 2021."""
    file = Document()
    _fonts(file)
    _line(file, sheet.title, size=20, bold=True).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in sheet.lead:
        _prose(file, text)
    for passage in sheet.passages:
        _prose(file, passage.heading, bold=True)
        for text in passage.paragraphs:
            _prose(file, text)
        if passage.table:
            _place(file, _TABLES[passage.table](sheet))
    for text in sheet.signature:
        _line(file, text, size=15).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return _bytes(file)


_TABLES = {"t2": tables.t2, "t3": tables.t3, "t4": tables.t4}


def _fonts(file: DocumentFile) -> None:
    style = file.styles["Normal"]
    style.font.name = "仿宋"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    section = file.sections[0]
    section.page_width, section.page_height = Pt(595), Pt(842)
    section.left_margin = section.right_margin = Pt(54)


def _line(file: DocumentFile, text: str, *, size: int, bold: bool = False) -> Paragraph:
    paragraph = file.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.bold = bold
    return paragraph


def _prose(file: DocumentFile, text: str, *, bold: bool = False) -> None:
    form = _line(file, text, size=15, bold=bold).paragraph_format
    form.first_line_indent = Pt(30)
    form.line_spacing = Pt(28)
    form.space_after = Pt(0)


def _place(file: DocumentFile, table: Table) -> None:
    """Put the table after what is already there; the final section mark stays last."""
    body = file.element.body
    body.insert(len(body) - 1, parse_xml(_table_xml(table)))


def _table_xml(table: Table) -> str:
    widths = _T3_COLUMNS if table.name == "t3" else (WIDTH // table.width,) * table.width
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row_xml(places, widths) for places in table.placed())
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _row_xml(places: tuple[Place, ...], widths: tuple[int, ...]) -> str:
    height = '<w:trPr><w:trHeight w:val="340" w:hRule="atLeast"/><w:jc w:val="center"/></w:trPr>'
    return f"<w:tr>{height}{''.join(_cell_xml(place, widths) for place in places)}</w:tr>"


def _cell_xml(place: Place, widths: tuple[int, ...]) -> str:
    slot = place.slot
    width = sum(widths[place.column : place.column + slot.across])
    span = f'<w:gridSpan w:val="{slot.across}"/>' if slot.across > 1 else ""
    merge = ""
    if slot.down > 1:
        merge = '<w:vMerge w:val="restart"/>' if place.first else "<w:vMerge/>"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}'
        f"<w:tcBorders>{_BORDERS}</w:tcBorders>{_shade(slot.text, slot.across)}"
        f'<w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph_xml(slot.text if place.first else '', centred=_is_centred(place))}</w:tc>"
    )


def _shade(text: str, across: int) -> str:
    clause = across > 1 and text.startswith("第二十条")
    return '<w:shd w:val="clear" w:color="auto" w:fill="C6D9F1"/>' if clause else ""


def _is_centred(place: Place) -> bool:
    return place.slot.heading or place.slot.key is not None


def _paragraph_xml(text: str, *, centred: bool) -> str:
    side = "center" if centred else "left"
    mark = (
        '<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/>'
        '<w:sz w:val="20"/></w:rPr>'
    )
    run = f'<w:r>{mark}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    form = f'<w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="{side}"/></w:pPr>'
    return f"<w:p>{form}{run}</w:p>"


def _bytes(file: DocumentFile) -> bytes:
    raw, still = io.BytesIO(), io.BytesIO()
    file.save(raw)
    with zipfile.ZipFile(raw) as read, zipfile.ZipFile(still, "w") as written:
        for name in read.namelist():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, read.read(name))
    return still.getvalue()
