"""A site with Hanweb's catalogue of open information: all that a body published, searched."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import cut, page_of, pages_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address
    from nianbao.demo.portals.site import Post, Request, Response

START = "/col/col1320/index.html"
SEARCH = "/module/xxgk/search.jsp"
AREA = "11990300MB0TEST01X"
_SCRIPT = f"""<script>
var searchUrl = "{SEARCH}?infotypeId=A0107&amp;vc_title=&amp;vc_number=&amp;area={AREA}";
$.post(searchUrl, {{infotypeId:'A0107', divid:'div11565', currpage:1,
  sortfield:'createdate:0,orderid:0', texttype:0, fbtime:-1}});
</script>"""


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


class HanwebXxgkSite(ListSite):
    """A body's catalogue. The search heeds no column: ``posts`` are all that it published."""

    family = "hanweb-xxgk"
    path = START
    closed = ("/jrobot/",)
    address: ClassVar[Address] = staticmethod(address)

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return the column's page or an answer of its search."""
        if request.path == START:
            return self.entrance()
        if request.path != SEARCH:
            return None
        own = request.fields.get("area") == AREA
        return self.found(listed if own else (), int(request.fields.get("currpage", "1")))

    def entrance(self) -> Response:
        """Return the column's page, whose script posts the search."""
        inside = (
            '<form name="xxgkform"><input type="hidden" name="jdid" value="2">'
            '<input type="hidden" name="standardXxgk" value="1">'
            '<input type="text" name="vc_title" value=""></form><div id="div11565"></div>'
        )
        title = f"{self.dress.name} {COLUMN}"
        whole = self.dress.beside(inside + _SCRIPT)
        return self.sent(self.dress.page(title, self.dress.column_tags(), whole))

    def found(self, listed: tuple[Post, ...], number: int) -> Response:
        """Return page ``number`` of the search, counted from one: a bare table, no page."""
        total = pages_of(listed, self.page_size)
        posts = page_of(listed, number - 1, self.page_size)
        rows = "\n".join(_row(place, post) for place, post in enumerate(posts))
        onward = f'<a href="javascript:gotopage({number + 1})">下一页</a>' if number < total else ""
        return self.sent(
            '<table width="100%" class="tr_main">\n<tr class="tr_main_title"><td>索引号</td>'
            f"<td>信息名称</td><td>生成日期</td></tr>\n{rows}\n</table>\n"
            f'<div class="pagestyle">共{len(listed)}条 当前第{number}/{total}页 {onward} '
            f'共{total}页 转到<input type="text" size="2">页</div>'
        )

    def content(self, post: Post) -> str:
        """Return an article's markup."""
        return (
            f'<div class="article"><h1>{escape(post.title)}</h1><div class="facts">'
            f"<span>发布日期：{post.day}</span>　<span>发布机构：{escape(post.source)}</span></div>"
            f'<div id="zoom" class="article_zoom">{post.body}</div></div>'
        )
