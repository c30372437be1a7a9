"""Hanweb's page for annual reports: no list, one address a year, the report itself on it.

``/module/xxgk/xxgkAnnualReport.jsp?fbtime=<year>&area=<body's code>``.
Whether ``fbtime`` is the report's year or that of publication differs; the
report's own title says which year it is on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.pages import article, titles
from crawler.pages.listing import Ask, Link, ListPage
from crawler.pages.markup import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REPORT = "年度报告正文"

_PAGE = "xxgkannualreport.jsp"
_NOTHING = re.compile(
    r"(暂无|没有|未找到|未发布|无)(相关|该年度|本年度)?(的)?(年度报告|年报|报告|信息|内容|数据|记录)"
)
_UNNAMED = "政府信息公开工作年度报告"
_SAYS_LITTLE = 200  # characters: a report says more than this, a notice less


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:  # noqa: ARG001 - one shape for all families
    """Return the report on one year's page as the only link, or none where it says so."""
    text = visible(html)
    if _PAGE not in url.lower():
        return ListPage(missing=("地址 xxgkAnnualReport.jsp",))
    if len(text) < _SAYS_LITTLE and _NOTHING.search(text):
        return ListPage()
    if "政府信息公开" not in text or len(text) < _SAYS_LITTLE:
        return ListPage(missing=(REPORT,))
    page = article.read(html, url)
    # Not the address's year: a server that ignores it would give its report a wrong one.
    title = page.title if titles.names_a_report(page.title) else _UNNAMED
    return ListPage((Link(url, title, page.dates),))


def asks(url: str, years: Iterable[int]) -> tuple[Ask, ...]:
    """Return the requests for the pages of these years, newest first."""
    parts = urlsplit(url)
    return tuple(
        Ask(
            urlunsplit(
                parts._replace(query=urlencode({**_fields(url), "fbtime": str(year)}), fragment="")
            ),
            referer=url,
        )
        for year in sorted(years, reverse=True)
    )


def _fields(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
