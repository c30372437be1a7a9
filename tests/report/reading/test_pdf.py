"""Text PDFs as converters print them: lines over and under figures, wrapped cells, turned pages."""

import io
from importlib import resources
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from nianbao.report import form
from nianbao.report.model import Source, State
from nianbao.report.reading import read
from nianbao.report.reading.glyph import glyphs
from nianbao.report.reading.lookalikes import SEEN

FONT = "NianbaoSample"
LEFT, TOP, WIDE, HIGH, SIZE = 40.0, 700.0, 34.0, 20.0, 8.0
GROUPS = ("review", "suit_direct", "suit_after_review")
KEYS = [f"t4.{group}.{outcome.key}" for group in GROUPS for outcome in form.OUTCOMES]
FIRST = KEYS[0]


def drawn(canvas, x, y, wide, high):
    canvas.rect(x, y, wide, high)


def hollow(canvas, x, y, wide, high):
    """A filled rectangle with a hole, as style sheets with separate borders are printed."""
    path = canvas.beginPath()
    path.rect(x, y, wide, high)
    path.rect(x + 0.5, y + 0.5, wide - 1, high - 1)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


def dotted(canvas, x, y, wide, high):
    """Squares of ink beside each other, as a browser prints a dotted border."""
    for step in range(int(wide / 1.5)):
        for level in (y, y + high):
            canvas.rect(x + step * 1.5, level, 0.75, 0.75, stroke=0, fill=1)
    for step in range(int(high / 1.5)):
        for side in (x, x + wide):
            canvas.rect(side, y + step * 1.5, 0.75, 0.75, stroke=0, fill=1)


def apart(canvas, x, y, wide, high):
    """Cells that stand apart from each other, each with a double frame of its own."""
    path = canvas.beginPath()
    for inset in (1.5, 1.8, 2.4, 2.7):
        path.rect(x + inset, y + inset, wide - 2 * inset, high - 2 * inset)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


RULES = {"drawn": drawn, "hollow": hollow, "dotted": dotted, "apart": apart}


class Form:
    """Table four on one page, with what is drawn over its figures."""

    def __init__(self, figures=("1", "0", "0", "2", "3") * 3, low=HIGH, rules="drawn"):
        pdfmetrics.registerFont(
            TTFont(FONT, str(Path(str(resources.files("alerts") / "fonts/NotoSansSC-GB2312.ttf"))))
        )
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=(600, 800), invariant=1)
        self.figures, self.low, self.rules = figures, low, rules
        self.base = TOP - 3 * HIGH - SIZE

    def begin(self):
        self.canvas.setFont(FONT, SIZE)
        self.canvas.setLineWidth(0.5)
        self.head("行政复议", 0, 5, 0)
        self.head("行政诉讼", 5, 10, 0)
        self.head("未经复议直接起诉", 5, 5, 1)
        self.head("复议后起诉", 10, 5, 1)
        names = [outcome.names[0] for outcome in form.OUTCOMES]
        for column in range(15):
            tall = 2 if column < 5 else 1
            self.head(names[column % 5], column, 1, 3 - tall, tall)
            self.frame(column, 1, TOP - 3 * HIGH, self.low)
            for number, line in enumerate(self.figures[column].split("\n")):
                self.canvas.drawString(self.left(column) + 3, self.base - 10 * number, line)
        return self

    def left(self, column):
        return LEFT + column * WIDE

    def head(self, text, column, across, row, tall=1):
        self.frame(column, across, TOP - row * HIGH, tall * HIGH)
        self.canvas.drawString(self.left(column) + 1, TOP - row * HIGH - 10, text)

    def frame(self, column, across, top, high):
        RULES[self.rules](self.canvas, self.left(column), top - high, across * WIDE, high)

    def wide(self, text):
        return self.canvas.stringWidth(text, FONT, SIZE)

    def line(self, up, start, end, down=0):
        """Draw a level line so far above the line that the figures stand on."""
        y = self.base + up * SIZE - 10 * down
        self.canvas.line(start, y, end, y)

    def read(self):
        self.canvas.save()
        return read(Source(self.out.getvalue(), "report.pdf"))


def certain(report):
    return {key for key in KEYS if report.figures[key].certain}


def values(report):
    return [report.figures[key].value for key in KEYS]


def test_a_line_under_a_number_that_wraps_is_no_rule_of_the_table():
    page = Form(("203\n0", *"0002" * 3, "0", "0"), low=30).begin()
    page.line(-0.12, page.left(0) + 3, page.left(0) + 3 + page.wide("203"))
    page.line(-0.12, page.left(0) + 3, page.left(0) + 3 + page.wide("0"), down=1)
    assert page.read().figures[FIRST].printed == "203\n0"


def test_a_line_under_a_number_and_the_air_about_it_is_no_rule_of_the_table():
    page = Form(("20\n3", *"0002" * 3, "0", "0"), low=30).begin()
    page.line(-0.15, page.left(0) + 4, page.left(1) - 4)
    assert page.read().figures[FIRST].printed == "20\n3"


def test_digits_struck_out_are_gone_and_what_stands_beside_them_is_certain():
    page = Form(("71", *"0002" * 3, "0", "0")).begin()
    start = page.left(0) + 3
    page.line(0.3, start, start + page.wide("7"))
    report = page.read()
    assert (report.figures[FIRST].value, FIRST in certain(report)) == (1, True)


