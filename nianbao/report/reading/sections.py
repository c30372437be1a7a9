"""The six statutory sections, whatever their numbering, each with its text and its end."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from nianbao.report import form
from nianbao.report.model import Section
from nianbao.report.reading.labels import Lexicon, normal

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from nianbao.report.model import Grid
    from nianbao.report.reading.document import Document

_MAX_HEADING: Final = 40
_CLAUSE: Final = re.compile(r"^[\s　a-zA-Z]*[(（][一二三四五六七八九十]{1,2}[)）]")
_VARIANTS: Final = {
    1: ("总体情况", "总体工作情况", "概述", "基本情况"),
    2: ("主动公开政府信息情况", "主动公开情况", "主动公开政府信息的情况"),
    3: ("收到和处理政府信息公开申请情况", "收到和处理政府信息公开申请的情况"),
    4: (
        "政府信息公开行政复议、行政诉讼情况",
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "因政府信息公开工作被申请行政复议和提起行政诉讼情况",
        "政府信息公开行政复议和行政诉讼情况",
    ),
    5: (
        "存在的主要问题及改进情况",
        "存在的主要问题和改进情况",
        "存在的主要问题及改进措施",
        "存在的主要问题及整改措施",
        "政府信息公开工作存在的主要问题及改进情况",
        "存在问题及改进情况",
        "存在的问题及改进措施",
        "存在的主要问题和改进措施",
    ),
    6: ("其他需要报告的事项", "其他需要报告事项", "其他需要报告的情况"),
}
_NAMES: Final = tuple(
    (number, name)
    for number, names in _VARIANTS.items()
    for name in (form.SECTIONS[number - 1], *names)
)
_HEADINGS: Final = Lexicon((str(number), name) for number, name in _NAMES)
_DIGITS: Final = "一二三四五六七八九十"
_TOP: Final = re.compile(
    rf"^[\s　a-zA-Z]{{0,3}}(?:第?(?P<chinese>[{_DIGITS}]{{1,2}})(?:部分)?[、.．:：\s])"
)
_PREFIX: Final = re.compile(rf"^[a-zA-Z]|^第[{_DIGITS}]{{1,2}}部分[、:：\s]*")
_ARABIC: Final = re.compile(r"^[\s　a-zA-Z]{0,3}[(（]?(?P<arabic>\d{1,2})[)）]?[、.．\s]")
_NUMBERED: Final = re.compile(rf"^[\s　a-zA-Z]{{0,3}}(?:[{_DIGITS}]{{1,2}}|\d{{1,2}})[、.．:：]")
_NUMBER: Final = 12
"""Characters of a line in which its number ends, however they are folded."""
_MAY_COUNT: Final = re.compile(rf"[^\u4e00-\u9fff]|[{_DIGITS}]")
"""How a numbered line begins: folding leaves an ideograph what it is."""
_LEAD: Final = re.compile(
    _NUMBERED.pattern
    + r"\s*(?P<name>"
    + "|".join(
        re.escape(name) for _, name in sorted(_NAMES, key=lambda entry: -len(entry[1]))
    ).replace("、", "[、和]")
    + r")[：:。.\s　]*(?P<rest>\S.*)$"
)
"""A heading and the paragraph that follows it, run together in one line."""
_FOOT: Final = re.compile(
    r"^[\s【\[（(]*(?:附件|相关(?:链接|文档|附件|信息|阅读)|上一[篇条]|下一[篇条]|打印|关闭|分享到|扫一扫|"
    r"版权所有|主办单位?\s*[：:]|承办单位?\s*[：:]|网站标识码|责任编辑|编辑\s*[：:]|返回顶部|网站地图|"
    r"联系我们|Copyright|.{0,12}ICP备|.{0,6}公网安备)",
    re.IGNORECASE,
)
"""What stands behind a report on a portal's page."""
_STYLES: Final = ("top", "arabic", "bare", "clause")
"""How a heading is numbered, the most like a main heading first."""


class _Look(NamedTuple):
    """What a line is by itself. ``ordinal`` is its main number, 0 where it has none.

    ``style`` is "clause", "top", "other" for a number of another kind, or "".
    """

    number: int | None  # the section it names
    style: str
    ordinal: int
    is_foot: bool


_PLAIN: Final = _Look(None, "", 0, is_foot=False)
"""Most lines: neither a heading nor the foot of a page."""
_COUNTED: Final = _Look(None, "other", 0, is_foot=False)
"""A long line that may begin with a number, and with a heading behind it."""


