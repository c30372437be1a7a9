"""The fallback: from any page of a portal to its column by the fixed menu, rows by scoring.

依据：国办公开办函〔2019〕61号（固定栏目“政府信息公开年报”）；国办发〔2017〕47号附件
（网页标签 ColumnType 的取值“信息公开年报”）。A page is taken for the column only if
something says so: a home page, too, shows a report among its news.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.pages import handmade, titles, trs
from crawler.pages.listing import Ask, ListPage
from crawler.pages.markup import address, attribute, base_of, tree, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bs4 import BeautifulSoup, Tag

COLUMN = "固定菜单“政府信息公开年报”，或标明该栏目的 ColumnType"
FRAME = "列表本身（在内嵌框架中，请以框架的网址为栏目）"
PAGER = "可识别的翻页脚本（请按所属类型登记）"

_TYPE = re.compile(r"(政府)?信息公开(工作)?年(度)?报(告)?")
_MENU = re.compile(r"(法定主动公开内容)?(政府)?信息公开(工作)?(年报|年度报告)")
_WAY = re.compile(r"(政府)?信息公开(专栏|平台)?|政务公开(专栏|平台)?")
_NAMED = re.compile(r"信息公开(工作)?(年报|年度报告)")
_TRAIL = re.compile(r"(当前|现在|所在|您的)(的)?(位置|页面)")
_SCRIPT_PAGER = re.compile(r"createPageHTML\s*\(|createPage\s*\(|<datastore>", re.IGNORECASE)
_LONG_TRAIL = 200  # characters


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:
    """Return the column's rows, or the page that the fixed menu leads to."""
    page = tree(html)
    if not _is_column(page, url):
        way = _way(page, url)
        return ListPage(more=way, missing=() if way else (COLUMN,))
    read = handmade.list_page(html, url, options)
    if not read.links and read.missing and page.find(("iframe", "frame"), src=True):
        return ListPage(missing=(FRAME,))
    return _turned(read, html, url)


def is_column(html: str, url: str) -> bool:
    """Tell whether something on a page says that it is the column of annual reports."""
    return _is_column(tree(html), url)


def _turned(read: ListPage, html: str, url: str) -> ListPage:
    """Return the page with its pager, where that is a script which states its pages."""
    if read.more or not _SCRIPT_PAGER.search(html):
        return read
    missing = tuple(name for name in read.missing if name != handmade.SCRIPTED)
    pager = trs.find_pager(html)
    if pager is None:
        return ListPage(read.links, missing=(*missing, PAGER))
    return ListPage(read.links, tuple(trs.pages(pager, url)), missing, pager.rows)


def _is_column(page: BeautifulSoup, url: str) -> bool:
    """Tell whether something on the page says that it is the column: tag, menu, title or trail."""
    if _tag(page, "articletitle"):
        return False
    said = (_tag(page, "columntype"), _tag(page, "columnname"))
    if any(_TYPE.fullmatch(text) for text in said):
        return True
    if any(_same(target, url) for target in _menu(page, url, _MENU)):
        return True
    title = titles.normal(words(page.title)) if page.title else ""
    return bool(_NAMED.search(title) or _at_trail(page))


def _at_trail(page: BeautifulSoup) -> bool:
    """Tell whether the way to the page, as it shows it, ends at the column."""
    for text in page.find_all(string=_TRAIL, limit=3):
        trail = text.parent.parent if text.parent is not None else None
        shown = titles.normal(words(trail)) if trail is not None else ""
        if len(shown) < _LONG_TRAIL and _NAMED.search(shown[-14:]):
            return True
    return False


def _way(page: BeautifulSoup, url: str) -> tuple[Ask, ...]:
    """Return the column that the menu names, else the section where the menu should stand."""
    for form in (_MENU, _WAY):
        for target in _menu(page, url, form):
            if not _same(target, url):
                return (Ask(target, referer=url),)
    return ()


def _menu(page: BeautifulSoup, url: str, form: re.Pattern[str]) -> Iterator[str]:
    base = base_of(page, url)
    for anchor in page.find_all("a", href=True):
        target = address(anchor, base)
        if target and form.fullmatch(_shown(anchor)):
            yield target


def _shown(anchor: Tag) -> str:
    return titles.normal(words(anchor) or attribute(anchor, "title"))


def _tag(page: BeautifulSoup, name: str) -> str:
    for tag in page.find_all("meta"):
        if attribute(tag, "name").lower() == name and attribute(tag, "content"):
            return titles.normal(attribute(tag, "content"))
    return ""


def _same(one: str, other: str) -> bool:
    return _place(one) == _place(other)


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(urljoin(url, ".")) if _is_index(url) else urlsplit(url)
    return parts.netloc, parts.path.rstrip("/"), parts.query


def _is_index(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and bool(
        re.search(r"/(index|default)\.\w{2,5}$", parts.path, re.IGNORECASE)
    )
