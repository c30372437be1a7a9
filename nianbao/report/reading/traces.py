"""Tables that left their words in a document but could not be read: unread, never absent."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import Unread
from nianbao.report.reading.labels import normal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.reading.document import Document

_WORDS: Final = {
    "t2": (
        "现行有效件数", "本年制发件数", "对外公开总数量", "上一年项目数量", "行政事业性收费",
        "第二十条第一项", "第二十条第五项", "第二十条第六项", "第二十条第八项",
    ),
    "t3": (
        "本年新收政府信息公开申请", "结转下年度继续办理", "本年度办理结果", "危及三安全一稳定",
        "属于国家秘密", "保护第三方合法权益", "属于三类内部事务信息", "属于四类过程性信息",
        "属于行政执法案卷", "属于行政查询事项", "信访举报投诉类申请", "要求提供公开出版物",
    ),
    "t4": ("结果维持", "结果纠正", "其他结果", "尚未审结", "未经复议直接起诉", "复议后起诉"),
}  # fmt: skip
"""Words that stand in a table of the form and hardly elsewhere."""
_ENOUGH: Final = 2
_FIGURES: Final = re.compile(r"(?<![^\s\u4e00-\u9fff)」”])\d[\d,.]*(?=\s|$)")
_SIDE_BY_SIDE: Final = 3


def traces(document: Document, found: frozenset[str]) -> Iterator[Unread]:
    """Yield a table for each that was not found although its words are there."""
    missing = [table for table in form.TABLES if table not in found]
    if not missing:
        return
    cells = (cell.text for grid in document.grids for line in grid.lines for cell in line.cells)
    flat = normal("".join((*document.lines, *cells)))
    unruled = sum(map(_is_row, document.lines)) >= _ENOUGH
    for table in missing:
        if unruled or sum(word in flat for word in _WORDS[table]) >= _ENOUGH:
            yield Unread("table", form.TABLES[table])


def _is_row(line: str) -> bool:
    """Whether a line of text holds figures side by side: a row of a table without its ruling."""
    return len(_FIGURES.findall(unicodedata.normalize("NFKC", line))) >= _SIDE_BY_SIDE
