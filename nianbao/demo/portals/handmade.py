"""A hand-made site: ASP addresses, a table as a list, GB 18030 under the name of gb2312."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.dress import COLUMN
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
    from datetime import datetime

    from nianbao.demo.portals.dress import Dress

LIST = "/xxgk/nb/list.asp"
SHOW = "/xxgk/nb/show.asp"
_TYPE = "text/html; charset=gb2312"
_NONE = '<tr><td height="28" colspan="2">暂无相关信息</td></tr>'


@dataclass(frozen=True, slots=True)
class HandmadeSite:
    """A collective column whose rows are table rows and whose pages are numbered from one.

    Its articles carry no site tags beyond the title: dates stand in the text.
    """

    family: ClassVar[str] = "handmade"
    dress: Dress
    posts: tuple[Post, ...]
    page_size: int = 6

    @property
    def start(self) -> str:
        """The column's path."""
        return LIST

    @property
    def options(self) -> dict[str, str]:
        """What must be said of the column for it to be read."""
        return {}

    def answer(self, request: Request, now: datetime) -> Response:
        """Return a list page or an article."""
        listed = visible(self.posts, now)
        if request.path == "/robots.txt":
            return robots("/admin/", "/inc/")
        if request.path == "/":
            return self.encoded(self.dress.front(LIST))
        if request.path == LIST:
            return self.list_page(listed, int(request.fields.get("page", "1")))
        if request.path == SHOW:
            asked = request.fields.get("id")
            found = (post for post in listed if str(post.number) == asked)
            post = next(found, None)
            return self.encoded(self.article(post)) if post else not_found()
        return not_found()

    def list_page(self, listed: tuple[Post, ...], number: int) -> Response:
        """Return page ``number`` of the list, counted from one."""
        total = pages_of(listed, self.page_size)
        rows = "\n".join(_row(post) for post in page_of(listed, number - 1, self.page_size))
        inside = (
            '<table id="nblist" width="100%" border="0"><tr><td height="30" colspan="2">'
            f"<b>{COLUMN}</b></td></tr>\n{rows or _NONE}\n</table>\n"
            f"{_pager(number, total, len(listed))}"
        )
        page = self.dress.page(f"{COLUMN}-{self.dress.name}", (), self.dress.beside(inside))
        return self.encoded(page)

    def article(self, post: Post) -> str:
        """Return one article's page."""
        source = f"　　信息来源：{escape(post.source)}" if post.source else ""
        inside = (
            f'<div class="article"><h1>{escape(post.title)}</h1><div class="facts">'
            f"发布时间：{post.minute}{source}　　浏览次数："
            '<script src="/inc/hits.asp"></script></div>'
            f'<div id="content">{post.body}</div></div>'
        )
        return self.dress.page(f"{post.title}-{self.dress.name}", (), self.dress.beside(inside))

    def encoded(self, page: str) -> Response:
        """Return the page as the server sends it: called gb2312, with characters beyond it."""
        return Response(page.encode("gb18030"), _TYPE)


def _row(post: Post) -> str:
    return (
        f'<tr class="nb"><td height="28">·<a href="show.asp?id={post.number}" '
        f'title="{escape(post.title)}">{escape(cut(post.title, 24))}</a></td>'
        f'<td width="110" class="date">[{post.day}]</td></tr>'
    )


def _pager(number: int, total: int, rows: int) -> str:
    back = f'<a href="list.asp?page={number - 1}">上一页</a>' if number > 1 else "上一页"
    onward = f'<a href="list.asp?page={number + 1}">下一页</a>' if number < total else "下一页"
    return f'<div class="pager">共{rows}条 第{number}/{total}页 {back} {onward}</div>'
