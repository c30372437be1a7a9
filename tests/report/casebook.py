"""Case files: what each rule finds and what it leaves alone, as data.

``cases/<rule>.toml`` holds ``[[fails]]`` and ``[[passes]]``. Each has a ``why``
and a ``report`` laid over a sound report of 2025 on the form of 2021, all of
whose figures are 0; ``beside`` says what is known beside it. Keys of a report:

year, title, organ, edition, format, complete   as in the model
balanced   seed of figures that satisfy every relation, in place of zeros
figures    by key: a number, "" for a blank cell, any other text as text
without    tables or sections that are not there: ["t4", 5]
misprints  labels printed otherwise: place, printed, expected
sections   text by number ("1" to "6"), in place of the sound text
headings   headings by number, in place of the form's
order      the numbers of the sections as they stand, in place of 1 to 6
lead       text before the first section
text       all of the text, in place of title, lead and sections
claims     claims on the year as [source, year], in place of the title's
cites      numbers of documents that the text cites as its basis
files, unread, unheaded, pictures   attachments by name, what was not read, as in the model

A case may say which ``places``, ``severity`` and words (``says``) its finding has.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from nianbao.report import form
from nianbao.report.model import (
    Attachment,
    Beside,
    Claim,
    Misprint,
    Neighbour,
    Section,
    Unread,
    Where,
)
from tests.report.building import balanced, report

FOLDER = Path(__file__).parent / "cases"
SOUND = {
    1: "2025年，本局主动公开政府信息36条。依申请公开方面，未收到政府信息公开申请。"
    "严格落实政府信息管理制度，全年清理失效文件2件。完成政府门户网站信息公开平台专栏改版。"
    "开展业务培训两次，接受社会评议，工作考核结果良好，未发生责任追究情形，监督保障有力。",
    2: "",
    3: "",
    4: "",
    5: "一是部分栏目更新不够及时，二是政策解读形式较为单一。下一步，将明确各科室更新时限，"
    "每月通报一次，并在办事大厅增设图文解读，请群众参与评价，逐项改进存在的不足。",
    6: "本年度没有收取信息处理费，无其他需要报告的事项。",
}
_ORDINALS = "一二三四五六"
_AS_IN_THE_MODEL = ("format", "complete", "pictures")


@dataclass(frozen=True, slots=True)
class Case:
    """One case of one rule. ``fails`` says whether the rule must find something."""

    rule: str
    fails: bool
    why: str
    report: dict
    beside: dict
    expected: dict


def cases():
    """Every case of every file."""
    for path in sorted(FOLDER.glob("*.toml")):
        book = tomllib.loads(path.read_text(encoding="utf-8"))
        for kind in ("fails", "passes"):
            for case in book.pop(kind, ()):
                yield _case(path.stem, case, fails=kind == "fails")
        assert not book, f"{path.name}: unknown {sorted(book)}"


def _case(rule, case, *, fails):
    why, printed = case.pop("why"), case.pop("report", {})
    beside = case.pop("beside", {})
    assert set(case) <= {"places", "severity", "says", "count"}, (rule, why, sorted(case))
    return Case(rule, fails, why, printed, beside, case)


def built(told):
    """The report that a case tells of."""
    told = dict(told)
    year, edition = told.pop("year", 2025), told.pop("edition", "2021")
    organ = told.pop("organ", "青禾市财政局")
    title = told.pop("title", f"{organ}{year}年政府信息公开工作年度报告")
    without, lead = told.pop("without", []), told.pop("lead", "")
    sections = _sections(told, without)
    slips = told.pop("misprints", ())
    more = {key: told.pop(key) for key in _AS_IN_THE_MODEL if key in told}
    more |= _beside_the_text(told)
    text = "\n".join([title, lead, *(f"{s.heading}\n{s.text}" for s in sections)])
    text = told.pop("text", text)
    claims = told.pop("claims", [["title", str(year)]])
    values = _values(told, edition, without)
    assert not told, f"unknown keys of a report: {sorted(told)}"
    return report(
        values,
        edition,
        year,
        title=title,
        organ=organ,
        year_claims=tuple(Claim(value, source) for source, value in claims),
        tables=frozenset(table for table in form.TABLES if table not in without),
        sections=sections,
        misprints=tuple(Misprint(**slip, where=Where(0, 0)) for slip in slips),
        text=text,
        **more,
    )


def _values(told, edition, without):
    seed = told.pop("balanced", None)
    start = dict.fromkeys(form.keys(edition, edition), 0) if seed is None else {}
    values = start or balanced(seed, edition)
    values.update({key: None if v == "" else v for key, v in told.pop("figures", {}).items()})
    return {key: value for key, value in values.items() if key[:2] not in without}


def _sections(told, without):
    changed = {int(number): text for number, text in told.pop("sections", {}).items()}
    headings = {int(number): text for number, text in told.pop("headings", {}).items()}
    texts = {**SOUND, **changed}
    present = [number for number in told.pop("order", range(1, 7)) if number not in without]
    return tuple(
        Section(
            number,
            headings.get(number, f"{_ORDINALS[number - 1]}、{form.SECTIONS[number - 1]}"),
            texts[number],
            position,
        )
        for position, number in enumerate(present)
    )


def _beside_the_text(told):
    return {
        "attachments": tuple(Attachment(name, name) for name in told.pop("files", ())),
        "unread": tuple(Unread(what, "") for what in told.pop("unread", ())),
        "unheaded": tuple(told.pop("unheaded", ())),
        "basis": tuple(Claim(value, "text", value) for value in told.pop("cites", ())),
    }


def surroundings(told):
    """What a case knows beside the report."""
    told = dict(told)
    beside = Beside(
        previous=tuple(built(one) for one in told.pop("previous", ())),
        older=tuple(built(one) for one in told.pop("older", ())),
        is_government=told.pop("government", None),
        neighbours=tuple(
            Neighbour(one["name"], built(one.get("report", {})))
            for one in told.pop("neighbours", ())
        ),
        children=tuple(built(one) for one in told.pop("children", ())),
        children_due=told.pop("due", None),
    )
    assert not told, f"unknown keys beside: {sorted(told)}"
    return beside
