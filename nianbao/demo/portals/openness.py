"""A site in the markup of the Openness CMS: annual reports by branch, downloads by number."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import (
    Attached,
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
    from collections.abc import Iterator
    from datetime import datetime

    from nianbao.demo.portals.dress import Dress

LIST = "/opennessAnnualReport/"
BRANCH = "5a0c0ffee90f5b6c1c8b4567"


@dataclass(frozen=True, slots=True)
class OpennessSite:
    """A branch's column of annual reports; its pages are asked for by ``page``."""

    family: ClassVar[str] = "openness"
    dress: Dress
    posts: tuple[Post, ...]
    page_size: int = 5

    @property
    def start(self) -> str:
        """The column's path and query."""
        return f"{LIST}?branch_id={BRANCH}"

    @property
    def options(self) -> dict[str, str]:
        """What must be said of the column for it to be read."""
        return {}

    def answer(self, request: Request, now: datetime) -> Response:
        """Return a list page, an article or a file."""
        if request.path == "/robots.txt":
            return robots("/admin/")
        if request.path == "/":
            return Response(self.dress.front(self.start).encode())
        listed = visible(self.posts, now)
        if request.path == LIST:
            own = request.fields.get("branch_id") == BRANCH
            return self.list_page(listed if own else (), int(request.fields.get("page", "1")))
        return dict(self.contents(listed)).get(request.path) or not_found()

    def list_page(self, listed: tuple[Post, ...], number: int) -> Response:
        """Return page ``number`` of the list, counted from one."""
        total = pages_of(listed, self.page_size)
        posts = page_of(listed, number - 1, self.page_size)
        rows = "\n".join(_row(post) for post in posts) or "<li>暂无相关信息</li>"
        inside = (
            f'<ul class="is-listnews list">\n{rows}\n</ul>\n'
            f'<div class="page-list">{_pager(number, total, len(listed))}</div>'
        )
        page = self.dress.page(
            f"{COLUMN}-{self.dress.name}", self.dress.column_tags(), self.dress.beside(inside)
        )
        return Response(page.encode())

    def contents(self, listed: tuple[Post, ...]) -> Iterator[tuple[str, Response]]:
        """Yield every article and file that is there, by path."""
        for post in listed:
            yield _address(post), Response(self.article(post).encode())
            for number, file in enumerate(post.files):
                yield _download(post, number), _sent(file)

    def article(self, post: Post) -> str:
        """Return one article's page; its files have addresses without an ending."""
        files = "".join(
            f'<p><a href="{_download(post, number)}">{escape(file.label)}</a></p>'
            for number, file in enumerate(post.files)
        )
        inside = (
            f'<div class="article"><h1 class="is-newstitle">{escape(post.title)}</h1>'
            f'<div class="facts">发布时间：{post.minute}　发布机构：{escape(post.source)}</div>'
            f'<div class="is-newscontnet">{post.body}{files}</div></div>'
        )
        tags = self.dress.article_tags(post.title, post.minute, post.source)
        return self.dress.page(post.page_title or post.title, tags, self.dress.beside(inside))


def _address(post: Post) -> str:
    return f"/OpennessContent/show/{1_780_000 + post.number}.html"


def _download(post: Post, number: int) -> str:
    return f"/OpennessContent/download/{1_780_000 + post.number * 10 + number}.html"


def _sent(file: Attached) -> Response:
    kept = file.response()
    name = ("Content-Disposition", f'attachment; filename="{file.hashed}.{file.ending}"')
    return Response(kept.body, kept.content_type, headers=(name,))


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
