"""A site in the markup of VisualSiteBuilder, whose page numbers run backwards."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.site import cut, page_of, pages_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address, FileAddress
    from nianbao.demo.portals.site import Attached, Post, Request, Response

STEM = "/zfxxgk/zfxxgknb"
_TREE = 1291
_LIST = re.compile(rf"{STEM}(?:/(\d+))?\.htm")


def _address(post: Post) -> str:
    """Return an article's path without the leading stroke: no date stands in it."""
    return f"info/{_TREE}/{post.number}.htm"


def _local(_: Post, __: int, file: Attached) -> str:
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


class VsbSite(ListSite):
    """A collective column. The newest page is ``zfxxgknb.htm``, the oldest ``zfxxgknb/1.htm``.

    Addresses of pages are relative, and change their meaning with every page added.
    """

    family = "vsb"
    path = f"{STEM}.htm"
    closed = ("/system/",)
    address: ClassVar[Address] = staticmethod(lambda post: f"/{_address(post)}")
    file_address: ClassVar[FileAddress | None] = staticmethod(_local)

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return the page with a number, the oldest being 1; the newest without one."""
        found = _LIST.fullmatch(request.path)
        if found is None:
            return None
        total = pages_of(listed, self.page_size)
        place = total - int(found[1]) + 1 if found[1] else 1
        if not 1 <= place <= total or (found[1] and place == 1):
            return None
        up = "../" if found[1] else ""
        rows = "\n".join(
            _row(post, number, up)
            for number, post in enumerate(page_of(listed, place - 1, self.page_size))
        )
        return self.column(
            f'<ul class="list">\n{rows}\n</ul>\n{_pager(place, total, len(listed), up)}'
        )

    def content(self, post: Post) -> str:
        """Return an article's markup; its files lie below ``/__local``."""
        files = self.file_links(post, '<li>附件【<a href="{}" target="_blank">{}</a>】</li>')
        return (
            f'<form name="_newscontent_fromname"><div class="article"><h1>{escape(post.title)}</h1>'
            f'<div class="facts">{post.minute}　来源：{escape(post.source)}　点击：[]</div>'
            f'<div id="vsb_content_2"><div class="v_news_content">{post.body}</div></div>'
            f"<ul>{files}</ul></div></form>"
        )

    def title(self, post: Post) -> str:
        """Return the title in the head, which names the site."""
        return f"{post.page_title or post.title}-{self.dress.name}"
