"""Pagers that are links: where they lead, and what proves that a page is the last.

A list whose pages lead to one another ends where no link leads on; but a page
that was cut short leads nowhere either. What a pager says of itself (第2页/共3页,
共52条, 尾页) is held against what it links to, and a page without any pager must
at least be there to its end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.pages.listing import Ask
from crawler.pages.markup import address, attribute, visible, words
from crawler.pages.rows import is_short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import Tag

TURN = "翻页链接（未到末页而没有下一页）"
SCRIPTED = "翻页链接（翻页由脚本完成，不能确认列表已读全）"
END = "网页的结尾（页面可能未传完，不能确认列表已读全）"

_NEXT = re.compile(r"下一?页|后一?页|next|[>›»]{1,2}", re.IGNORECASE)
_LAST = re.compile(r"(尾|末|最后一?)页")
# 首页 alone is no pager's word: every menu begins with it.
_WORD = re.compile(r"(上一?|下一?|后一?|尾|末)页")
_PLACE = re.compile(
    r"第?(\d{1,5})页?/共?(\d{1,5})页|第(\d{1,5})页\D{0,4}共(\d{1,5})页|"
    r"共(\d{1,5})页\D{0,6}第(\d{1,5})页"
)
_TOTAL = re.compile(r"共有?(\d{1,9})[条篇]")
_WRITTEN = re.compile(r"createPageHTML\s*\(|countPage\s*=|createPage\s*\(|<datastore>")
_OFF = frozenset({"disabled", "disable", "no", "nolink", "p_next_d", "p_fun_d"})
_TAIL = 2000  # characters at a page's end in which it is closed
_MOST_WORDS = 12  # of pagers that are looked at
_CLIMB = 3  # from the words 下页 to the element around the whole pager


@dataclass(frozen=True, slots=True)
class Turn:
    """What a pager says: the page that follows, what keeps us from it, the rows claimed."""

    more: tuple[Ask, ...] = ()
    missing: tuple[str, ...] = ()
    total: int | None = None


def turn(page: Tag, html: str, base: str, url: str) -> Turn:
    """Return what leads on from a list page at ``url``."""
    turns = [_turn(bar, base, url) for bar in _bars(page)]
    more = next((one.more for one in turns if one.more), ())
    total = next((one.total for one in turns if one.total is not None), None)
    unread = dict.fromkeys(name for one in turns for name in one.missing)
    if not turns and not is_closed(html):
        unread[END] = None
    if _WRITTEN.search(html):
        unread[SCRIPTED] = None
    return Turn(more, () if more else tuple(unread), total)


def _turn(bar: Tag, base: str, url: str) -> Turn:
    """Return what one pager says."""
    text = visible(str(bar))
    counted = _TOTAL.search(text)
    total = int(counted[1]) if counted else None
    for anchor in _shown(bar, _NEXT):
        target = address(anchor, base)
        if target and target != url:
            return Turn((Ask(target, referer=url),), total=total)
    return Turn(missing=tuple(_unread(bar, text, base, url)), total=total)


def claimed(page: Tag) -> int | None:
    """Return how many rows a page's pager says that the whole list has, None if it says nothing."""
    counts = (_TOTAL.search(visible(str(bar))) for bar in _bars(page))
    return next((int(count[1]) for count in counts if count), None)


def is_closed(html: str) -> bool:
    """Tell whether a page came to its own end."""
    tail = html[-_TAIL:].lower()
    return "</body>" in tail or "</html>" in tail


def place(text: str) -> tuple[int, int] | None:
    """Return which page of how many a pager's text says that this is."""
    match = _PLACE.search(text)
    if match is None:
        return None
    first, of_first, second, of_second, of_third, third = match.groups()
    return int(first or second or third), int(of_first or of_second or of_third)


def _unread(bar: Tag, text: str, base: str, url: str) -> Iterator[str]:
    """Name what is absent on a page from which no link leads on."""
    here = place(text) or _fraction(bar)
    if here is not None:
        if here[0] < here[1]:
            yield SCRIPTED if _shown(bar, _NEXT) else TURN
        return
    if any(_is_scripted(anchor) for anchor in _shown(bar, _NEXT)):
        yield SCRIPTED
    elif any((address(anchor, base) or url) != url for anchor in _shown(bar, _LAST)):
        yield TURN


def _fraction(bar: Tag) -> tuple[int, int] | None:
    """Return the place that stands alone in an element of the pager: 1/11."""
    for tag in bar.find_all(("span", "em", "b", "i", "strong", "td", "li", "a"), limit=80):
        match = re.fullmatch(r"(\d{1,5})\s*/\s*(\d{1,5})", words(tag))
        if match:
            return int(match[1]), int(match[2])
    return None


def _bars(page: Tag) -> list[Tag]:
    """Return the elements around the words of pagers; a page may have one above, one below."""
    found: list[Tag] = []
    for said in page.find_all(string=_is_word, limit=_MOST_WORDS):
        bar = _around(said.parent) if is_short(said.parent) else None
        if bar is not None and all(bar is not known for known in found):
            found.append(bar)
    return found


def _around(bar: Tag | None) -> Tag | None:
    """Return the element around a whole pager that holds one of its words."""
    for _ in range(_CLIMB):
        around = bar.parent if bar is not None else None
        if around is None or around.name in {"body", "html"} or not is_short(around):
            break
        bar = around
    return bar


def _is_word(text: str | None) -> bool:
    shown = (text or "").strip()
    return len(shown) < 40 and bool(_WORD.search(shown))  # noqa: PLR2004 - a pager's words, no sentence


def _shown(bar: Tag, form: re.Pattern[str]) -> list[Tag]:
    """Return the pager's live links that are so called."""
    named = (a for a in bar.find_all("a") if form.fullmatch(words(a) or attribute(a, "title")))
    return [anchor for anchor in named if not _is_off(anchor)]


def _is_off(anchor: Tag) -> bool:
    owner = anchor.parent
    marks = f"{attribute(anchor, 'class')} {attribute(owner, 'class') if owner else ''}"
    return anchor.has_attr("disabled") or bool(_OFF & set(marks.lower().split()))


def _is_scripted(anchor: Tag) -> bool:
    target = attribute(anchor, "href").lower()
    called = re.sub(r"javascript:|void\(0\)|[;#\s]", "", target)
    return bool(attribute(anchor, "onclick")) or (target.startswith("javascript:") and bool(called))
