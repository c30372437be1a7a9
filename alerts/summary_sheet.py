"""汇总底表 as a workbook in the form's own layout, every sum a formula over the bodies' cells."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from alerts import words
from alerts.workbook import add_page, new_book, row_height, safe
from nianbao.report import form
from nianbao.report.model import State
from nianbao.report.summing import Lack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from nianbao.report.form import Edition
    from nianbao.report.summing import Gap, Number, Part, Summary

LACKS: Final = {
    Lack.NO_REPORT: "没有可汇总的报告，未计入",
    Lack.OTHER_EDITION: "表格版式与报告年度不一致，同名各项照计",
    Lack.NOT_FOUND: "未见该项，未计入",
    Lack.BLANK: "空白，按0计",
    Lack.TEXT: "不是数字，未计入",
    Lack.UNCERTAIN: "读取不确定，已按所读计入，请对照原文",
    Lack.UNBALANCED: "汇总数勾稽不符，请先核实有关单位的报告，不宜仅为平衡而调整",
}
"""How a gap is told."""
_ADVICE: Final = "请先核实有关单位的报告，不宜仅为平衡而调整"
_DETAIL: Final = "明细"
_FIRST, _LEFT = 2, 2  # the first row and column of figures on the page of details
_YUAN_IN_WAN: Final = 10_000
_LONG: Final = 24  # characters of a label that need a second line


def workbook(summary: Summary, *, office: str, year: int, at: datetime) -> bytes:
    """Return the workbook: the three tables, what they lack, and every body's cells."""
    title = f"{year}年度政府信息公开工作年度报告汇总底表"
    with new_book(title, at) as (book, data):
        sheet = _Sheet(book, summary)
        head = f"{office}　{title}（截至{words.minute(at)}，{_scope(summary)}）"
        _table_two(sheet, head)
        _table_three(sheet, head)
        _table_four(sheet, head)
        columns = {"单位": 28, "位置": 44, "情况": 46, "原文": 20}
        add_page(book, "缺漏与存疑", columns, [*_gaps(summary)])
        _details(sheet)
    return data.getvalue()


def _scope(summary: Summary) -> str:
    whole = len(summary.parts)
    lacking = whole - summary.summed
    return f"应汇总{whole}家，已计入{summary.summed}家" + (f"，缺{lacking}家" if lacking else "")


def _gaps(summary: Summary) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is lacking; a report's blanks are one line."""
    blanks: Counter[str] = Counter()
    for gap in summary.gaps:
        if gap.lack is Lack.BLANK:
            blanks[gap.body] += 1
        else:
            yield _gap(gap)
    for body, number in blanks.items():
        yield body, f"{number}项", LACKS[Lack.BLANK], ""


def _gap(gap: Gap) -> tuple[str, str, str, str]:
    place = form.place_name(gap.key) if gap.key in form.POSITION else _TABLES.get(gap.key, "")
    if gap.lack is Lack.UNBALANCED:
        return "（合计）", place, f"汇总数勾稽不符：{gap.said}；{_ADVICE}", ""
    if gap.lack in {Lack.UNCERTAIN, Lack.NO_REPORT} and gap.said:
        return gap.body, place, f"{LACKS[gap.lack]}（{gap.said}）", ""
    return gap.body, place, LACKS[gap.lack], gap.said


_NAME_WIDTH: Final = 28
_HEADING_POINTS: Final = 92.0
"""Room for the longest name of a cell of the form."""
_TABLES: Final = {"t2": "表二", "t3": "表三", "t4": "表四"}


