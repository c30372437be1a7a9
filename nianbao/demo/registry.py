"""The registry of the sample city as TOML, with the addresses that its portals got."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

from nianbao.demo import bodies
from nianbao.demo.city import PORTALS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nianbao.demo.city import City, SamplePortal
    from nianbao.duty.model import Body

Value: TypeAlias = "str | int | list[str] | Mapping[str, int]"


def registry(city: City) -> str:
    """Return the registry file: bodies, supervision, portals, due dates, mailboxes, duties."""
    return "\n".join(_lines(city))


def _lines(city: City) -> Iterator[str]:
    yield "# 样例：机构、地名、网址均为虚构，网站只在本机运行。"
    for body in bodies.BODIES:
        yield from _item("body", _body(body))
    for office, supervised in bodies.SUPERVISED.items():
        yield from _item("supervision", {"office": office, "bodies": list(supervised)})
    yield from _item("due", _town_rule())
    for portal in PORTALS:
        yield from _item("portal", _portal(portal, city))
    for box in bodies.MAILBOXES:
        role = "authority" if box.office else "administrator"
        found = {"name": box.name, "email": box.email, "office": box.office, "role": role}
        yield from _item("recipient", found)
    for body in bodies.BODIES:
        yield from _item("duty", _duty(body.slug, bodies.YEAR))
    for slug, year in bodies.EARLIER:
        yield from _item("duty", _duty(slug, year))


def _body(body: Body) -> dict[str, Value]:
    return {
        "slug": body.slug,
        "name": body.name,
        "class": body.body_class.value,
        "short": list(body.short_names),
        "division": body.division,
    }


def _town_rule() -> dict[str, Value]:
    return {
        "division": bodies.COUNTY_DIVISION,
        "class": "township",
        "year": bodies.YEAR,
        "publish_by": bodies.LOCAL_DATE,
        "document": bodies.LOCAL_DOCUMENT,
    }


def _portal(portal: SamplePortal, city: City) -> dict[str, Value]:
    start = city.start_url(portal.slug)
    known = {"since": portal.since, "reports": portal.reports}
    return {
        "slug": portal.slug,
        "name": portal.name,
        "family": portal.family,
        "start": start,
        "home": city.served[portal.slug].url("/"),
        "topology": "collective" if len(portal.bodies) > 1 else "own",
        "expect": {name: value for name, value in known.items() if value is not None},
        "bodies": list(portal.bodies),
    }


def _duty(slug: str, year: int) -> dict[str, Value]:
    covered = bodies.COVERED.get(slug, "") if year == bodies.YEAR else ""
    return {"body": slug, "year": year, "covered_by": covered}


def _item(heading: str, values: Mapping[str, Value]) -> Iterator[str]:
    yield f"\n[[{heading}]]"
    yield from (
        f"{name} = {_toml(value)}" for name, value in values.items() if value not in ("", [], {})
    )


def _toml(value: Value) -> str:
    if isinstance(value, (str, int)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "{ " + ", ".join(f"{name} = {number}" for name, number in value.items()) + " }"
