"""A site in the markup of VisualSiteBuilder, whose page numbers run backwards."""

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

STEM = "/zfxxgk/zfxxgknb"
_TREE = 1291
_LIST = re.compile(rf"{STEM}(?:/(\d+))?\.htm")


@dataclass(frozen=True, slots=True)
class VsbSite:
    """A collective column. The newest page is ``zfxxgknb.htm``, the oldest ``zfxxgknb/1.htm``.

    Addresses of pages are relative, and change their meaning with every page added.
    """

    family: ClassVar[str] = "vsb"
    dress: Dress
    posts: tuple[Post, ...]
    page_size: int = 5

    @property
    def start(self) -> str:
        """The column's path."""
        return f"{STEM}.htm"

    @property
    def options(self) -> dict[str, str]:
        """What must be said of the column for it to be read."""
        return {}

    def answer(self, request: Request, now: datetime) -> Response:
        """Return a list page, an article or a file."""
        if request.path == "/robots.txt":
            return robots("/system/")
        if request.path == "/":
            return Response(self.dress.front(self.start).encode())
        listed = visible(self.posts, now)
        if found := _LIST.fullmatch(request.path):
            return self.list_page(listed, int(found[1]) if found[1] else None)
        return dict(self.contents(listed)).get(request.path) or not_found()

    def list_page(self, listed: tuple[Post, ...], numbered: int | None) -> Response:
        """Return the page with a number, the oldest being 1; the newest for None."""
        total = pages_of(listed, self.page_size)
        place = 1 if numbered is None else total - numbered + 1
        if not 1 <= place <= total or (numbered is not None and place == 1):
            return not_found()
        up = "" if numbered is None else "../"
        rows = "\n".join(
            _row(post, number, up)
            for number, post in enumerate(page_of(listed, place - 1, self.page_size))
        )
        inside = f'<ul class="list">\n{rows}\n</ul>\n{_pager(place, total, len(listed), up)}'
        page = self.dress.page(
            f"{COLUMN}-{self.dress.name}", self.dress.column_tags(), self.dress.beside(inside)
        )
        return Response(page.encode())

    def contents(self, listed: tuple[Post, ...]) -> Iterator[tuple[str, Response]]:
        """Yield every article and file that is there, by path."""
        for post in listed:
            yield f"/{_address(post)}", Response(self.article(post).encode())
            for file in post.files:
                yield _local(file), file.response()

    def article(self, post: Post) -> str:
        """Return one article's page; its files lie below ``/__local``."""
        files = "".join(
            f'<li>附件【<a href="{_local(file)}" target="_blank">{escape(file.label)}</a>】</li>'
            for file in post.files
        )
        inside = (
            f'<form name="_newscontent_fromname"><div class="article"><h1>{escape(post.title)}</h1>'
            f'<div class="facts">{post.minute}　来源：{escape(post.source)}　点击：[]</div>'
            f'<div id="vsb_content_2"><div class="v_news_content">{post.body}</div></div>'
            f"<ul>{files}</ul></div></form>"
        )
        tags = self.dress.article_tags(post.title, post.minute, post.source)
        return self.dress.page(
            f"{post.page_title or post.title}-{self.dress.name}", tags, self.dress.beside(inside)
        )


def _address(post: Post) -> str:
    """Return an article's path without the leading stroke: no date stands in it."""
    return f"info/{_TREE}/{post.number}.htm"


def _local(file: Attached) -> str:
    name = file.hashed.upper()
    return f"/__local/{name[0]}/{name[1:3]}/{name[3:5]}/{name}.{file.ending}"


def _row(post: Post, number: int, up: str) -> str:
    return (
        f'<li id="line_u8_{number}"><a href="../{up}{_address(post)}" class="title tt1" '
        f'title="{escape(post.title)}">{escape(cut(post.title, 24))}</a>'
        f'<p class="date">{post.day}</p></li>'
    )


def _pager(place: int, total: int, rows: int, up: str) -> str:
    """Return the pager; numbers are shown from the newest page on and linked backwards."""
    numbers = "".join(
        f'<span class="p_no_d">{shown}</span>'
        if shown == place
        else f'<span class="p_no"><a href="{_page(shown, total, up)}">{shown}</a></span>'
        for shown in range(1, total + 1)
    )
    back = _step("prev", "上页", _page(place - 1, total, up) if place > 1 else "")
    onward = _step("next", "下页", _page(place + 1, total, up) if place < total else "")
    last = _step("last", "尾页", _page(total, total, up) if place < total else "")
    first = _step("first", "首页", _page(1, total, up) if place > 1 else "")
    return (
        f'<div align="center"><span class="p_t">共{rows}条</span> <span class="p_pages">'
        f"{first}{back}"
        f'{numbers}{onward}{last}</span> <span class="p_t">{place}/{total}</span></div>'
    )


def _page(place: int, total: int, up: str) -> str:
    """Return the address of the page at a place, relative to a page of the column."""
    stem = STEM.rpartition("/")[2]
    return f"{up}{stem}.htm" if place == 1 else f"{up}{stem}/{total - place + 1}.htm"


def _step(kind: str, shown: str, target: str) -> str:
    if not target:
        return f'<span class="p_{kind}_d p_fun_d">{shown}</span>'
    return f'<span class="p_{kind} p_fun"><a href="{target}">{shown}</a></span>'
