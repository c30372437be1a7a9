"""The labelled sentences: what is said, beside which table, and what must be found.

``sentences/*.toml`` holds groups of cases. A group names its ``base`` table (``busy``
unless told) and its ``organ``. A case has what the report's first section says
(``say``), changed cells (``table``; "" is a blank), cells that were not read for certain
(``doubt``), what must be found (``find``: ``figure:<cell>``, ``contradiction:<cell>``,
``sum``; nothing for a trap) and ``why``. ``certain`` is false where a finding must not be.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from nianbao.report import form
from nianbao.report.model import Section
from tests.report.building import report

FOLDER = Path(__file__).parent / "sentences"
ORGAN = "云汀县自然资源局"
YEAR = 2024
_TOTALS = {
    "received": 42, "carried_in": 3, "granted": 15, "partly_granted": 6,
    "denied_by_law": 1, "denied_third_party": 2, "denied_internal": 1, "denied_process": 1,
    "unavailable_not_held": 9, "unavailable_needs_making": 2, "unavailable_unclear": 1,
    "refused_petition": 2, "refused_repeat": 1, "other_uncorrected": 1, "other_rest": 1,
    "settled": 43, "carried_out": 2,
}  # fmt: skip
BUSY = {
    **{f"t3.{row}.total": value for row, value in _TOTALS.items()},
    "t3.received.person": 36, "t3.received.business": 4, "t3.received.legal_service": 2,
    "t3.carried_in.person": 3, "t3.carried_out.person": 2,
    "t3.settled.person": 37, "t3.settled.business": 4, "t3.settled.legal_service": 2,
    "t4.review.upheld": 4, "t4.review.corrected": 1, "t4.review.other": 2,
    "t4.review.pending": 1, "t4.review.total": 8,
    "t4.suit_direct.upheld": 2, "t4.suit_direct.other": 1, "t4.suit_direct.total": 3,
    "t4.suit_after_review.upheld": 1, "t4.suit_after_review.pending": 1,
    "t4.suit_after_review.total": 2,
    "t2.normative.issued": 7, "t2.normative.repealed": 4, "t2.normative.in_force": 53,
    "t2.permits.decisions": 1268, "t2.penalties.decisions": 96, "t2.coercion.decisions": 11,
    "t2.fees.amount": "235000",
}  # fmt: skip
SMALL = {
    "t3.received.total": 6, "t3.received.person": 5, "t3.received.business": 1,
    "t3.carried_in.total": 1, "t3.carried_in.person": 1,
    "t3.granted.total": 3, "t3.partly_granted.total": 1, "t3.denied_process.total": 1,
    "t3.unavailable_not_held.total": 1, "t3.settled.total": 6,
    "t3.carried_out.total": 1, "t3.carried_out.person": 1,
    "t4.review.upheld": 1, "t4.review.total": 1, "t2.normative.in_force": 2,
    "t2.permits.decisions": 35, "t2.penalties.decisions": 4,
}  # fmt: skip
CITY = {
    "t3.received.total": 1186, "t3.received.person": 1102, "t3.received.business": 61,
    "t3.received.nonprofit": 2, "t3.received.legal_service": 17, "t3.received.other": 4,
    "t3.carried_in.total": 57, "t3.granted.total": 402, "t3.partly_granted.total": 131,
    "t3.denied_by_law.total": 8, "t3.denied_third_party.total": 12,
    "t3.denied_internal.total": 9, "t3.denied_process.total": 21,
    "t3.denied_enforcement_file.total": 6, "t3.denied_inquiry.total": 30,
    "t3.unavailable_not_held.total": 318, "t3.unavailable_needs_making.total": 44,
    "t3.unavailable_unclear.total": 17, "t3.refused_petition.total": 63,
    "t3.refused_repeat.total": 22, "t3.refused_reconfirm.total": 5,
    "t3.other_uncorrected.total": 58, "t3.other_unpaid.total": 3, "t3.other_rest.total": 41,
    "t3.settled.total": 1190, "t3.carried_out.total": 53,
    "t4.review.upheld": 74, "t4.review.corrected": 12, "t4.review.other": 39,
    "t4.review.pending": 9, "t4.review.total": 134,
    "t4.suit_direct.upheld": 18, "t4.suit_direct.corrected": 2, "t4.suit_direct.other": 7,
    "t4.suit_direct.pending": 3, "t4.suit_direct.total": 30,
    "t4.suit_after_review.upheld": 11, "t4.suit_after_review.corrected": 1,
    "t4.suit_after_review.other": 4, "t4.suit_after_review.pending": 2,
    "t4.suit_after_review.total": 18,
    "t2.regulations.issued": 2, "t2.regulations.repealed": 1, "t2.regulations.in_force": 31,
    "t2.normative.issued": 19, "t2.normative.repealed": 23, "t2.normative.in_force": 187,
    "t2.permits.decisions": 482615, "t2.penalties.decisions": 96204,
    "t2.coercion.decisions": 3178, "t2.fees.amount": "51286000",
}  # fmt: skip
TABLES = {"busy": BUSY, "quiet": {}, "small": SMALL, "city": CITY}


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled saying. ``find`` are the names of what must be found, sorted."""

    book: str
    say: str
    find: tuple[str, ...]
    why: str
    base: str
    organ: str
    table: dict
    doubt: tuple[str, ...]
    certain: bool

    @property
    def report(self):
        """The report that says it."""
        return told(self)


def cases(folder=FOLDER):
    """Every case of every book."""
    for path in sorted(folder.glob("*.toml")):
        for group in tomllib.loads(path.read_text(encoding="utf-8"))["group"]:
            for case in group["cases"]:
                yield _case(path.stem, group, case)


def _case(book, group, case):
    assert set(case) <= {"say", "find", "why", "table", "certain", "doubt"}, case
    return Case(
        book,
        case["say"],
        tuple(sorted(case.get("find", ()))),
        case["why"],
        group.get("base", "busy"),
        group.get("organ", ORGAN),
        case.get("table", {}),
        tuple(case.get("doubt", ())),
        case.get("certain", True),
    )


def told(case):
    """A report whose first section says what a case says."""
    values = dict.fromkeys(form.keys("2021", "2021"), 0) | TABLES[case.base] | case.table
    money = values.pop("t2.fees.amount", 0)
    values = {key: None if value == "" else value for key, value in values.items()}
    headings = "一二三四五六"
    sections = tuple(
        Section(n, f"{headings[n - 1]}、{name}", case.say if n == 1 else "", n - 1)
        for n, name in enumerate(form.SECTIONS, start=1)
    )
    text = "\n".join(f"{one.heading}\n{one.text}" for one in sections)
    made = report(values, "2021", YEAR, organ=case.organ, text=text, sections=sections)
    figures = dict(made.figures)
    fee = figures["t3.received.total"]
    figures["t2.fees.amount"] = replace(fee, printed=str(money), value=str(money))
    for key in case.doubt:
        figures[key] = replace(figures[key], doubt="未读准")
    return replace(made, figures=figures)


def names(findings):
    """What was found, as a case names it."""
    return tuple(sorted(_name(one) for one in findings if one.rule.startswith("text.")))


def _name(finding):
    return ":".join((finding.rule.removeprefix("text."), *finding.places[:1]))
