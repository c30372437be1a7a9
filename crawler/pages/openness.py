"""The CMS of ``/opennessAnnualReport/?branch_id=``: annual reports are a content type of their own.

Its other lists are ``/OpennessContent/showList/<branch>/<topic>/page_1.html``; what
rows lead to is called ``show`` (``/OpennessContent/show/85522.html``). Pages are
linked by 下一页.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.pages import pagers
from crawler.pages.handmade import NOTHING
from crawler.pages.listing import ListPage
from crawler.pages.markup import base_of, tree, visible
from crawler.pages.rows import belonging

if TYPE_CHECKING:
    from collections.abc import Mapping

ROWS = "列表条目（Openness…/show/编号）"

_ARTICLE = re.compile(
    r"/(?:branch)?openness\w{0,30}/(?:show|detail|view)(?:/\w+(?:\.html?)?/?$|/?\?)", re.IGNORECASE
)


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:  # noqa: ARG001 - one shape for all families
    """Return what one list page says, with the page that its 下一页 leads to."""
    page = tree(html)
    base = base_of(page, url)
    links = tuple(belonging(page, base, _ARTICLE))
    turn = pagers.turn(page, html, base, url)
    empty = turn.total == 0 or bool(NOTHING.search(visible(html)))
    absent = () if links or empty else (ROWS,)
    return ListPage(links, turn.more, (*absent, *turn.missing), turn.total)
