"""名录核对: the bodies that owe a report of a year, as a workbook and on paper to be signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alerts import words
from alerts.paper import TITLE, new_paper, paragraph, saved, table
from alerts.rollcall_files import KINDS
from alerts.workbook import add_page, new_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from nianbao.duty.model import BodyClass, ReportKind

LINES: Final = {
    "序号": 6,
    "单位代号": 20,
    "单位": 30,
    "类型": 16,
    "信用代码": 22,
    "报告": 10,
    "提交期限": 13,
    "公布期限": 13,
    "依据": 34,
    "是否计入应公布数": 26,
    "公布栏目": 44,
    "联系人": 10,
    "电话": 16,
}
"""Heading and width (in characters) of each column."""
_ON_PAPER: Final = {
    "序号": 12,
    "单位": 56,
    "类型": 28,
    "报告": 20,
    "公布期限": 36,
    "依据": 46,
    "是否计入应公布数": 44,
    "联系人": 15,
}
_SHORT: Final = 12  # signs of a version that are shown


@dataclass(frozen=True, slots=True)
class Entry:
    """One body; ``left_out`` says why it is not counted, "" if it is."""

    slug: str
    name: str
    body_class: BodyClass
    credit_code: str
    kind: ReportKind
    submit_by: date | None
    publish_by: date | None
    basis: str
    left_out: str
    columns: tuple[str, ...]
    contact: str
    phone: str


@dataclass(frozen=True, slots=True)
class Roster:
    """An office's roster as of a moment. ``version`` names what stands in it."""

    office: str
    year: int
    at: datetime
    version: str
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """The heading."""
        return f"{self.year}年政府信息公开工作年度报告应公布单位名录"

    @property
    def counted(self) -> int:
        """How many are counted."""
        return sum(not entry.left_out for entry in self.entries)

    @property
    def summary(self) -> str:
        """The roster in one sentence."""
        apart = len(self.entries) - self.counted
        said = f"，单列或不纳入{apart}家，逐家列明理由" if apart else ""
        return f"共{len(self.entries)}家单位，计入应公布数{self.counted}家{said}。"


def short(version: str) -> str:
    """Return as much of a version as people compare."""
    return version[:_SHORT]


def workbook(roster: Roster) -> bytes:
    """Return the roster as XLSX."""
    with new_book(roster.title, roster.at) as (book, data):
        add_page(book, "名录", LINES, [tuple(row.values()) for row in _rows(roster)])
        said = (roster.summary, f"截至{words.minute(roster.at)}", f"版本：{roster.version}")
        add_page(book, "说明", {"说明": 90}, [(line,) for line in said])
    return data.getvalue()


def _rows(roster: Roster) -> Iterator[dict[str, str | int]]:
    for number, entry in enumerate(roster.entries, start=1):
        shown = (
            *(number, entry.slug, entry.name, words.CLASSES[entry.body_class]),
            *(entry.credit_code, KINDS[entry.kind], _day(entry.submit_by)),
            *(_day(entry.publish_by), entry.basis, entry.left_out or "计入"),
            *("\n".join(entry.columns) or "未登记", entry.contact, entry.phone),
        )
        yield dict(zip(LINES, shown, strict=True))


def _day(day: date | None) -> str:
    return words.day(day) if day else "未规定"


def document(roster: Roster) -> bytes:
    """Return the roster as DOCX, with a place for the signature."""
    paper = new_paper()
    paragraph(paper, roster.title, size=20, font=TITLE, centred=True)
    paragraph(paper, f"（截至{words.minute(roster.at)}）", centred=True)
    paragraph(paper, f"{roster.office}：{roster.summary}请逐家核对，签字确认。", indented=True)
    rows = [tuple(row[name] for name in _ON_PAPER) for row in _rows(roster)]
    table(paper, [*_ON_PAPER], rows, [*_ON_PAPER.values()])
    paragraph(paper, "经核对，名录无误。", indented=True)
    paragraph(paper, "签核人：＿＿＿＿＿＿　　日期：＿＿＿＿年＿＿月＿＿日", right=True)
    paragraph(paper, f"版本：{short(roster.version)}", size=10, right=True)
    return saved(paper)
