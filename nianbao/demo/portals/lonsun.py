"""A site in the markup of LonSun: a body's column by type, its list from a label."""

from __future__ import annotations

import hashlib
import re
from html import escape
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import cut, page_of, pages_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address, FileAddress
    from nianbao.demo.portals.site import Attached, Post, Request, Response

ORGAN = 6596221
ANNUAL = "3"  # the type of annual reports
LABEL = "/site/label/8888"
NOTHING = "暂无相关信息"
_TYPES = {"1": "政府信息公开制度", "2": "政府信息公开指南", ANNUAL: COLUMN, "4": "信息公开目录"}
_COLUMN = re.compile(r"/public/column/(\d+)")


def _kinds() -> str:
    """Return the links to all types of the organ's columns."""
    return "".join(
        f'<a href="/public/column/{ORGAN}?type={kind}&amp;action=list">{named}</a>'
        for kind, named in _TYPES.items()
    )


def _address(post: Post) -> str:
    return f"/public/{ORGAN}/{26_271_000 + post.number}.html"


def _file(_: Post, __: int, file: Attached) -> str:
    name = hashlib.md5(file.data, usedforsecurity=False).hexdigest()[:24]
    return f"/group1/M00/00/{name[:2].upper()}/{name}.{file.ending}"


def _row(post: Post) -> str:
    return (
        f'<li class="clearfix"><a href="{_address(post)}" title="{escape(post.title)}" '
        f'target="_blank">{escape(cut(post.title, 50))}</a>'
        f'<span class="date">{post.day}</span></li>'
    )


class LonsunSite(ListSite):
    """A column whose first page stands in the source and whose others come from a label.

    Another type of the same address is another column.
    """

    family = "lonsun"
    path = f"/public/column/{ORGAN}?type={ANNUAL}&action=list"
    closed = ("/system/",)
    address: ClassVar[Address] = staticmethod(_address)
    file_address: ClassVar[FileAddress | None] = staticmethod(_file)

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return the column, or a page of its label."""
        if found := _COLUMN.fullmatch(request.path):
            return self.column_page(listed, request) if found[1] == str(ORGAN) else None
        return self.label(listed, request) if request.path == LABEL else None

    def column_page(self, listed: tuple[Post, ...], request: Request) -> Response:
        """Return the column of the type that is asked for, with its first page inside."""
        kind = request.fields.get("type", "4")
        held = listed if kind == ANNUAL else ()
        inside = (
            f'<div class="xxgk_nav">{_kinds()}</div><div id="tab_0_0">{self.rows(held, 1)}</div>'
            f'<script>var listUrl = "{self.label_address(kind)}";'
            f'$("#page").lonsunPage({{pageIndex:1,pageSize:{self.page_size},'
            f"pageCount:{pages_of(held, self.page_size)},total:{len(held)}}});</script>"
        )
        named = _TYPES.get(kind, COLUMN)
        tags = self.dress.column_tags() if kind == ANNUAL else (("ColumnName", named),)
        title = f"{named}_{self.dress.name}"
        return self.sent(self.dress.page(title, tags, self.dress.beside(inside)))

    def label(self, listed: tuple[Post, ...], request: Request) -> Response:
        """Return the rows of a page, as a script would put them in."""
        asked = request.fields
        held = listed if asked.get("type") == ANNUAL and asked.get("organId") == str(ORGAN) else ()
        number = int(asked.get("pageIndex", "1"))
        total = pages_of(held, self.page_size)
        pager = f"<script>var page = {{pageIndex:{number},pageCount:{total}}};</script>"
        return self.sent(f"{self.rows(held, number)}{pager}")

    def rows(self, listed: tuple[Post, ...], number: int) -> str:
        """Return page ``number`` of the list, counted from one."""
        posts = page_of(listed, number - 1, self.page_size)
        inside = "\n".join(_row(post) for post in posts) or f"<li>{NOTHING}</li>"
        return f'<ul class="clearfix xxgk_nav_list list">\n{inside}\n</ul>'

    def label_address(self, kind: str) -> str:
        """Return the label's address as the page's script has it."""
        fields = {
            "IsAjax": 1,
            "dataType": "html",
            "_": "0.41",
            "labelName": "publicInfoList",
            "siteId": 6786551,
            "pageSize": self.page_size,
            "pageIndex": 1,
            "action": "list",
            "isDate": "true",
            "dateFormat": "yyyy-MM-dd",
            "length": 50,
            "organId": ORGAN,
            "type": kind,
            "catId": "",
            "result": NOTHING,
            "file": "/c3/qh/publicInfoList_newest",
        }
        return f"{LABEL}?{urlencode(fields)}"

    def content(self, post: Post) -> str:
        """Return an article's markup with its table of facts."""
        return (
            '<div class="article"><table class="xxgk_table"><tbody><tr><th>索引号：</th>'
            f"<td>00297{post.number:04}/{post.published:%Y%m}-00001</td><th>组配分类：</th>"
            f"<td>{COLUMN}</td></tr><tr><th>发布机构：</th><td>{escape(post.source)}</td>"
            f"<th>发布日期：</th><td>{post.minute}</td></tr></tbody></table>"
            f'<h1 class="wztit">{escape(post.title)}</h1><div class="wzcon j-fontContent">'
            f"{post.body}{self.file_links(post)}</div></div>"
        )
