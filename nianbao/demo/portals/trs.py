"""A site in the markup of TRS WCM: static lists, ``createPageHTML``, ``t20260117_52.html``."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.dress import COLUMN, meta
from nianbao.demo.portals.site import Response, cut, page_of, pages_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address, FileAddress
    from nianbao.demo.portals.dress import Dress
    from nianbao.demo.portals.site import Attached, Post, Request

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


class TrsSite(ListSite):
    """A collective column. ``index_1.html`` is page two: the pager counts from zero."""

    family = "trs"
    path = FOLDER
    closed = ("/search/", "/was5/")
    divider = "_"
    address: ClassVar[Address] = staticmethod(lambda post: FOLDER + address(post))
    file_address: ClassVar[FileAddress | None] = staticmethod(
        lambda *file: FOLDER + file_address(*file)
    )

    def front(self) -> str:
        """Return a front page that leads to the column."""
        inside = f'<div class="wrap"><p><a href="{FOLDER}">{COLUMN}</a></p></div>'
        return self.dress.page(self.dress.name, (), inside)

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return page ``number`` of the list, counted from zero, or the script of its pager."""
        if request.path == PAGER_SCRIPT:
            return Response(_PAGER.encode(), "application/javascript; charset=utf-8")
        found = _LIST.fullmatch(request.path)
        total = pages_of(listed, self.page_size)
        number = int(found[1] or 0) if found else total
        if number >= total:
            return None
        rows = "\n".join(_row(post) for post in page_of(listed, number, self.page_size))
        return self.column(
            f'<ul class="list xxgk_list">\n{rows}\n</ul>\n<script src="{PAGER_SCRIPT}"></script>\n'
            '<div class="page"><script>'
            f'createPageHTML({total}, {number}, "index", "html", {len(listed)});</script></div>'
        )

    def content(self, post: Post) -> str:
        """Return an article's markup; its files are named relative to it."""
        files = "".join(
            f'<li><a href="./{place.rpartition("/")[2]}">{escape(file.label)}</a></li>'
            for place, file in zip(self.file_addresses(post), post.files, strict=True)
        )
        appendix = f'<div class="appendix">附件：<ul>{files}</ul></div>' if files else ""
        return (
            f'{_stray_head(self.dress) if post.stray_head else ""}<div class="article">'
            f"<h1>{escape(post.title)}</h1>"
            f'<div class="facts">发布时间：{post.minute}　　来源：{escape(post.source)}</div>'
            '<div class="trs_editor_view TRS_UEDITOR" id="zoom"><div class="TRS_Editor">'
            f"{post.body}</div></div>{appendix}</div>"
        )
