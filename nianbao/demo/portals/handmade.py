"""A hand-made site: ASP addresses, a table as a list, GB 18030 under the name of gb2312."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import Response, cut, page_of, pages_of

if TYPE_CHECKING:
    from nianbao.demo.portals.site import Post, Request

LIST = "/xxgk/nb/list.asp"
SHOW = "/xxgk/nb/show.asp"
_TYPE = "text/html; charset=gb2312"
_NONE = '<tr><td height="28" colspan="2">暂无相关信息</td></tr>'


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


@dataclass(frozen=True, slots=True)
class HandmadeSite(ListSite):
    """A collective column whose rows are table rows and whose pages are numbered from one.

    Its articles carry no site tags beyond the title: dates stand in the text.
    """

    family: ClassVar[str] = "handmade"
    path: ClassVar[str] = LIST
    closed: ClassVar[tuple[str, ...]] = ("/admin/", "/inc/")
    page_size: int = 6

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return a page of the list, counted from one."""
        if request.path != LIST:
            return None
        number = int(request.fields.get("page", "1"))
        total = pages_of(listed, self.page_size)
        rows = "\n".join(_row(post) for post in page_of(listed, number - 1, self.page_size))
        inside = (
            '<table id="nblist" width="100%" border="0"><tr><td height="30" colspan="2">'
            f"<b>{COLUMN}</b></td></tr>\n{rows or _NONE}\n</table>\n"
            f"{_pager(number, total, len(listed))}"
        )
        title = f"{COLUMN}-{self.dress.name}"
        return self.sent(self.dress.page(title, (), self.dress.beside(inside)))

    def is_asked(self, post: Post, request: Request) -> bool:
        """Tell whether a request is for a post's article: one path, the number beside it."""
        return request.path == SHOW and request.fields.get("id") == str(post.number)

    def article(self, post: Post) -> str:
        """Return an article's page, without tags of its own."""
        title = f"{post.title}-{self.dress.name}"
        return self.dress.page(title, (), self.dress.beside(self.content(post)))

    def content(self, post: Post) -> str:
        """Return an article's markup."""
        source = f"　　信息来源：{escape(post.source)}" if post.source else ""
        return (
            f'<div class="article"><h1>{escape(post.title)}</h1><div class="facts">'
            f"发布时间：{post.minute}{source}　　浏览次数："
            '<script src="/inc/hits.asp"></script></div>'
            f'<div id="content">{post.body}</div></div>'
        )

    def sent(self, page: str) -> Response:
        """Return the page as the server sends it: called gb2312, with characters beyond it."""
        return Response(page.encode("gb18030"), _TYPE)
