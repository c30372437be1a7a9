"""Columns as a sheet: where each body publishes, on which portal and under which name."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from crawler.spiders import FAMILIES
from nianbao.cli.table_form import Column, Form, matching, one_of, shown, text, word_for
from nianbao.window import parse as parse_hours
from storage.registry.sheet import ColumnSheet, ListedSheet, PortalSheet
from storage.rows.portals import Topology

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from nianbao.cli.table_form import Complaints, Filled
    from storage.registry.listings import Door, Listing

ANY_FAMILY: Final = "generic"
"""What an unknown portal is read by until somebody knows better."""
_TOPOLOGIES: Final = {
    "": None,
    "本单位栏目": Topology.OWN,
    "集中公开栏目": Topology.COLLECTIVE,
}


def _address(cell: str) -> str:
    parts = urlsplit(cell)
    if cell and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError(f"应为以 http:// 或 https:// 开头的网址，现为“{cell}”")
    return cell


def _needed_address(cell: str) -> str:
    if not cell:
        raise ValueError("不能为空，应为网址")
    return _address(cell)


def _hours(cell: str) -> str:
    parse_hours(cell)
    return cell


_SLUG: Final = "应为小写字母、数字和连字符"
FORM: Final = Form(
    "栏目",
    (
        Column("网站代号", "portal", 18, matching(r"[a-z0-9][a-z0-9-]{0,79}", _SLUG)),
        Column("门户", "portal_name", 26, text(500)),
        Column("采集方式", "family", 12, one_of({"": "", **{name: name for name in FAMILIES}})),
        Column(
            "网站标识码", "site_code", 14, matching(r"([0-9A-Za-z]{10})?", "应为10位网站标识码")
        ),
        Column("首页", "home", 32, _address),
        Column("年报栏目网址", "url", 40, _needed_address),
        Column("栏目名称", "column", 22, text(500)),
        Column("单位代号", "body", 18, matching(r"([a-z0-9][a-z0-9-]{0,79})?", _SLUG)),
        Column("单位", "body_name", 28, text(500)),
        Column("栏目中的名称", "listed_as", 26, text(500)),
        Column("公布方式", "topology", 14, one_of(_TOPOLOGIES), word_for(_TOPOLOGIES)),
        Column("上年度年报网址", "last_year_url", 40, _address),
        Column("集中专栏网址", "gathered_at", 40, _address),
        Column("采集授权函", "robots_consent", 28, text(500)),
        Column("允许时段", "hours", 14, _hours),
        Column("运维联系人", "operator", 24, text(500)),
        Column("备注", "remark", 32, text(2000), shown),
    ),
    needed=("网站代号", "年报栏目网址", "单位代号"),
)
_OF_PORTALS: Final = {
    "portal_name": "门户",
    "family": "采集方式",
    "site_code": "网站标识码",
    "home": "首页",
    "robots_consent": "采集授权函",
    "hours": "允许时段",
    "operator": "运维联系人",
}
_OF_COLUMNS: Final = {"column": "栏目名称", "topology": "公布方式", "gathered_at": "集中专栏网址"}
_PORTAL_NAMES: Final = {"portal_name": "name"}
_COLUMN_NAMES: Final = {"column": "name"}
_OF_BINDINGS: Final = frozenset({"listed_as", "last_year_url"})
_Key = tuple[str, str, str]


def write(path: Path, listed: Iterable[Listing], at: datetime) -> None:
    """Write the sheet in the format that the file's ending names; without rows, a template.

    Raises:
        Unusable: the ending is neither .xlsx nor .csv.
    """
    FORM.write(path, [asdict(one) for one in listed], at)


def read(
    path: Path, doors: Mapping[str, Door], bodies: Mapping[str, str]
) -> tuple[list[PortalSheet], list[dict[str, Any]], list[str]]:
    """Return the portals of a sheet, its rows by field, and what is wrong with it.

    ``doors`` are the registered portals by slug, ``bodies`` the registered bodies'
    names by slug.

    Raises:
        Unusable: the file cannot be read, or its headings are not as they must be.
    """
    filled, complaints = FORM.read(path)
    _check(filled, bodies, complaints)
    wrong = complaints.rows
    good = [row for row in filled if row.number not in wrong]
    portals: dict[str, list[Filled]] = {}
    for row in good:
        portals.setdefault(row.values["portal"], []).append(row)
    made = [_portal(slug, rows, doors, complaints) for slug, rows in portals.items()]
    return [one for one in made if one], [row.values for row in good], complaints.lines


def _check(filled: Sequence[Filled], bodies: Mapping[str, str], complaints: Complaints) -> None:
    """Complain of bodies that nobody knows, of rows that say the same, and of contradictions."""
    seen: dict[_Key, int] = {}
    said: dict[tuple[str, ...], tuple[int, Any]] = {}
    for row in filled:
        held = row.values
        body, name = held.get("body", ""), held.get("body_name", "")
        if body and body not in bodies:
            complaints.add(row.number, "单位代号", f"没有登记单位“{body}”")
        elif body and name and name != bodies[body]:
            complaints.add(row.number, "单位", f"{body}已登记为“{bodies[body]}”，现为“{name}”")
        if seen.setdefault(_key(held), row.number) != row.number:
            complaints.add(row.number, "单位代号", f"与第{seen[_key(held)]}行重复")
        portal, url = held.get("portal", ""), held.get("url", "")
        for at, fields in (((portal,), _OF_PORTALS), ((portal, url), _OF_COLUMNS)):
            for field, heading in fields.items():
                if held.get(field) in {None, ""}:
                    continue
                first, value = said.setdefault((*at, field), (row.number, held[field]))
                if value != held[field]:
                    complaints.add(row.number, heading, f"与第{first}行不一致")


def _key(held: Mapping[str, Any]) -> _Key:
    return held.get("portal", ""), held.get("url", ""), held.get("body", "")


def _portal(
    slug: str, rows: list[Filled], doors: Mapping[str, Door], complaints: Complaints
) -> PortalSheet | None:
    door = doors.get(slug)
    first = rows[0]
    given = {
        _PORTAL_NAMES.get(field, field): value
        for field in _OF_PORTALS
        if (value := _said(rows, field)) and field != "family"
    }
    urls = dict.fromkeys(row.values["url"] for row in rows)
    given |= {
        "slug": slug,
        "family": _said(rows, "family") or (door.family if door else ANY_FAMILY),
        "start": door.start if door else first.values["url"],
        "hosts": sorted({*(door.hosts if door else ()), *_hosts((*urls, given.get("home", "")))}),
        "column": tuple(_column(url, rows) for url in urls),
    }
    try:
        return PortalSheet.model_validate(given)
    except ValidationError as error:
        for found in error.errors():
            why = str(found.get("ctx", {}).get("error", found["msg"]))
            complaints.add(first.number, "网站代号", why)
        return None


def _hosts(urls: Iterable[str]) -> set[str]:
    return {urlsplit(url).netloc.rpartition("@")[2].lower() for url in urls if url}


def _said(rows: Iterable[Filled], field: str) -> Any:  # noqa: ANN401 - whatever the column holds
    """Return what rows say of their portal or column; empty cells leave it as it is: None."""
    return next((value for row in rows if (value := row.values.get(field))), None)


def _column(url: str, rows: Iterable[Filled]) -> ColumnSheet:
    mine = [row for row in rows if row.values["url"] == url]
    given: dict[str, Any] = {"url": url, "listed": tuple(_listed(mine))}
    for field in _OF_COLUMNS:
        if value := _said(mine, field):
            given[_COLUMN_NAMES.get(field, field)] = value
    return ColumnSheet.model_validate(given)


def _listed(rows: Iterable[Filled]) -> Iterator[ListedSheet]:
    for row in rows:
        if row.values["body"]:
            yield ListedSheet(
                body=row.values["body"],
                name=row.values.get("listed_as", ""),
                last_year_url=row.values.get("last_year_url", ""),
            )


def changes(rows: Iterable[Mapping[str, Any]], known: Iterable[Listing]) -> Iterator[str]:
    """Yield what an import adds and changes, a line each (Chinese)."""
    before = {(one.portal, one.url, one.body): asdict(one) for one in known}
    told: set[str] = set()
    for row in rows:
        old = before.get(_key(row))
        about = f"{row['portal']}　{row['body'] or row['url']}"
        if old is None:
            yield f"新增 {about}：{row['url']}"
            continue
        given = {n: v for n, v in row.items() if n != "body_name" and (v or n in _OF_BINDINGS)}
        for line in FORM.changes(old, given):
            if line not in told:
                told.add(line)
                yield f"更改 {about} {line}"
