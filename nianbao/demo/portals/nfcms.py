"""A site in the markup of NFCMS: static pages linked by 下一页, ``content/post_52.html``."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.site import page_of, pages_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address, FileAddress
    from nianbao.demo.portals.site import Attached, Post, Request, Response

FOLDER = "/zwgk/zfxxgknb/"
_LIST = re.compile(rf"{FOLDER}(?:index(?:_(\d+))?\.html)?")
_FOOT = (
    '<div class="wzinfo-itm"><a href="/yw/content/post_100915.html">关于本网</a>'
    '<a href="/yw/content/post_104984.html">网站地图</a></div>'
)
_NONE = "<li>暂无相关信息</li>"


def _address(post: Post) -> str:
    return f"{FOLDER}content/post_{4_700_000 + post.number}.html"


def _attachment(post: Post, _: int, file: Attached) -> str:
    number = int(file.hashed[:5], 16)
    return f"/attachment/0/{number // 1000}/{number}/{4_700_000 + post.number}.{file.ending}"


def _row(post: Post) -> str:
    return (
        f'<li><span class="dot"></span><span class="til"><a href="{_address(post)}">'
        f'{escape(post.title)}</a></span><span class="time">{post.day}</span></li>'
    )


def _pager(number: int, total: int) -> str:
    """Return the pager; a step that leads nowhere is left out."""
    if total == 1:
        return ""
    steps = (
        ("first", "首页", 1 if number > 1 else None),
        ("prev", "上一页", number - 1 or None),
        ("next", "下一页", number + 1 if number < total else None),
        ("last", "尾页", total if number < total else None),
    )
    links = "".join(
        f'<a class="{kind}" href="{FOLDER}{_page(target)}">{shown}</a>'
        for kind, shown, target in steps
        if target
    )
    return f'<div class="page">{links}<span class="on">{number}</span></div>'


def _page(number: int) -> str:
    return "index.html" if number == 1 else f"index_{number}.html"


class NfcmsSite(ListSite):
    """A collective column. The footer's entries have addresses of the same form as its rows."""

    family = "nfcms"
    path = f"{FOLDER}index.html"
    closed = ("/gdgov/",)
    divider = "  "
    address: ClassVar[Address] = staticmethod(_address)
    file_address: ClassVar[FileAddress | None] = staticmethod(_attachment)

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return page ``number`` of the list, counted from one."""
        found = _LIST.fullmatch(request.path)
        number = int(found[1] or 1) if found else 0
        total = pages_of(listed, self.page_size)
        if not 1 <= number <= total:
            return None
        rows = "\n".join(_row(post) for post in page_of(listed, number - 1, self.page_size))
        return self.column(
            f'<div class="yjs"><ul>\n{rows or _NONE}\n</ul></div>\n{_pager(number, total)}\n{_FOOT}'
        )

    def content(self, post: Post) -> str:
        """Return an article's markup."""
        form = '<p><a class="nfw-cms-attachment" href="{}">{}</a></p>'
        return (
            f'<div class="article"><h1 class="content-title">{escape(post.title)}</h1>'
            f'<div class="facts"><span>时间：{post.minute}</span>　'
            f"<span>来源：{escape(post.source)}</span></div>"
            f'<div class="article-content">{post.body}{self.file_links(post, form)}</div></div>'
        )
