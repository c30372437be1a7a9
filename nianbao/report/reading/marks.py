"""Where in a page's text pictures and frames stood: what they show was not read.

A mark is left in the tree before its text is taken. What stands among the report's
own sections may hold a table; banners, icons and codes to scan lie outside of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from nianbao.report.model import Unread
from nianbao.report.reading.attachments import is_aside, shown
from nianbao.report.reading.elements import source_of
from nianbao.report.reading.sections import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from nianbao.report.reading.elements import Elements

_PICTURE: Final = "\x02"
_ALONE: Final = "\x03"
"""Behind a picture's mark: nothing says that it belongs to the page rather than to the text."""
_FRAME: Final = "\x04"
_MARKS: Final = (_PICTURE, _FRAME)
_ICON: Final = 100
"""Pixels; a picture smaller than this on either side holds no table."""
_LAST_TABLE: Final = 4  # the section with the last of the tables
_SOURCES: Final = ("src", "data-src", "data-original", "data-lazy-src", "data-url", "srcset")
"""Where a picture's address stands, also of one that a script loads when it comes into sight."""
_OF_THE_PAGE: Final = re.compile(
    r"qr|ewm|erwei|code|share|weixin|logo|icon|foot|btn|banner|badge|police|beian|jiucuo|扫|二维码",
    re.IGNORECASE,
)
_BOTTOM: Final = frozenset({"bottom", "copyright"})
"""Whole names of what holds a page's foot; as a part of a name they say where a margin is."""
_FOOT: Final = re.compile(
    r"[\s\x02-\x04]*(?:版权所有|(?:主办|承办)(?:单位)?\s*[:：]|网站标识码|网站地图|Copyright"
    r"|.{0,12}ICP备|.{0,8}公网安备)",
    re.IGNORECASE,
)
"""A line behind the last heading with which the page's foot begins."""
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_DEPTH: Final = 3  # elements above a picture that are asked whether they link


class Marked(NamedTuple):
    """The lines without their marks, what was not read among them, and how many pictures."""

    lines: tuple[str, ...]
    unread: tuple[Unread, ...]
    pictures: int


def leave(elements: Elements) -> None:
    """Leave a mark in the text where a picture stood that is no icon, or a frame."""
    for node in elements["img"]:
        if _is_large(node) and not node.attributes.keys().isdisjoint(_SOURCES):
            node.insert_before(_PICTURE if _is_of_the_page(node) else _PICTURE + _ALONE)
    for node in elements["frame"]:
        if _is_large(node) and not shown(source_of(node)):  # of files the attachments speak
            node.insert_before(_FRAME)


def _is_large(node: LexborNode) -> bool:
    attributes = node.attributes
    if _HIDDEN.search(attributes.get("style") or ""):
        return False
    sides = (attributes.get("width"), attributes.get("height"))
    return not any(side and side.isdigit() and int(side[:9]) < _ICON for side in sides)


def _is_of_the_page(node: LexborNode) -> bool:
    """Whether a picture links to somewhere, stands in the page's foot or names itself a code."""
    if _OF_THE_PAGE.search(" ".join(map(str, node.attributes.values()))):
        return True
    above = node.parent
    for _ in range(_DEPTH):
        if above is None or above.tag == "html":
            return False
        attributes = above.attributes
        named = attributes.get("class") or ""
        if above.tag == "a" or _OF_THE_PAGE.search(named):
            return True
        if not _BOTTOM.isdisjoint(f"{named} {attributes.get('id') or ''}".lower().split()):
            return True
        above = above.parent
    return is_aside(node)


def taken(lines: tuple[str, ...]) -> Marked:
    """Take the marks out and say what stood within the report's text.

    The text reaches from its first heading to its last, or to the page's foot where no
    heading stands behind the tables. A picture between the last heading and the foot
    counts if it is not of the page: tables are put at the end as well.
    """
    text = "".join(lines)
    if not any(mark in text for mark in _MARKS):
        return Marked(lines, (), 0)
    first, last, number = _ends(lines)
    foot = _foot(lines, last)
    if 0 < number <= _LAST_TABLE:
        last = foot
    within, behind = lines[first:last], lines[last:foot] if number else ()
    pictures = _count(within, _PICTURE) + _count(behind, _ALONE)
    return Marked(
        tuple(filter(None, map(_plain, lines))),
        tuple(_unread(pictures, _count(within, _FRAME))),
        _count(lines, _PICTURE),
    )


def _ends(lines: Sequence[str]) -> tuple[int, int, int]:
    """Return where the first heading of a section stands, where the last does, and its number.

    All are 0 where none is a heading.
    """
    found = ((place, n) for place, line in enumerate(lines) if (n := number_of(line)))
    first, number = next(found, (0, 0))
    for last in range(len(lines) - 1, first, -1):
        if below := number_of(lines[last]):
            return first, last, below
    return first, first, number


def _foot(lines: Sequence[str], start: int) -> int:
    """Return where the page's foot begins behind a line, its end where it has none."""
    behind = range(start, len(lines))
    return next((place for place in behind if _FOOT.match(lines[place])), len(lines))


def _unread(pictures: int, frames: int) -> Iterator[Unread]:
    if pictures:
        yield Unread("image", f"正文中有{pictures}幅图片")
    if frames:
        yield Unread("frame", f"正文中有{frames}处内嵌页面")


def _count(lines: Sequence[str], mark: str) -> int:
    return sum(line.count(mark) for line in lines)


def _plain(line: str) -> str:
    for mark in (_PICTURE, _ALONE, _FRAME):
        line = line.replace(mark, " ")
    return " ".join(line.split())
