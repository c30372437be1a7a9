"""The digest's workbook: every duty and every open finding, for those who work on in WPS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alerts import words
from alerts.coverage import counted
from alerts.workbook import add_page, new_book
from nianbao.duty.calendar import day_of
from nianbao.duty.model import DutyState
from nianbao.report.catalogue import SEVERITIES
from nianbao.report.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alerts.model import DutyLine, FindingLine, OfficeView


_DUTY_COLUMNS: Final = {
    "单位": 26,
    "单位类别": 14,
    "报告年度": 9,
    "情况": 18,
    "公布期限": 12,
    "时限依据": 30,
    "公布日期": 12,
    "日期来源": 12,
    "逾期天数": 9,
    "说明": 50,
    "检索栏目": 24,
    "网址": 40,
    "检索记录": 40,
}
"""Heading and width (in characters) of each column."""
_FINDING_COLUMNS: Final = {
    "单位": 26,
    "报告年度": 9,
    "项目": 26,
    "级别": 12,
    "处理情况": 18,
    "说明": 60,
    "发现时间": 12,
    "网址": 40,
}
_ATTENTION: Final = (
    DutyState.UNVERIFIABLE,
    DutyState.MISSING,
    DutyState.TO_CONFIRM,
    DutyState.SUBMITTED_ONLY,
    DutyState.WITHDRAWN,
    DutyState.LATE,
    DutyState.PUBLISHED_UNDATED,
)
"""What asks for somebody's work stands first, in this order."""


def workbook(view: OfficeView) -> bytes:
    """Return the XLSX of a week's digest, the same bytes for the same view."""
    with new_book(f"年报周报 {view.week}", view.at) as (book, data):
        lines = sorted(view.lines, key=_order)
        year = [line for line in lines if line.duty.year == view.year]
        older = [line for line in lines if line.duty.year != view.year]
        pages = [(f"{view.year}年度公布情况", _DUTY_COLUMNS, _duties(year))]
        unverified = [x for x in lines if x.standing.state is DutyState.UNVERIFIABLE]
        pages.append(("暂无法核验", _DUTY_COLUMNS, _duties(unverified)))
        pages.append(("数据核对", _FINDING_COLUMNS, _findings(view.findings)))
        if older:
            pages.append(("以前年度", _DUTY_COLUMNS, _duties(older)))
        for name, columns, rows in pages:
            add_page(book, name, columns, rows)
    return data.getvalue()


def _order(line: DutyLine) -> tuple[int, str, int]:
    state = line.standing.state
    rank = _ATTENTION.index(state) if state in _ATTENTION else len(_ATTENTION)
    return rank, line.body, -line.duty.year


def _duties(lines: Iterable[DutyLine]) -> list[tuple[str | int, ...]]:
    return [_duty(line) for line in lines]


def _duty(line: DutyLine) -> tuple[str | int, ...]:
    duty, standing = line.duty, line.standing
    return (
        line.body,
        words.CLASSES[line.body_class],
        duty.year,
        state_name(line),
        str(duty.publish_by or "未规定"),
        f"{words.BASES[duty.basis]}：{duty.basis_text}" if duty.basis_text else "",
        str(standing.date or ""),
        standing.date_source,
        standing.days_late or "",
        standing.reason,
        line.column,
        standing.url,
        "\n".join(f"{words.minute(r.at)} {words.OUTCOMES[r.outcome]}" for r in standing.proofs),
    )


def state_name(line: DutyLine) -> str:
    """Return a duty's state in words; a duty without a date is neither in time nor late."""
    state = line.standing.state
    if state is DutyState.PUBLISHED and not counted((line,), line.duty.year):
        return words.PUBLISHED_WITHOUT_DATE
    if state is DutyState.COVERED_BY and line.covered_by:
        return f"{words.STATES[state]}（见{line.covered_by}）"
    return words.STATES[state]


def _findings(lines: Iterable[FindingLine]) -> list[tuple[str | int, ...]]:
    return [
        (
            line.body,
            line.year,
            words.rule_name(line.finding.rule),
            SEVERITIES[line.finding.severity],
            words.FINDING_STATES.get(line.state, line.state),
            line.finding.message,
            str(day_of(line.opened)),
            line.url,
        )
        for line in lines
        if line.finding.severity is not Severity.PRIVATE
    ]
