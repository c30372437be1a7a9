"""The roll-call as a workbook, a document and a page: what an office files, sends and posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alerts import words
from alerts.coverage import coverage
from alerts.page import file_of
from alerts.paper import HEADING, TITLE, new_paper, paragraph, saved, table
from alerts.rollcall import Part, situation, summary, tally
from alerts.workbook import add_page, new_book
from nianbao.duty.model import DutyState, ReportKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alerts.model import DutyLine
    from alerts.rollcall import RollCall, Section

COUNTS: Final = ("部分", "单位数（家）", "应公布（份）")
LINES: Final = {
    "序号": 6,
    "单位": 28,
    "报告": 10,
    "公布期限": 13,
    "公布日期": 13,
    "情况": 26,
    "依据": 44,
    "网址": 44,
}
"""Heading and width (in characters) of each column."""
DECISIONS: Final = {"时间": 20, "单位": 28, "处理": 26, "理由": 44, "经办人": 14}
KINDS: Final = {ReportKind.OWN: "本机关", ReportKind.GOVERNMENT: "本级政府"}
_PAGES: Final = {
    Part.STATUTORY: "法定时限",
    Part.LOCAL: "地方规定时限",
    Part.VERTICAL: "垂直管理单位",
    Part.NOT_COUNTED: "不纳入统计",
}


def workbook(call: RollCall) -> bytes:
    """Return the roll-call as XLSX: counts, a page for each part, decisions by hand."""
    with new_book(call.title, call.at) as (book, data):
        add_page(book, "统计", dict.fromkeys(_heads(), 14), _counted(call))
        for section in call.sections:
            add_page(book, _PAGES[section.part], LINES, [*_rows(section, call)])
        if call.notes:
            add_page(book, "说明", {"说明": 100}, [(note,) for note in call.notes])
        if call.decisions:
            add_page(book, "人工处理", DECISIONS, [*_decisions(call)])
    return data.getvalue()


def _heads() -> list[str]:
    return [*COUNTS, *(name for name, _ in tally(coverage(()))), "按时公布率"]


def _counted(call: RollCall) -> list[list[str | int]]:
    return [_counts(section) for section in call.sections if section.is_counted]


def _counts(section: Section) -> list[str | int]:
    numbers = (number for _, number in tally(section.counts))
    return [_PAGES[section.part], section.units, section.counts.due, *numbers, section.rate]


def _rows(section: Section, call: RollCall) -> Iterator[tuple[str | int, ...]]:
    for number, line in enumerate(section.lines, start=1):
        yield number, *_row(line, call)


def _row(line: DutyLine, call: RollCall) -> tuple[str, ...]:
    duty, standing = line.duty, line.standing
    return (
        line.body,
        KINDS[duty.kind],
        words.day(duty.publish_by) if duty.publish_by else "未规定",
        words.day(standing.date) if standing.date else "",
        situation(line, call.at),
        _basis(line),
        standing.url,
    )


def _basis(line: DutyLine) -> str:
    """Return what a state rests on; of what was not seen, each complete reading alone."""
    read = "；".join(f"{words.minute(r.at)}检索“{r.column}”" for r in line.standing.proofs)
    said_already = line.standing.state is DutyState.MISSING and read
    reason = "" if said_already else line.standing.reason.rstrip("。")
    return "。".join(text for text in (reason, read) if text)


def _decisions(call: RollCall) -> Iterator[tuple[str, ...]]:
    for made in call.decisions:
        yield words.minute(made.at), made.body, made.what, made.why, made.who


_WIDTHS: Final = (12, 46, 19, 29, 29, 42, 80)  # millimetres; the address has no column on paper


def document(call: RollCall) -> bytes:
    """Return the roll-call as DOCX: a notice's text with counts, and the lists as annexes."""
    paper = new_paper()
    paragraph(paper, call.title, size=20, font=TITLE, centred=True)
    said = f"（截至{words.minute(call.at)}）"
    if call.frozen_at is not None:
        said = f"（截至{words.minute(call.at)}，{words.minute(call.frozen_at)}定稿）"
    paragraph(paper, said, centred=True)
    for section in call.sections:
        paragraph(paper, summary(section), indented=True)
    paragraph(paper, _REMARK, indented=True)
    for note in call.notes:
        paragraph(paper, note, indented=True)
    for section in call.sections:
        paragraph(paper, _PAGES[section.part], font=HEADING)
        heads = [head for head in LINES if head != "网址"]
        table(paper, heads, [row[:-1] for row in _rows(section, call)], _WIDTHS)
    if call.decisions:
        paragraph(paper, "人工处理情况", font=HEADING)
        table(paper, [*DECISIONS], [*_decisions(call)], (45, 58, 52, 72, 30))
    paragraph(paper, call.office, size=14, right=True)
    paragraph(paper, words.day((call.frozen_at or call.at).date()), size=14, right=True)
    return saved(paper)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of the page; ``urgency`` is how its state stands out, "" if it does not."""

    body: str
    kind: str
    due: str
    day: str
    said: str
    basis: str
    url: str
    urgency: str


@dataclass(frozen=True, slots=True)
class PagePart:
    """A part of the page."""

    name: str
    lines: tuple[PageLine, ...]


_URGENCY: Final = {
    DutyState.MISSING: "urgent",
    DutyState.LATE: "urgent",
    DutyState.SUBMITTED_ONLY: "open",
    DutyState.WITHDRAWN: "open",
    DutyState.TO_CONFIRM: "open",
    DutyState.UNVERIFIABLE: "open",
    DutyState.PUBLISHED_UNDATED: "open",
}


def page(call: RollCall) -> bytes:
    """Return the roll-call as a page that stands alone: nothing is fetched, no script runs."""
    parts = tuple(
        PagePart(_PAGES[section.part], tuple(_page_line(line, call) for line in section.lines))
        for section in call.sections
    )
    return file_of(
        "rollcall",
        call=call,
        summaries=[summary(section) for section in call.sections],
        remark=_REMARK,
        heads=_heads(),
        counted=_counted(call),
        parts=parts,
        decision_heads=[*DECISIONS],
        decisions=[*_decisions(call)],
    ).encode()


def _page_line(line: DutyLine, call: RollCall) -> PageLine:
    body, kind, due, day, said, basis, url = _row(line, call)
    safe = url if url.startswith(("http://", "https://")) else ""
    return PageLine(body, kind, due, day, said, basis, safe, _URGENCY.get(line.standing.state, ""))


_REMARK: Final = (
    "“未检索到”指在该单位全部栏目中两次完整检索均未见报告，不等于未公布；"
    "“待人工核对”指栏目暂时无法访问，不作判断。"
)