def test_a_number_struck_out_with_nothing_beside_it_is_not_certain():
    page = Form(("71", *"0002" * 3, "0", "0")).begin()
    start = page.left(0) + 3
    page.line(0.3, start, start + page.wide("71"))
    assert certain(page.read()) == {*KEYS} - {FIRST}


def test_a_line_through_a_row_of_figures_leaves_none_of_them_certain():
    page = Form().begin()
    page.line(0.3, page.left(0) - 10, page.left(4) + 20)
    report = page.read()
    assert certain(report) == {*KEYS[5:]}
    assert values(report) == [1, 0, 0, 2, 3] * 3


def test_a_figure_on_a_rule_leaves_the_cells_on_both_sides_of_it_open():
    page = Form(("", *"0002" * 3, "0", "0"), low=16).begin()
    page.canvas.drawString(page.left(0) + 3, TOP - 3 * HIGH - 3, "7")
    assert certain(page.read()) == {*KEYS} - {FIRST}


@pytest.mark.parametrize("low", [SIZE, SIZE + 0.5, SIZE + 1.5])
def test_rules_that_touch_the_figures_of_a_tight_row_make_nothing_doubtful(low):
    report = Form(low=low).begin().read()
    assert certain(report) == {*KEYS}
    assert values(report) == [1, 0, 0, 2, 3] * 3


@pytest.mark.parametrize(("turn", "x", "y"), [(90, 800, 0), (270, 0, 600), (180, 600, 800)])
def test_a_page_whose_text_is_turned_is_read_as_a_person_turns_it(turn, x, y):
    page = Form()
    page.canvas.setPageSize((600, 800) if turn == 180 else (800, 600))
    page.canvas.translate(x, y)
    page.canvas.rotate(turn)
    report = page.begin().read()
    assert values(report) == [1, 0, 0, 2, 3] * 3
    assert certain(report) == {*KEYS}


@pytest.mark.parametrize(
    ("printed", "whole"), [("203\n0", False), ("20300\n6", True), ("12\n3", False)]
)
def test_digits_below_each_other_are_one_number_only_where_the_upper_ones_fill_the_cell(
    printed, whole
):
    report = Form((printed, *"0002" * 3, "0", "0"), low=30).begin().read()
    figure = report.figures[FIRST]
    assert figure.state is State.NUMBER
    assert figure.certain is whole


def test_all_characters_of_a_line_stand_at_one_height_and_have_one_size():
    page = Form()
    page.canvas.setFont(FONT, SIZE)
    page.canvas.drawString(100, 500, "3.危及“三安全一稳定”、1—_,.")
    page.canvas.save()
    document = pypdfium2.PdfDocument(page.out.getvalue())
    found, turn = glyphs(document[0])
    assert turn == 0
    assert len(found) == 18
    assert {(round(glyph.y, 1), round(glyph.height, 1)) for glyph in found} == {(502.8, 8.0)}


@pytest.mark.parametrize("rules", RULES)
def test_a_rule_is_a_rule_however_a_program_draws_it(rules):
    report = Form(rules=rules).begin().read()
    assert values(report) == [1, 0, 0, 2, 3] * 3
    assert certain(report) == {*KEYS}


@pytest.mark.parametrize(("share", "up"), [(0.58, 0.33), (0.65, 0.35), (0.83, 0.3), (0.65, -0.15)])
def test_a_mark_of_a_note_is_no_digit_however_large_and_high_it_is_set(share, up):
    page = Form().begin()
    page.canvas.setFont(FONT, SIZE * share)
    page.canvas.drawString(page.left(0) + 3 + page.wide("1"), page.base + up * SIZE, "2")
    figure = page.read().figures[FIRST]
    assert (figure.printed, figure.value) == ("1²", 1)


def test_a_point_that_hangs_out_of_a_label_is_no_part_of_a_figure():
    page = Form().begin()
    page.canvas.drawString(page.left(0) - page.wide("逾期缴纳费用"), page.base, "逾期缴纳费用、")
    report = page.read()
    assert report.figures[FIRST].printed == "1"


@pytest.mark.parametrize(
    ("named", "seen"),
    [("⺠⻔⻘⼾", "民门青户"), ("\xad\u2010\u2011", "---"), ("\u2215\u2044", "//")],
)
def test_characters_named_for_others_are_read_as_they_are_seen(named, seen):
    assert "".join(map(SEEN.get, map(ord, named))) == seen


def test_a_number_filled_into_a_form_is_read_as_it_is_shown():
    page = Form(("", *"0002" * 3, "0", "0")).begin()
    page.canvas.acroForm.textfield(
        value="12", x=page.left(0) + 1, y=page.base - 4, width=30, height=12, fontSize=8,
        borderWidth=0,
    )  # fmt: skip
    assert page.read().figures[FIRST].value == 12


def test_a_mark_of_a_note_below_a_number_that_fills_its_cell_is_no_digit():
    page = Form(("20300", *"0002" * 3, "0", "0"), low=30).begin()
    page.canvas.setFont(FONT, SIZE * 0.83)
    page.canvas.drawString(page.left(0) + 3, page.base - 10, "1")
    assert page.read().figures[FIRST].value == 20300
