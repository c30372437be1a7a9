"""A site in the markup of Hanweb jcms: records in an XML island, the rest from dataproxy.jsp."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, ClassVar, Literal
from urllib.parse import urlencode

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import Response, cut, page_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address, FileAddress
    from nianbao.demo.portals.site import Attached, Post, Request

PROXY = "/module/web/jpage/dataproxy.jsp"
SCRIPT = "/script/jpage.js"
_JPAGE = """(function () {
  var island = document.querySelector('script[type="text/xml"]');
  var rows = island.textContent.match(/<record><!\\[CDATA\\[([^]*?)\\]\\]>/g) || [];
  var list = document.createElement("ul");
  list.className = "list";
  list.innerHTML = rows.map(function (row) { return row.slice(17, -3); }).join("");
  island.parentNode.appendChild(list);
})();
"""
NUMBER = 1229301  # of the column
UNIT = 6101313
DOWNLOAD = "/module/download/downfile.jsp"


def _address(post: Post) -> str:
    """Return an article's path; month and day are not padded."""
    day = post.published
    return f"/art/{day.year}/{day.month}/{day.day}/art_{NUMBER}_{post.number}.html"


def _place(_: Post, __: int, file: Attached) -> str:
    return f"/attach/0/{file.hashed}.{file.ending}"


def _download(file: Attached) -> str:
    name = f"{file.hashed}.{file.ending}"
    return f'<a href="{DOWNLOAD}?classid=0&amp;filename={name}">{escape(file.label)}</a>'


@dataclass(frozen=True, slots=True)
class HanwebSite(ListSite):
    """A collective column. The page itself holds the first group; ``page=1`` is the second.

    What servers of the family differ in: ``obeys``, whether dataproxy.jsp heeds
    ``page``, record numbers or both; ``most``, the records it gives at once,
    cutting what is longer without a word; ``inline``, whether the page holds a
    first group at all.
    """

    family: ClassVar[str] = "hanweb"
    path: ClassVar[str] = f"/col/col{NUMBER}/index.html"
    closed: ClassVar[tuple[str, ...]] = ("/jrobot/", "/module/idea/")
    address: ClassVar[Address] = staticmethod(_address)
    file_address: ClassVar[FileAddress | None] = staticmethod(_place)
    obeys: Literal["both", "page", "records"] = "both"
    most: int = 300
    inline: bool = True

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return the column, a further group, their script, or where a file lies."""
        if request.path == SCRIPT:
            return Response(_JPAGE.encode(), "application/javascript; charset=utf-8")
        if request.path == DOWNLOAD:
            target = f"/attach/0/{request.fields.get('filename', '')}"
            return Response(b"", status=302, headers=(("Location", target),))
        if request.path == PROXY:
            return self.proxy(listed, request)
        return self.column_page(listed) if request.path == self.path else None

    def column_page(self, listed: tuple[Post, ...]) -> Response:
        """Return the column's page with the first group inside."""
        first = self.island(page_of(listed, 0, self.page_size), len(listed), 1)
        island = f'<script type="text/xml">{first}</script>' if self.inline else ""
        settings = (
            f"col:1,appid:1,webid:31,path:'/',columnid:{NUMBER},sourceContentType:1,"
            f"unitid:'{UNIT}',webname:'{self.dress.name}',permissiontype:0"
        )
        inside = (
            f'<div id="{UNIT}" class="list">{island}</div>\n'
            f"<script>$(function(){{$('#{UNIT}').jpage({{themeName:'default',openCookies:false,"
            f"dataBefore:'<ul>',dataAfter:'</ul>',showMode:'full',totalRecord:{len(listed)},"
            f"perPage:{self.page_size},groupSize:1,barPosition:'bottom',proxyUrl:'{PROXY}',"
            f"ajaxParam:{{{settings}}}}});}});</script><script src='{SCRIPT}'></script>"
        )
        title = f"{self.dress.name} {COLUMN}"
        return self.sent(
            self.dress.page(title, self.dress.column_tags(), self.dress.beside(inside))
        )

    def proxy(self, listed: tuple[Post, ...], request: Request) -> Response:
        """Return a group by its number, or records by theirs (counted from one)."""
        asked = request.fields
        if asked.get("columnid") != str(NUMBER):
            return Response(b"<datastore></datastore>", "text/xml; charset=utf-8")
        if "startrecord" in asked and self.obeys != "page":
            first, last = int(asked["startrecord"]), int(asked.get("endrecord", "0"))
            posts = listed[first - 1 : last][: self.most]
            island = self.island(posts, len(listed), None)
        else:
            number = int(asked.get("page", "0")) if self.obeys != "records" else 0
            island = self.island(page_of(listed, number, self.page_size), len(listed), number + 1)
        return Response(island.encode(), "text/xml; charset=utf-8")

    def island(self, posts: tuple[Post, ...], total: int, following: int | None) -> str:
        """Return a data store of ``posts`` that names the group which follows, if one does."""
        pages = -(-total // self.page_size)
        group = ""
        if following is not None and following < pages:
            group = (
                f'<nextgroup><![CDATA[<a href="{self.next_group(following)}"></a>]]></nextgroup>'
            )
        records = "\n".join(f"<record><![CDATA[{self.row(post)}]]></record>" for post in posts)
        return (
            f"<datastore>\n<totalrecord>{total}</totalrecord>\n<totalpage>{pages}</totalpage>\n"
            f"{group}\n<recordset>\n{records}\n</recordset>\n</datastore>"
        )

    def next_group(self, number: int) -> str:
        """Return the address of a further group."""
        fields = {
            "page": number,
            "appid": 1,
            "webid": 31,
            "path": "/",
            "columnid": NUMBER,
            "unitid": UNIT,
            "webname": self.dress.name,
            "permissiontype": 0,
        }
        return f"{PROXY}?{urlencode(fields)}"

    def row(self, post: Post) -> str:
        """Return one record's markup; month and day of the address are not padded."""
        if self.obeys == "records":  # an older release of the server: other quotes, another order
            return (
                f"<li><a title='{escape(post.title)}' href='{_address(post)}'>"
                f"{escape(cut(post.title, 30))}</a><b>[{post.day}]</b></li>"
            )
        return (
            f'<li><a href="{_address(post)}" target="_blank" title="{escape(post.title)}">'
            f"{escape(cut(post.title, 30))}</a><span>{post.day}</span></li>"
        )

    def content(self, post: Post) -> str:
        """Return an article's markup."""
        files = "".join(f"<p>{_download(file)}</p>" for file in post.files)
        return (
            f'<div class="article"><h1>{escape(post.title)}</h1><div class="facts">'
            f"<span>发布日期：{post.day}</span>　<span>信息来源：{escape(post.source)}</span></div>"
            f'<div id="zoom" class="article_zoom">{post.body}{files}</div></div>'
        )

    def title(self, post: Post) -> str:
        """Return the title in the head: the site's, the column's and the article's."""
        return f"{self.dress.name} {COLUMN} {post.title}"
