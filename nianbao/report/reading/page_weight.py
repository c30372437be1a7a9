"""What a page would grow to, estimated before a library that cannot be interrupted parses it.

A parser of HTML mends whatever it meets: it opens formatting that was never
closed again in every block that follows, so that some kilobytes grow to
millions of elements; and it compares each attribute of a tag with all others.
"""

from __future__ import annotations

import re
from typing import Final

from nianbao.report.model import Unreadable

TOO_MANY: Final = "网页标签或表格过多，未读取"
MAX_TAGS: Final = 500_000
MAX_TABLES: Final = 2_000
MAX_DEPTH: Final = 10_000
"""Tags open at once; the time to parse a page grows with the square of its depth."""
MAX_REOPENED: Final = 1_000_000
"""Elements that a parser adds for formatting that was never closed."""
MAX_ATTRIBUTES: Final = 2_000  # of one tag
_HARMLESS: Final = 4_000
"""Tags of which neither depth nor growth costs more than a moment, whatever they are."""
_LONG: Final = 8_000  # characters of a tag; a picture within an attribute has more
_SAME: Final = 3  # elements alike that a parser opens again
_TABLE_TAG: Final = re.compile(r"<table", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})([^<>]{0,200})")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE: Final = re.compile(r"[^\s/=]+")
_CLOSED_BY_ITSELF: Final = frozenset(
    {
        "p", "br", "hr", "img", "input", "meta", "link", "col", "td", "th", "tr", "li", "dd", "dt",
        "option", "tbody", "thead", "tfoot", "area", "base", "embed", "param", "source", "wbr",
    }
)  # fmt: skip
_FORMATTING: Final = frozenset(
    {"b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"}
)


def weigh(text: str) -> None:
    """Refuse what no report is: a page too heavy to be taken apart in a few seconds.

    Raises:
        Unreadable: too many tags, tables or attributes, or too much nesting.
    """
    tags = text.count("<")
    if tags > _HARMLESS:
        if tags > MAX_TAGS or len(_TABLE_TAG.findall(text)) > MAX_TABLES:
            raise Unreadable(TOO_MANY)
        _weigh_nesting(text)
    if _may_be_long(text) and any(
        _attributes(piece) > MAX_ATTRIBUTES for piece in text.split("<") if len(piece) > _LONG
    ):
        raise Unreadable("网页标签的属性过多，未读取")


def _may_be_long(text: str) -> bool:
    """Whether any tag may be longer than ``_LONG``: one that is covers half as much without a <."""
    half = _LONG // 2
    return any(text.find("<", at, at + half) < 0 for at in range(0, len(text), half))


def _weigh_nesting(text: str) -> None:
    """Follow the tags roughly: how many stand open at once, and how many are opened again."""
    depth = deepest = reopened = 0
    formatting = _Formatting()
    for closing, name, attributes in _TAG.findall(text):
        tag = name.lower()
        if tag in _CLOSED_BY_ITSELF:
            reopened += formatting.count
            continue
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
        if tag in _FORMATTING:
            formatting.take(tag, attributes, closing=bool(closing))
        else:
            reopened += formatting.count
    if deepest > MAX_DEPTH or reopened > MAX_REOPENED:
        raise Unreadable("网页标签嵌套过深，未读取")


class _Formatting:
    """The formatting that is open, as far as a parser would open it again."""

    def __init__(self) -> None:
        self.count = 0
        self._open: dict[str, list[str]] = {}

    def take(self, tag: str, attributes: str, *, closing: bool) -> None:
        """Take one tag."""
        alike = self._open.setdefault(tag, [])
        if closing:
            self.count -= bool(alike)
            del alike[-1:]
        elif alike[-_SAME:].count(attributes) < _SAME:
            alike.append(attributes)
            self.count += 1


def _attributes(piece: str) -> int:
    """How many attributes a tag has, at most; ``piece`` is what stands between two ``<``."""
    return len(_ATTRIBUTE.findall(_QUOTED.sub("=", piece).partition(">")[0]))
