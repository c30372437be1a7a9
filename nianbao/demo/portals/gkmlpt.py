"""A site in the markup of gkmlpt: pages of script, lists as JSON, dates as seconds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import (
    Attached,
    Post,
    Request,
    Response,
    not_found,
    page_of,
    robots,
    visible,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from nianbao.demo.portals.dress import Dress

COLUMN_NUMBER = 2629
SID = "990175"
ENTRANCES = ("/gkmlpt/annualreport", "/gkmlpt/index")
API = f"/gkmlpt/api/all/{COLUMN_NUMBER}"
HIDDEN = 3  # rows that post_count counts and the list does not show
_JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class GkmlptSite:
    """A collective column. ``post_count`` counts hidden rows; page 0 and page 1 are the same.

    With ``states_total`` off, and with ``single_page`` on, it is one of the servers
    which leave it open whether a list is whole.
    """

    family: ClassVar[str] = "gkmlpt"
    dress: Dress
    posts: tuple[Post, ...]
    page_size: int = 100
    states_total: bool = True
    single_page: bool = False  # any page after the first answers 404

    @property
    def start(self) -> str:
        """The column's path; its number stands in the fragment."""
        return f"{ENTRANCES[0]}#{COLUMN_NUMBER}"

    @property
    def options(self) -> dict[str, str]:
        """What must be said of the column for it to be read."""
        return {}

    def answer(self, request: Request, now: datetime) -> Response:
        """Return the platform's page, an answer of the list, an article or a file."""
        if request.path == "/robots.txt":
            return robots("/gkmlpt/guide/")
        if request.path == "/":
            return Response(self.dress.front(self.start).encode())
        if request.path in ENTRANCES:
            return self.platform()
        listed = visible(self.posts, now)
        if request.path == API:
            return self.api(listed, request)
        return dict(self.contents(listed)).get(request.path) or not_found()

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
        return Response(self.dress.page(f"{self.dress.name}政府信息公开平台", (), inside).encode())

    def api(self, listed: tuple[Post, ...], request: Request) -> Response:
        """Return one page of the list."""
        number = max(int(request.fields.get("page", "1")), 1)
        if request.fields.get("sid") != SID or (self.single_page and number > 1):
            return not_found()
        count = {"id": COLUMN_NUMBER, "name": COLUMN, "post_count": len(listed) + HIDDEN}
        rows = [self._row(post) for post in page_of(listed, number - 1, self.page_size)]
        held = {"classify": count, "offset": (number - 1) * self.page_size, "articles": rows}
        if self.states_total:
            held["total"] = len(listed)
        return Response(json.dumps(held, ensure_ascii=False).encode(), _JSON)

    def contents(self, listed: tuple[Post, ...]) -> Iterator[tuple[str, Response]]:
        """Yield every article and file that is there, by path."""
        for post in listed:
            yield _address(post), Response(self.article(post).encode())
            for file in post.files:
                yield _attachment(post, file), file.response()

    def article(self, post: Post) -> str:
        """Return one article's page with its table of facts."""
        files = "".join(
            f'<p><a class="nfw-cms-attachment" href="{_attachment(post, file)}">'
            f"{escape(file.label)}</a></p>"
            for file in post.files
        )
        inside = (
            f'<div class="article"><div class="classify"><table><tr><td>索引号：{_identifier(post)}'
            f"</td><td>发布机构：{escape(post.source)}</td><td>发布日期：{post.day}</td></tr>"
            f'</table></div><h1 class="title document-number">{escape(post.title)}</h1>'
            f'<div class="article-content">{post.body}{files}</div></div>'
        )
        tags = self.dress.article_tags(post.title, post.minute, post.source)
        return self.dress.page(post.page_title or post.title, tags, self.dress.beside(inside))

    def _row(self, post: Post) -> dict[str, object]:
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


def _number(post: Post) -> int:
    return 3_255_000 + post.number


def _address(post: Post) -> str:
    number = _number(post)
    return f"/gkmlpt/content/{number // 1_000_000}/{number // 1000}/post_{number}.html"


def _attachment(post: Post, file: Attached) -> str:
    number = int(file.hashed[:5], 16)
    return f"/attachment/0/{number // 1000}/{number}/{_number(post)}.{file.ending}"


def _identifier(post: Post) -> str:
    return f"99010000MB2C91453G/{post.published:%Y}-{post.number:05}"
