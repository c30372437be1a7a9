"""A site in the markup of TRS WCM: static lists, ``createPageHTML``, ``t20260117_52.html``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.dress import COLUMN, meta
from nianbao.demo.portals.site import (
    Attached,
    Post,
    Request,
    Response,
    cut,
    not_found,
    page_of,
    pages_of,
    robots,
    visible,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from nianbao.demo.portals.dress import Dress

FOLDER = "/zfxxgk/zfxxgknb/"
PAGER_SCRIPT = "/images/page.js"
_PAGER = """function createPageHTML(count, current, name, ext, rows) {
  for (var i = 0; i < count; i++) {
    var page = i ? name + "_" + i + "." + ext : name + "." + ext;
    document.write(i === current ? " <b>" + (i + 1) + "</b> "
      : ' <a href="' + page + '">' + (i + 1) + "</a> ");
  }
  document.write("共" + count + "页");
}
"""
_LIST = re.compile(rf"{FOLDER}(?:index(?:_(\d+))?\.html)?")


@dataclass(frozen=True, slots=True)
class TrsSite:
    """A collective column. ``index_1.html`` is page two: the pager counts from zero."""

    family: ClassVar[str] = "trs"
    dress: Dress
    posts: tuple[Post, ...]
    page_size: int = 5

    @property
    def start(self) -> str:
        """The column's path."""
        return FOLDER

    @property
    def options(self) -> dict[str, str]:
        """What must be said of the column for it to be read."""
        return {}

    def answer(self, request: Request, now: datetime) -> Response:
        """Return a list page, an article or a file."""
        if request.path == "/robots.txt":
            return robots("/search/", "/was5/")
        if request.path == "/":
            return self.home()
        if request.path == PAGER_SCRIPT:
            return Response(_PAGER.encode(), "application/javascript; charset=utf-8")
        listed = visible(self.posts, now)
        if found := _LIST.fullmatch(request.path):
            return self.list_page(listed, int(found[1] or 0))
        return dict(self.contents(listed)).get(request.path) or not_found()

    def home(self) -> Response:
        """Return a front page that leads to the column."""
        inside = f'<div class="wrap"><p><a href="{FOLDER}">{COLUMN}</a></p></div>'
        return Response(self.dress.page(self.dress.name, (), inside).encode())

    def list_page(self, listed: tuple[Post, ...], number: int) -> Response:
        """Return page ``number`` of the list, counted from zero."""
        total = pages_of(listed, self.page_size)
        if number >= total:
            return not_found()
        rows = "\n".join(_row(post) for post in page_of(listed, number, self.page_size))
        inside = (
            f'<ul class="list xxgk_list">\n{rows}\n</ul>\n<script src="{PAGER_SCRIPT}"></script>\n'
            '<div class="page"><script>'
            f'createPageHTML({total}, {number}, "index", "html", {len(listed)});</script></div>'
        )
        title = f"{COLUMN}_{self.dress.name}"
        page = self.dress.page(title, self.dress.column_tags(), self.dress.beside(inside))
        return Response(page.encode())

    def contents(self, listed: tuple[Post, ...]) -> Iterator[tuple[str, Response]]:
        """Yield every article and file that is there, by path."""
        for post in listed:
            yield FOLDER + address(post), Response(self.article(post).encode())
            for number, file in enumerate(post.files):
                yield FOLDER + file_address(post, number, file), file.response()

    def article(self, post: Post) -> str:
        """Return one article's page."""
        files = "".join(
            f'<li><a href="./{file_address(post, n, file).rpartition("/")[2]}">{escape(file.label)}'
            "</a></li>"
            for n, file in enumerate(post.files)
        )
        appendix = f'<div class="appendix">附件：<ul>{files}</ul></div>' if files else ""
        inside = (
            f'{_stray_head(self.dress) if post.stray_head else ""}<div class="article">'
            f"<h1>{escape(post.title)}</h1>"
            f'<div class="facts">发布时间：{post.minute}　　来源：{escape(post.source)}</div>'
            '<div class="trs_editor_view TRS_UEDITOR" id="zoom"><div class="TRS_Editor">'
            f"{post.body}</div></div>{appendix}</div>"
        )
        tags = self.dress.article_tags(post.title, post.minute, post.source)
        return self.dress.page(post.page_title or post.title, tags, self.dress.beside(inside))


def address(post: Post) -> str:
    """Return an article's address below the column's folder."""
    return f"{post.published:%Y%m}/t{post.published:%Y%m%d}_{post.number}.html"


def file_address(post: Post, number: int, file: Attached) -> str:
    """Return a file's address below the column's folder: P0, the day, and many digits."""
    digits = int(file.hashed[:12], 16) % 10**12
    return f"{post.published:%Y%m}/P0{post.published:%Y%m%d}{digits + number:012}.{file.ending}"


def _row(post: Post) -> str:
    return (
        f'<li><a href="./{address(post)}" title="{escape(post.title)}" target="_blank">'
        f"{escape(cut(post.title, 26))}</a><span>{post.day}</span></li>"
    )


def _stray_head(dress: Dress) -> str:
    """Return an included header that brings a head of its own into the middle of the page."""
    tags = meta((("SiteName", dress.name), ("ColumnName", "头部"), ("ColumnType", "")))
    return (
        f'<div class="head"><meta charset="utf-8">\n{tags}<title>\n    {dress.name}\n  </title>\n'
        '<table class="table_content" width="100%"><tbody><tr><td>分类</td><td>信息公开年报</td>'
        "<td>文号</td><td></td></tr></tbody></table></div>"
    )
