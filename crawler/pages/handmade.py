"""Hand-made lists: any table or list of links with or without dates.

A column's options may name CSS selectors: ``list`` (the container), ``item``
(a row), ``link``, ``date``, ``next``; ``total`` = "no" lets the count in the pager
(共52条) go unheeded where it counts other things than rows. Without selectors
the lists on the page are scored by the titles and dates of their links.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.manifest import Dated
from crawler.pages import dates, pagers, titles
from crawler.pages.listing import Ask, Link, ListPage
from crawler.pages.markup import address, attribute, base_of, tree, visible, words
from crawler.pages.rows import anchors, link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bs4 import Tag

LIST = "年度报告列表（带标题或日期的链接）"
NOTHING = re.compile(
    r"(暂无|没有|无)(相关|任何|可显示的?|符合条件的)?(信息|内容|数据|记录|文章|资料)"
)

SCRIPTED = "翻页链接（翻页由脚本完成，不能确认列表已读全）"
_CONTAINER = ("ul", "ol", "table", "dl")
_NEXT = re.compile(r"下一?页|后一?页|下一頁|next|[>›»]{1,2}", re.IGNORECASE)
_LAST = re.compile(r"(尾|末|最后一?)页")
_PAGES = re.compile(r"共\s*(\d{1,5})\s*页|第?\d+\s*/\s*(\d{1,5})\s*页?")
_COLUMN = re.compile(r"年报|年度报告|信息公开|政务公开")
_BODY = re.compile(
    r"(政府|局|委|委员会|办|办公室|镇|乡|街道|处|厅|院|中心|公司|所|会|站|社|部|队)$"
)
_LIKELY = 3  # score from which a list is taken for the column's own


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:
    """Return what one list page says, by the column's selectors or by scoring."""
    page = tree(html)
    base = base_of(page, url)
    missing = tuple(_absent(page, options))
    if missing:
        return ListPage(missing=missing)
    by_selector = any(options.get(name) for name in ("list", "item", "link"))
    links = tuple(_selected(page, base, options) if by_selector else _scored(page, base))
    if not links and not by_selector and not _says_nothing(html):
        return ListPage(missing=(LIST,))
    more, unread = _following(page, base, url, options)
    total = None if options.get("total") == "no" else pagers.claimed(page)
    return ListPage(links, more, unread, total)


def _absent(page: Tag, options: Mapping[str, str]) -> Iterator[str]:
    container = options.get("list")
    if container and page.select_one(container) is None:
        yield f"列表容器 {container}"
    item = options.get("item")
    if item and not container and page.select_one(item) is None:
        yield f"列表条目 {item}"


def _selected(page: Tag, base: str, options: Mapping[str, str]) -> Iterator[Link]:
    root = page.select_one(options["list"]) if options.get("list") else page
    if root is None:
        return
    if not options.get("item"):
        yield from _plain(root.select(options.get("link") or "a[href]"), base, None, options)
        return
    for row in root.select(options["item"]):
        yield from _plain(row.select(options.get("link") or "a[href]"), base, row, options)


def _plain(
    found: list[Tag], base: str, row: Tag | None, options: Mapping[str, str]
) -> Iterator[Link]:
    for anchor in found:
        one = link(anchor, base, row)
        if one:
            yield _dated(_named(one, anchor), row, options.get("date"))


def _dated(found: Link, row: Tag | None, selector: str | None) -> Link:
    """Return the link with the date at the column's own selector instead of a nearby one."""
    spot = row.select_one(selector) if row is not None and selector else None
    read = dates.find(words(spot)) if spot else None
    if read is None:
        return found
    others = tuple(claim for claim in found.dates if claim.source != "list")
    return replace(found, dates=(Dated(day=read[0], source="list", text=read[1]), *others))


def _scored(page: Tag, base: str) -> Iterator[Link]:
    """Yield the links of every list that looks like a list of reports."""
    groups: dict[int, list[Link]] = defaultdict(list)
    for anchor in anchors(page):
        found = link(anchor, base)
        if found:
            container = anchor.find_parent(_CONTAINER) or anchor.find_parent("div") or page
            groups[id(container)].append(_named(found, anchor))
    lists = [links for links in groups.values() if sum(map(_score, links)) >= _LIKELY]
    # Dated links alone may be any news page: without one report the list is not recognised.
    if any(_is_report(found) for links in lists for found in links):
        for links in lists:
            yield from links


def _score(found: Link) -> int:
    dated = any(claim.source == "list" for claim in found.dates)
    return _LIKELY * _is_report(found) + dated * (1 + titles.worth_fetching(found.title))


def _is_report(found: Link) -> bool:
    return titles.names_a_report(found.title) and bool(
        dates.years(found.title) or "报告" in found.title
    )


def _named(found: Link, anchor: Tag) -> Link:
    """Return the link with its row's body and its column's year before a title like 查看."""
    cell = anchor.find_parent(("td", "th"))
    if cell is None or not titles.is_bare(found.title):
        return found
    year = "" if dates.years(found.title) else _heading(cell)
    title = " ".join(filter(None, (_body_beside(cell), year, found.title)))
    return replace(found, title=title)


def _body_beside(cell: Tag) -> str:
    """Return the cell of the same row that names a body, empty if none does."""
    others = (words(other) for other in cell.find_previous_siblings(("td", "th")))
    return next((text for text in others if _BODY.search(titles.normal(text))), "")


def _heading(cell: Tag) -> str:
    """Return what stands above a cell in its table's first row, if that names a year."""
    table = cell.find_parent("table")
    first = table.find("tr") if table else None
    if first is None:
        return ""
    place = len(cell.find_previous_siblings(("td", "th")))
    heads = first.find_all(("td", "th"))
    text = words(heads[place]) if place < len(heads) else ""
    return text if dates.years(text) else ""


def _says_nothing(html: str) -> bool:
    """Tell whether the page of a column says itself that it holds nothing."""
    text = visible(html)
    return bool(NOTHING.search(text) and _COLUMN.search(html))


def _following(
    page: Tag, base: str, url: str, options: Mapping[str, str]
) -> tuple[tuple[Ask, ...], tuple[str, ...]]:
    """Return the next page, or what keeps us from turning to it."""
    for anchor in _next_links(page, options):
        target = address(anchor, base)
        if target and target != url:
            return (Ask(target, referer=url),), ()
        if _scripted(anchor) and _declared(page) != 1:
            return (), (SCRIPTED,)
    return (), ()


def _next_links(page: Tag, options: Mapping[str, str]) -> list[Tag]:
    if options.get("next"):
        return page.select(options["next"])
    shown = [anchor for anchor in page.find_all("a") if _NEXT.fullmatch(words(anchor))]
    return [anchor for anchor in shown if not _is_off(anchor)]


def _scripted(anchor: Tag) -> bool:
    target = attribute(anchor, "href").lower()
    empty = target.replace(" ", "") in {
        "javascript:;",
        "javascript:void(0)",
        "javascript:void(0);",
        "#",
        "",
    }
    return bool(attribute(anchor, "onclick")) if empty else target.startswith("javascript:")


def _is_off(anchor: Tag) -> bool:
    marks = attribute(anchor, "class").lower().split()
    return anchor.has_attr("disabled") or any(
        mark in {"disabled", "disable", "no"} for mark in marks
    )


def _declared(page: Tag) -> int | None:
    match = _PAGES.search(words(page))
    return int(match[1] or match[2]) if match else None
