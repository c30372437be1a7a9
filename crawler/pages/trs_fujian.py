"""TRS with the Fujian front end: ten static rows, the whole list from a JSON search.

The page's ``<meta name="ChnlId">`` names the column and its script the
``searchId`` of the site. ``POST /fjdzapp/search`` answers ``{"data": [{doctitle,
docpuburl or chnldocurl, docreltime}], "pageCount": n}``, another template
``{"docs": […]}``. Dates come printed or as milliseconds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.pages import trs
from crawler.pages.answers import data_of, inside, listed, rows_of, text_of, whole_of
from crawler.pages.listing import Ask, Link, ListPage
from crawler.pages.markup import attribute, tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bs4 import Tag

SEARCH = "/fjdzapp/search"
COLUMN = '栏目编号 <meta name="ChnlId">'
SITE = "检索编号 searchId"
ANSWER = "检索结果 data 或 docs"
FIELDS = "检索结果条目的标题或地址"
PAGES = "检索结果的页数 pageCount"

_SEARCH_ID = re.compile(r"""searchId["']?\s*[:=]\s*["']?(\d{1,12})""", re.IGNORECASE)
_RECORDS = re.compile(r"""recordCount["']?\s*[:=]\s*["']?(\d{1,9})\b""")
_ROWS = 75  # the most that a server was seen to give at once


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:
    """Return what a column's page, or an answer of the search, says.

    The option ``search`` gives the site's searchId where the page does not.
    """
    if urlsplit(url).path.endswith(SEARCH):
        return _answered(html, url)
    page = tree(html)
    channel = _channel(page)
    site = _SEARCH_ID.search(html)
    number = site[1] if site else options.get("search", "")
    missing = tuple(name for name, value in ((COLUMN, channel), (SITE, number)) if not value)
    links = trs.rows(page, url)
    if missing:
        return ListPage(links, missing=missing)
    records = _RECORDS.search(html)
    return ListPage(
        links,
        total=int(records[1]) if records else None,
        settings={"channel": channel, "search": number},
    )


def ask(settings: Mapping[str, str], number: int, column_url: str) -> Ask:
    """Return the search for page ``number``, counted from one."""
    form = (
        ("channelid", settings["search"]),
        ("sortfield", "-docorderpri,-docreltime"),
        ("classsql", f"chnlid={settings['channel']}"),
        ("classcol", "publishyear"),
        ("classnum", "100"),
        ("classsort", "0"),
        ("cache", "true"),
        ("page", str(number)),
        ("prepage", str(_ROWS)),
    )
    return Ask(urljoin(column_url, SEARCH), form=form, referer=column_url)


def _channel(page: Tag) -> str:
    found = (attribute(tag, "content") for tag in page.find_all("meta", attrs={"name": "ChnlId"}))
    return next((text for text in found if re.fullmatch(r"[0-9]{1,12}", text)), "")


def _answered(text: str, url: str) -> ListPage:
    held = data_of(text)
    rows = rows_of(inside(held, "data"))
    rows = rows_of(inside(held, "docs")) if rows is None else rows
    if rows is None:
        return ListPage(missing=(ANSWER,))
    links = tuple(found for row in rows if (found := _link(row, url)))
    pages = whole_of(inside(held, "pageCount"))
    missing = [FIELDS] * (len(links) < len(rows)) + [PAGES] * (pages is None)
    return ListPage(links, missing=tuple(missing), settings={"pages": str(pages or 0)})


def _link(row: dict[str, object], url: str) -> Link | None:
    target = text_of(row, "docpuburl", "chnldocurl", "url")
    return listed(url, text_of(row, "doctitle", "title"), target, text_of(row, "docreltime"))
