"""A site with Hanweb's page for annual reports: no list, one address a year."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import Post, Request, Response, not_found, robots, visible

if TYPE_CHECKING:
    from datetime import datetime

    from nianbao.demo.portals.dress import Dress

PAGE = "/module/xxgk/xxgkAnnualReport.jsp"
AREA = "119903000026455663"


@dataclass(frozen=True, slots=True)
class HanwebAnnualSite:
    """One body's reports. ``fbtime`` is the year of publication; the newest post of it shows."""

    family: ClassVar[str] = "hanweb-annual"
    dress: Dress
    posts: tuple[Post, ...]

    @property
    def start(self) -> str:
        """The path and query of the year 2026."""
        return f"{PAGE}?fbtime=2026&area={AREA}"

    @property
    def options(self) -> dict[str, str]:
        """What must be said of the column for it to be read."""
        return {}

    def answer(self, request: Request, now: datetime) -> Response:
        """Return the page of a year, with the report on it or the words that there is none."""
        if request.path == "/robots.txt":
            return robots("/jrobot/")
        if request.path == "/":
            return Response(self.dress.front(self.start).encode())
        if request.path != PAGE:
            return not_found()
        asked = request.fields.get("fbtime", ""), request.fields.get("area")
        listed = visible(self.posts, now)
        of_year = (post for post in listed if (f"{post.published:%Y}", AREA) == asked)
        return Response(self.year(next(of_year, None), asked[0]).encode())

    def year(self, post: Post | None, year: str) -> str:
        """Return one year's page: bare, as it stands in the frame of the body's own site."""
        tags = self.dress.article_tags(post.title, post.minute, post.source) if post else ()
        head = "".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in tags)
        inside = _report(post) if post else "暂无该年度年报"
        return (
            f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}<title>{self.dress.name} '
            f'{COLUMN}</title></head><body><select name="fbtime"><option value="{year}" selected>'
            f'{year}</option></select><div class="article">{inside}</div></body></html>'
        )


def _report(post: Post) -> str:
    return (
        f'<h1>{escape(post.title)}</h1><div class="facts">发布日期：{post.day}　'
        f'来源：{escape(post.source)}</div><div id="zoom">{post.body}</div>'
    )
