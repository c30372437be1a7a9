"""Write the product's own letter templates: ``python tools/make_letter_templates.py``.

Each text in tools/letters/ becomes a DOCX in alerts/letters/templates/, on paper with the
measures of GB/T 9704—2012. A line is a paragraph: ``#`` a title, ``@`` who is
addressed, ``>`` a signature, anything else body text. An office that wants another
wording replaces the DOCX in its data directory.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

if TYPE_CHECKING:
    from docx.document import Document as Paper

ROOT: Final = Path(__file__).resolve().parents[1]
TEXTS: Final = ROOT / "tools/letters"
TEMPLATES: Final = ROOT / "alerts/letters/templates"
BODY: Final = ""
TITLE, SALUTATION, SIGNATURE = MARKS = ("# ", "@ ", "> ")
ALIGNED: Final = {
    TITLE: WD_ALIGN_PARAGRAPH.CENTER,
    SALUTATION: WD_ALIGN_PARAGRAPH.LEFT,
    SIGNATURE: WD_ALIGN_PARAGRAPH.RIGHT,
    BODY: WD_ALIGN_PARAGRAPH.LEFT,
}


def main() -> None:
    """Write every template."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    for path in sorted(TEXTS.glob("*.txt")):
        paper = blank_paper()
        for line in path.read_text(encoding="utf-8").splitlines():
            mark = next((mark for mark in MARKS if line.startswith(mark)), BODY)
            add_paragraph(paper, mark, line.removeprefix(mark))
        paper.core_properties.author = "年报核查"
        paper.save(str(TEMPLATES / f"{path.stem}.docx"))


def blank_paper() -> Paper:
    """Return an empty A4 document with official margins and fonts."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    return paper


def add_paragraph(paper: Paper, mark: str, text: str) -> None:
    """Add one paragraph in the form of its mark."""
    made = paper.add_paragraph()
    run = made.add_run(text)
    font, size = ("方正小标宋简体", 22) if mark == TITLE else ("仿宋_GB2312", 16)
    run.font.name, run.font.size = font, Pt(size)
    run.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    form = made.paragraph_format
    form.alignment = ALIGNED[mark]
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(30)
    form.space_before, form.space_after = Pt(0), Pt(28 if mark == TITLE else 0)
    if mark == BODY:
        form.first_line_indent = Pt(32)  # two characters


if __name__ == "__main__":
    main()
