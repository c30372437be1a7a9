"""Sites that cannot be read: one behind a wall, one that has changed its layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import Request, Response, Site
from nianbao.demo.portals.trs import FOLDER

if TYPE_CHECKING:
    from datetime import datetime

    from nianbao.demo.portals.dress import Dress


@dataclass(frozen=True, slots=True)
class WalledSite:
    """A site behind a script wall: every address answers 412 with a challenge."""

    def answer(self, request: Request, now: datetime) -> Response:  # noqa: ARG002 - a wall heeds nothing
        """Return the challenge, whatever is asked."""
        body = (
            '<!DOCTYPE html><html><head><meta charset="utf-8"><meta id="q8Xk2nTwLr0B" '
            'content="{qqqr0l0t2k1a}" r="m"><script type="text/javascript" r="m">'
            "$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=20413;$_ts.cd=\"qErqcr1hcGQqkqGqrqm\";"
            "if($_ts.lcd)$_ts.lcd();</script>"
            '<script type="text/javascript" src="/k9d3/sample.js" r="m"></script>'
            "</head><body></body></html>"
        )
        cookie = ("Set-Cookie", "kS8sampleS=60sample; path=/; HttpOnly")
        return Response(body.encode(), status=412, headers=(cookie,))


@dataclass(frozen=True, slots=True)
class RebuiltSite:
    """A site whose column got a new front end at ``since``: the list is drawn by a script.

    Everything but the list stays as it was, articles included; the answer is 200.
    """

    before: Site
    dress: Dress
    since: datetime

    def answer(self, request: Request, now: datetime) -> Response:
        """Return what the old site says, but the new column page from ``since`` on."""
        if now < self.since or not _is_list(request.path):
            return self.before.answer(request, now)
        inside = (
            f'<h3>{COLUMN}</h3><div class="nb-board ms-controller" ms-controller="annual">'
            '<div class="nb-years"><b ms-repeat-y="years" ms-click="choose(y)">{{y}}年</b></div>'
            '<div class="nb-card" ms-repeat="items"><a ms-attr-href="el.url">{{el.title}}</a>'
            '<em>{{el.date}}</em></div></div><div class="nb-more" data-rows="12">加载更多</div>'
            '<script src="/static/js/annual.board.3f2a.js"></script>'
        )
        page = self.dress.page(
            f"{COLUMN}_{self.dress.name}", self.dress.column_tags(), self.dress.beside(inside)
        )
        return Response(page.encode())


def _is_list(path: str) -> bool:
    return path == FOLDER or path.startswith(f"{FOLDER}index")
