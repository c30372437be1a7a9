"""The timeline (时间线) of one duty, for an office's files: as text, as DOCX, readings as CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from alerts import words
from nianbao.clock import SHANGHAI
from nianbao.duty.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from docx.document import Document as Paper
    from docx.table import _Cell
    from docx.text.run import Run

MOST_ROWS: Final = 300
"""So many readings stand in the DOCX's annex; all of them are in the CSV."""
REMARKS: Final = (
    "“采集正常”指已完整读取该栏目列表；只有采集正常的记录才用于说明“未检索到”。",
    "“未检索到”指截至所列时间，在该单位已登记的栏目中未见本年度报告，不等于未公布。",
    "首次采集时间只说明最迟何时已经公布，不是公布时间。",
    "本材料由系统依据存证自动整理，供主管部门内部核查使用；涉及事实认定的，请以核实情况为准。",
)
_HELD: Final = {
    (True, True): "列有该报告",
    (False, True): "列有疑似报告（待核实）",
    (False, False): "未检索到本年度报告",
}
"""What a complete reading says of the report: held for certain, held at all."""
_LABELS: Final = ("单位", "事项", "公布期限", "现状态", "依据", "原文网址", "采集栏目")


@dataclass(frozen=True, slots=True)
class Read:
    """One reading of one column. ``relied_on``: it is one that the duty's state rests on."""

    column: str
    at: datetime
    outcome: Outcome
    items: int = 0
    held: bool = False
    maybe: bool = False
    detail: str = ""
    relied_on: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, or that somebody did; ``kind`` in one or two words."""

    at: datetime
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A timeline: what stands above it, the events and readings, and the moment it was made."""

    title: str
    at: datetime
    head: tuple[str, ...]
    """In the order of the labels 单位, 事项, 公布期限, 现状态, 依据, 原文网址, 采集栏目."""
    events: tuple[Event, ...]
    readings: tuple[Read, ...]
    remarks: tuple[str, ...] = ()

    @property
    def labelled(self) -> tuple[tuple[str, str], ...]:
        """What stands above the timeline, with its labels."""
        return tuple(zip(_LABELS, self.head, strict=True))


def lines(sheet: Sheet) -> tuple[Event, ...]:
    """Return events and readings by time; readings that say the same in a row are one line.

    A reading on which the state rests stands alone, and no line reaches over an event.
    """
    moments = sorted(event.at for event in sheet.events)
    columns = dict.fromkeys(read.column for read in sheet.readings)
    told = [
        _told(group)
        for column in columns
        for group in _groups([r for r in sheet.readings if r.column == column], moments)
    ]
    return tuple(sorted((*sheet.events, *told), key=lambda event: event.at))


def _groups(readings: Sequence[Read], moments: Sequence[datetime]) -> Iterator[list[Read]]:
    group: list[Read] = []
    for read in readings:
        if group and not _goes_on(group[-1], read, moments):
            yield group
            group = []
        group.append(read)
    if group:
        yield group


def _goes_on(before: Read, read: Read, moments: Sequence[datetime]) -> bool:
    if before.relied_on or read.relied_on or _same(before) != _same(read):
        return False
    return not any(before.at < moment <= read.at for moment in moments)


def _same(read: Read) -> tuple[object, ...]:
    return (read.outcome, read.items, read.held, read.maybe, read.detail)


def _told(group: Sequence[Read]) -> Event:
    first, last = group[0], group[-1]
    often = f"（至{words.minute(last.at)}，共{len(group)}次，结果相同）" if len(group) > 1 else ""
    mark = "（现状态据此认定）" if first.relied_on else ""
    return Event(first.at, "采集", f"读取“{first.column}”{often}：{said(first)}{mark}")


def said(read: Read) -> str:
    """Return how a reading ended, in words. Only a complete one says what was not seen."""
    if read.outcome is not Outcome.OK:
        detail = f"（{read.detail}）" if read.detail else ""
        return f"{words.OUTCOMES[read.outcome]}{detail}，本次不作“未检索到”判断。"
    held = _HELD[read.held, read.maybe or read.held]
    return f"{words.OUTCOMES[read.outcome]}，列表共{read.items}条，{held}。"


def as_text(sheet: Sheet) -> str:
    """Return the timeline as plain text."""
    head = [f"{label}：{value}" for label, value in sheet.labelled if value]
    body = [f"{_moment(line.at)}　［{line.kind}］{line.text}" for line in lines(sheet)]
    remarks = [f"{n}．{text}" for n, text in enumerate((*REMARKS, *sheet.remarks), start=1)]
    made = f"（截至{words.minute(sheet.at)}）"
    parts = [sheet.title, made, "", *head, "", "时间线", *body, "", "说明", *remarks]
    return "\n".join(parts) + "\n"


