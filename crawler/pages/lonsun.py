"""LonSun: a body's open-information column, ``/public/column/<organ>?type=3&action=list``.

Type 3 is 政府信息公开年报 (1 rules, 2 guide, 4 catalogue, 5 requests). The list is a
label, ``/site/label/8888?labelName=publicInfoList&…&pageIndex=2``, which the page's
script asks for; without one the column itself is asked with ``pageIndex``. Either
states ``pageCount``. Rows lead to ``/public/<organ>/<id>.html``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.manifest import MOST_PAGES
from crawler.pages.handmade import NOTHING
from crawler.pages.listing import Ask, Link, ListPage
from crawler.pages.markup import base_of, joined, tree, visible
from crawler.pages.rows import belonging

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LABEL = "/site/label/8888"
ROWS = "列表条目（/public/机构编号/信息编号.html）"
PAGES = "页数 pageCount（不能确认列表已读全）"

_ARTICLE = re.compile(r"/public/\d+/\d+\.html?$")
_COUNT = re.compile(r"""\bpageCount["']?\s*[:=]\s*["']?(\d{1,5})\b""")
_TOTAL = re.compile(r"""\btotal(?:Count)?["']?\s*[:=]\s*["']?(\d{1,9})\b""")
_CALLED = re.compile(r"""["']([^"'\s<>]{0,200}/site/label/8888\?[^"'\s<>]{1,2000})["']""")
_LIST = "labelName=publicInfoList"


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:  # noqa: ARG001 - one shape for all families
    """Return what a column's page, or an answer of its label, says."""
    page = tree(html)
    links = tuple(belonging(page, base_of(page, url), _ARTICLE))
    label = None if is_answer(url) else _label(html, url)
    if not links and label is not None:
        return ListPage(more=(_ask(label, 1, url),))
    pages = _COUNT.search(html)
    total = _TOTAL.search(html)
    count = int(total[1]) if total else None
    more = tuple(_pages(label or url, int(pages[1]), url)) if pages else ()
    missing = tuple(_missing(html, links, count, counted=pages is not None))
    return ListPage(links, more, missing, count)


def is_answer(url: str) -> bool:
    """Tell whether an address is that of the label and not of the column."""
    return urlsplit(url).path.endswith(LABEL)


def _label(html: str, url: str) -> str | None:
    """Return the address of the list's label, as the page's script calls it."""
    called = (match[1].replace("&amp;", "&") for match in _CALLED.finditer(html))
    found = next((address for address in called if _LIST in address), None)
    return joined(url, found) if found else None


def _pages(where: str, count: int, url: str) -> Iterator[Ask]:
    """Yield the requests for all pages after the first, but no more than are ever read."""
    for number in range(2, min(count, MOST_PAGES + 1) + 1):
        yield _ask(where, number, url)


def _ask(where: str, number: int, url: str) -> Ask:
    parts = urlsplit(where)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in {"pageIndex", "_"}  # the second is a random number against caches
    ]
    query = urlencode([*kept, ("pageIndex", str(number))])
    target = urlunsplit(parts._replace(query=query, fragment=""))
    return Ask(target, referer=url, ajax=is_answer(where))


def _missing(
    html: str, links: tuple[Link, ...], count: int | None, *, counted: bool
) -> Iterator[str]:
    if not links and count != 0 and not NOTHING.search(visible(html)):
        yield ROWS
    if links and not counted and (count is None or count > len(links)):
        yield PAGES
