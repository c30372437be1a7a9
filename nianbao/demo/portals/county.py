"""Columns of other shapes: a county's column with folders, and columns that are the report.

`/zfxxgknb/2025n/xzjd/` in the markup of TRS, where the year of a folder is that of
publication; and VisualSiteBuilder's `zfxxgknb/n2025n/xz/30301.htm`, a page for each
body which is the report itself, without an address of its own or a date.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from nianbao.demo.portals.column import ColumnSite
from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import Request
from nianbao.demo.portals.trs import FOLDER, PAGER_SCRIPT, TrsSite

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from nianbao.demo.portals.site import Post, Response

TOWNS, DEPARTMENTS = "乡镇街道", "县直部门"
STEM = "/zfxxgk/zfxxgknb"
_TOWN = re.compile(r"(镇|乡|街道办事处|街道)$")
_KINDS = {"xzjd": TOWNS, "bm": DEPARTMENTS}
_YEAR_FOLDER = re.compile(rf"{FOLDER}(20\d\d)n/(?:index\.html)?")
_GROUP_FOLDER = re.compile(rf"({FOLDER}(20\d\d)n/(xzjd|bm)/).*")
_YEAR_PAGE = re.compile(rf"{STEM}/n(20\d\d)n\.htm")
_GROUP_PAGE = re.compile(rf"{STEM}/n(20\d\d)n/(xzjd|bm)\.htm")
_BODY_PAGE = re.compile(rf"{STEM}/n(20\d\d)n/(xzjd|bm)/(\d+)\.htm")


class FoldersSite(ColumnSite):
    """A county's column whose pages lead to columns below it."""

    def folders(self, named: Iterable[tuple[str, str]]) -> Response:
        """Return a page that leads to columns below it."""
        rows = "".join(f'<li><a href="{goal}">{escape(shown)}</a></li>' for shown, goal in named)
        return self.inside(COLUMN, f'<ul class="list">{rows}</ul>')

    def inside(self, title: str, markup: str) -> Response:
        """Return a page of the column."""
        tags = self.dress.column_tags()
        named = f"{title}-{self.dress.name}"
        return self.sent(self.dress.page(named, tags, self.dress.beside(markup)))


class TrsFoldersSite(FoldersSite):
    """A county's column that holds nothing but years, each with departments and towns."""

    family = "trs"
    path = FOLDER
    closed = TrsSite.closed

    def answer(self, request: Request, now: datetime) -> Response:
        """Return what every site of the family has, or what the column holds."""
        if request.path in {"/robots.txt", "/", PAGER_SCRIPT}:
            return TrsSite(self.dress, ()).answer(request, now)
        return ColumnSite.answer(self, request, now)

    def held(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return a page of folders, or what the list in one of them answers."""
        if request.path == FOLDER:
            return self.folders((f"{year}年", f"./{year}n/") for year in _years(listed))
        if found := _YEAR_FOLDER.fullmatch(request.path):
            kinds = _kinds(listed, int(found[1]))
            return self.folders((_KINDS[kind], f"./{kind}/") for kind in kinds)
        if found := _GROUP_FOLDER.fullmatch(request.path):
            kept = _of(listed, int(found[2]), found[3])
            inner = Request(request.path.replace(found[1], FOLDER, 1), request.fields)
            return TrsSite(self.dress, kept, self.page_size).held(kept, inner)
        return None


class VsbPagesSite(FoldersSite):
    """A county's column by year and kind of body, down to one page for each body's report."""

    family = "vsb"
    path = f"{STEM}.htm"
    closed = ("/system/",)

    def held(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return a page of folders, or the page that is a body's report."""
        if request.path == self.path:
            return self.folders((f"{y}年", f"zfxxgknb/n{y}n.htm") for y in _years(listed))
        if found := _YEAR_PAGE.fullmatch(request.path):
            year = int(found[1])
            kinds = _kinds(listed, year)
            return self.folders((_KINDS[kind], f"n{year}n/{kind}.htm") for kind in kinds)
        return self.below(listed, request.path)

    def below(self, listed: tuple[Post, ...], path: str) -> Response | None:
        """Return the page of one kind of bodies in a year, or one body's."""
        if found := _GROUP_PAGE.fullmatch(path):
            kept = _of(listed, int(found[1]), found[2])
            return self.folders((post.source, f"{found[2]}/{post.number}.htm") for post in kept)
        if found := _BODY_PAGE.fullmatch(path):
            kept = _of(listed, int(found[1]), found[2])
            return next((self.report(post) for post in kept if str(post.number) == found[3]), None)
        return None

    def report(self, post: Post) -> Response:
        """Return a body's column, which is its report: neither list nor date."""
        return self.inside(
            post.title,
            f'<div class="article"><h1>{escape(post.title)}</h1><div id="vsb_content">'
            f'<div class="v_news_content">{post.body}</div></div></div>',
        )


def _years(listed: tuple[Post, ...]) -> tuple[int, ...]:
    """Return the years of publication, the latest first."""
    return tuple(sorted({post.published.year for post in listed}, reverse=True))


def _kinds(listed: tuple[Post, ...], year: int) -> tuple[str, ...]:
    """Return the kinds of bodies of which one has published in a year."""
    return tuple(kind for kind in _KINDS if _of(listed, year, kind))


def _of(listed: tuple[Post, ...], year: int, kind: str) -> tuple[Post, ...]:
    """Return what a folder holds."""
    return tuple(
        post
        for post in listed
        if post.published.year == year and bool(_TOWN.search(post.source)) == (kind == "xzjd")
    )
