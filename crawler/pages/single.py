"""A column whose page is the report itself: no list, no address of its own, often no date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.pages import article, dates, titles
from crawler.pages.listing import Link
from crawler.pages.markup import tree, visible, words

if TYPE_CHECKING:
    from crawler.pages.article import Article

# 依据：国办公开办函〔2021〕30号，年度报告的六个部分。
_SECTIONS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "行政复议、行政诉讼",
    "存在的主要问题",
    "其他需要报告的事项",
)
_ENOUGH = 4  # sections from which a text is a report and no page about reports
_PERIOD = re.compile(r"(20\d\d)年1月1日(起)?[至到—-]{1,2}(20\d\d)年?12月31日")
_COLUMN = "政府信息公开年报"
_HEADINGS = ("ucaptitle", "h1", "h2", "h3")
_MOST_HEADINGS = 20


def report_here(html: str, url: str, name: str, *, rows: int) -> Link | None:
    """Return the report that a column's page is, under the page's address and its year; or None.

    ``name`` is what the link to the page called it (洪川镇), ``rows`` how many
    rows the page has as a list: a page with rows is a report only if its text
    stands there too, not merely a file.
    """
    text = visible(html) if "公开" in html else ""
    whole = sum(section in text for section in _SECTIONS) >= _ENOUGH
    if not whole and rows:
        return None
    page = article.read(html, url)
    if not whole and not _is_cover(page):
        return None
    return _link(page, _heading(html) or page.title, text, url, name)


def _heading(html: str) -> str:
    """Return the heading that names a report; a site's banner is often a heading too."""
    shown = (words(tag) for tag in tree(html).find_all(_HEADINGS, limit=_MOST_HEADINGS))
    return next((title for title in shown if _is_own(title)), "")


def _is_cover(page: Article) -> bool:
    """Tell whether a page's title names a year's report and the page offers a file."""
    named = titles.names_a_report(page.title) and bool(dates.years(page.title))
    return named and bool(page.attachments)


def _is_own(title: str) -> bool:
    """Tell whether a title is a report's and not the column's."""
    return titles.names_a_report(title) and titles.normal(title) != _COLUMN


def _link(page: Article, shown: str, text: str, url: str, name: str) -> Link:
    """Return the link; its address tells one year's report from the next at the same place."""
    title = shown if _is_own(shown) else f"{name}{_COLUMN}".replace(_COLUMN * 2, _COLUMN)
    period = _PERIOD.search(text)
    years = dates.years(title) or ((int(period[1]),) if period else ())
    place = url.split("#", 1)[0]
    return Link(f"{place}#{years[0]}" if years else place, title, page.dates)
