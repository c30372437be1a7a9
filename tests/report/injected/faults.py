"""Faults of known kind, each with the rule that must find it.

A fault takes a sound report and a seeded choice, and returns the report with the
fault in it, or None where the report has no place for it.
"""

from __future__ import annotations

from dataclasses import replace

from nianbao.report import form
from nianbao.report.model import Claim
from nianbao.report.narrative import narrative
from tests.report.building import figure, with_value

COLUMNS = tuple(column.key for column in form.APPLICANTS)


def _number(report, place):
    return report.figures[place].value


def _off(rng):
    return rng.choice((1, 1, 2, 7, 10, 100))


def balance(report, rng):
    """One more received in one column: neither settled nor carried over."""
    place = f"t3.received.{rng.choice(COLUMNS[:-1])}"
    return with_value(report, place, _number(report, place) + _off(rng))


def settled(report, rng):
    """One result in one column too many."""
    row = rng.choice([row for row in form.T3_LEAVES if f"t3.{row}.total" in report.figures])
    place = f"t3.{row}.{rng.choice(COLUMNS[:-1])}"
    return with_value(report, place, _number(report, place) + _off(rng))


def row_total(report, rng):
    """The total of one row is another number."""
    rows = [row.key for row in form.T3_ROWS if f"t3.{row.key}.total" in report.figures]
    place = f"t3.{rng.choice(rows)}.total"
    return with_value(report, place, _number(report, place) + _off(rng))


def outcomes(report, rng):
    """The total of one group of table four is another number."""
    place = f"t4.{rng.choice(form.T4_ROWS).key}.total"
    return with_value(report, place, _number(report, place) + _off(rng))


def negative(report, rng):
    """A count below zero."""
    return with_value(report, f"t4.review.{rng.choice(('upheld', 'other'))}", -3)


def fraction(report, rng):
    """A count that is not whole."""
    return with_value(report, f"t3.granted.{rng.choice(COLUMNS)}", 3.5)


def words(report, rng):
    """Words where a number belongs."""
    return with_value(report, f"t3.granted.{rng.choice(COLUMNS)}", "见附件")


def edition(report, _):
    """Both tables on the other year's form."""
    if report.year < form.FIRST_YEAR_2021:
        return None
    return replace(report, edition={"t2": "2019", "t3": "2019"})


def table(report, rng):
    """A statutory table is not there."""
    gone = rng.choice(sorted(form.TABLES))
    kept = {key: value for key, value in report.figures.items() if not key.startswith(gone)}
    return replace(report, figures=kept, tables=report.tables - {gone})


def blank(report, _):
    """A cell left blank."""
    cells = {**report.figures, "t3.received.total": figure(None)}
    return replace(report, figures=cells)


def _with_section(report, number, text):
    told = tuple(replace(s, text=text) if s.number == number else s for s in report.sections)
    return _told(report, told)


def section(report, rng):
    """The text on problems or on other matters is not there."""
    gone = rng.choice((5, 6))
    kept = tuple(s for s in report.sections if s.number != gone)
    return _told(report, kept)


def thin(report, _):
    """The problems are dealt with in a word."""
    return _told(
        report, tuple(replace(s, text="无。") if s.number == 5 else s for s in report.sections)
    )


def title_year(report, _):
    """The title speaks of last year, the statistical period of this one."""
    last, year = report.year - 1, report.year
    claims = (Claim(str(last), "title"), Claim(str(year), "period"))
    period = f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    told = _with_section(report, 1, period + report.sections[0].text)
    return _told(
        replace(told, title=report.title.replace(str(year), str(last)), year_claims=claims)
    )


def received(report, _):
    """The text gives another number of requests than the table."""
    number = _number(report, "t3.received.total")
    said = f"{report.year}年，本机关共收到政府信息公开申请{number + 3}件。"
    sections = tuple(
        replace(s, text=said + s.text) if s.number == 3 else s for s in report.sections
    )
    return _told(report, sections)


def contradiction(report, _):
    """All is said to be settled, yet something is carried over."""
    if not _number(report, "t3.carried_out.total"):
        return None
    said = "本年度收到的申请均已办结。"
    return _with_section(report, 3, said)


def identity_number(report, _):
    """An identity number in the text."""
    said = "申请人身份证号110101199003074215，已依法答复。"
    return _with_section(report, 3, said)


def _told(report, sections=None):
    sections = report.sections if sections is None else sections
    text = "\n".join([report.title, *(f"{s.heading}\n{s.text}" for s in sections)])
    return replace(report, sections=sections, text=text)


def carried(report, beside, _):
    """Last year's report carries over another number."""
    (last,) = beside.previous
    place = "t3.carried_out.total"
    changed = with_value(last, place, _number(last, place) + 2)
    return report, replace(beside, previous=(changed,))


def in_force(report, beside, _):
    """Last year had another number of documents in force."""
    (last,) = beside.previous
    place = "t2.normative.in_force"
    if place not in last.figures or place not in report.figures:
        return None
    return report, replace(beside, previous=(with_value(last, place, _number(last, place) + 9),))


def copied(report, beside, _):
    """Last year's text once more, with other numbers."""
    (last,) = beside.previous
    sections = tuple(
        replace(s, text=s.text.replace(str(last.year), str(report.year))) for s in last.sections
    )
    copy = _told(report, sections)
    # Of a text as short as these can be, the rule says nothing.
    return None if narrative(copy).is_short else (copy, beside)


FAULTS = {
    "t3.balance": balance,
    "t3.settled": settled,
    "t3.row": row_total,
    "t4.sum": outcomes,
    "value.negative": negative,
    "value.fraction": fraction,
    "value.text": words,
    "form.edition": edition,
    "form.table": table,
    "form.blank": blank,
    "section.absent": section,
    "section.thin": thin,
    "title.year": title_year,
    "text.figure": received,
    "text.contradiction": contradiction,
    "privacy.personal": identity_number,
}
"""Faults in the report itself."""

BESIDE = {"carry.in": carried, "carry.in_force": in_force, "copy.own": copied}
"""Faults that only show beside another report."""


def spoiled(rule, report, beside, rng):
    """Return report and surroundings with the rule's fault in them; None where it has no place."""
    if rule in BESIDE:
        return BESIDE[rule](report, beside, rng)
    changed = FAULTS[rule](report, rng)
    return None if changed is None else (changed, beside)
