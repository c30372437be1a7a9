"""What tells who an applicant is, shown masked and told to the office in private.

依据：《政府信息公开条例》第十五条（个人隐私）；《个人信息保护法》第二十八条。
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.report import passages
from nianbao.report.model import Finding, Severity
from nianbao.report.personal import personal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.model import Beside, Report

_MOST: Final = 100
"""Findings a report; who publishes more than these has been told enough."""
_KINDS: Final = {"identity": "公民身份号码", "mobile": "手机号码", "name": "申请人姓名"}


def evaluated(_: Report, __: Beside) -> Iterator[str]:
    """Yield the rule: what was read of a text is judged, however little."""
    yield "privacy.personal"


def findings(report: Report, _: Beside) -> Iterator[Finding]:
    """Yield one private finding for each item; what is said of it is masked."""
    told = passages.core(report)
    where = (
        (told, True),
        (passages.lead(report) if told else report.text, False),
        (_cells(report), False),
    )
    seen = {
        (one.kind, one.shown): None
        for text, is_narrative in where
        for one in personal(text, is_narrative=is_narrative)
    }
    for kind, shown in list(seen)[:_MOST]:
        message = f"文字中疑含{_KINDS[kind]}（{shown}），请核实并按规定处理。"
        yield Finding("privacy.personal", Severity.PRIVATE, message, places=(f"{kind}.{shown}",))


def _cells(report: Report) -> str:
    """Return what is long enough in the tables' cells to be more than a figure."""
    return "\n".join(
        [
            cell.text
            for grid in report.grids
            for line in grid.lines
            for cell in line.cells
            if len(cell.text) > _LONGEST_FIGURE
        ]
    )


_LONGEST_FIGURE: Final = 14
