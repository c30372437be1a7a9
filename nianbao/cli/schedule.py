"""``nianbao portals schedule``: when portals are read, in words, and how that is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from storage.queries.portals import portals
from storage.rows.portals import Season
from storage.schedule import firings, in_words
from storage.store.portals import reschedule

if TYPE_CHECKING:
    from datetime import datetime

    from storage.queries.portals import PortalView

NEXT: Final = 5
"""So many coming readings are shown of each portal."""
_WEEKDAYS: Final = "一二三四五六日"


def schedule(
    slug: Annotated[str | None, typer.Argument(metavar="[PORTAL]", help="网站代号")] = None,
    cron: Annotated[
        str | None, typer.Option(help="改为按此时间采集（分 时 日 月 星期，北京时间）")
    ] = None,
    season: Annotated[Season | None, typer.Option(help="改为按季节或频次采集")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Show the plan and the next five readings of all portals or of one; or change one's plan."""
    chosen = settings()
    opened = database(chosen)
    if cron is not None or season is not None:
        if slug is None:
            fail("请写明要改的网站代号")
        if cron is None:
            cron = ""  # who asks for a season wants no times of its own to stand before it
        with opened.write() as session:
            try:
                reschedule(session, slug, cron=cron, season=season)
            except (LookupError, ValueError) as error:
                fail(str(error))
    with opened.read() as session:
        found = portals(session, None if slug is None else [slug])
    if slug is not None and not found:
        fail(f"没有这个网站：{slug}")
    now = chosen.clock.now()
    if as_json:
        rows = [
            (p.slug, p.schedule, p.season, p.paused, p.paused_until, p.hours, _next(p, now))
            for p in found
        ]
        keys = ("slug", "cron", "season", "paused", "paused_until", "hours", "next")
        show(keys, (), rows, as_json=True)
        return
    for portal in found:
        _tell(portal, now)


def _next(portal: PortalView, now: datetime) -> list[str]:
    coming = firings(portal.slug, portal.schedule, Season(portal.season), now, NEXT)
    return [at.isoformat(timespec="minutes") for at in coming]


def _tell(portal: PortalView, now: datetime) -> None:
    season = Season(portal.season)
    hours = f"；只在{portal.hours}之间访问" if portal.hours else ""
    say(f"{portal.slug} {portal.name}：{in_words(portal.schedule, season)}{hours}")
    if portal.paused:
        until = f"，至{portal.paused_until}" if portal.paused_until else "，恢复前不采集"
        say(f"  已暂停：{portal.paused}{until}")
        return
    coming = firings(portal.slug, portal.schedule, season, now, NEXT)
    say("  接下来：" + ("；".join(map(_moment, coming)) if coming else "按此时间安排不会采集"))


def _moment(at: datetime) -> str:
    day = f"{at.year}年{at.month}月{at.day}日（周{_WEEKDAYS[at.weekday()]}）"
    return f"{day}{at.hour}时{at.minute:02d}分"
