"""A site in the markup of the Openness CMS: annual reports by branch, downloads by number."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.site import Response, cut, page_of, pages_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address, FileAddress
    from nianbao.demo.portals.site import Attached, Post, Request

LIST = "/opennessAnnualReport/"
BRANCH = "5a0c0ffee90f5b6c1c8b4567"


def _address(post: Post) -> str:
    return f"/OpennessContent/show/{1_780_000 + post.number}.html"


def _download(post: Post, number: int, _: Attached) -> str:
    return f"/OpennessContent/download/{1_780_000 + post.number * 10 + number}.html"


def _row(post: Post) -> str:
    return (
        f'<li><a href="{_address(post)}" title="{escape(post.title)}">'
        f'{escape(cut(post.title, 30))}</a><span class="date">{post.day}</span></li>'
    )


def _pager(number: int, total: int, rows: int) -> str:
    """Return the pager; at an end its steps are plain words."""
    where = f"{LIST}?branch_id={BRANCH}&amp;page="
    first, back = (
        (f'<a href="{where}1">首页</a>', f'<a href="{where}{number - 1}">上一页</a>')
        if number > 1
        else ("首页", "上一页")
    )
    onward, last = (
        (f'<a href="{where}{number + 1}">下一页</a>', f'<a href="{where}{total}">末页</a>')
        if number < total
        else ("下一页", "末页")
    )
    return f"{first} {back} {onward} {last} 第{number}页/共{total}页 共{rows}条"


class OpennessSite(ListSite):
    """A branch's column of annual reports; its pages are asked for by ``page``."""

    family = "openness"
    path = f"{LIST}?branch_id={BRANCH}"
    closed = ("/admin/",)
    address: ClassVar[Address] = staticmethod(_address)
    file_address: ClassVar[FileAddress | None] = staticmethod(_download)

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return page ``number`` of the list, counted from one."""
        if request.path != LIST:
            return None
        held = listed if request.fields.get("branch_id") == BRANCH else ()
        number = int(request.fields.get("page", "1"))
        posts = page_of(held, number - 1, self.page_size)
        rows = "\n".join(_row(post) for post in posts) or "<li>暂无相关信息</li>"
        pager = _pager(number, pages_of(held, self.page_size), len(held))
        return self.column(
            f'<ul class="is-listnews list">\n{rows}\n</ul>\n<div class="page-list">{pager}</div>'
        )

    def content(self, post: Post) -> str:
        """Return an article's markup; its files have addresses without an ending."""
        return (
            f'<div class="article"><h1 class="is-newstitle">{escape(post.title)}</h1>'
            f'<div class="facts">发布时间：{post.minute}　发布机构：{escape(post.source)}</div>'
            f'<div class="is-newscontnet">{post.body}{self.file_links(post)}</div></div>'
        )

    def file(self, file: Attached) -> Response:
        """Return a file, whose name stands in a header only."""
        kept = file.response()
        name = ("Content-Disposition", f'attachment; filename="{file.hashed}.{file.ending}"')
        return Response(kept.body, kept.content_type, headers=(name,))
