"""Why the crawl had not seen a report that a person found, in words that can be answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from nianbao.duty.absence import CAUSES
from nianbao.duty.calendar import day_of
from nianbao.duty.model import Outcome
from nianbao.duty.moments import day_in_words, minute_in_words

if TYPE_CHECKING:
    from datetime import date

    from storage.queries.portals import PortalView
    from storage.queries.trails import Known, Looked


class Why(StrEnum):
    """Why the crawl had not seen a report."""

    SEEN = "seen"  # it had, and took it for the report
    TAKEN = "taken"  # it had, and took it for something else or was not sure
    REJECTED = "rejected"  # a person had said that it is not the report
    FAILED = "failed"  # it had the link, and the page did not open
    UNREADABLE = "unreadable"  # it had the page, and could not read it
    UNREAD = "unread"  # the column could not be read
    NEVER = "never"  # the column has not been read yet
    LATER = "later"  # published after the last complete reading
    ELSEWHERE = "elsewhere"  # the column was read completely and does not hold it
    UNBOUND = "unbound"  # on a listed portal on which the body has no column
    FOREIGN = "foreign"  # on a site that is not listed


@dataclass(frozen=True, slots=True)
class Unseen:
    """The answer. ``said`` is Chinese; ``advice`` is what to do about it, "" if nothing."""

    why: Why
    said: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """What is known of an address: its listed portal, documents of crawls, the body's columns."""

    url: str
    body: str  # slug
    portal: PortalView | None
    known: tuple[Known, ...]
    columns: tuple[Looked, ...]


_GENRES: Final = {
    "website": "政府网站工作年度报表",
    "law": "法治政府建设年度报告",
    "picture": "图解",
    "letter": "报送函件",
    "notice": "通知或汇总",
    "news": "动态消息",
    "other": "其他材料",
    "unknown": "性质不明的材料",
}
_ORDER: Final = (Why.UNREAD, Why.NEVER, Why.LATER, Why.ELSEWHERE)


def unseen(trail: Trail, day: date | None) -> Unseen:
    """Say why; ``day`` is the publication date to rely on, None where there is none."""
    if trail.known:
        return _known(trail.known[0])
    if trail.portal is None:
        return _foreign(trail)
    here = [one for one in trail.columns if one.portal == trail.portal.slug]
    if not here:
        return _unbound(trail)
    found = [_looked(one, day) for one in here]
    first = min(found, key=lambda one: _ORDER.index(one.why))
    said = "；".join(one.said for one in found)
    return Unseen(first.why, said, _bind(trail) if first.why is Why.ELSEWHERE else "")


def _known(one: Known) -> Unseen:
    seen = f"“{one.column}”中已有该网址（{minute_in_words(one.first_seen)}首次检索到）"
    if one.rejected:
        return Unseen(Why.REJECTED, f"{seen}，曾由{one.decided_by}确认不是该报告：{one.why}")
    if one.certain:
        return Unseen(Why.SEEN, f"{seen}，并已认定为该单位该年度的报告")
    if one.failed_why:
        return Unseen(Why.FAILED, f"{seen}，但页面当时未能打开：{one.failed_why}")
    if one.unreadable:
        return Unseen(Why.UNREADABLE, f"{seen}，但内容未能读取：{one.unreadable}")
    if one.certain is None:
        return Unseen(
            Why.TAKEN, f"{seen}，但按标题和内容归为{_GENRES.get(one.kind, '其他单位或年度的材料')}"
        )
    return Unseen(Why.TAKEN, f"{seen}，但未能确定：{one.why or '归属、年度尚不能确定'}")


def _foreign(trail: Trail) -> Unseen:
    host = urlsplit(trail.url).hostname or trail.url
    said = f"{host}不属于已登记的网站，系统从未检索，本次也未自动打开"
    advice = "该单位如在此网站公布年报，请先登记网站和栏目：nianbao portals probe 网址"
    return Unseen(Why.FOREIGN, said, advice)


def _unbound(trail: Trail) -> Unseen:
    place = trail.portal.name or trail.portal.slug if trail.portal else ""
    names = "、".join(f"“{one.column}”" for one in trail.columns) or "（无）"
    said = f"该网址在{place}，而该单位登记的栏目为{names}，未在此网站检索该单位的报告"
    return Unseen(Why.UNBOUND, said, _bind(trail))


def _looked(one: Looked, day: date | None) -> Unseen:
    if one.outcome is None or one.at is None:
        return Unseen(Why.NEVER, f"“{one.column}”尚未读取过")
    if one.outcome is not Outcome.OK:
        detail = f"（{one.detail}）" if one.detail else ""
        said = (
            f"“{one.column}”自{minute_in_words(one.since or one.at)}起{CAUSES[one.outcome]}{detail}"
        )
        return Unseen(Why.UNREAD, said)
    read = f"“{one.column}”最近一次于{minute_in_words(one.at)}完整读取，共{one.items}项"
    if day is not None and day >= day_of(one.at):
        return Unseen(Why.LATER, f"{read}；该报告公布于{day_in_words(day)}，在此之后或当日")
    return Unseen(Why.ELSEWHERE, f"{read}，其中没有该网址")


def _bind(trail: Trail) -> str:
    """Propose to bind the body to the portal's column that is nearest to the address."""
    if trail.portal is None or not trail.portal.columns:
        return ""
    bound = {one.column_id for one in trail.columns}
    others = [one for one in trail.portal.columns if one.id not in bound]
    if not others:
        return "该网站没有其他已登记的栏目；请查明报告所在栏目并登记：nianbao portals probe 网址"
    near = max(others, key=lambda one: _shared(one.url, trail.url))
    return (
        f"报告如在“{near.name}”栏目，请确认对应关系：nianbao portals bindings confirm "
        f"{trail.portal.slug} {trail.body} --column {near.url} --by 姓名 --how 依据"
    )


def _shared(one: str, other: str) -> int:
    """Return how many parts of the path two addresses begin with alike."""
    parts = (urlsplit(url).path.strip("/").split("/") for url in (one, other))
    same = 0
    for left, right in zip(*parts, strict=False):
        if left != right:
            break
        same += 1
    return same