class _Heading(NamedTuple):
    """A line that may head a section. ``ordinal`` is the number printed, 0 where there is none."""

    place: int
    last: int  # the last line of the heading
    number: int
    text: str
    style: str
    ordinal: int
    rest: str = ""  # what follows in the same line


def sections_of(lines: Sequence[str]) -> tuple[Section, ...]:
    """Part a text at the headings of the form, in the order in which they stand.

    A heading that stands twice (a table of contents, a copy for phones, a
    sub-heading of the same words) counts where it is a main heading with the most
    text behind it. A section ends at the next one, at a further main heading that
    goes on counting, and before what a portal prints below its articles.
    """
    looks = [_looked_at(line) if len(line) <= _MAX_HEADING else _seen_long(line) for line in lines]
    found = list(_headings(lines, looks))
    plain = [heading for heading in found if heading.style != "clause"]
    numbered = {heading.number for heading in plain}
    if len({heading.number for heading in found} - numbered) > len(numbered):
        plain = found
    if not plain:
        return ()
    chosen = sorted(_chosen(plain, lines), key=lambda heading: heading.place)
    ends = [*(heading.place for heading in chosen[1:]), len(lines)]
    return tuple(
        [
            Section(heading.number, heading.text, _text(heading, end, lines, looks), position)
            for position, (heading, end) in enumerate(zip(chosen, ends, strict=True))
        ]
    )


def sections_in(document: Document, used: Container[int] = ()) -> tuple[Section, ...]:
    """Return a document's sections; what its text lacks is looked for in its tables' cells.

    Some reports are one table, headings included. ``used`` are the numbers of the tables
    that hold figures: they are looked at last, since they are no section's text.
    """
    found = sections_of(document.lines)
    if len(found) == len(form.SECTIONS):
        return found
    beside = [grid for grid in document.grids if grid.number not in used]
    for grids in (beside, document.grids):
        found = (*found, *_boxed(grids, found))
        if len(found) == len(form.SECTIONS):
            break
    return found


def _boxed(grids: Sequence[Grid], found: Sequence[Section]) -> Iterator[Section]:
    """The sections in the cells of tables that were not found before."""
    cells = [
        part
        for grid in grids
        for line in grid.lines
        for cell in line.cells
        for part in cell.text.split("\n")
    ]
    known = {section.number for section in found}
    boxed = (section for section in sections_of(cells) if section.number not in known)
    for place, section in enumerate(boxed):
        yield Section(section.number, section.heading, section.text, len(found) + place)


_TOPICS: Final = {
    1: ("总体情况", "概述", "基本情况", "主动公开", "依申请公开"),
    2: ("主动公开", "规范性文件", "行政许可"),
    3: ("公开申请", "依申请公开"),
    4: ("行政复议", "行政诉讼"),
    5: ("问题", "不足", "改进"),
    6: ("其他需要报告", "需要报告的事项", "其他事项", "信息处理费", "其他报告"),
}
"""Words of which one stands in a section, however it is headed."""


def unheaded(
    document: Document, sections: Sequence[Section], tables: frozenset[str]
) -> tuple[int, ...]:
    """Return the sections that were not found and yet cannot be called absent.

    Their heading may be worded otherwise or have been lost (PDF), their table is
    there, or words that belong to them are.
    """
    known = {section.number for section in sections}
    if len(known) == len(form.SECTIONS):
        return ()
    flat = normal("".join(document.lines))
    at_hand = {number for number, table in enumerate(form.TABLES, start=2) if table in tables}
    spoken = {
        number for number, words in _TOPICS.items() if any(normal(word) in flat for word in words)
    }
    return tuple(sorted((at_hand | spoken) - known))


def number_of(line: str) -> int | None:
    """The section a line heads; sub-headings in brackets, （三）…, head none."""
    look = _looked_at(line) if len(line) <= _MAX_HEADING else _PLAIN
    return None if look.style == "clause" else look.number


def _seen_long(line: str) -> _Look:
    """Look at a line too long for a heading; whether it is a foot is asked when it matters."""
    return _COUNTED if _MAY_COUNT.match(line) else _PLAIN


@lru_cache(maxsize=8_192)
def _looked_at(line: str) -> _Look:
    """Look at a short line. It is kept: menus, feet and headings are the same on many pages."""
    top = _TOP.match(line)
    ordinal = _value(top["chinese"]) if top else 0
    is_foot = _FOOT.match(line) is not None
    if line.endswith(("。", "；")):
        number, style = None, ""
    else:
        number = _named(line)
        style = "clause" if _CLAUSE.match(line) else "top" if top else ""
    if not style and _is_numbered(line):
        style = "other"
    look = _Look(number, style, ordinal, is_foot)
    return _PLAIN if look == _PLAIN else look  # one object for all, so that it is told at once


