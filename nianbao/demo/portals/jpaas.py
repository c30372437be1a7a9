"""A site in the markup of Hanweb JPaaS: a data unit draws the list, asked for within paramJson."""

from __future__ import annotations

import hashlib
import json
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
    robots,
    visible,
)

if TYPE_CHECKING:
    from datetime import datetime

    from nianbao.demo.portals.dress import Dress

FOLDER = "/zwgk/zfxxgknb/"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_QUERY = (
    "{'parseType':'bulidstatic','webId':'86ca573e','tplSetId':'fc259c38',"
    "'pageType':'column','tagId':'内容1','editType':'null','pageId':'vhiC3JxmPC8o7Lqg4Jw0E'}"
)


@dataclass(frozen=True, slots=True)
class JpaasSite:
    """A collective column. A page number outside paramJson is ignored; groups are small."""

    family: ClassVar[str] = "jpaas"
    dress: Dress
    posts: tuple[Post, ...]
    page_size: int = 5

    @property
    def start(self) -> str:
        """The column's path."""
        return f"{FOLDER}index.html"

    @property
    def options(self) -> dict[str, str]:
        """What must be said of the column for it to be read."""
        return {}

    def answer(self, request: Request, now: datetime) -> Response:
        """Return the column's shell, a group of the list or an article."""
        if request.path == "/robots.txt":
            return robots("/jsearchfront/")
        if request.path == "/":
            return Response(self.dress.front(self.start).encode())
        if request.path == self.start:
            return self.shell()
        listed = visible(self.posts, now)
        if request.path == UNIT:
            return self.group(listed, _asked(request))
        post = next((post for post in listed if address(post) == request.path), None)
        return Response(self.article(post).encode()) if post else not_found()

    def shell(self) -> Response:
        """Return the column's page, which holds no row."""
        inside = f'<script url="{UNIT}" queryData="{_QUERY}"></script>'
        tags = self.dress.column_tags()
        page = self.dress.page(f"{COLUMN}-{self.dress.name}", tags, self.dress.beside(inside))
        return Response(page.encode())

    def group(self, listed: tuple[Post, ...], number: int) -> Response:
        """Return group ``number`` of the list, counted from one."""
        rows = "".join(_row(post) for post in page_of(listed, number - 1, self.page_size))
        pager = (
            f"<div class='pagination' rows='{self.page_size}' count='{len(listed)}' "
            f"pageNo='{number}'></div>"
        )
        answer = {"success": True, "data": {"html": f"<ul class='list'>{rows}</ul>{pager}"}}
        return Response(json.dumps(answer).encode(), "application/json; charset=utf-8")

    def article(self, post: Post) -> str:
        """Return one article's page."""
        inside = (
            f'<div class="article"><h1>{escape(post.title)}</h1>'
            f'<div class="facts">发布时间：{post.minute}　来源：{escape(post.source)}</div>'
            f'<div id="zoom">{post.body}</div></div>'
        )
        tags = self.dress.article_tags(post.title, post.minute, post.source)
        return self.dress.page(post.page_title or post.title, tags, self.dress.beside(inside))


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
