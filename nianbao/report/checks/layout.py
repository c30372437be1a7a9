"""Whether the tables are there and follow the form of their year.

依据：国办公开办函〔2019〕60号（2019、2020 年度）、〔2021〕30号（2021 年度起）。
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.report import form, wording
from nianbao.report.cells import held
from nianbao.report.model import Finding, Severity, State
from nianbao.report.passages import once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.model import Beside, Report


_ELSEWHERE: Final = re.compile(
    r"见附[件表]|附[件表][一二三四\d]?[：:]\s*(?!上一|下一)[^\n]{0,80}(?:报|表|统计|\.(?:docx?|xlsx?|pdf|wps|zip|rar))"
)
"""The text sends its reader to an attachment, be it linked as a page or not at all.

Of many pages the form has 附件： with nothing behind it: that hides no table.
"""
_SECTIONS_OF_A_REPORT: Final = 3
"""Statutory headings that make a text the report itself rather than a page about it."""


@once
def year_is_certain(report: Report) -> bool:
    """Whether the year rests on title or statistical period, and neither says otherwise."""
    said = {claim.value for claim in report.year_claims if claim.source in {"title", "period"}}
    return report.year is not None and said == {str(report.year)}


def applies(report: Report) -> bool:
    """Whether form and table rules apply: report years from 2019 on, with a certain year."""
    return year_is_certain(report) and (report.year or 0) >= form.FIRST_YEAR_2019


def findings(report: Report, _: Beside) -> Iterator[Finding]:
    """Yield form.edition, form.table, form.label and form.blank."""
    yield from _editions(report)
    yield from _absences(report)
    yield from _notes(report)


def _editions(report: Report) -> Iterator[Finding]:
    """Yield form.edition for tables two and three."""
    if not applies(report) or report.year is None:
        return
    expected = form.edition_for(report.year)
    for table in ("t2", "t3"):
        found = report.edition.get(table)
        if found is not None and found != expected:
            message = wording.edition(table, found, expected, report.year)
            certain = not _any_doubt(report, table)
            severity = Severity.ERROR if certain else Severity.WARNING
            yield Finding("form.edition", severity, message, certain=certain, places=(table,))


def _any_doubt(report: Report, table: str) -> bool:
    return any(f.doubt for key, f in report.figures.items() if key.startswith(f"{table}."))


def _all_was_read(report: Report) -> bool:
    """Whether what was not seen is not there.

    No image, frame or attachment may hold it, and what was read must be the
    report's own text: a cover page, a shell of scripts or a letter proves nothing.
    """
    if len(report.tables) == len(form.TABLES):
        return True
    nothing_beside = report.complete and not report.unread and not report.attachments
    nothing_beside = nothing_beside and not _ELSEWHERE.search(report.text)
    return nothing_beside and len(report.sections) >= _SECTIONS_OF_A_REPORT


def _absences(report: Report) -> Iterator[Finding]:
    """Yield form.table. Absence needs a complete reading: no unread image, frame or attachment."""
    if not applies(report) or not _all_was_read(report):
        return
    for table in form.TABLES:
        if table not in report.tables:
            yield Finding("form.table", Severity.ERROR, wording.absent(table), places=(table,))


def _notes(report: Report) -> Iterator[Finding]:
    """Yield form.label and form.blank."""
    for note in report.misprints:
        yield Finding("form.label", Severity.NOTE, wording.misprint(note), places=(note.place,))
    blank = State.BLANK
    empty = "".join([key[1] for key, state, _ in held(report) if state is blank])
    for table in form.TABLES:  # t2, t3, t4: of every blank's key the number was taken
        if count := empty.count(table[1]):
            message = wording.blanks(table, count)
            yield Finding("form.blank", Severity.NOTE, message, places=(table,))


def evaluated(report: Report, _: Beside) -> Iterator[str]:
    """Yield the names of the form's rules that could be judged on this report."""
    yield from ("form.label", "form.blank")
    if applies(report):
        yield from (f"form.edition:{table}" for table in ("t2", "t3") if report.edition.get(table))
        if _all_was_read(report):
            yield from (f"form.table:{table}" for table in form.TABLES)
        else:
            yield from (f"form.table:{table}" for table in report.tables)
