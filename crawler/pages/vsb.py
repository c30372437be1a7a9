"""VisualSiteBuilder: lists whose page numbers run backwards.

The newest page is ``zfxxgknb.htm``, the second ``zfxxgknb/10.htm``, the oldest
``zfxxgknb/1.htm``; a page's number changes its meaning with every page that is
added. So the link 下页 is followed and nothing is computed. Rows are
``<li id="line_u8_0">`` and lead to ``info/1050/64208.htm`` or ``content.jsp``; the
pager says 共52条 and 1/11. A column's page may be the report itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.pages import pagers
from crawler.pages.handmade import NOTHING
from crawler.pages.listing import ListPage
from crawler.pages.markup import base_of, tree, visible, words
from crawler.pages.rows import belonging

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bs4 import BeautifulSoup

ROWS = "列表条目（info/栏目/编号.htm）"

_ARTICLE = re.compile(
    r"/info/\d+/\d+\.html?$|/content\.jsp\?.*wbnewsid=\d+|urltype=news\.NewsContentUrl",
    re.IGNORECASE,
)


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:  # noqa: ARG001 - one shape for all families
    """Return what one list page says, with the page that its 下页 leads to."""
    page = tree(html)
    base = base_of(page, url)
    links = tuple(belonging(page, base, _ARTICLE))
    turn = pagers.turn(page, html, base, url)
    total = turn.total if turn.total is not None else _claimed(page)
    absent = () if links or _holds_nothing(page, html, total) else (ROWS,)
    return ListPage(links, turn.more, (*absent, *turn.missing), total)


def _claimed(page: BeautifulSoup) -> int | None:
    """Return the number of rows that stands beside the pager: 共52条."""
    shown = (re.fullmatch(r"共(\d{1,9})条", words(tag)) for tag in page.select(".p_t"))
    return next((int(match[1]) for match in shown if match), None)


def _holds_nothing(page: BeautifulSoup, html: str, total: int | None) -> bool:
    """Tell whether the list says itself that it is empty."""
    if page.select_one('[id^="line_"]') is not None:  # rows that lead nowhere are no empty list
        return False
    return total == 0 or (total is None and bool(NOTHING.search(visible(html))))
