"""A site in the markup of Epoint (EWB): a shell, a script with its identity, a list as data."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import JSON, Response, cut, page_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address
    from nianbao.demo.portals.site import Post, Request

SHELL = "/dynamic/zwgk/govInfoPub.html"
SCRIPT = "/js/webBuilderCommon.js"
ACTION = "/EWB-QINGHE/rest/lightfrontaction/getgovinfolist"
CATEGORY = "003011"
_GUID = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
_IDENTITY = f"""(function (win, $) {{ 'use strict';
var siteInfo = {{
  "projectName": "/EWB-QINGHE/",
  "siteGuid": "{_GUID}",
  "pageRoot": "/"
}};
win.siteInfo = siteInfo; }}(this, jQuery));
"""


def address(post: Post) -> str:
    """Return an article's path: the column, the day and an identity of 36 characters."""
    identity = f"7b0c9a52-0000-4000-8000-{post.number:012x}"
    return f"/zwgk/{CATEGORY}/{post.published:%Y%m%d}/{identity}.html"


def _row(post: Post) -> dict[str, str]:
    """Return a row of the list: the short title beside the real one, the address without root."""
    return {
        "infourl": address(post).lstrip("/") if post.number % 2 else address(post),
        "realtitle": post.title,
        "title": cut(post.title, 18),
        "infodate": post.day,
    }


class EpointSite(ListSite):
    """A collective column. Its list answers a POST of JSON, ``page_size`` rows at the most."""

    family = "epoint"
    path = f"{SHELL}?categorynum={CATEGORY}&deptcode="
    closed = ("/EWB-QINGHE/admin/",)
    address: ClassVar[Address] = staticmethod(address)

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return the column's shell, the site's script or a page of the list."""
        if request.path == SHELL:
            return self.shell()
        if request.path == SCRIPT:
            return Response(_IDENTITY.encode(), "application/javascript; charset=utf-8")
        return self.rows(listed, request.body) if request.path == ACTION else None

    def shell(self) -> Response:
        """Return the column's page, which holds no row."""
        return self.column(
            f'<div class="ewb-container" id="EWB-FRONT"><h3 class="ewb-hd">{COLUMN}</h3>'
            '<ul class="ewb-list" id="infolist"></ul><div id="page" class="ewb-page"></div></div>'
            f'<script src="{SCRIPT}"></script><script src="/js/govinfolist.js"></script>'
        )

    def rows(self, listed: tuple[Post, ...], body: str) -> Response:
        """Return the page that the posted JSON asks for; another site's or column's is empty."""
        asked = json.loads(body or "{}")
        own = (asked.get("siteGuid"), asked.get("categorynum")) == (_GUID, CATEGORY)
        size = min(int(asked.get("pageSize", 10)), self.page_size)
        found = page_of(listed, int(asked.get("pageIndex", 1)) - 1, size) if own else ()
        custom = {
            "code": 1,
            "total": str(len(listed) if own else 0),
            "data": [_row(post) for post in found],
        }
        answer = {"custom": custom, "status": {"code": 200, "text": ""}}
        return Response(json.dumps(answer).encode(), JSON)

    def content(self, post: Post) -> str:
        """Return an article's markup."""
        return (
            f'<div class="article"><h1 class="ewb-article-title">{escape(post.title)}</h1>'
            f'<div class="facts">信息时间：{post.minute}　信息来源：{escape(post.source)}</div>'
            f'<div class="ewb-article-text" id="zoom">{post.body}</div></div>'
        )
