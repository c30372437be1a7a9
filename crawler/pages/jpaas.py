"""Hanweb JPaaS: the column's page names a data unit, which answers in JSON.

``<script url="/api-gateway/…/build/unit" queryData="{'pageId':'…','tagId':'…'}">``:
the query data stands in single quotes and is no JSON. The answer's
``data.html`` holds the rows and ``<div class='pagination' rows='24'
count='48'>``. The page number counts only inside ``paramJson``.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.pages.answers import data_of, inside, whole_of
from crawler.pages.listing import Ask, Link, ListPage
from crawler.pages.markup import address, attribute, tree
from crawler.pages.rows import anchors, link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bs4 import Tag

ENDPOINT = "/front/page/build/unit"
UNIT = "数据单元 build/unit（queryData）"
ANSWER = "数据接口返回的 data.html"
PAGER = "分页标记 pagination（count）"

_PAIR = re.compile(r"""["'](\w{1,60})["']\s*:\s*["']([^"']{0,500})["']""")
_LIST = re.compile(r"列表|分页|list|当前栏目|内容", re.IGNORECASE)
_PAGE_SIZE = 50


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:
    """Return what a column's page, or an answer of its data unit, says.

    The option ``unit`` names the tagId of the list where a page has several.
    """
    if ENDPOINT in urlsplit(url).path:
        return _answered(html, url)
    units = list(_units(html, url))
    chosen = _chosen(units, options.get("unit", ""))
    if not units:
        return ListPage(missing=(UNIT,))
    if len(chosen) != 1:
        names = "、".join(fields.get("tagId", "?") for _, fields in units[:9])
        return ListPage(missing=(f"唯一的列表数据单元（页面有 {names}，请用 unit 指明）",))
    where, fields = chosen[0]
    return ListPage(more=(_ask(where, fields, 1),))


def page_number(url: str) -> int:
    """Return the page that an address of the data unit asks for, counted from one."""
    asked = inside(data_of(dict(_query(url)).get("paramJson", "")), "pageNo")
    return whole_of(asked) or 1


def following(url: str, referer: str) -> Ask:
    """Return the request for the page after the one at ``url``."""
    return replace(_ask(url.split("?", 1)[0], dict(_query(url)), page_number(url) + 1),
                   referer=referer)  # fmt: skip


def _answered(text: str, url: str) -> ListPage:
    html = inside(data_of(text), "data", "html")
    if not isinstance(html, str):
        return ListPage(missing=(ANSWER,))
    page = tree(html)
    links = tuple(_links(page, url))
    count = _count(page)
    if count is None and links:  # nothing says whether the list goes on
        return ListPage(links, missing=(PAGER,))
    return ListPage(links, total=count)


def _links(page: Tag, url: str) -> Iterator[Link]:
    for anchor in anchors(page):
        found = link(anchor, url)
        if found:
            yield found


def _count(page: Tag) -> int | None:
    pager = page.select_one("[count][rows]")
    return whole_of(attribute(pager, "count")) if pager else None


def _units(html: str, url: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag in tree(html).select("[url][querydata]"):
        where = address(tag, url, "url")
        fields = dict(_PAIR.findall(attribute(tag, "querydata")))
        if where and ENDPOINT in urlsplit(where).path and fields:
            yield where.split("?", 1)[0], fields


def _chosen(units: list[tuple[str, dict[str, str]]], tag: str) -> list[tuple[str, dict[str, str]]]:
    """Return the units that may be the list: the one named, the one alone, or those so called."""
    if tag:
        return [unit for unit in units if unit[1].get("tagId") == tag]
    if len(units) == 1:
        return units
    return [unit for unit in units if _LIST.search(unit[1].get("tagId", ""))]


def _ask(where: str, fields: Mapping[str, str], number: int) -> Ask:
    turn = json.dumps({"pageNo": number, "pageSize": _PAGE_SIZE}, separators=(",", ":"))
    parts = urlsplit(where)
    query = urlencode({**fields, "paramJson": turn})
    return Ask(urlunsplit(parts._replace(query=query, fragment="")))


def _query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)
