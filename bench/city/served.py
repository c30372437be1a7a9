"""The portals of a plan as they answer at a moment: their pages, their walls, their moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nianbao.demo import sheets
from nianbao.demo.portals import families
from nianbao.demo.portals.dress import Dress
from nianbao.demo.portals.generic import LIST as GENERIC_LIST
from nianbao.demo.portals.site import Post, Request, Response, Site, not_found
from nianbao.demo.portals.trouble import WalledSite
from nianbao.demo.portals.trs import FOLDER, address
from nianbao.demo.writers import web

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bench.city.plan import Copy, Plan, Portal, Weather
    from nianbao.demo.sheets import Passage

LISTED = 20  # rows of one list page, as on most portals
MOVED = "/zwgk/fdzdgknr/xxgknb/"
"""Where a column stands after its move."""
ELSEWHERE = "/zwgk/gggs/"
"""Where a report stands that no list knows of."""


@dataclass(frozen=True)
class PlannedSite:
    """One portal, a pure function of request and moment."""

    plan: Plan
    portal: Portal
    dress: Dress

    def answer(self, request: Request, now: datetime) -> Response:
        """Return what the portal says."""
        trouble = self._weather(now, "wall", "down")
        if trouble is not None:
            return _troubled(trouble, request, now)
        before = self._as_before(request, now)
        if before is None:
            return not_found()
        return self._elsewhere(before, now) or self._inner(now).answer(before, now)

    def _weather(self, now: datetime, *troubles: str) -> Weather | None:
        there = (w for w in self.plan.weather if w.portal == self.portal.slug)
        return next((w for w in there if w.trouble in troubles and w.since <= now < w.until), None)

    def _as_before(self, request: Request, now: datetime) -> Request | None:
        """Return the request as it would have been before the move; None for an old address."""
        moved = any(
            w.portal == self.portal.slug and w.trouble == "moved" and w.since <= now
            for w in self.plan.weather
        )
        if not moved:
            return request
        if request.path.startswith(FOLDER):
            return None
        return replace(request, path=request.path.replace(MOVED, FOLDER))

    def _inner(self, now: datetime) -> Site:
        copies = [c for c in self.plan.copies if c.portal == self.portal.slug]
        shown = tuple(c for c in copies if c.listed and c.is_there(now))
        return _site(self.portal.family, self.dress, tuple(_post(one, now) for one in shown))

    def _elsewhere(self, request: Request, now: datetime) -> Response | None:
        for copy in self.plan.copies:
            if copy.portal != self.portal.slug or copy.listed or not copy.is_there(now):
                continue
            if request.path == unlisted(copy):
                inner: Any = _site(self.portal.family, self.dress, ())
                return Response(inner.article(_post(copy, now)).encode())
        return None


def unlisted(copy: Copy) -> str:
    """Return the path of a page that no list knows of."""
    return ELSEWHERE + address(_empty(copy))


def site(plan: Plan, portal: Portal) -> Site:
    """Return what answers for a portal."""
    return PlannedSite(plan, portal, Dress(portal.name.removesuffix("门户网站"), portal.site_code))


def start(portal: Portal) -> str:
    """Return the path at which a portal's row starts."""
    if portal.family == "generic":  # A row starts at the column, as the probe proposes it.
        return GENERIC_LIST
    kind: Any = families.FAMILIES[portal.family]
    return families.start_of(kind(Dress("", ""), ()))


def options(portal: Portal) -> dict[str, str]:
    """Return the options that a portal's row needs."""
    kind: Any = families.FAMILIES[portal.family]
    return families.options_of(kind(Dress("", ""), ()))


def _troubled(weather: Weather, request: Request, now: datetime) -> Response:
    if weather.trouble == "wall":
        return WalledSite().answer(request, now)
    return Response(b"<h1>503 Service Unavailable</h1>", status=503)


@lru_cache(256)
def _site(family: str, dress: Dress, posts: tuple[Post, ...]) -> Site:
    kind: Any = families.FAMILIES[family]
    made: Site = kind(dress, posts, page_size=LISTED)
    return made


def _empty(copy: Copy) -> Post:
    return Post(copy.number, copy.title, copy.printed, copy.organ, "")


def _post(copy: Copy, now: datetime) -> Post:
    cells = tuple(sorted(copy.cells(now).items()))
    body = _text(copy.seed or copy.number, copy.organ, copy.year, copy.printed, cells)
    return replace(_empty(copy), body=body)


@lru_cache(4096)
def _text(
    number: int, organ: str, year: int, day: datetime, cells: tuple[tuple[str, str], ...]
) -> str:
    """Return a report as a fragment: balanced figures of its own, a short text, and the faults."""
    granted = number * 7 % 23
    base = sheets.load("linlan_farming_2025")
    total = granted + 3
    sheet = replace(
        base,
        name=f"city-{number}",
        organ=organ,
        year=year,
        title=f"{organ}{year}年政府信息公开工作年度报告",
        cells={**base.cells, **_figures(granted), **dict(cells)},
        passages=tuple(_passage(one, number, year, total) for one in base.passages),
        signature=(organ, f"{day.year}年{day.month}月{day.day}日"),
    )
    return web.body(sheet, web.WebLayout(dialect="editor"))


def _figures(granted: int) -> Mapping[str, str]:
    received, total = str(granted + 2), str(granted + 3)
    return {
        "t3.received.person": received,
        "t3.received.total": total,
        "t3.granted.person": str(granted),
        "t3.granted.total": str(granted + 1),
        "t3.settled.person": received,
        "t2.normative.issued": "0",
        "t3.settled.total": total,
    }


_PROBLEMS = (
    ("基层公开力量偏弱，个别栏目更新不够及时", "明确专人负责，每月检查一次栏目，逐步充实业务骨干"),
    ("政策解读形式较为单一，群众看不懂的情况仍然存在", "增加图表和问答，重要文件同步解读"),
    ("公开申请答复的规范性还有差距", "统一答复文书格式，由法制机构逐件审核后答复"),
    ("与群众互动不足，意见收集渠道偏少", "设置意见箱和热线，按季度公布采纳情况"),
)


def _passage(one: Passage, number: int, year: int, total: int) -> Passage:
    problem, cure = _PROBLEMS[number % len(_PROBLEMS)]
    if one.heading.startswith("一、"):
        text = (
            f"{year}年，本单位依法做好主动公开，收到申请{total}件，办结{total}件；规范政府信息管理，"
            "办好公开平台；加强监督保障，工作考核、社会评议结果均为合格，未发生责任追究情形。"
        )
        return replace(one, paragraphs=(text,))
    if one.heading.startswith("五、"):
        text = f"存在的主要问题：{problem}。下一步，{year + 1}年将{cure}，改进情况于年底前检查。"
        return replace(one, paragraphs=(text,))
    return one
