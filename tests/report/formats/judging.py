"""Whether a report was read to the last cell of the sheet it was written from."""

from __future__ import annotations

from decimal import Decimal

from nianbao.report import form
from nianbao.report.judge import judge
from nianbao.report.model import State, Verdict
from tests.demo.judging import broken

SIGNS = {"增": 1, "减": -1, "-": -1, "－": -1}


def assert_read(report, sheet):
    """Every figure right and certain, nothing left unread, nothing judged otherwise."""
    assert set(report.figures) == set(sheet.cells)
    for key, printed in sheet.cells.items():
        figure = report.figures[key]
        assert (key, figure.state, figure.value) == (key, *meaning(key, printed))
        assert (key, figure.doubt) == (key, None)
    assert (dict(report.edition), report.unread) == ({"t2": sheet.t2, "t3": sheet.t3}, ())
    assert report.year == sheet.year or str(sheet.year) not in sheet.title
    assert report.title is not None
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
