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
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

if TYPE_CHECKING:
    from docx.document import Document as Paper
    from docx.text.run import Run

ROOT: Final = Path(__file__).resolve().parents[1]
TEXTS: Final = ROOT / "tools/letters"
TEMPLATES: Final = ROOT / "alerts/letters/templates"
BODY: Final = ""
CHARACTER: Final = Pt(16)
LINE: Final = Pt(28)
"""Twenty-two lines a page."""
LATIN: Final = "Times New Roman"
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
        sign(paper)
        number_pages(paper)
        speak_chinese(paper)
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
    write(run, font, size)
    form = made.paragraph_format
    form.alignment = ALIGNED[mark]
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before, form.space_after = Pt(0), LINE if mark == TITLE else Pt(0)
    if mark == BODY:
        form.first_line_indent = 2 * CHARACTER


def write(run: Run, font: str, size: int) -> None:
    """Give a run a Chinese font; figures have another, and quotation marks have not."""
    run.font.name, run.font.size = font, Pt(size)
    run.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    run.element.rPr.rFonts.set(qn("w:ascii"), LATIN)


def speak_chinese(paper: Paper) -> None:
    """Say that the text is Chinese of the mainland, so that a font that lacks is replaced well."""
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-US")  # Of Latin words, which else are broken anywhere.
        language.set(qn("w:eastAsia"), "zh-CN")


def sign(paper: Paper) -> None:
    """Set office and date apart from the text, and never alone on a page."""
    *text, office, day = paper.paragraphs
    office.paragraph_format.space_before = LINE
    office.paragraph_format.right_indent = 2 * CHARACTER
    day.paragraph_format.right_indent = 4 * CHARACTER
    for above in (*text[-2:], office):
        above.paragraph_format.keep_with_next = True
    text[-1].paragraph_format.keep_together = True


def number_pages(paper: Paper) -> None:
    """Put — 1 — below every page."""
    made = paper.sections[0].footer.paragraphs[0]
    made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.add_run("— ")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    made._p.append(number)  # noqa: SLF001 - there is no other way to a field
    made.add_run(" —")
    for run in made.runs:
        write(run, "宋体", 14)


if __name__ == "__main__":
    main()
