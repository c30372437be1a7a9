"""A site with Hanweb's catalogue of open information: all that a body published, searched."""

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

START = "/col/col1320/index.html"
SEARCH = "/module/xxgk/search.jsp"
AREA = "11990300MB0TEST01X"
_SCRIPT = f"""<script>
var searchUrl = "{SEARCH}?infotypeId=A0107&amp;vc_title=&amp;vc_number=&amp;area={AREA}";
$.post(searchUrl, {{infotypeId:'A0107', divid:'div11565', currpage:1,
  sortfield:'createdate:0,orderid:0', texttype:0, fbtime:-1}});
</script>"""


@dataclass(frozen=True, slots=True)
class HanwebXxgkSite:
    """A body's catalogue. The search heeds no column: ``posts`` are all that it published."""

    family: ClassVar[str] = "hanweb-xxgk"
    dress: Dress
    posts: tuple[Post, ...]
    page_size: int = 5

    @property
    def start(self) -> str:
        """The column's path."""
        return START

    @property
    def options(self) -> dict[str, str]:
        """What must be said of the column for it to be read."""
        return {}

    def answer(self, request: Request, now: datetime) -> Response:
        """Return the column's page, an answer of the search or an article."""
        if request.path == "/robots.txt":
            return robots("/jrobot/")
        if request.path == "/":
            return Response(self.dress.front(self.start).encode())
        if request.path == START:
            return self.entrance()
        listed = visible(self.posts, now)
        if request.path == SEARCH:
            own = request.fields.get("area") == AREA
            return self.found(listed if own else (), int(request.fields.get("currpage", "1")))
        post = next((post for post in listed if address(post) == request.path), None)
        return Response(self.article(post).encode()) if post else not_found()

    def entrance(self) -> Response:
        """Return the column's page, whose script posts the search."""
        inside = (
            '<form name="xxgkform"><input type="hidden" name="jdid" value="2">'
            '<input type="hidden" name="standardXxgk" value="1">'
            '<input type="text" name="vc_title" value=""></form><div id="div11565"></div>'
        )
        title = f"{self.dress.name} {COLUMN}"
        whole = self.dress.beside(inside + _SCRIPT)
        return Response(self.dress.page(title, self.dress.column_tags(), whole).encode())

    def found(self, listed: tuple[Post, ...], number: int) -> Response:
        """Return page ``number`` of the search, counted from one: a bare table, no page."""
        total = pages_of(listed, self.page_size)
        posts = page_of(listed, number - 1, self.page_size)
        rows = "\n".join(_row(place, post) for place, post in enumerate(posts))
        onward = f'<a href="javascript:gotopage({number + 1})">下一页</a>' if number < total else ""
        answer = (
            '<table width="100%" class="tr_main">\n<tr class="tr_main_title"><td>索引号</td>'
            f"<td>信息名称</td><td>生成日期</td></tr>\n{rows}\n</table>\n"
            f'<div class="pagestyle">共{len(listed)}条 当前第{number}/{total}页 {onward} '
            f'共{total}页 转到<input type="text" size="2">页</div>'
        )
        return Response(answer.encode())

    def article(self, post: Post) -> str:
        """Return one article's page."""
        inside = (
            f'<div class="article"><h1>{escape(post.title)}</h1><div class="facts">'
            f"<span>发布日期：{post.day}</span>　<span>发布机构：{escape(post.source)}</span></div>"
            f'<div id="zoom" class="article_zoom">{post.body}</div></div>'
        )
        tags = self.dress.article_tags(post.title, post.minute, post.source)
        return self.dress.page(post.page_title or post.title, tags, self.dress.beside(inside))


def address(post: Post) -> str:
    """Return an article's path; month and day are not padded."""
    day = post.published
    return f"/art/{day.year}/{day.month}/{day.day}/art_1320_{770_000 + post.number}.html"


def _row(place: int, post: Post) -> str:
    """Return a row: its class alternates, and so does the order of the link's attributes."""
    kind = "even" if place % 2 else "odd"
    target = f'href="{address(post)}"'
    named = f"title='{escape(post.title)}'"
    inside = f"{named} {target}" if place % 2 else f'{target} target="_blank" {named}'
    return (
        f'<tr class="tr_main_value_{kind}"><td>{AREA}/{post.published:%Y}-{post.number:05}</td>'
        f'<td><a {inside}>{escape(cut(post.title, 22))}</a></td><td align="center">{post.day}</td>'
        "</tr>"
    )
