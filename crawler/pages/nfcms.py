"""NFCMS, Guangdong's portals: static lists whose rows lead to ``content/post_4858875.html``.

Pages are index.html, index_2.html and so on, linked by 下一页. Rows may lead
straight to ``/attachment/0/606/606358/4855214.pdf``. Pages carry the national tags.
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

ROWS = "列表条目（content/post_编号.html）"

_ARTICLE = re.compile(r"/content/(?:\d+/\d+/)?post_\d+\.html?$", re.IGNORECASE)
_FOOT = re.compile(r"(关于|联系)(本网|我们)|网站(声明|地图)|隐私|版权|帮助")


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:  # noqa: ARG001 - one shape for all families
    """Return what one list page says, with the page that its 下一页 leads to."""
    page = tree(html)
    base = base_of(page, url)
    found = belonging(page, base, _ARTICLE)
    # The footer's entries are articles of the same address form.
    links = tuple(one for one in found if not (_FOOT.match(one.title) and not one.dates))
    turn = pagers.turn(page, html, base, url)
    empty = turn.total == 0 or bool(NOTHING.search(visible(html)))
    absent = () if links or empty else (ROWS,)
    return ListPage(links, turn.more, (*absent, *turn.missing), turn.total)
