"""Lists on paper (DOCX, A4 across) in the hand of an office: headings, paragraphs, tables."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Paper
    from docx.table import _Cell
    from docx.text.run import Run

SERIF: Final = "仿宋_GB2312"
TITLE: Final = "方正小标宋简体"
HEADING: Final = "黑体"
LATIN: Final = "Times New Roman"
"""Figures and addresses, on whatever machine: where a Chinese font lacks, none replaces it well."""


def new_paper() -> Paper:
    """Return an empty document."""
    paper = Document()
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin = section.right_margin = Mm(20)
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # A font that lacks is replaced by one for it.
    return paper


def saved(paper: Paper) -> bytes:
    """Return a document's bytes."""
    data = BytesIO()
    paper.save(data)
    return data.getvalue()


def paragraph(
    paper: Paper,
    text: str,
    *,
    size: int = 14,
    font: str = SERIF,
    centred: bool = False,
    right: bool = False,
    indented: bool = False,
) -> None:
    """Add a paragraph; ``indented`` by two characters, as a notice's text is."""
    made = paper.add_paragraph()
    _write(made.add_run(text), font, size)
    form = made.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(2), Pt(4), 1.3
    form.keep_with_next = font == HEADING
    if centred:
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if right:
        form.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if indented:
        form.first_line_indent = Pt(2 * size)


def _write(run: Run, font: str, size: float) -> None:
    run.font.name, run.font.size = font, Pt(size)
    fonts = run.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:ascii"), LATIN)


def table(
    paper: Paper,
    heads: Sequence[str],
    rows: Sequence[Sequence[str | int]],
    widths: Sequence[int],
) -> None:
    """Add a table; ``widths`` are in millimetres."""
    made = paper.add_table(rows=len(rows) + 1, cols=len(heads))
    made.style, made.autofit = "Table Grid", False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    for number, row in enumerate(made.rows):
        values = rows[number - 1] if number else heads
        font = SERIF if number else HEADING
        for cell, value, width in zip(row.cells, values, widths, strict=True):
            centred = not number or isinstance(value, int)
            _fill(cell, str(value), width, font, centred=centred)
        # The headings stand on top of every page, and no row is cut between two.
        mark = OxmlElement("w:cantSplit" if number else "w:tblHeader")
        row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - there is no other way to it


def _fill(cell: _Cell, text: str, width: int, font: str, *, centred: bool) -> None:
    cell.width, cell.vertical_alignment = Mm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
    (line,) = cell.paragraphs
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
    if centred:
        line.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(line.add_run(text), font, 10.5)
