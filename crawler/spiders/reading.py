"""The reading of one column: what its list pages held so far, and whether that is the whole."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crawler.pages import dates, titles
from crawler.unread import LayoutChanged, NothingThere, Unread

if TYPE_CHECKING:
    from crawler.manifest import Capture, ColumnRow
    from crawler.pages.listing import Ask, Link, ListPage


@dataclass(slots=True)
class Reading:
    """What has been read of a column. ``rows`` counts rows, ``links`` holds each address once."""

    column: ColumnRow
    links: dict[str, Link] = field(default_factory=dict)
    rows: int = 0
    total: int | None = None
    settings: dict[str, str] = field(default_factory=dict)
    captures: list[Capture] = field(default_factory=list)
    turned: list[Ask] = field(default_factory=list)  # the pages that held rows, in their order
    todo: deque[Ask] = field(default_factory=deque)
    asked: set[Ask] = field(default_factory=set)
    name: str = ""  # what the link to it called it; "" for the column itself
    depth: int = 0  # how far below the column it lies
    folders: deque[Link] = field(default_factory=deque)  # columns below it, not read yet
    placed: bool = False  # whether the page that holds its list has been seen
    spent: int = 0  # list pages read elsewhere in the column
    single: bool = False  # whether its page is no list but the report itself

    def take(self, page: ListPage) -> list[Link]:
        """Add one list page and return the links that were not known.

        Raises:
            LayoutChanged: the page lacks a landmark of its family.
        """
        new = [link for link in page.links if link.url not in self.links]
        for link in new:
            known = self.links.get(link.url)
            if known is None or (_is_weak(known) and not _is_weak(link)):
                self.links[link.url] = link
        self.rows += len(new)
        self.total = page.total if page.total is not None else self.total
        self.settings = page.settings | self.settings
        if page.missing:
            raise LayoutChanged("页面缺少：" + "、".join(page.missing))
        return [self.links[url] for url in dict.fromkeys(link.url for link in new)]

    def queue(self, asks: tuple[Ask, ...]) -> bool:
        """Queue the pages that were not asked for yet; tell whether there was one."""
        fresh = [ask for ask in asks if replace(ask, referer="") not in self.asked]
        self.asked.update(replace(ask, referer="") for ask in fresh)
        self.todo.extend(fresh)
        return bool(fresh)

    def below(self, folder: Link) -> Reading:
        """Return the reading of a column below this one, which has a list of its own."""
        column = self.column.model_copy(update={"url": folder.url})
        return Reading(column, name=folder.title, depth=self.depth + 1)

    def add(self, part: Reading) -> None:
        """Take over what a column below this one held, each address once."""
        for url, link in part.links.items():
            known = self.links.get(url)
            if known is None or (_is_weak(known) and not _is_weak(link)):
                self.links[url] = link
        if not part.single:  # the report is its own evidence
            self.captures.extend(part.captures)

    def prove_total(self) -> None:
        """Raise unless the list holds as many rows as it claims; below a column it must hold some.

        Raises:
            LayoutChanged: rows are lacking.
            NothingThere: a column below this one leads to no report and nowhere else.
        """
        if self.total is not None and self.rows < self.total:
            raise LayoutChanged(f"列表称有 {self.total} 条，只读到 {self.rows} 条")
        bare = not self.links and not self.folders
        if self.depth and bare and not self.column.options.get("confirmed_empty"):
            raise NothingThere("列表中没有任何条目")

    def prove_expected(self) -> None:
        """Raise LayoutChanged unless the column holds what is expected of it."""
        reports = [link for link in self.links.values() if titles.worth_fetching(link.title)]
        expect = self.column.expect
        if expect.reports is not None and len(reports) < expect.reports:
            raise LayoutChanged(f"应有年度报告不少于 {expect.reports} 篇，只见 {len(reports)} 篇")
        years = [year for link in reports for year in _report_years(link)]
        if expect.since is not None and years and min(years) > expect.since:
            raise LayoutChanged(f"应有 {expect.since} 年起的年度报告，最早只见 {min(years)} 年")


def _report_years(link: Link) -> tuple[int, ...]:
    """Return the years that a title names; without one, the year before its earliest date."""
    named = dates.years(link.title)
    if named or not link.dates:
        return named
    return (min(claim.day for claim in link.dates).year - 1,)


def _is_weak(link: Link) -> bool:
    """Tell whether a link's title would be better taken from a second link to the same page."""
    return titles.is_cut(link.title) or titles.is_bare(link.title)


def on_page(reason: Unread, number: int) -> Unread:
    """Return the reason with the page it holds for; the first page needs no number."""
    return reason if number == 1 else _led_by(f"第 {number} 页", reason)


def in_folder(reason: Unread, name: str) -> Unread:
    """Return the reason with the column below for which it holds."""
    return _led_by(f"下级栏目“{name}”", reason)


def _led_by(where: str, reason: Unread) -> Unread:
    led = type(reason)(f"{where}：{reason.detail}", status=reason.status, capture=reason.capture)
    led.leave_alone = reason.leave_alone
    return led
