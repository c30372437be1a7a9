"""A site in the markup of UCAP: ``list.shtml``, a pager counted from one, a table of metadata."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.dress import COLUMN, meta
from nianbao.demo.portals.site import (
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

FOLDER = "/site/c100371/"
_LIST = re.compile(rf"{FOLDER}list(?:_(\d+))?\.shtml")
_PAGER = """function createPageHTML(id, count, current, name, ext, rows) {
  var bar = "";
  for (var i = 1; i <= count; i++) {
    var page = i > 1 ? name + "_" + i + "." + ext : name + "." + ext;
    bar += i === current ? " <b>" + i + "</b> " : ' <a href="' + page + '">' + i + "</a> ";
  }
  document.getElementById(id).innerHTML = bar + "共" + rows + "条";
}
"""


@dataclass(frozen=True, slots=True)
class UcapSite:
    """A collective column. ``list_2.shtml`` is page two; the included header brings its own head.

    Its articles lie below the column by the month of publication, under names of
    32 hexadecimal digits.
    """

    family: ClassVar[str] = "ucap"
    dress: Dress
    posts: tuple[Post, ...]
    page_size: int = 5

    @property
    def start(self) -> str:
        """The column's path."""
        return f"{FOLDER}list.shtml"

    @property
    def options(self) -> dict[str, str]:
        """What must be said of the column for it to be read."""
        return {}

    def answer(self, request: Request, now: datetime) -> Response:
        """Return a list page, an article or a file."""
        if request.path == "/robots.txt":
            return robots("/search/")
        if request.path == "/":
            return Response(self.dress.front(self.start).encode())
        listed = visible(self.posts, now)
        if found := _LIST.fullmatch(request.path):
            return self.list_page(listed, int(found[1] or 1))
        return dict(self.contents(listed)).get(request.path) or not_found()

    def list_page(self, listed: tuple[Post, ...], number: int) -> Response:
        """Return page ``number`` of the list, counted from one."""
        total = pages_of(listed, self.page_size)
        if number > total:
            return not_found()
        rows = "\n".join(_row(post) for post in page_of(listed, number - 1, self.page_size))
        inside = (
            f'<div class="xxgk_gknb"><ul class="list">\n{rows}\n</ul>\n<div id="page_div"></div>\n'
            f"<script>{_PAGER}</script><script>createPageHTML('page_div',{total}, {number},"
            f"'list','shtml',{len(listed)});</script></div>"
        )
        page = self.dress.page(
            f"{COLUMN}-{self.dress.name}", self.dress.column_tags(), self.dress.beside(inside)
        )
        return Response(page.encode())

    def contents(self, listed: tuple[Post, ...]) -> Iterator[tuple[str, Response]]:
        """Yield every article and file that is there, by path."""
        for post in listed:
            yield address(post), Response(self.article(post).encode())
            for file in post.files:
                yield f"{_month(post)}files/{file.hashed}.{file.ending}", file.response()

    def article(self, post: Post) -> str:
        """Return one article's page: header fragment, table of metadata, content."""
        header = meta((("SiteName", self.dress.name), ("ColumnName", "头部")))
        files = "".join(
            f'<p><a href="files/{file.hashed}.{file.ending}">{escape(file.label)}</a></p>'
            for file in post.files
        )
        inside = (
            f'<div class="head"><meta charset="utf-8">\n{header}<title>{self.dress.name}</title>'
            f'</div><div class="article">{_metadata(post)}'
            f"<h1><ucaptitle>{escape(post.title)}</ucaptitle></h1>"
            f'<div class="facts">发布时间：<publishtime>{post.minute}</publishtime></div>'
            f'<div id="UCAP-CONTENT"><ucapcontent>{post.body}</ucapcontent>{files}</div></div>'
        )
        tags = self.dress.article_tags(post.title, post.minute, post.source)
        return self.dress.page(post.page_title or post.title, tags, self.dress.beside(inside))


def address(post: Post) -> str:
    """Return an article's path."""
    name = hashlib.md5(f"{post.number} {post.title}".encode(), usedforsecurity=False).hexdigest()
    return f"{_month(post)}{name}.shtml"


def _month(post: Post) -> str:
    return f"{FOLDER}{post.published:%Y%m}/"


def _row(post: Post) -> str:
    return (
        f'<li><a href="{address(post)}" title="{escape(post.title)}" target="_blank">'
        f"{escape(cut(post.title, 28))}</a><span>{post.day}</span></li>"
    )


def _metadata(post: Post) -> str:
    """Return the table that stands above an article of the open-information catalogue."""
    rows = (
        ("名称", post.title, "索引号", f"000014349/{post.published:%Y}-{post.number:05}"),
        ("分类", COLUMN, "发布机构", post.source),
        ("公开日期", post.day, "文号", ""),
        ("关键词", "政府信息公开", "时效", "有效"),
    )
    cells = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    return f'<table class="table_content" width="100%"><tbody>{cells}</tbody></table>'
