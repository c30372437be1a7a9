"""Epoint (EWB): the site's identity from a script, its list by a POST of JSON.

A page of the family bears ``EWB-FRONT``. ``/js/webBuilderCommon.js`` states
``siteInfo`` with projectName and siteGuid; ``<projectName>/rest/lightfrontaction/
getgovinfolist`` answers ``{"custom": {"data": [{infourl, realtitle or title}]}}``.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.pages.answers import data_of, inside, listed, rows_of, text_of, whole_of
from crawler.pages.listing import Ask, Link, ListPage

if TYPE_CHECKING:
    from collections.abc import Mapping

SCRIPT = "/js/webBuilderCommon.js"
ACTION = "rest/lightfrontaction/getgovinfolist"
FRONT = "页面标志 EWB-FRONT"
CATEGORY = "栏目编号 categorynum"
IDENTITY = "站点信息 siteInfo（projectName、siteGuid）"
ANSWER = "列表接口返回的 custom.data"
FIELDS = "列表条目的标题或地址"

_PAGE_SIZE = 50
_VALUE = r"""["']?\s*[:=]\s*["']([\w.\-/]{1,80})["']"""
_NAMES = ("categorynum", "deptcode")


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:
    """Return what a column's page, the site's script or an answer of the list says.

    The options ``categorynum`` and ``deptcode`` stand in for what the page does not say.
    """
    path = urlsplit(url).path
    if path.endswith(ACTION):
        return _answered(html, url)
    if path.endswith(SCRIPT):
        return _identity(html)
    return _column(html, url, options)


def ask(settings: Mapping[str, str], number: int, column_url: str) -> Ask:
    """Return the request for page ``number`` of the list, counted from one."""
    where = urljoin(column_url, f"/{settings['project'].strip('/')}/{ACTION}")
    body = {
        "deptcode": settings.get("deptcode", ""),
        "categorynum": settings["categorynum"],
        "siteGuid": settings["site"],
        "pageIndex": number,
        "pageSize": _PAGE_SIZE,
    }
    return Ask(where, json=json.dumps(body), referer=column_url)


def _column(html: str, url: str, options: Mapping[str, str]) -> ListPage:
    settings = {name: _said(html, url, options, name) for name in _NAMES}
    found = ((FRONT, "EWB-FRONT" in html), (CATEGORY, settings["categorynum"]))
    missing = tuple(name for name, there in found if not there)
    more = () if missing else (Ask(urljoin(url, SCRIPT), referer=url),)
    return ListPage(more=more, missing=missing, settings=settings)


def _said(html: str, url: str, options: Mapping[str, str], name: str) -> str:
    """Return a parameter from the column's options, its address or its page's script."""
    if options.get(name):
        return options[name]
    asked = dict(parse_qsl(urlsplit(url).query))
    stated = re.search(rf"\b{name}{_VALUE}", html, re.IGNORECASE)
    return asked.get(name) or (stated[1] if stated else "")


def _identity(script: str) -> ListPage:
    project = re.search(rf"\bprojectName{_VALUE}", script)
    site = re.search(rf"\bsiteGuid{_VALUE}", script)
    if not project or not site:
        return ListPage(missing=(IDENTITY,))
    return ListPage(settings={"project": project[1], "site": site[1]})


def _answered(text: str, url: str) -> ListPage:
    custom = inside(data_of(text), "custom")
    rows = rows_of(inside(custom, "data"))
    if rows is None:
        return ListPage(missing=(ANSWER,))
    root = urljoin(url, "/")  # addresses are relative to the site, not to the answer
    links = tuple(found for row in rows if (found := _link(row, root)))
    counts = (whole_of(inside(custom, name)) for name in ("total", "totalcount", "count"))
    total = next((count for count in counts if count is not None), None)
    return ListPage(links, missing=(FIELDS,) if len(links) < len(rows) else (), total=total)


def _link(row: dict[str, object], url: str) -> Link | None:
    shown = text_of(row, "infodate", "publishdate", "date")
    return listed(url, text_of(row, "realtitle", "title"), text_of(row, "infourl", "url"), shown)
