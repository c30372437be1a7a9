"""A site in ASP.NET WebForms: the pager posts the form of the page back."""

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

LIST = "/NewsList.aspx"
SHOW = "/NewsView.aspx"
_PAGER = "ctl00$pager"


@dataclass(frozen=True, slots=True)
class AspnetSite:
    """A collective column. A page is had only with the state that the page before it held."""

    family: ClassVar[str] = "aspnet"
    dress: Dress
    posts: tuple[Post, ...]
    page_size: int = 5

    @property
    def start(self) -> str:
        """The column's path."""
        return LIST

    @property
    def options(self) -> dict[str, str]:
        """What must be said of the column for it to be read."""
        return {"list": "#nblist", "item": "tr.nb"}

    def answer(self, request: Request, now: datetime) -> Response:
        """Return a list page or an article."""
        if request.path == "/robots.txt":
            return robots("/admin/")
        if request.path == "/":
            return Response(self.dress.front(self.start).encode())
        listed = visible(self.posts, now)
        if request.path == LIST:
            return self.list_page(listed, _asked(request))
        if request.path == SHOW:
            wanted = request.fields.get("InfoId")
            post = next((post for post in listed if str(post.number) == wanted), None)
            return Response(self.article(post).encode()) if post else not_found()
        return not_found()

    def list_page(self, listed: tuple[Post, ...], number: int) -> Response:
        """Return page ``number`` of the list, counted from one, inside its form."""
        total = pages_of(listed, self.page_size)
        if not 1 <= number <= total:
            return not_found()
        rows = "\n".join(_row(post) for post in page_of(listed, number - 1, self.page_size))
        inside = (
            f'<form method="post" action=".{LIST}" id="form1">'
            f'<input type="hidden" name="__VIEWSTATE" value="{_state(number)}" />'
            '<input type="hidden" name="__EVENTTARGET" value="" />'
            '<input type="hidden" name="__EVENTARGUMENT" value="" />'
            f'<table id="nblist">\n{rows}\n</table>{_pager(number, total, len(listed))}</form>'
        )
        page = self.dress.page(f"{COLUMN}-{self.dress.name}", (), self.dress.beside(inside))
        return Response(page.encode())

    def article(self, post: Post) -> str:
        """Return one article's page."""
        inside = (
            f'<div class="article"><h1>{escape(post.title)}</h1>'
            f'<div class="facts">发布时间：{post.minute}　信息来源：{escape(post.source)}</div>'
            f'<div id="content">{post.body}</div></div>'
        )
        tags = self.dress.article_tags(post.title, post.minute, post.source)
        return self.dress.page(post.page_title or post.title, tags, self.dress.beside(inside))


def _asked(request: Request) -> int:
    """Return the page asked for: 0, which is none, for a postback without its page's state."""
    if request.fields.get("__EVENTTARGET") != _PAGER:
        return 1
    wanted = int(request.fields.get("__EVENTARGUMENT", "0"))
    return wanted if request.fields.get("__VIEWSTATE") == _state(wanted - 1) else 0


def _state(number: int) -> str:
    return f"/wEPDwUKLTk2NzE0{number:04}ZGQ="


def _row(post: Post) -> str:
    return (
        f'<tr class="nb"><td><a href="NewsView.aspx?InfoId={post.number}" '
        f'title="{escape(post.title)}">{escape(cut(post.title, 22))}</a></td>'
        f'<td class="date">{post.day}</td></tr>'
    )


def _pager(number: int, total: int, rows: int) -> str:
    post = f"javascript:__doPostBack('{_PAGER}','{number + 1}')"
    onward = f'<a href="{post}">下一页</a>' if number < total else "<span>下一页</span>"
    return f'<div class="pager">共{rows}条 第{number}/{total}页 {onward}</div>'
