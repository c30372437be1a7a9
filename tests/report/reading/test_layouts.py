"""Every layout the writers know, seeded: each figure right, each doubt with its reason."""

from decimal import Decimal
from importlib import resources
from pathlib import Path
from random import Random

import pytest

from nianbao.demo import sheets
from nianbao.demo.writers import pdf, plain, web, word
from nianbao.report import form
from nianbao.report.judge import judge
from nianbao.report.model import Source, State, Verdict
from nianbao.report.reading import read
from tests.demo.judging import broken

NAMES = sheets.names()
FONT = Path(str(resources.files("alerts").joinpath("fonts/NotoSansSC-GB2312.ttf")))
SIGNS = {"增": 1, "减": -1, "-": -1, "－": -1}


def in_web(sheet, seed):
    rng = Random(seed)
    charset = rng.choice(("utf-8", "gb2312", "gbk"))
    return Source(web.page(sheet, web.varied(rng), seed, charset=charset), "report.html")


def in_pdf(sheet, seed):
    return Source(pdf.document(sheet, FONT, pdf.varied(Random(seed))), "report.pdf")


def in_tabs(sheet, seed):
    text = plain.tabbed(sheet, plain.varied_tabs(Random(seed)), seed)
    return Source(text.encode(Random(seed).choice(("utf-8", "utf-8-sig", "gb18030"))), "report.txt")


def in_pipes(sheet, seed):
    return Source(plain.piped(sheet, plain.varied_pipes(Random(seed))).encode(), "report.md")


def in_word(sheet, seed):
    return Source(word.document(sheet), f"report{seed}.docx")


WRITTEN = [
    *((name, in_web, seed) for name in NAMES for seed in range(6)),
    *((name, in_tabs, seed) for name in NAMES for seed in range(4)),
    *((name, in_pipes, seed) for name in NAMES for seed in range(4)),
    *((name, in_pdf, seed) for name in NAMES for seed in range(2)),
    *((name, in_word, 0) for name in NAMES),
]


def test_there_are_documents_enough():
    assert len(WRITTEN) >= 150


@pytest.mark.parametrize(
    ("name", "write", "seed"), WRITTEN, ids=lambda part: getattr(part, "__name__", part)
)
def test_a_written_report_is_read_to_the_last_cell(name, write, seed):
    sheet = sheets.load(name)
    report = read(write(sheet, seed))
    assert set(report.figures) == set(sheet.cells)
    for key, printed in sheet.cells.items():
        figure = report.figures[key]
        assert (key, figure.state, figure.value) == (key, *meaning(key, printed))
        assert (key, figure.doubt) == (key, None)
    assert (dict(report.edition), report.unread) == ({"t2": sheet.t2, "t3": sheet.t3}, ())
    assert report.year == sheet.year or str(sheet.year) not in sheet.title
    found = {f.relation for f in judge(report).findings if f.verdict is Verdict.BROKEN}
    assert found == broken(sheet)


def meaning(key, printed):
    """What a sheet's cell says, by plain means of its own."""
    text = printed.strip().replace("．", ".").replace("，", "").replace(",", "")
    if not text:
        return State.BLANK, None
    if text in {"－", "/"}:
        return State.NA, None
    if key in form.MONEY:
        return State.NUMBER, in_yuan(key, text)
    sign = SIGNS.get(text[0], 1)
    return State.NUMBER, sign * int(text.lstrip("增减-－").removesuffix("个").removesuffix("件"))


def in_yuan(key, text):
    unit = 10_000 if text.endswith("万元") else 1 if text.endswith("元") else None
    if unit is None and key == "t2.fees.amount":
        unit = 10_000
    if unit is None:
        return None
    amount = Decimal(text.removesuffix("元").removesuffix("万")) * unit
    return f"{amount.normalize():f}"
