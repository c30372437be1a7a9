"""``nianbao portals add``: one portal with its columns, from the command line alone.

What is given becomes the rows that a registry file would hold, and goes the way of such a
file: the same complaints, by row and field, and the same import.
"""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer

from crawler.pages.home import whole
from crawler.spiders import FAMILIES
from nianbao import terminal
from nianbao.cli import sheet_answer
from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from nianbao.cli.probe import not_found, probed, rows
from storage.queries.portals import portals as all_portals
from storage.registry import Refused, checked, import_sheet
from storage.registry.sheet import RegistrySheet
from storage.rows.portals import Topology

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.settings import Settings
    from storage.database import Session
    from storage.registry.sheet import ColumnSheet, PortalSheet

_TOPOLOGY: Final = {Topology.OWN: "本单位栏目", Topology.COLLECTIVE: "集中公开栏目"}
HELP: Final = """登记一个网站及其年报栏目。不写 --family 的，先从该网址探查类型和栏目。

退出状态：0 已登记；1 未登记，逐项说明原因；64 用法不对。
"""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was given on the command line; ``columns`` and ``bodies`` by the column's name.

    The name "" stands for the only column.
    """

    slug: str
    url: str
    name: str
    family: str
    topology: Topology | None
    columns: tuple[tuple[str, str], ...]
    bodies: tuple[tuple[str, str], ...]


def add(
    slug: Annotated[str, typer.Argument(metavar="PORTAL", help="网站代号")],
    url: Annotated[str, typer.Argument(metavar="URL", help="年报栏目或网站首页的网址")],
    *,
    name: Annotated[str, typer.Option(help="网站名称")] = "",
    family: Annotated[str, typer.Option(help="网站类型；不写则先探查")] = "",
    topology: Annotated[Topology | None, typer.Option(help="公布方式")] = None,
    column: Annotated[
        list[str] | None, typer.Option(metavar="名称=网址", help="栏目，可写多个；须写 --family")
    ] = None,
    body: Annotated[
        list[str] | None,
        typer.Option(metavar="[栏目=]单位代号", help="在栏目中公布的单位，可写多个"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只显示将有的变化，不写入")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Add a portal that is not there yet, all of it or nothing."""
    columns = tuple(_halves("--column", text) for text in column or ())
    if columns and not family:
        raise typer.BadParameter("写明 --column 的，请同时写明 --family")
    bodies = tuple(_before(text) for text in body or ())
    wanted = _Wanted(slug, whole(url), name, family, topology, columns, bodies)
    chosen = settings()
    opened = database(chosen)
    with opened.read() as session:
        if all_portals(session, [slug]):
            fail(f"网站代号已登记：{slug}；更改请用 nianbao portals import")
    sheet, doubts = _sheet(wanted, chosen)
    with opened.write() as session:
        _keep(session, sheet, chosen)
        if dry_run:
            session.rollback()
    if as_json:
        say(json.dumps(_told(sheet.portal[0], doubts, written=not dry_run)))
    else:
        sheet_answer.tell(map(terminal.plain, _lines(sheet.portal[0])), doubts, dry_run=dry_run)


# --- What was given -------------------------------------------------------------------


def _halves(option: str, text: str) -> tuple[str, str]:
    name, equals, url = text.partition("=")
    if not (name.strip() and equals and url.strip()):
        raise typer.BadParameter(f"应写作 名称=网址：{text}", param_hint=option)
    return name.strip(), url.strip()


def _before(text: str) -> tuple[str, str]:
    name, equals, slug = text.rpartition("=")
    return (name.strip(), slug.strip()) if equals else ("", text.strip())


# --- The rows -------------------------------------------------------------------------


def _sheet(wanted: _Wanted, chosen: Settings) -> tuple[RegistrySheet, list[str]]:
    """Return the rows, and what somebody should look at."""
    row: dict[str, Any] = {"slug": wanted.slug, "family": wanted.family, "start": wanted.url}
    doubts: list[str] = []
    if not wanted.family:
        _checked({**row, "family": "probe"})  # a wrong name or address is told before any request
        row, doubts = _probed(wanted, chosen)
    if wanted.name:
        row["name"] = wanted.name
    if wanted.columns:
        row["column"] = [{"name": name, "url": url} for name, url in wanted.columns]
    for place in row.get("column", [row]):
        if wanted.topology is not None:
            place["topology"] = wanted.topology.value
    _bind(row, wanted)
    if wanted.bodies:
        doubts.append("单位与栏目的对应关系待确认：nianbao portals bindings confirm")
    return _checked(row), doubts


def _checked(row: dict[str, Any]) -> RegistrySheet:
    try:
        return checked({"portal": [row]}, RegistrySheet)
    except Refused as error:
        _refuse(error)


def _probed(wanted: _Wanted, chosen: Settings) -> tuple[dict[str, Any], list[str]]:
    found = probed(chosen, wanted.slug, wanted.url)
    if not found.columns:
        fail(f"{wanted.url}：{not_found(found)}；已知类型的，请用 --family 写明")
    (row,) = tomllib.loads(rows(found))["portal"]
    if found.site_name:
        row["name"] = found.site_name
    doubts = [
        f"另有其他类型的栏目未登记：{c.url}" for c in found.columns if c.family != row["family"]
    ]
    if any(column.experimental for column in found.columns):
        doubts.append("试用类型，首次采集后请对照网页核对")
    return row, [terminal.plain(text) for text in (*found.notes, *doubts)]


def _bind(row: dict[str, Any], wanted: _Wanted) -> None:
    """Write each body into the column that it was given for."""
    columns = row.get("column", [])
    for name, slug in wanted.bodies:
        if not name and len(columns) < 2:  # noqa: PLR2004 - nothing to choose from
            place = columns[0] if columns else row
        else:
            place = next((one for one in columns if one["name"] == name), None)
        if place is None:
            names = "、".join(one["name"] for one in columns) or "（只有一个栏目，不必写明）"
            why = f"请写明所在栏目，写作 栏目=单位代号；栏目有：{names}"
            raise typer.BadParameter(why, param_hint="--body")
        place.setdefault("bodies", []).append(slug)


def _keep(session: Session, sheet: RegistrySheet, chosen: Settings) -> None:
    try:
        import_sheet(session, sheet, chosen.clock.now(), families=FAMILIES)
    except Refused as error:
        _refuse(error)


def _refuse(error: Refused) -> NoReturn:
    for problem in error.problems:
        sys.stderr.write(f"nianbao: {problem}\n")
    raise typer.Exit(1) from error


# --- The answer -----------------------------------------------------------------------


def _lines(portal: PortalSheet) -> Iterator[str]:
    name = portal.name or "（未写名称）"
    yield f"新增网站 {portal.slug}：{name}（{portal.family}），{portal.start}"
    for column in portal.columns:
        yield f"新增栏目 {column.name}：{column.url}（{_TOPOLOGY[column.topology]}）{_of(column)}"


def _of(column: ColumnSheet) -> str:
    return f"，单位：{'、'.join(column.bodies)}" if column.bodies else ""


def _told(portal: PortalSheet, doubts: list[str], *, written: bool) -> dict[str, Any]:
    return {
        "slug": portal.slug,
        "name": portal.name,
        "family": portal.family,
        "start": portal.start,
        "hosts": portal.allowed_hosts,
        "columns": [
            {
                "name": column.name,
                "url": column.url,
                "topology": column.topology.value,
                "bodies": list(column.bodies or ()),
            }
            for column in portal.columns
        ],
        "doubts": doubts,
        "written": written,
    }
