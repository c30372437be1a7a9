"""A site with Hanweb's page for annual reports: no list, one address a year."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nianbao.demo.portals.column import ColumnSite
from nianbao.demo.portals.dress import COLUMN

if TYPE_CHECKING:
    from nianbao.demo.portals.site import Post, Request, Response

PAGE = "/module/xxgk/xxgkAnnualReport.jsp"
AREA = "119903000026455663"


class HanwebAnnualSite(ColumnSite):
    """One body's reports. ``fbtime`` is the year of publication; the newest post of it shows."""

    family = "hanweb-annual"
    path = f"{PAGE}?fbtime=2026&area={AREA}"
    closed = ("/jrobot/",)

    def held(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return the page of a year, with the report on it or the words that there is none."""
        if request.path != PAGE:
            return None
        asked = request.fields.get("fbtime", ""), request.fields.get("area")
        of_year = (post for post in listed if (f"{post.published:%Y}", AREA) == asked)
        return self.sent(self.year(next(of_year, None), asked[0]))

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