class _Sheet:
    """A workbook being written: where each key's sum stands, and the formats."""

    def __init__(self, book: Workbook, summary: Summary) -> None:
        self.book, self.summary = book, summary
        self.edition: Edition = summary.edition
        self.keys = tuple(summary.sums)
        self.columns = {key: number for number, key in enumerate(self.keys, start=_LEFT)}
        self.sum_row = _FIRST + len(summary.parts)
        line = {"font_name": "宋体", "font_size": 11, "border": 1, "valign": "vcenter"}
        self.label = book.add_format(line | {"text_wrap": True, "align": "center"})
        self.left = book.add_format(line | {"text_wrap": True})
        self.number = book.add_format(line | {"align": "center", "num_format": "0"})
        self.money = book.add_format(line | {"align": "center", "num_format": "0.######"})
        self.figure = book.add_format(line | {"align": "right", "num_format": "0"})
        self.amount = book.add_format(line | {"align": "right", "num_format": "0.######"})
        self.address = book.add_format(line)
        self.title = book.add_format({"font_name": "宋体", "font_size": 12, "bold": True})
        self.doubt = book.add_format(line | {"align": "right", "bg_color": "#FDF1DC"})
        self.blank = book.add_format(line | {"align": "right", "bg_color": "#EEF1F4"})
        self.missing = book.add_format(line | {"align": "right", "bg_color": "#F6D5D0"})

    def page(self, name: str, head: str, widths: tuple[int, ...]) -> Worksheet:
        page = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.write_string(0, 0, safe(head), self.title)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        return page

    def span(self, page: Worksheet, area: tuple[int, int, int, int], text: str) -> None:
        """Write a label over an area: first row and column, last row and column."""
        if area[:2] == area[2:]:
            page.write_string(*area[:2], text, self.label)
        else:
            page.merge_range(*area, text, self.label)

    def total(
        self, page: Worksheet, key: str, at: tuple[int, int], until: int | None = None
    ) -> None:
        """Write a sum as a formula that leads to the page of details."""
        place = xl_rowcol_to_cell(self.sum_row, self.columns[key], row_abs=True, col_abs=True)
        formula, value = f"={_DETAIL}!{place}", self.summary.sums[key]
        style = self.number
        if key in form.MONEY:
            style = self.money
            if key in form.MONEY_HEADER_UNIT:
                formula, value = f"{formula}/{_YUAN_IN_WAN}", Decimal(value) / _YUAN_IN_WAN
        if until is not None and until > at[1]:
            page.merge_range(*at, at[0], until, "", style)
        page.write_formula(*at, formula, style, _plain(value))


def _plain(value: Number) -> int | float:
    return value if isinstance(value, int) else float(value)


def _table_two(sheet: _Sheet, head: str) -> None:
    page = sheet.page("表二 主动公开", head, (30, 18, 18, 18))
    row = 1
    for block in form.T2_BLOCKS:
        columns = block.columns.get(sheet.edition)
        rows = [one for one in block.rows if sheet.edition in one.editions]
        if not columns or not rows:
            continue
        sheet.span(page, (row, 0, row, 3), block.clause)
        sheet.span(page, (row + 1, 0, row + 1, 0), form.T2_CONTENT)
        last = len(columns) - 1
        for number, column in enumerate(columns):
            until = 3 if number == last else number + 1
            unit = form.MONEY_HEADER_UNIT.get(f"t2.{rows[0].key}.{column.key}")
            name = f"{column.names[0]}（单位：{unit}）" if unit else column.names[0]
            sheet.span(page, (row + 1, number + 1, row + 1, until), name)
        row += 2
        for one in rows:
            sheet.span(page, (row, 0, row, 0), one.label)
            for number, column in enumerate(columns):
                until = 3 if number == last else number + 1
                sheet.total(page, f"t2.{one.key}.{column.key}", (row, number + 1), until)
            row += 1


def _table_three(sheet: _Sheet, head: str) -> None:
    page = sheet.page("表三 依申请公开", head, (16, 16, 44, *(11,) * 7))
    sheet.span(page, (1, 0, 3, 2), form.T3_CORNER)
    sheet.span(page, (1, 3, 1, 9), "申请人情况")
    sheet.span(page, (2, 4, 2, 8), form.ORGANISATIONS)
    for number, column in enumerate(form.APPLICANTS):
        inner = column.key not in {"person", "total"}
        sheet.span(page, (3 if inner else 2, 3 + number, 3, 3 + number), column.names[0])
    rows = [one for one in form.T3_ROWS if sheet.edition in one.editions]
    first = 4
    results = [n for n, one in enumerate(rows) if one.number not in {"一", "二", "四"}]
    sheet.span(page, (first + results[0], 0, first + results[-1], 0), form.T3_RESULTS)
    for group in form.T3_GROUPS:
        inside = [n for n, one in enumerate(rows) if one.group == group]
        if inside:
            sheet.span(page, (first + inside[0], 1, first + inside[-1], 1), group)
    for number, one in enumerate(rows):
        at = first + number
        if one.group:
            if len(one.label) > _LONG:
                page.set_row(at, 30)
            page.write_string(at, 2, f"{one.number}.{one.label}", sheet.left)
        else:
            mark = "、" if number not in results else ""
            sheet.span(page, (at, 1 if not mark else 0, at, 2), f"{one.number}{mark}{one.label}")
        for offset, column in enumerate(form.APPLICANTS, start=3):
            sheet.total(page, f"t3.{one.key}.{column.key}", (at, offset))


