"""Portals, and rules as they are set, as the TOML from which they can be imported again."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from storage.queries.retention import periods
from storage.queries.rules import rule_settings
from storage.registry.sheet import DEFAULT_COLUMN, BodySheet
from storage.rows import (
    BindingRow,
    BodyRow,
    ColumnRow,
    PortalRow,
    SuccessionRow,
    SupervisionRow,
)
from storage.rows.bodies import ALWAYS, FOREVER, Tree
from storage.rows.portals import BY_HAND, Season, Topology

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy.orm import Session

    from nianbao.report.grading import RuleSetting
    from storage.retention.kinds import Period

_DELETE: Final = "\x7f"  # the one character that JSON leaves bare and TOML does not


def export_portals(session: Session) -> str:
    """Return all portals with their columns and bodies as a registry file.

    Who vouched for a binding, and what ended, is not in it: that is history, not registry.
    """
    bodies = _bodies(session)
    columns: defaultdict[int, list[ColumnRow]] = defaultdict(list)
    for column in session.scalars(
        select(ColumnRow).where(ColumnRow.ended_at.is_(None)).order_by(ColumnRow.id)
    ):
        columns[column.portal_id].append(column)
    portals = session.scalars(
        select(PortalRow).where(PortalRow.family != BY_HAND).order_by(PortalRow.slug)
    )
    return "\n".join(line for row in portals for line in _portal(row, columns[row.id], bodies))


def export_bodies(session: Session) -> tuple[BodySheet, ...]:
    """Return all bodies by slug, as an import takes them."""
    rows = session.scalars(select(BodyRow).order_by(BodyRow.slug)).all()
    slugs = {row.id: row.slug for row in rows}
    heirs: defaultdict[int, list[str]] = defaultdict(list)
    for body_id, heir in session.execute(select(SuccessionRow.body_id, SuccessionRow.successor_id)):
        heirs[body_id].append(slugs[heir])
    over: defaultdict[tuple[int, Tree], list[dict[str, Any]]] = defaultdict(list)
    for edge in session.scalars(select(SupervisionRow).order_by(SupervisionRow.since)):
        since, until = _open(edge.since, ALWAYS), _open(edge.until, FOREVER)
        kept = {"office": slugs[edge.office_id], "since": since, "until": until}
        over[edge.body_id, edge.tree].append(kept)
    return tuple(
        BodySheet.model_validate(
            {
                **_body(row),
                "reported_in": slugs.get(row.reported_in_id or 0),
                "successors": tuple(sorted(heirs[row.id])),
                "territorial": over[row.id, Tree.TERRITORIAL],
                "vertical": over[row.id, Tree.VERTICAL],
            }
        )
        for row in rows
    )


_AS_THEY_ARE: Final = (
    *("slug", "name", "division", "credit_code", "since", "until", "addressee", "counted"),
    *("basis_document", "first_year", "last_year"),
    *("left_out_reason", "left_out_until", "left_out_from"),
    *("contact", "phone", "email", "leader"),
)


def _body(row: BodyRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _AS_THEY_ARE} | {
        "class": row.body_class,
        "short": tuple(row.short_names),
        "former": tuple(row.former_names),
        "spans": {
            name: {"since": since or None, "until": until or None}
            for name, (since, until) in row.spans.items()
        },
        "level": row.level or None,
        "basis": row.basis or None,
    }


def _open(day: date, end: date) -> date | None:
    return None if day == end else day


def export_rules(session: Session) -> str:
    """Return how rules are set as a registry file."""
    return "\n".join(line for setting in rule_settings(session) for line in _rule(setting))


def export_retention(session: Session) -> str:
    """Return how long what is kept, where that was set, as a registry file."""
    said = [period for period in periods(session).values() if period.author]
    return "\n".join(line for period in said for line in _retention(period))


def _retention(period: Period) -> Iterator[str]:
    yield "[[retention]]"
    yield from _lines(
        kind=period.keeping.kind.value,
        years=period.years or "permanent",
        reason=period.reason,
        author=period.author,
    )
    yield ""


def _rule(setting: RuleSetting) -> Iterator[str]:
    grade = setting.grade
    yield "[[rule]]"
    yield from _lines(
        rule=setting.rule,
        office=setting.office,
        division=setting.division,
        mode=grade.mode.value,
        severity=grade.severity.value if grade.severity else None,
        reason=setting.reason,
        author=setting.author,
    )
    yield ""


def _bodies(session: Session) -> defaultdict[int, list[str]]:
    rows = session.execute(
        select(BindingRow.column_id, BodyRow.slug)
        .join(BodyRow, BodyRow.id == BindingRow.body_id)
        .where(BindingRow.ended_at.is_(None))
        .order_by(BodyRow.slug)
    )
    grouped: defaultdict[int, list[str]] = defaultdict(list)
    for column_id, slug in rows:
        grouped[column_id].append(slug)
    return grouped


def _portal(
    row: PortalRow, columns: list[ColumnRow], bodies: Mapping[int, list[str]]
) -> Iterator[str]:
    yield "[[portal]]"
    yield from _lines(
        slug=row.slug,
        family=row.family,
        start=row.start,
        name=row.name,
        home=row.home,
        site_code=row.site_code,
        operator=row.operator,
        hosts=row.hosts,
        delay_seconds=row.delay_seconds,
        robots_consent=row.robots_consent,
        hours=row.hours,
        old_tls=row.old_tls or None,
        schedule=row.schedule,
        season=None if row.season is Season.ANNUAL_REPORTS else row.season.value,
        paused=_filled(reason=row.paused_reason, until=row.paused_until),
    )
    if len(columns) == 1 and columns[0].url == row.start and columns[0].name == DEFAULT_COLUMN:
        yield from _about(columns[0], bodies.get(columns[0].id, []))
        yield ""
        return
    yield ""
    for column in columns:
        yield "[[portal.column]]"
        yield from _lines(url=column.url, name=column.name)
        yield from _about(column, bodies.get(column.id, []))
        yield ""


def _about(column: ColumnRow, bodies: list[str]) -> Iterator[str]:
    yield from _lines(
        topology=None if column.topology is Topology.OWN else column.topology.value,
        expect=_filled(since=column.expect_since, reports=column.expect_reports),
        options=column.options,
        gathered_at=column.gathered_at,
        bodies=bodies,
    )


def _filled(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _lines(**values: Any) -> Iterable[str]:  # noqa: ANN401 - whatever TOML can say
    return [f"{name} = {_toml(value)}" for name, value in values.items() if _says(value)]


def _says(value: object) -> bool:
    return value is not None and value not in ("", [], {})


def _toml(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace(_DELETE, "\\u007f")
    if isinstance(value, dict):
        pairs = (f"{_toml(name)} = {_toml(item)}" for name, item in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)
