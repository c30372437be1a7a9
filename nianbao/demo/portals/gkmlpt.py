"""A site in the markup of gkmlpt: pages of script, lists as JSON, dates as seconds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import JSON, Response, page_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address, FileAddress
    from nianbao.demo.portals.site import Attached, Post, Request

COLUMN_NUMBER = 2629
SID = "990175"
ENTRANCES = ("/gkmlpt/annualreport", "/gkmlpt/index")
API = f"/gkmlpt/api/all/{COLUMN_NUMBER}"
HIDDEN = 3  # rows that post_count counts and the list does not show


def _number(post: Post) -> int:
    return 3_255_000 + post.number


def _address(post: Post) -> str:
    number = _number(post)
    return f"/gkmlpt/content/{number // 1_000_000}/{number // 1000}/post_{number}.html"


def _attachment(post: Post, _: int, file: Attached) -> str:
    number = int(file.hashed[:5], 16)
    return f"/attachment/0/{number // 1000}/{number}/{_number(post)}.{file.ending}"


def _identifier(post: Post) -> str:
    return f"99010000MB2C91453G/{post.published:%Y}-{post.number:05}"


@dataclass(frozen=True, slots=True)
class GkmlptSite(ListSite):
    """A collective column. ``post_count`` counts hidden rows; page 0 and page 1 are the same.

    With ``states_total`` off, and with ``single_page`` on, it is one of the servers
    which leave it open whether a list is whole.
    """

    family: ClassVar[str] = "gkmlpt"
    path: ClassVar[str] = f"{ENTRANCES[0]}#{COLUMN_NUMBER}"
    closed: ClassVar[tuple[str, ...]] = ("/gkmlpt/guide/",)
    address: ClassVar[Address] = staticmethod(_address)
    file_address: ClassVar[FileAddress | None] = staticmethod(_attachment)
    page_size: int = 100
    states_total: bool = True
    single_page: bool = False  # any page after the first answers 404

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return the platform's page or a page of the list."""
        if request.path in ENTRANCES:
            return self.platform()
        return self.rows(listed, request) if request.path == API else None

    def platform(self) -> Response:
        """Return the page that holds nothing but its configuration."""
        tree = [
            {"id": 2620, "name": "政府信息公开指南", "children": []},
            {
                "id": 2625,
                "name": "法定主动公开内容",
                "children": [{"id": 2626, "name": "机构职能"}],
            },
            {"id": COLUMN_NUMBER, "name": COLUMN, "children": []},
        ]
        inside = (
            '<div id="app"></div><script>window._CONFIG = {\n'
            f"  SID: '{SID}', APP_URL: '', SERVICE_AREA_ID: 1,\n"
            f"  TREE: {json.dumps(tree, ensure_ascii=False)}\n}};</script>"
            '<script src="/gkmlpt/js/chunk-common.js"></script>'
        )
        return self.sent(self.dress.page(f"{self.dress.name}政府信息公开平台", (), inside))

    def rows(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return one page of the list as data."""
        number = max(int(request.fields.get("page", "1")), 1)
        if request.fields.get("sid") != SID or (self.single_page and number > 1):
            return None
        count = {"id": COLUMN_NUMBER, "name": COLUMN, "post_count": len(listed) + HIDDEN}
        rows = [self.row(post) for post in page_of(listed, number - 1, self.page_size)]
        held = {"classify": count, "offset": (number - 1) * self.page_size, "articles": rows}
        if self.states_total:
            held["total"] = len(listed)
        return Response(json.dumps(held, ensure_ascii=False).encode(), JSON)

    def row(self, post: Post) -> dict[str, object]:
        """Return a row of the list."""
        seconds = int(post.published.timestamp())
        return {
            "id": _number(post),
            "title": post.title,
            "type": "normal",
            "publisher": post.source,
            "identifier": _identifier(post),
            "date": seconds - 4 * 86_400,  # 成文日期, some days before
            "create_time": seconds,
            "created_at": post.minute,
            "url": f"http://{self.dress.domain}{_address(post)}" if self.dress.domain else "",
            "post_url": _address(post),
            "is_expired": 0,
            "is_abolished": 0,
        }

    def content(self, post: Post) -> str:
        """Return an article's markup with its table of facts."""
        form = '<p><a class="nfw-cms-attachment" href="{}">{}</a></p>'
        return (
            f'<div class="article"><div class="classify"><table><tr><td>索引号：{_identifier(post)}'
            f"</td><td>发布机构：{escape(post.source)}</td><td>发布日期：{post.day}</td></tr>"
            f'</table></div><h1 class="title document-number">{escape(post.title)}</h1>'
            f'<div class="article-content">{post.body}{self.file_links(post, form)}</div></div>'
        )
