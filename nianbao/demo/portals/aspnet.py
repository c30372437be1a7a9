"""A site in ASP.NET WebForms: the pager posts the form of the page back."""

from __future__ import annotations

from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import cut, page_of, pages_of

if TYPE_CHECKING:
    from nianbao.demo.portals.site import Post, Request, Response

LIST = "/NewsList.aspx"
SHOW = "/NewsView.aspx"
_PAGER = "ctl00$pager"


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


class AspnetSite(ListSite):
    """A collective column. A page is had only with the state that the page before it held."""

    family = "aspnet"
    path = LIST
    closed = ("/admin/",)
    options = MappingProxyType({"list": "#nblist", "item": "tr.nb"})

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return a page of the list, counted from one, inside its form."""
        number = _asked(request) if request.path == LIST else 0
        total = pages_of(listed, self.page_size)
        if not 1 <= number <= total:
            return None
        rows = "\n".join(_row(post) for post in page_of(listed, number - 1, self.page_size))
        inside = (
            f'<form method="post" action=".{LIST}" id="form1">'
            f'<input type="hidden" name="__VIEWSTATE" value="{_state(number)}" />'
            '<input type="hidden" name="__EVENTTARGET" value="" />'
            '<input type="hidden" name="__EVENTARGUMENT" value="" />'
            f'<table id="nblist">\n{rows}\n</table>{_pager(number, total, len(listed))}</form>'
        )
        title = f"{COLUMN}-{self.dress.name}"
        return self.sent(self.dress.page(title, (), self.dress.beside(inside)))

    def is_asked(self, post: Post, request: Request) -> bool:
        """Tell whether a request is for a post's article: one path, the number beside it."""
        return request.path == SHOW and request.fields.get("InfoId") == str(post.number)

    def content(self, post: Post) -> str:
        """Return an article's markup."""
        return (
            f'<div class="article"><h1>{escape(post.title)}</h1>'
            f'<div class="facts">发布时间：{post.minute}　信息来源：{escape(post.source)}</div>'
            f'<div id="content">{post.body}</div></div>'
        )
