"""TRS WCM, static list pages.

Rows lead to ``./202501/t20250118_86644547.html``; the pager is a script,
``createPageHTML(pages, 0, "index", "html"[, rows])`` or the variables
``countPage`` and ``currentPage``. It counts from zero: index_1 is page two. A
look-alike whose first argument is a string is another family's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.manifest import MOST_PAGES
from crawler.pages.listing import Ask, Link, ListPage
from crawler.pages.markup import base_of, tree, visible
from crawler.pages.rows import belonging

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bs4 import BeautifulSoup

PAGER = "翻页脚本 createPageHTML 或 countPage"
ROWS = "列表条目（tYYYYMMDD_编号.html）"

_ARTICLE = re.compile(r"(?:^|/)t20\d{6}_\d+\.s?html?$")
_CREATE = re.compile(
    r"""createPageHTML\(\s*(\d{1,6})\s*,\s*\d+\s*,\s*["'](\w+)["']\s*,\s*["'](\w+)["']\s*(?:,\s*["']?(\d{1,9})\b)?"""
)
_CREATE_OTHER = re.compile(r"""createPageHTML\(\s*["']""")
_COUNT = re.compile(r"var\s+countPage\s*=\s*(\d{1,6})")
_NAMES = re.compile(
    r"""(\w+)["']\s*\+\s*["']_["']\s*\+\s*\w+\s*\+\s*["']\.["']\s*\+\s*["'](\w+)["']"""
)
_RECORDS = re.compile(r"""recordCount\s*[:=]\s*["']?(\d{1,9})\b""")
_TURNS = re.compile(r"下一页|下页|末页|尾页")
_SCRIPTED = re.compile(r"""ms-controller\s*=\s*["'][^"']*pagebar""")


@dataclass(frozen=True, slots=True)
class Pager:
    """The pages of a list: how many, how they are called, and the rows claimed over all."""

    pages: int
    name: str = "index"
    ending: str = "html"
    rows: int | None = None


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:  # noqa: ARG001 - one shape for all families
    """Return what one list page says. See the module for the markup."""
    page = tree(html)
    links = rows(page, url)
    pager = find_pager(html)
    if pager is None:
        return ListPage(links, missing=tuple(_missing(html, links)))
    return ListPage(links, more=tuple(pages(pager, url)), total=pager.rows)


def rows(page: BeautifulSoup, url: str) -> tuple[Link, ...]:
    """Return the static rows of a list page."""
    return tuple(belonging(page, base_of(page, url), _ARTICLE))


def find_pager(html: str) -> Pager | None:
    """Return the pager that the page's script states, or None."""
    created = _CREATE.search(html)
    if created:
        pages, name, ending, rows = created.groups()
        return Pager(int(pages), name, ending, int(rows) if rows else None)
    counted = _COUNT.search(html)
    if counted:
        names = _NAMES.search(html)
        name, ending = names.groups() if names else ("index", "html")
        return Pager(int(counted[1]), name, ending)
    return None


def pages(pager: Pager, url: str) -> Iterator[Ask]:
    """Yield the requests for all pages after the first, but no more than are ever read."""
    for number in range(1, min(pager.pages, MOST_PAGES + 1)):
        yield Ask(urljoin(url, f"{pager.name}_{number}.{pager.ending}"), referer=url)


def _missing(html: str, links: tuple[Link, ...]) -> Iterator[str]:
    """Name what is absent on a page without a readable pager.

    Rows on a single page need none; but a page that shows or scripts a pager
    which we cannot read may go on, and is not known to be whole.
    """
    records = _RECORDS.search(html)
    links = tuple(found for found in links if _ARTICLE.search(found.url))
    if links and records and int(records[1]) <= len(links):
        return
    if _CREATE_OTHER.search(html):
        yield f"{PAGER}（此页的翻页脚本属于另一类门户）"
    elif not links:
        yield PAGER
        yield ROWS
    elif _SCRIPTED.search(html) or _TURNS.search(visible(html)):
        yield f"{PAGER}（后续页由脚本取得，不能确认列表已读全）"
