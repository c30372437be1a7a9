"""Tables that left their words in a document but could not be read: unread, never absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import Unread
from nianbao.report.reading.labels import normal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.reading.document import Document

_WORDS: Final = {
    "t2": ("现行有效件数", "本年制发件数", "对外公开总数量", "上一年项目数量", "行政事业性收费"),
    "t3": ("本年新收政府信息公开申请", "结转下年度继续办理", "本年度办理结果", "危及三安全一稳定"),
    "t4": ("结果维持", "结果纠正", "未经复议直接起诉", "复议后起诉"),
}
"""Words that stand in a table of the form and hardly elsewhere."""
_ENOUGH: Final = 2


def traces(document: Document, found: frozenset[str]) -> Iterator[Unread]:
    """Yield a table for each that was not found although its words are there."""
    missing = [table for table in form.TABLES if table not in found]
    if not missing:
        return
    cells = (cell.text for grid in document.grids for line in grid.lines for cell in line.cells)
    flat = normal("".join((*document.lines, *cells)))
    for table in missing:
        if sum(word in flat for word in _WORDS[table]) >= _ENOUGH:
            yield Unread("table", form.TABLES[table])
