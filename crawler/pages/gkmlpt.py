"""gkmlpt, Guangdong's open-information platform: a page of script, and lists as JSON.

``/gkmlpt/annualreport#2629`` names the column; the page's ``window._CONFIG`` holds
``SID`` and the ``TREE`` of columns. ``/gkmlpt/api/all/2629?page=1&sid=175`` answers
``{"classify": {"post_count"}, "total", "articles": [{title, url, create_time, date}]}``.
``create_time`` is the date of publication, ``date`` that of the text (成文日期).

``post_count`` counts hidden rows too, so that it may only prove a list whole, never
short. Some servers answer 404 from page two on: such a list is not known to be whole.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

from crawler.manifest import Dated
from crawler.pages import dates
from crawler.pages.answers import data_of, inside, listed, rows_of, text_of, whole_of
from crawler.pages.listing import Ask, Link, ListPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

API = "/gkmlpt/api/all/"
CONFIG = "页面配置 _CONFIG（SID）"
COLUMN = "栏目编号（网址 annualreport# 之后，或栏目树中的年报）"
ANSWER = "列表接口返回的 articles"
FIELDS = "列表条目的标题或地址"

_SID = re.compile(r"""\bSID["']?\s*:\s*["']?(\w{1,20})\b""")
_TREE = re.compile(r"""\bTREE["']?\s*:\s*(?=\[)""")
_ANNUAL = re.compile(r"(政府)?信息公开(工作)?(年报|年度报告)|(年报|年度报告)")
_MOST_NODES = 5000  # of a tree of columns
_LONG_TREE = 1_500_000  # characters


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:
    """Return what the platform's page, or an answer of its list, says.

    The option ``column`` gives the column's number where neither address nor tree does.
    """
    if API in urlsplit(url).path:
        return _answered(html, url)
    sid = _SID.search(html) if "_CONFIG" in html else None
    if sid is None:
        return ListPage(missing=(CONFIG,))
    column = options.get("column") or in_address(url) or _in_tree(html)
    return ListPage(settings={"sid": sid[1], "column": column})


def in_address(url: str) -> str:
    """Return the column's number as its address names it, "" if it does not."""
    fragment = urlsplit(url).fragment
    return fragment if re.fullmatch(r"[0-9]{1,12}", fragment) else ""


def ask(column_url: str, column: str, sid: str, number: int) -> Ask:
    """Return the request for page ``number`` of a column's list, counted from one."""
    parts = urlsplit(column_url)
    site = parts.path.split("/gkmlpt/", 1)[0]
    query = urlencode({"page": number, "sid": sid})
    address = parts._replace(path=f"{site}{API}{column}", query=query, fragment="")
    return Ask(urlunsplit(address), referer=urlunsplit(parts._replace(fragment="")), ajax=True)


def _in_tree(html: str) -> str:
    """Return the number of the one column of annual reports in the tree, "" without one."""
    found = {number for name, number in _columns(html) if _ANNUAL.fullmatch(name)}
    return found.pop() if len(found) == 1 else ""


def _columns(html: str) -> Iterator[tuple[str, str]]:
    """Yield the name and number of every column in the tree, without trusting its depth."""
    match = _TREE.search(html)
    todo: list[object] = [_value(html[match.end() : match.end() + _LONG_TREE])] if match else []
    for _ in range(_MOST_NODES):
        if not todo:
            return
        held = todo.pop()
        if isinstance(held, list):
            todo.extend(held[:_MOST_NODES])
        elif isinstance(held, dict):
            if re.fullmatch(r"[0-9]{1,12}", number := text_of(held, "id")):
                yield text_of(held, "name"), number
            todo.append(held.get("children"))


def _value(text: str) -> object:
    """Return the JSON value that a text begins with, or None."""
    try:
        held: object = json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None
    return held


def _answered(text: str, url: str) -> ListPage:
    held = data_of(text)
    rows = rows_of(inside(held, "articles"))
    if rows is None:
        return ListPage(missing=(ANSWER,))
    links = tuple(found for row in rows if (found := _link(row, url)))
    most = whole_of(inside(held, "classify", "post_count"))
    return ListPage(
        links,
        missing=(FIELDS,) if len(links) < len(rows) else (),
        total=whole_of(inside(held, "total")),
        settings={} if most is None else {"most": str(most)},
    )


def _link(row: dict[str, object], url: str) -> Link | None:
    target = text_of(row, "url", "post_url")
    shown = text_of(row, "display_publish_time", "first_publish_time", "create_time")
    found = listed(url, text_of(row, "title"), target, shown)
    written = text_of(row, "date")
    day = dates.day(written)
    if found is None or day is None:
        return found
    claim = Dated(day=day, source="written", text=written[:40])
    return Link(found.url, found.title, (*found.dates, claim))
