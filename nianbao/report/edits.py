"""What two readings of one report say differently: cell by cell, sentence by sentence.

Only what was read for certain in both is compared. A blank that became a zero, or a
stroke, is no change of a figure; white space, the width of characters, counters and
whatever a portal prints about a page are no change of a text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import State

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from nianbao.report.model import Figure, Report

MOST_SENTENCES: Final = 400
"""Of a longer text so many sentences are compared."""
_SHORTEST: Final = 6
_TEXTS: Final = frozenset({1, 5, 6})
"""Sections of running text; in the others the form prints its tables."""
_STOPS: Final = re.compile(r"[^。！？!?]+[。！？!?]?")
_SPACE: Final = re.compile(r"[\s\u200b\ufeff]+")
_CHROME: Final = re.compile(
    r"(?:浏览|阅读|访问|点击|下载)(?:次数|量|数|人数)[:：【\[（(]|打印(?:本页)?[】\]]?[|｜]?[【\[]?关闭|【打印|"
    r"(?:字体|字号)(?:大小)?[:：【\[（(]|分享到|扫一扫|上一[篇条][:：]|下一[篇条][:：]|责任编辑|责编|"
    r"(?:信息|文章|稿件)?来源[:：]|(?:发布|更新)(?:时间|日期)[:：]|访问(?:时间|日期)|网站地图|版权所有|"
    r"ICP备|网站标识码|(?:主办|承办)(?:单位)?[:：]|附件[:：]|今天是|当前位置|关闭窗口"
)
_EMPTY: Final = frozenset({State.BLANK, State.NA})
_DECLARED: Final = re.compile(r"更正|勘误|修订|重新公布|更新后公布")


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One cell as it was printed and as it is printed; a blank is an empty text."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SentenceEdit:
    """One sentence as it was and as it is; "" where there was none, or is none any more."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edits:
    """What is different. ``declared``: a new sentence says that something was corrected."""

    cells: tuple[CellEdit, ...] = ()
    sentences: tuple[SentenceEdit, ...] = ()
    declared: bool = False

    def __bool__(self) -> bool:
        return bool(self.cells or self.sentences)

    def without(self, places: Collection[str], *, texts: bool) -> Edits:
        """Return what is left when the edits of some cells, and of texts, are explained."""
        kept = tuple(cell for cell in self.cells if cell.place not in places)
        return replace(self, cells=kept, sentences=() if texts else self.sentences)


def edits(before: Report, after: Report) -> Edits:
    """Compare two readings by the same reader; texts only of files of one format."""
    said = (
        tuple(_sentence_edits(_said(before), _said(after))) if before.format == after.format else ()
    )
    declared = any(_DECLARED.search(one.after) and not one.before for one in said)
    return Edits(cell_edits(before, after), said, declared)


def cell_edits(before: Report, after: Report) -> tuple[CellEdit, ...]:
    """Return the cells that both reports print, and print differently, in the form's order."""
    return tuple(
        CellEdit(place, _printed(old), _printed(new))
        for place, new in after.figures.items()
        if (old := before.figures.get(place)) is not None and _differ(old, new)
    )


def unlike_numbers(one: Report, other: Report) -> tuple[CellEdit, ...]:
    """Return the cells in which two copies give different numbers; a blank contradicts nothing."""
    numbers = {
        place
        for place, figure in one.figures.items()
        if figure.state is State.NUMBER and _is_number(other.figures.get(place))
    }
    return tuple(cell for cell in cell_edits(one, other) if cell.place in numbers)


def _is_number(figure: Figure | None) -> bool:
    return figure is not None and figure.state is State.NUMBER


def _differ(old: Figure, new: Figure) -> bool:
    if not (old.certain and new.certain) or _worth(old) == _worth(new):
        return False
    return not (_is_nothing(old) and _is_nothing(new))


def _worth(figure: Figure) -> tuple[State, str]:
    value = figure.value if figure.value is not None else _folded(figure.printed)
    return figure.state, str(value)


def _is_nothing(figure: Figure) -> bool:
    return figure.state in _EMPTY or (figure.state is State.NUMBER and str(figure.value) == "0")


def _printed(figure: Figure) -> str:
    return _SPACE.sub("", figure.printed)


# --- Texts ------------------------------------------------------------------------


def _said(report: Report) -> list[str]:
    """Return the sentences of the running text, in order, without what a portal adds."""
    found: list[str] = []
    for section in report.sections:
        if section.number in _TEXTS:
            found.extend(_sentences(section.text))
    return found[:MOST_SENTENCES]


def _sentences(text: str) -> Iterator[str]:
    for match in _STOPS.finditer(_SPACE.sub("", text)):
        if len(match[0]) >= _SHORTEST and not _CHROME.search(match[0]):
            yield match[0]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", _SPACE.sub("", text)).rstrip("。.;；")


def _sentence_edits(before: Sequence[str], after: Sequence[str]) -> Iterator[SentenceEdit]:
    """Yield what was reworded, added or left out. What only moved elsewhere is no edit."""
    old, new = [_folded(one) for one in before], [_folded(one) for one in after]
    known, kept = set(old), set(new)
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        gone = [before[n] for n in range(i, j) if old[n] not in kept]
        come = [after[n] for n in range(k, m) if new[n] not in known]
        for pair in zip_longest(gone, come, fillvalue=""):
            yield SentenceEdit(*pair)


# --- In words -----------------------------------------------------------------------

_SHOWN_CELLS: Final = 10
_SHOWN_SENTENCES: Final = 4
_SHOWN_CHARACTERS: Final = 60


def in_words(found: Edits) -> str:
    """Return what changed, within bounds: 有2处数据变动：……；另有1句文字变动：……."""
    said = []
    if found.cells:
        said.append(f"有{len(found.cells)}处数据变动：{cells_in_words(found.cells)}")
    if found.sentences:
        lead = "另有" if found.cells else "有"
        said.append(f"{lead}{len(found.sentences)}句文字变动：{_texts(found.sentences)}")
    return "；".join(said)


def cells_in_words(cells: Sequence[CellEdit]) -> str:
    """Return cells as 表三“……”由1变为0, joined."""
    shown = [
        f"{form.place_name(cell.place)}由{_value(cell.before)}变为{_value(cell.after)}"
        for cell in cells[:_SHOWN_CELLS]
    ]
    return "，".join(shown) + ("等" if len(cells) > len(shown) else "")


def copies_in_words(cells: Sequence[CellEdit]) -> str:
    """Return cells in which two copies differ, as 表三“……”前一处为1，后一处为0, joined."""
    shown = [
        f"{form.place_name(cell.place)}前一处为{_value(cell.before)}，后一处为{_value(cell.after)}"
        for cell in cells[:_SHOWN_CELLS]
    ]
    return "；".join(shown) + ("等" if len(cells) > len(shown) else "")


def _value(printed: str) -> str:
    return printed or "空白"


def _texts(found: Sequence[SentenceEdit]) -> str:
    shown = [_text(one) for one in found[:_SHOWN_SENTENCES]]
    return "；".join(shown) + ("等" if len(found) > len(shown) else "")


def _text(one: SentenceEdit) -> str:
    if not one.before:
        return f"新增“{_cut(one.after)}”"
    if not one.after:
        return f"不再有“{_cut(one.before)}”"
    return f"原为“{_cut(one.before)}”，现为“{_cut(one.after)}”"


def _cut(text: str) -> str:
    plain = text.rstrip("。")
    return plain if len(plain) <= _SHOWN_CHARACTERS else f"{plain[:_SHOWN_CHARACTERS]}……"
