"""A site in the markup of UCAP: ``list.shtml``, a pager counted from one, a table of metadata."""

from __future__ import annotations

import hashlib
import re
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.dress import COLUMN, meta
from nianbao.demo.portals.site import cut, page_of, pages_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address, FileAddress
    from nianbao.demo.portals.site import Attached, Post, Request, Response

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


def address(post: Post) -> str:
    """Return an article's path."""
    name = hashlib.md5(f"{post.number} {post.title}".encode(), usedforsecurity=False).hexdigest()
    return f"{_month(post)}{name}.shtml"


def _month(post: Post) -> str:
    return f"{FOLDER}{post.published:%Y%m}/"


def _file(post: Post, _: int, file: Attached) -> str:
    return f"{_month(post)}files/{file.hashed}.{file.ending}"


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


class UcapSite(ListSite):
    """A collective column. ``list_2.shtml`` is page two; the included header brings its own head.

    Its articles lie below the column by the month of publication, under names of
    32 hexadecimal digits.
    """

    family = "ucap"
    path = f"{FOLDER}list.shtml"
    closed = ("/search/",)
    address: ClassVar[Address] = staticmethod(address)
    file_address: ClassVar[FileAddress | None] = staticmethod(_file)

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return page ``number`` of the list, counted from one."""
        found = _LIST.fullmatch(request.path)
        number = int(found[1] or 1) if found else 0
        total = pages_of(listed, self.page_size)
        if not 1 <= number <= total:
            return None
        rows = "\n".join(_row(post) for post in page_of(listed, number - 1, self.page_size))
        return self.column(
            f'<div class="xxgk_gknb"><ul class="list">\n{rows}\n</ul>\n<div id="page_div"></div>\n'
            f"<script>{_PAGER}</script><script>createPageHTML('page_div',{total}, {number},"
            f"'list','shtml',{len(listed)});</script></div>"
        )

    def content(self, post: Post) -> str:
        """Return an article's markup: header fragment, table of metadata, text."""
        files = self.file_links(post).replace(_month(post), "")  # relative to the article
        header = meta((("SiteName", self.dress.name), ("ColumnName", "头部")))
        return (
            f'<div class="head"><meta charset="utf-8">\n{header}<title>{self.dress.name}</title>'
            f'</div><div class="article">{_metadata(post)}'
            f"<h1><ucaptitle>{escape(post.title)}</ucaptitle></h1>"
            f'<div class="facts">发布时间：<publishtime>{post.minute}</publishtime></div>'
            f'<div id="UCAP-CONTENT"><ucapcontent>{post.body}</ucapcontent>'
            f"{files}</div></div>"
        )
