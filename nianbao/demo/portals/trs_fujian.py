"""A site in the markup of TRS with the Fujian front end: a few rows shown, all of them searched."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import JSON, Response, page_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address
    from nianbao.demo.portals.site import Post, Request

FOLDER = "/zwgk/zfxxgk/zfxxgknb/"
SEARCH = "/fjdzapp/search"
CHANNEL = "99181"
SITE = "990210"
_TEMPLATE = (
    '<div class="rules_tabs_01" ms-visible="!showStatic" style="display: none">'
    '<dl ms-if="list.length>0" ms-repeat="list"><dd><a ms-attr-href="el.chnldocurl" '
    'ms-attr-title="el.doctitle" ms-text="el.doctitle|html" target="_blank"></a></dd>'
    "<dd ms-text=\"el.docreltime|date('yyyy-MM-dd')\"></dd></dl></div>"
    '<div class="page_base" ms-controller="list_pagebar" ms-if="pageCount>0"></div>'
)


def address(post: Post) -> str:
    """Return an article's path."""
    return f"{FOLDER}{post.published:%Y%m}/t{post.published:%Y%m%d}_{post.number}.htm"


def _row(post: Post) -> str:
    title = escape(post.title)
    return (
        f'<dl><dd class="text_align_left"><a href=".{address(post).removeprefix(FOLDER[:-1])}" '
        f'target="_blank" title="{title}">{title}</a></dd><dd class="text_align_left">\n'
        f"{post.day}\n</dd></dl>"
    )


def _found(post: Post) -> dict[str, object]:
    """Return a row of the search: the moment in milliseconds, the address in one of two fields."""
    field = "chnldocurl" if post.number % 2 else "docpuburl"
    moment = int(post.published.timestamp() * 1000)
    return {"doctitle": post.title, field: address(post), "docreltime": moment}


class TrsFujianSite(ListSite):
    """A collective column. The page shows its newest rows, the search gives all of them.

    ``page_size`` is both how many the page shows and the most that the search gives at once.
    """

    family = "trs-fujian"
    path = FOLDER
    closed = ("/was5/",)
    divider = "_"
    address: ClassVar[Address] = staticmethod(address)

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return the column or an answer of the search."""
        if request.path in {FOLDER, f"{FOLDER}index.htm"}:
            return self.newest(listed)
        return self.search(listed, request) if request.path == SEARCH else None

    def newest(self, listed: tuple[Post, ...]) -> Response:
        """Return the column's page: rows as definitions, and a template that a script fills."""
        rows = "\n".join(_row(post) for post in page_of(listed, 0, self.page_size))
        settings = (
            f"searchId: '{SITE}', chnlId: '{CHANNEL}', recordCount: '{len(listed)}', "
            f"prepage: {self.page_size}"
        )
        inside = (
            '<div class="tabs info_tabs" ms-controller="list"><div class="tabs_header"><ul>'
            f'<li class="on"><a class="cur_def" href="javascript:;">{COLUMN}</a></li></ul></div>'
            f'<div class="rules_tabs_01" ms-visible="showStatic">\n{rows}\n</div>{_TEMPLATE}</div>'
            f"<script>var pageConfig = {{ {settings} }};</script>"
        )
        return self.column(inside, ("ChnlId", CHANNEL), ("SiteId", "4"))

    def search(self, listed: tuple[Post, ...], request: Request) -> Response:
        """Return a page of the search for the posted form; another column's holds nothing."""
        asked = request.fields
        own = (asked.get("channelid"), asked.get("classsql")) == (SITE, f"chnlid={CHANNEL}")
        found = listed if own else ()
        size = min(int(asked.get("prepage", "10")), self.page_size)
        posts = page_of(found, int(asked.get("page", "1")) - 1, size)
        answer = {"data": [_found(post) for post in posts], "pageCount": -(-len(found) // size)}
        return Response(json.dumps(answer).encode(), JSON)

    def content(self, post: Post) -> str:
        """Return an article's markup."""
        return (
            f'<div class="article"><h1>{escape(post.title)}</h1>'
            f'<div class="facts">发布时间：{post.minute}　来源：{escape(post.source)}</div>'
            f'<div class="TRS_Editor" id="zoom">{post.body}</div></div>'
        )