def _table_four(sheet: _Sheet, head: str) -> None:
    page = sheet.page("表四 复议诉讼", head, (9,) * 15)
    width = len(form.OUTCOMES)
    sheet.span(page, (1, 0, 2, width - 1), form.T4_ROWS[0].label)
    sheet.span(page, (1, width, 1, 3 * width - 1), form.T4_SUITS)
    for number, row in enumerate(form.T4_ROWS):
        if number:
            sheet.span(page, (2, number * width, 2, (number + 1) * width - 1), row.label)
        for offset, column in enumerate(form.OUTCOMES):
            sheet.span(
                page, (3, number * width + offset, 3, number * width + offset), column.names[0]
            )
            sheet.total(page, f"t4.{row.key}.{column.key}", (4, number * width + offset))


def _details(sheet: _Sheet) -> None:
    page = sheet.book.add_worksheet(_DETAIL)
    page.set_column(0, 0, _NAME_WIDTH)
    page.set_column(1, 1, 20)
    page.set_column(_LEFT, _LEFT + len(sheet.keys), 13)
    page.set_row(_FIRST - 1, _HEADING_POINTS)
    page.write_string(0, 0, "浅黄：读取不确定；浅灰：空白，按0计；浅红：未计入", sheet.title)
    for column, text in enumerate(("单位", "网址")):
        page.write_string(1, column, text, sheet.label)
    for key, column in sheet.columns.items():
        page.write_string(1, column, _heading(key), sheet.label)
    cells = zip(sheet.summary.parts, sheet.summary.cells, strict=True)
    for row, (part, held) in enumerate(cells, start=_FIRST):
        _detail(sheet, page, row, part, held)
    page.write_string(sheet.sum_row, 0, "合计", sheet.label)
    page.write_string(sheet.sum_row, 1, "", sheet.label)
    for key, column in sheet.columns.items():
        letter = xl_col_to_name(column)
        formula = f"=SUM({letter}{_FIRST + 1}:{letter}{max(sheet.sum_row, _FIRST + 1)})"
        if not sheet.summary.parts:
            formula = "=0"
        style = sheet.amount if key in form.MONEY else sheet.figure
        page.write_formula(sheet.sum_row, column, formula, style, _plain(sheet.summary.sums[key]))
    page.freeze_panes(_FIRST, 1)
    page.set_landscape()
    page.set_paper(8)  # A3; too wide for one page, so that each says whose figures it has.
    page.repeat_rows(0, _FIRST - 1)
    page.repeat_columns(0)
    page.set_footer("&L&A&R第&P页，共&N页")


def _heading(key: str) -> str:
    return form.place_name(key) + ("（元）" if key in form.MONEY else "")


def _detail(
    sheet: _Sheet, page: Worksheet, row: int, part: Part, held: Mapping[str, Number]
) -> None:
    page.set_row(row, row_height((part.body,), (_NAME_WIDTH,)))
    page.write_string(row, 0, safe(part.body), sheet.left)
    page.write_string(row, 1, safe(part.url or part.why), sheet.address)
    figures = part.report.figures if part.report else {}
    for key, column in sheet.columns.items():
        figure = figures.get(key)
        style = sheet.amount if key in form.MONEY else sheet.figure
        if figure is None:
            page.write_blank(row, column, None, sheet.missing)
            continue
        if not figure.certain:
            style = sheet.doubt
        if key in held:
            page.write_number(row, column, _plain(held[key]), style)
        elif figure.state in {State.BLANK, State.NA}:
            shown = sheet.blank if figure.state is State.BLANK else style
            page.write_string(row, column, safe(figure.printed), shown)
        else:
            page.write_string(row, column, safe(figure.printed), sheet.missing)