def as_csv(readings: Iterable[Read]) -> bytes:
    """Return every single reading as CSV, as spreadsheet programs open it (UTF-8 with a mark)."""
    data = StringIO()
    sheet = csv.writer(data)
    sheet.writerow(("时间", "栏目", "采集结果", "条数", "本年度报告", "说明", "现状态据此认定"))
    for read in readings:
        held = (
            _HELD[read.held, read.maybe or read.held] if read.outcome is Outcome.OK else "不作判断"
        )
        told = (words.OUTCOMES[read.outcome], read.items, held, _plain(read.detail))
        mark = "是" if read.relied_on else ""
        sheet.writerow((_moment(read.at, seconds=True), _plain(read.column), *told, mark))
    return data.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    """A text that a spreadsheet program would take for a formula is quoted."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def _moment(at: datetime, *, seconds: bool = False) -> str:
    return f"{at.astimezone(SHANGHAI):{'%Y-%m-%d %H:%M:%S' if seconds else '%Y-%m-%d %H:%M'}}"


_SERIF, _TITLE, _SANS = "仿宋_GB2312", "方正小标宋简体", "黑体"


def as_docx(sheet: Sheet) -> bytes:
    """Return the timeline as DOCX: head, lines, remarks, and the readings as an annex."""
    paper = Document()
    _page(paper)
    _paragraph(paper, sheet.title, size=18, font=_TITLE, centred=True)
    _paragraph(paper, f"（截至{words.minute(sheet.at)}）", centred=True)
    _table(paper, (), [pair for pair in sheet.labelled if pair[1]], (26, 144))
    _paragraph(paper, "一、时间线", font=_SANS)
    rows = [(_moment(line.at), line.kind, line.text) for line in lines(sheet)]
    _table(paper, ("时间", "类别", "内容"), rows, (32, 20, 118))
    _paragraph(paper, "二、说明", font=_SANS)
    for number, text in enumerate((*REMARKS, *sheet.remarks), start=1):
        _paragraph(paper, f"{number}．{text}")
    _annex(paper, sheet.readings)
    data = BytesIO()
    paper.save(data)
    return data.getvalue()


def _annex(paper: Paper, readings: Sequence[Read]) -> None:
    if not readings:
        return
    _paragraph(paper, "附：采集记录", font=_SANS)
    if len(readings) > MOST_ROWS:
        more = f"共{len(readings)}次，此处列最近{MOST_ROWS}次，全部记录见“采集记录.csv”。"
        _paragraph(paper, more)
    rows = [(_moment(read.at), read.column, said(read)) for read in readings[-MOST_ROWS:]]
    _table(paper, ("时间", "栏目", "结果"), rows, (32, 56, 82))


def _page(paper: Paper) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(22)
    section.left_margin = section.right_margin = Mm(20)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(_font(footer.add_run(), 9, _SERIF), "PAGE")


def _field(run: Run, code: str) -> None:
    """Put a field into a run: the word processor fills in the page's number."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # type: ignore[arg-type]  # noqa: SLF001 - its own element


def _paragraph(
    paper: Paper, text: str, *, size: float = 12, font: str = _SERIF, centred: bool = False
) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(paragraph.add_run(_printable(text)), size, font)


def _table(
    paper: Paper,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
) -> None:
    table = paper.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    if heads:
        cells = table.add_row()
        _repeat(cells._tr)  # noqa: SLF001 - python-docx has no heading rows
        for cell, text, width in zip(cells.cells, heads, widths, strict=True):
            _cell(cell, text, width, _SANS)
    for row in rows:
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            _cell(cell, text, width, _SERIF)
    paper.add_paragraph().paragraph_format.space_after = Pt(2)


def _repeat(row: object) -> None:
    mark = OxmlElement("w:tblHeader")
    row.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]  # python-docx's own element


def _cell(cell: _Cell, text: str, width: int, font: str) -> None:
    cell.width = Mm(width)
    _font(cell.paragraphs[0].add_run(_printable(text)), 10.5, font)


def _printable(text: str) -> str:
    """Leave out the control characters that no XML may hold."""
    return "".join(letter for letter in text if letter in "\n\t" or letter >= " ")


def _font(run: Run, size: float, font: str) -> Run:
    run.font.size = Pt(size)
    run.font.name = "Times New Roman"
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001
    return run
