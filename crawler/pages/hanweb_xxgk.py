"""Hanweb's open-information catalogue: one search for a whole body, page by page.

``POST /module/xxgk/search.jsp?infotypeId=&area=<body's code>`` with ``currpage``
answers rows ``.tr_main_value_odd`` and ``.tr_main_value_even`` and the text 共N页.
The search ignores the column: it brings everything that the body published, so
all of it is read, and titles decide.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.pages.listing import Ask, Link, ListPage
from crawler.pages.markup import attribute, between, tree, visible
from crawler.pages.rows import anchors, link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bs4 import Tag

SEARCH = "/module/xxgk/search.jsp"
ENTRANCE = "目录检索地址 /module/xxgk/search.jsp"
ROWS = "目录条目 tr_main_value_odd、tr_main_value_even"
PAGES = "页数（共N页）"

_ADDRESS = re.compile(r"""/module/xxgk/search\.jsp(?:\?([^"'\s<>]{0,600}))?""")
_PAIR = re.compile(r"""\b(infotypeId|jdid|divid|area|vc_title|vc_number|sortfield|texttype|"""
                   r"""fbtime|standardXxgk)["']?\s*[:=]\s*["']?([\w,.:\-]{0,80})""")  # fmt: skip
_COUNT = re.compile(r"共(\d{1,6})页")
_TOTAL = re.compile(r"共(\d{1,9})[条篇]")
_NOTHING = re.compile(r"(暂无|没有|无)(相关|符合条件的)?(信息|内容|记录|数据)")
_IN_ADDRESS = ("infotypeId", "vc_title", "vc_number", "area")
# What a form holds when nobody chose anything.
_USUAL = {"infotypeId": "0", "jdid": "1", "texttype": "0", "fbtime": "-1", "standardXxgk": "1"}


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:
    """Return what a column's page, or an answer of the search, says.

    The options ``area``, ``infotypeId`` and ``jdid`` stand before what the page says.
    """
    if urlsplit(url).path.endswith(SEARCH):
        return _answered(html, url)
    entrance = _ADDRESS.search(html)
    if entrance is None:
        return ListPage(missing=(ENTRANCE,))
    said = dict(_PAIR.findall("\n".join(between(html, "<script", "</script>"))))
    asked = dict(parse_qsl((entrance[1] or "").replace("&amp;", "&"), keep_blank_values=True))
    given = {name: value for name, value in options.items() if _PAIR.match(f"{name}:")}
    return ListPage(settings=_USUAL | said | asked | _hidden(html) | given)


def ask(settings: Mapping[str, str], number: int, column_url: str) -> Ask:
    """Return the search for page ``number``, counted from one."""
    query = {name: settings.get(name, "") for name in _IN_ADDRESS}
    form = {name: value for name, value in settings.items() if _PAIR.match(f"{name}:")}
    fields = (*form.items(), ("currpage", str(number)))
    where = f"{urljoin(column_url, SEARCH)}?{urlencode(query)}"
    return Ask(where, form=fields, referer=column_url)


def _hidden(html: str) -> dict[str, str]:
    """Return what the search form's hidden fields hold, where it has some."""
    found = tree(html).find_all("input", attrs={"type": "hidden", "name": True})
    pairs = ((attribute(tag, "name"), attribute(tag, "value")) for tag in found)
    return {name: value for name, value in pairs if value and _PAIR.match(f"{name}:")}


def _answered(html: str, url: str) -> ListPage:
    page = tree(html)
    links = tuple(_links(page, url))
    text = visible(html)
    counted = _COUNT.search(text)
    total = _TOTAL.search(text)
    absent = ((ROWS, not links and not _NOTHING.search(text) and not _is_empty(total)),
              (PAGES, links and counted is None))  # fmt: skip
    return ListPage(
        links,
        missing=tuple(name for name, is_absent in absent if is_absent),
        total=int(total[1]) if total else None,
        settings={"pages": counted[1] if counted else "0"},
    )


def _is_empty(total: re.Match[str] | None) -> bool:
    return total is not None and int(total[1]) == 0


def _links(page: Tag, url: str) -> Iterator[Link]:
    for row in page.select(".tr_main_value_odd, .tr_main_value_even"):
        for anchor in anchors(row):
            found = link(anchor, url, row)
            if found:
                yield found
