"""UCAP: static list pages (list.shtml, xxgk_list.shtml, common_zfxxgknb.shtml) counted from one.

The pager is ``createPageHTML('page_div', 10, 1, 'list', 'shtml', 149)``: its first
argument is a string, the second the number of pages, and list_2.shtml is page two.
TRS, whose function has the same name, counts from zero and names no element. Rows
lead to ``/c133076/202204/<32 hexadecimal digits>.shtml`` and their like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.manifest import MOST_PAGES
from crawler.pages.handmade import NOTHING
from crawler.pages.listing import Ask, Link, ListPage
from crawler.pages.markup import base_of, tree, visible
from crawler.pages.pagers import END, is_closed
from crawler.pages.rows import belonging

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGER = "翻页脚本 createPageHTML（首个参数为元素名）"
ROWS = "列表条目（年月/编号.shtml）"

_ARTICLE = re.compile(
    r"/\d{6}/(?:[0-9a-f]{32}|c\d{1,4}_\d+)\.s?html?$|/c\d+/c\d+/content\.s?html?$", re.IGNORECASE
)
_CREATE = re.compile(
    r"""createPageHTML\(\s*["'][\w.#-]{1,60}["']\s*,\s*["']?(\d{1,6})["']?\s*,\s*["']?(\d{1,6})["']?\s*,"""
    r"""\s*["'](\w{1,60})["']\s*,\s*["'](\w{1,8})["']\s*(?:,\s*["']?(\d{1,9})\b)?"""
)
_OTHER = re.compile(r"createPageHTML\(\s*\d")
_TURNS = re.compile(r"下一页|下页|末页|尾页")


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:  # noqa: ARG001 - one shape for all families
    """Return what one list page says. Its pages are all known from the first."""
    page = tree(html)
    links = tuple(belonging(page, base_of(page, url), _ARTICLE))
    pager = _CREATE.search(html)
    if pager is None:
        return ListPage(links, missing=tuple(_missing(html, links)))
    total = int(pager[5]) if pager[5] else None
    missing = () if links or _holds_nothing(html, total) else (ROWS,)
    return ListPage(links, tuple(_pages(pager, url)), missing, total)


def _pages(pager: re.Match[str], url: str) -> Iterator[Ask]:
    """Yield the requests for all pages after the first, but no more than are ever read."""
    for number in range(2, min(int(pager[1]), MOST_PAGES + 1) + 1):
        yield Ask(urljoin(url, f"{pager[3]}_{number}.{pager[4]}"), referer=url)


def _holds_nothing(html: str, total: int | None) -> bool:
    return total == 0 or (total is None and bool(NOTHING.search(visible(html))))


def _missing(html: str, links: tuple[Link, ...]) -> Iterator[str]:
    """Name what is absent on a page without the family's pager."""
    if _OTHER.search(html):
        yield f"{PAGER}（此页的翻页脚本属于另一类门户）"
    elif not links:
        yield PAGER
        yield ROWS
    elif "createPageHTML(" in html or _TURNS.search(visible(html)):
        yield f"{PAGER}（读不出页数，不能确认列表已读全）"
    elif not is_closed(html):
        yield END