def _is_numbered(line: str) -> bool:
    return _NUMBERED.match(unicodedata.normalize("NFKC", line[:_NUMBER])) is not None


def _named(line: str) -> int | None:
    match = _HEADINGS.find(_PREFIX.sub("", line))
    return int(match.key) if match else None


def _headings(lines: Sequence[str], looks: Sequence[_Look]) -> Iterator[_Heading]:
    behind = 0
    for place, look in enumerate(looks):
        if look is not _PLAIN and place >= behind:
            heading = _heading(lines, place, look)
            if heading is not None:
                yield heading
                behind = heading.last + 1


def _heading(lines: Sequence[str], place: int, look: _Look) -> _Heading | None:
    if look.number is not None:
        return _made(lines[place], place, place, look.number)
    if look.style == "top":
        return _wrapped(lines, place)
    return _run_together(lines[place], place) if look.style == "other" else None


def _made(text: str, place: int, last: int, number: int, rest: str = "") -> _Heading:
    style, ordinal = _numbering(text)
    return _Heading(place, last, number, text, style, ordinal, rest)


def _wrapped(lines: Sequence[str], place: int) -> _Heading | None:
    """A numbered heading that goes on in the next line."""
    if place + 1 >= len(lines):
        return _run_together(lines[place], place)
    joined = lines[place] + lines[place + 1]
    number = number_of(joined)
    if number is None:
        return _run_together(lines[place], place)
    return _made(joined, place, place + 1, number)


def _run_together(line: str, place: int) -> _Heading | None:
    if not _is_numbered(line):
        return None
    match = _LEAD.match(unicodedata.normalize("NFKC", line[: _MAX_HEADING * 2]))
    if match is None:
        return None
    number = _named(match["name"])
    heading, _, rest = _parted(line, match["name"])
    return _made(heading, place, place, number, rest) if number else None


def _parted(line: str, name: str) -> tuple[str, str, str]:
    """Part a line behind the heading's last two characters, which NFKC leaves as they are."""
    at = line.find(name[-2:]) + 2
    return line[:at], "", line[at:].lstrip("：:。. 　")


@lru_cache(maxsize=1_024)
def _numbering(text: str) -> tuple[str, int]:
    if _CLAUSE.match(text):
        return "clause", 0
    if match := _TOP.match(text):
        return "top", _value(match["chinese"])
    if match := _ARABIC.match(text):
        return "arabic", int(match["arabic"])
    return "bare", 0


def _value(words: str) -> int:
    """Return 十二 as 12."""
    if len(words) == 1:
        return _DIGITS.index(words) + 1
    first, second = (_DIGITS.index(word) + 1 for word in words)
    return 10 + second if words[0] == "十" else first * 10


def _chosen(found: Sequence[_Heading], lines: Sequence[str]) -> Iterator[_Heading]:
    ends = [*(heading.place for heading in found[1:]), len(lines)]
    alike: dict[int, list[tuple[_Heading, int]]] = {}
    for heading, end in zip(found, ends, strict=True):
        alike.setdefault(heading.number, []).append((heading, end))
    for same in alike.values():
        best = same[0]
        if len(same) > 1:
            best = min(same, key=lambda one: _rank(one[0], one[1], lines))
        yield best[0]


def _rank(heading: _Heading, end: int, lines: Sequence[str]) -> tuple[int, int, int]:
    behind = len(heading.rest) + sum(map(len, lines[heading.last + 1 : end]))
    return _STYLES.index(heading.style), -behind, heading.place


def _text(heading: _Heading, end: int, lines: Sequence[str], looks: Sequence[_Look]) -> str:
    first = heading.last + 1
    kept, seen = lines[first:end], looks[first:end]
    if heading.style == "top":
        kept = kept[: _next_main(seen, heading.ordinal + 1)]
    if end == len(lines):
        kept = kept[: _foot(kept, seen)]
    return "\n".join((heading.rest, *kept) if heading.rest else kept)


def _next_main(looks: Sequence[_Look], ordinal: int) -> int | None:
    """Return where the main heading with this number stands: one that is no section of the form."""
    ordinals = [look.ordinal for look in looks]
    return ordinals.index(ordinal) if ordinal in ordinals else None


def _foot(lines: Sequence[str], looks: Sequence[_Look]) -> int | None:
    """Return where what a portal prints below its articles begins."""
    for place, (line, look) in enumerate(zip(lines, looks, strict=False)):
        if look.is_foot or (len(line) > _MAX_HEADING and _FOOT.match(line)):
            return place
    return None
