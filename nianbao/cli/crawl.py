"""``nianbao crawl``: read portals now, and all that follows from it, in this process.

It shares rows and leases with workers that may be running: nothing is crawled
twice at a time, and what they do is not disturbed.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

import typer

from alerts.words import OUTCOMES
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from storage.queries.portals import PortalView, portals, portals_of_runs
from storage.queries.runs import outcomes
from storage.store.runs import enqueue_slot
from tasks.crawl import crawl as crawl_runs
from tasks.house import House, SilentBell
from tasks.read import read
from tasks.standings import standings
from tasks.tick import batches_of

if TYPE_CHECKING:
    from nianbao.duty.model import Outcome
    from storage.database import Database

app = commands_app()


@app.command(help="立即采集指定的网站（不指定则为全部未暂停的网站），并读取、核对所得报告。")
def crawl(
    slugs: Annotated[
        list[str] | None, typer.Argument(metavar="[PORTAL]...", help="网站代号")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Crawl, read, judge, and print how each column's reading ended."""
    chosen = settings(level=logging.INFO)
    bell = SilentBell()
    house = House(chosen, database(chosen), None, bell)
    wanted = _wanted(house.database, slugs or [])
    queued = _queue(house, wanted)
    for batch in batches_of(house, queued):
        crawl_runs(house, *batch)
    for version_id in dict.fromkeys(ids[0] for task, ids in bell.rung if task == "read"):
        read(house, version_id)
    standings(house)
    rows = _outcomes(house.database, queued)
    keys = ("portal", "column", "outcome", "items", "detail")
    shown = [row if as_json else (*row[:2], OUTCOMES[row[2]], *row[3:]) for row in rows]
    show(keys, ("网站", "栏目", "采集结果", "条目", "说明"), shown, as_json=as_json)
    if len({row[0] for row in rows}) < len(wanted) and not as_json:
        say("其余网站正在由其他进程采集，或未能完成；请稍后用 nianbao status 查看。")


def _wanted(opened: Database, slugs: list[str]) -> tuple[PortalView, ...]:
    with opened.read() as session:
        found = portals(session, slugs or None)
    if unknown := sorted(set(slugs) - {portal.slug for portal in found}):
        fail(f"没有这个网站：{'、'.join(unknown)}")
    return tuple(portal for portal in found if slugs or not portal.paused)


def _queue(house: House, wanted: tuple[PortalView, ...]) -> tuple[int, ...]:
    slot = f"command-{house.now.isoformat(timespec='microseconds')}"
    with house.database.write() as session:
        ids = [enqueue_slot(session, portal.slug, slot, house.now) for portal in wanted]
    return tuple(run_id for run_id in ids if run_id is not None)


def _outcomes(
    opened: Database, run_ids: tuple[int, ...]
) -> list[tuple[str, str, Outcome, int, str]]:
    with opened.read() as session:
        found = portals_of_runs(session, run_ids)
        return [
            (portal.slug, _column(portal, told.column_id), told.outcome, told.items, told.detail)
            for run_id, portal in sorted(found.items())
            for told in outcomes(session, run_id)
        ]


def _column(portal: PortalView, column_id: int) -> str:
    return next((c.name for c in portal.columns if c.id == column_id), str(column_id))
