"""Rows of a list: the element around a link, and the date that stands beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.manifest import Dated
from crawler.pages import dates, titles
from crawler.pages.listing import Link
from crawler.pages.markup import address, attribute, full_title, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import Tag

_ROW = ("li", "tr", "dl", "p")
_OUTSIDE = ("nav", "header", "footer")
_LONG_ROW = 400  # characters: what holds more is no row but the page around the list
_TURNING = re.compile(
    r"(首|上一?|下一?|前一?|后一?|末|尾)页|\d{1,3}|[<>«»›‹]+|GO|跳转", re.IGNORECASE
)
LONG_TITLE = 300  # characters; a link around half a page is no title
_BRACKETS = "[]()（）【】〔〕 \xa0"
_FILE = re.compile(r"\.(docx?|pdf|wps|xlsx?|zip|rar|ofd)$", re.IGNORECASE)


def belonging(page: Tag, base: str, article: re.Pattern[str]) -> Iterator[Link]:
    """Yield the rows of a list: links to the family's articles, and what else stands as a row."""
    for anchor in anchors(page):
        found = link(anchor, base)
        if found is None:
            continue
        in_row = row_of(anchor) is not None
        if article.search(found.url) or (in_row and _is_row(found)):
            yield found


def anchors(page: Tag) -> Iterator[Tag]:
    """Yield the links that may be rows: no template placeholders, no menus, no page numbers."""
    for anchor in page.find_all("a", href=True):
        if anchor.find_parent(_is_placeholder) or anchor.find_parent(_OUTSIDE):
            continue
        if _TURNING.fullmatch(words(anchor)):
            continue
        yield anchor


def row_of(anchor: Tag) -> Tag | None:
    """Return the row around a link: li, tr, dl or p, else a small element that holds a date too."""
    row = anchor.find_parent(_ROW)
    if row is not None and is_short(row):
        return row
    parent = anchor.parent
    alone = parent is not None and len(parent.find_all("a", limit=2)) == 1
    return parent if alone and is_short(parent) else None


def is_short(tag: Tag | None) -> bool:
    """Tell whether an element holds no more text than a row does, without reading it all."""
    left = _LONG_ROW
    for text in tag.strings if tag is not None else ():
        left -= len(text.strip()) or 1
        if left < 0:
            return False
    return tag is not None


def link(anchor: Tag, base: str, beside: Tag | None = None) -> Link | None:
    """Return the link with its full title and the dates beside it; None if it leads nowhere."""
    url = address(anchor, base)
    row = beside if beside is not None else row_of(anchor)
    title = (full_title(anchor) or _pictured(anchor))[:LONG_TITLE]
    if url is None or not title:
        return None
    return Link(url, title, tuple(_claims(url, _date_beside(anchor, row))))


def _is_row(found: Link) -> bool:
    """Tell a row without the family's own address: dated, a file, or a report by its title."""
    dated = any(claim.source == "list" for claim in found.dates)
    report = titles.names_a_report(found.title) and not found.url.endswith("/")
    return dated or report or bool(_FILE.search(found.url) and titles.worth_fetching(found.title))


def _pictured(anchor: Tag) -> str:
    """Return what stands for a link that is only a picture: its alternative text."""
    picture = anchor.find("img")
    return attribute(picture, "alt") if picture else ""


def _claims(url: str, shown: Dated | None) -> Iterator[Dated]:
    if shown:
        yield shown
    saved = dates.in_url(url)
    if saved:
        yield Dated(day=saved[0], source="url", text=saved[1])


def _date_beside(anchor: Tag, row: Tag | None) -> Dated | None:
    for part in _texts_beside(anchor, row):
        found = dates.find(part)
        if found:
            return Dated(day=found[0], source="list", text=found[1])
    return None


def _texts_beside(anchor: Tag, row: Tag | None) -> Iterator[str]:
    """Yield texts where a date may stand: elements inside the link, then the row around it."""
    for inner in anchor.find_all(("span", "i", "b", "em", "time", "font", "p", "div")):
        text = words(inner).strip(_BRACKETS)
        if len(text) < 20:  # noqa: PLR2004 - a date and perhaps a time, not a title
            yield text
    tail = words(anchor)[-14:]
    if re.search(r"20\d\d[-/.]\d{1,2}[-/.]\d{1,2}\W?$", tail):
        yield tail
    if row is not None:
        before, after = _around(anchor, row)
        yield after
        yield before


def _around(anchor: Tag, row: Tag) -> tuple[str, str]:
    """Return the row's text before and after a link, as far as the neighbouring links."""
    before: list[str] = []
    after: list[str] = []
    passed = False
    for text in row.find_all(string=True):
        owner = text.find_parent("a")
        if owner is anchor:
            passed = True
        elif owner is not None:
            if passed:
                break
            before.clear()
        else:
            (after if passed else before).append(text.strip())
    return " ".join(before), " ".join(after)


def _is_placeholder(tag: Tag) -> bool:
    """A template row that a script would fill: ms-repeat, v-for, ng-repeat."""
    return any(attribute(tag, name) for name in ("ms-repeat", "ms-for", "v-for", "ng-repeat"))
