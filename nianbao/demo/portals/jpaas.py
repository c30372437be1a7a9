"""A site in the markup of Hanweb JPaaS: a data unit draws the list, asked for within paramJson."""

from __future__ import annotations

import hashlib
import json
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.site import JSON, Response, cut, page_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address
    from nianbao.demo.portals.site import Post, Request

FOLDER = "/zwgk/zfxxgknb/"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_QUERY = (
    "{'parseType':'bulidstatic','webId':'86ca573e','tplSetId':'fc259c38',"
    "'pageType':'column','tagId':'内容1','editType':'null','pageId':'vhiC3JxmPC8o7Lqg4Jw0E'}"
)


def address(post: Post) -> str:
    """Return an article's path: the year of publication and 32 hexadecimal digits."""
    name = hashlib.md5(f"{post.number} {post.title}".encode(), usedforsecurity=False).hexdigest()
    return f"{FOLDER}art/{post.published:%Y}/art_{name}.html"


def _asked(request: Request) -> int:
    return int(json.loads(request.fields.get("paramJson") or "{}").get("pageNo", 1))


def _row(post: Post) -> str:
    return (
        f"<li><a href='{address(post)}' title='{escape(post.title)}'>"
        f"{escape(cut(post.title, 24))}</a><span>{post.day}</span></li>"
    )


class JpaasSite(ListSite):
    """A collective column. A page number outside paramJson is ignored; groups are small."""

    family = "jpaas"
    path = f"{FOLDER}index.html"
    closed = ("/jsearchfront/",)
    address: ClassVar[Address] = staticmethod(address)

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return the column's shell, which holds no row, or a group of the list."""
        if request.path == self.path:
            return self.column(f'<script url="{UNIT}" queryData="{_QUERY}"></script>')
        return self.group(listed, _asked(request)) if request.path == UNIT else None

    def group(self, listed: tuple[Post, ...], number: int) -> Response:
        """Return group ``number`` of the list, counted from one."""
        rows = "".join(_row(post) for post in page_of(listed, number - 1, self.page_size))
        pager = (
            f"<div class='pagination' rows='{self.page_size}' count='{len(listed)}' "
            f"pageNo='{number}'></div>"
        )
        answer = {"success": True, "data": {"html": f"<ul class='list'>{rows}</ul>{pager}"}}
        return Response(json.dumps(answer).encode(), JSON)

    def content(self, post: Post) -> str:
        """Return an article's markup."""
        return (
            f'<div class="article"><h1>{escape(post.title)}</h1>'
            f'<div class="facts">发布时间：{post.minute}　来源：{escape(post.source)}</div>'
            f'<div id="zoom">{post.body}</div></div>'
        )
