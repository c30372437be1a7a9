"""The registry of a planned city as TOML, with the addresses that its portals got."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from bench.city.plan import YEAR
from bench.city.served import options, start
from bench.city.story import supervised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.city.plan import Body, Plan, Portal


def registry(plan: Plan, origins: Mapping[str, str]) -> str:
    """Return the registry; ``origins`` are the portals' addresses without a path, by slug."""
    return "\n".join(_lines(plan, origins))


def _lines(plan: Plan, origins: Mapping[str, str]) -> Iterator[str]:
    for body in plan.bodies.values():
        yield from _item("body", _body(body))
    for office, bodies in supervised(plan.bodies.values()):
        yield from _item("supervision", {"office": office, "bodies": bodies})
    for rule in plan.rules:
        said = {"division": rule.division, "class": "township", "year": YEAR, "shift": rule.shift}
        yield from _item("due", said | {"publish_by": rule.publish_by, "document": rule.document})
    for portal in plan.portals.values():
        yield from _portal(plan, portal, origins[portal.slug])
    for box in plan.boxes:
        role = "authority" if box.office else "administrator"
        said = {"name": box.name, "email": box.email, "office": box.office, "role": role}
        yield from _item("recipient", said | {"digest": box.digest})
    for body in plan.bodies.values():
        yield from _duty(body, YEAR)
        if body.slug in plan.earlier:
            yield from _item("duty", {"body": body.slug, "year": YEAR - 1})


def _body(body: Body) -> dict[str, object]:
    until = date(YEAR, 12, 31).isoformat()
    spans = {body.former: {"until": until}} if body.former else {}
    return {
        "slug": body.slug,
        "name": body.name,
        "class": body.body_class,
        "division": body.division,
        "former": [body.former] if body.former else [],
        "spans": spans,
        "since": body.since,
        "first_year": YEAR if body.since else None,
        "until": body.until,
        "successors": [body.heir] if body.heir else [],
    }


def _portal(plan: Plan, portal: Portal, origin: str) -> Iterator[str]:
    said = {
        "slug": portal.slug,
        "name": portal.name,
        "family": portal.family,
        "start": origin + start(portal),
        "home": f"{origin}/",
        "topology": "collective" if len(portal.bodies) > 1 else "own",
        "expect": {"since": YEAR - 1, "reports": 1},
        "options": options(portal),
        "bodies": list(portal.bodies),
    }
    if not plan.earlier.intersection(portal.bodies):
        said["proven"] = {"by": "王某", "how": "上年度年报在此栏目"}
    yield from _item("portal", said)


def _duty(body: Body, year: int) -> Iterator[str]:
    said: dict[str, object] = {"body": body.slug, "year": year, "covered_by": body.covered_by}
    if body.exempt:
        said["exemption"] = {"reason": body.exempt, "basis": "青政办函〔2026〕2号"}
    yield from _item("duty", said)


def _item(heading: str, values: Mapping[str, object]) -> Iterator[str]:
    yield f"\n[[{heading}]]"
    for name, value in values.items():
        if value not in ("", [], {}, None):
            yield f"{name} = {_toml(value)}"


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        inside = (f"{json.dumps(k, ensure_ascii=False)} = {_toml(v)}" for k, v in value.items())
        return f"{{ {', '.join(inside)} }}"
    return json.dumps(value, ensure_ascii=False)
