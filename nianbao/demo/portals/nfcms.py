"""A site in the markup of NFCMS: static pages linked by 下一页, ``content/post_52.html``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import (
    Attached,
    Post,
    Request,
    Response,
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

FOLDER = "/zwgk/zfxxgknb/"
_LIST = re.compile(rf"{FOLDER}(?:index(?:_(\d+))?\.html)?")
_FOOT = (
    '<div class="wzinfo-itm"><a href="/yw/content/post_100915.html">关于本网</a>'
    '<a href="/yw/content/post_104984.html">网站地图</a></div>'
)
_NONE = "<li>暂无相关信息</li>"


@dataclass(frozen=True, slots=True)
class NfcmsSite:
    """A collective column. The footer's entries have addresses of the same form as its rows."""

    family: ClassVar[str] = "nfcms"
    dress: Dress
    posts: tuple[Post, ...]
    page_size: int = 5

    @property
    def start(self) -> str:
        """The column's path."""
        return f"{FOLDER}index.html"

    @property
    def options(self) -> dict[str, str]:
        """What must be said of the column for it to be read."""
        return {}

    def answer(self, request: Request, now: datetime) -> Response:
        """Return a list page, an article or a file."""
        if request.path == "/robots.txt":
            return robots("/gdgov/")
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
            f'<div class="yjs"><ul>\n{rows or _NONE}\n</ul></div>\n{_pager(number, total)}\n{_FOOT}'
        )
        page = self.dress.page(
            f"{COLUMN}  {self.dress.name}", self.dress.column_tags(), self.dress.beside(inside)
        )
        return Response(page.encode())

    def contents(self, listed: tuple[Post, ...]) -> Iterator[tuple[str, Response]]:
        """Yield every article and file that is there, by path."""
        for post in listed:
            yield _address(post), Response(self.article(post).encode())
            for file in post.files:
                yield _attachment(post, file), file.response()

    def article(self, post: Post) -> str:
        """Return one article's page."""
        files = "".join(
            f'<p><a class="nfw-cms-attachment" href="{_attachment(post, file)}">'
            f"{escape(file.label)}</a></p>"
            for file in post.files
        )
        inside = (
            f'<div class="article"><h1 class="content-title">{escape(post.title)}</h1>'
            f'<div class="facts"><span>时间：{post.minute}</span>　'
            f"<span>来源：{escape(post.source)}</span></div>"
            f'<div class="article-content">{post.body}{files}</div></div>'
        )
        tags = self.dress.article_tags(post.title, post.minute, post.source)
        return self.dress.page(post.page_title or post.title, tags, self.dress.beside(inside))


def _address(post: Post) -> str:
    return f"{FOLDER}content/post_{4_700_000 + post.number}.html"


def _attachment(post: Post, file: Attached) -> str:
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
