"""Bring a registry file into the rows: all of it, or nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.orm import aliased

from nianbao.duty.dates import duty_of
from nianbao.duty.model import BodyClass, Duty, Exemption, ReportKind
from storage import supervision
from storage.queries.bodies import body_of, due_rules
from storage.queries.calendar import working_calendar
from storage.queries.journal import setting
from storage.queries.retention import KEY
from storage.registry.complaint import Refused, parse
from storage.rows import (
    BindingRow,
    BodyRow,
    ColumnRow,
    DueRuleRow,
    PortalRow,
    RecipientRow,
    Row,
    RuleSettingRow,
    SuccessionRow,
    SupervisionRow,
)
from storage.rows.bodies import ALWAYS, FOREVER, Tree
from storage.store import duties, standing_orders
from storage.store.journal import BODY_CHANGED, audit, keep_setting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from storage.registry.sheet import (
        BodySheet,
        ColumnSheet,
        DueSheet,
        DutySheet,
        OverSheet,
        PortalSheet,
        RecipientSheet,
        RegistrySheet,
        RetentionSheet,
        RuleSheet,
        Span,
        SupervisionSheet,
    )
    from storage.store.standing_orders import Mark


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were added, changed and left as they were, by heading (``portal``…)."""

    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)


def import_registry(
    session: Session, text: str, now: datetime, *, families: Collection[str] | None = None
) -> Imported:
    """Import a registry file; what it does not mention stays as it is.

    ``families`` are the crawler's; a portal of another is refused.

    Raises:
        Refused: something is wrong; let the transaction roll back.
    """
    return import_sheet(session, parse(text), now, families=families)


def import_sheet(
    session: Session,
    sheet: RegistrySheet,
    now: datetime,
    *,
    families: Collection[str] | None = None,
) -> Imported:
    """Import a registry that has been read already, as ``import_registry`` does.

    Raises:
        Refused: something is wrong; let the transaction roll back.
    """
    problems = [*_unknown(session, sheet), *_strange(sheet, families)]
    if problems:
        raise Refused(problems)
    return _Import(session, now).run(sheet)


def _unknown(session: Session, sheet: RegistrySheet) -> Iterator[str]:
    """Yield a complaint for each name of a body that neither the file nor the rows know."""
    known = {body.slug for body in sheet.body} | set(session.scalars(select(BodyRow.slug)))
    for where, slugs in _mentions(sheet):
        for slug in slugs:
            if slug not in known:
                yield f"{where}：没有登记机构“{slug}”"


def _mentions(sheet: RegistrySheet) -> Iterator[tuple[str, Collection[str]]]:
    for n, body in enumerate(sheet.body, start=1):
        at = f"[[body]]第{n}项（{body.slug}）的"
        yield f"{at} successors", body.successors
        yield f"{at} reported_in", (body.reported_in,) if body.reported_in else ()
        for name, over in (("territorial", body.territorial), ("vertical", body.vertical)):
            yield f"{at} {name}", tuple(one.office for one in over or ())
    for n, row in enumerate(sheet.supervision, start=1):
        yield f"[[supervision]]第{n}项（{row.office}）的 office", (row.office,)
        yield f"[[supervision]]第{n}项（{row.office}）的 bodies", row.bodies
    for n, portal in enumerate(sheet.portal, start=1):
        for column in portal.columns:
            yield f"[[portal]]第{n}项（{portal.slug}）的 bodies", column.bodies or ()
            listed = tuple(one.body for one in column.listed)
            yield f"[[portal]]第{n}项（{portal.slug}）的 listed", listed
    for n, recipient in enumerate(sheet.recipient, start=1):
        office = (recipient.office,) if recipient.office else ()
        yield f"[[recipient]]第{n}项（{recipient.email or recipient.name}）的 office", office
    for n, duty in enumerate(sheet.duty, start=1):
        slugs = (duty.body, duty.covered_by) if duty.covered_by else (duty.body,)
        yield f"[[duty]]第{n}项（{duty.body}）", slugs
    for n, rule in enumerate(sheet.rule, start=1):
        yield f"[[rule]]第{n}项（{rule.rule}）的 office", (rule.office,) if rule.office else ()


def _strange(sheet: RegistrySheet, families: Collection[str] | None) -> Iterator[str]:
    for heading, slugs in (
        ("body", [body.slug for body in sheet.body]),
        ("portal", [portal.slug for portal in sheet.portal]),
    ):
        for slug, times in Counter(slugs).items():
            if times > 1:
                yield f"[[{heading}]]的 slug“{slug}”出现{times}次"
    for n, portal in enumerate(sheet.portal, start=1):
        if families is not None and portal.family not in families:
            known = "、".join(sorted(families))
            yield f"[[portal]]第{n}项（{portal.slug}）的 family：只能是 {known}"


class _Import:
    """One import: the session, the moment, and the count of what happened."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        self._calendar = working_calendar(session)
        self._counts: dict[str, Counter[str]] = {}
        self._before: dict[str, tuple[Mark | None, int | None]] = {}

    def run(self, sheet: RegistrySheet) -> Imported:
        for body in sheet.body:
            self._body(body)
        self._ids = dict(self._session.execute(select(BodyRow.slug, BodyRow.id)).all())
        for edge in sheet.supervision:
            self._supervision(edge)
        for body in sheet.body:
            self._relations(body)
        self._close(sheet)
        for rule in sheet.due:
            self._due(rule)
        for portal in sheet.portal:
            self._portal(portal)
        for recipient in sheet.recipient:
            self._recipient(recipient)
        for duty in sheet.duty:
            self._duty(duty)
        for rule_setting in sheet.rule:
            self._rule(rule_setting)
        for period in sheet.retention:
            self._retention(period)
        kinds = ("added", "changed", "unchanged")
        return Imported(*({h: c[k] for h, c in self._counts.items() if c[k]} for k in kinds))

    def _keep(
        self, heading: str, row_class: type[Row], key: dict[str, Any], values: dict[str, Any]
    ) -> Any:  # noqa: ANN401 - the row, of the class that was asked for
        """Add the row with this key, or change what differs; count which of them it was."""
        row = self._session.scalars(select(row_class).filter_by(**key)).one_or_none()
        if row is None:
            row = row_class(**key, **values)
            self._session.add(row)
            self._session.flush()
            return self._count(heading, "added", row)
        differing = {name: new for name, new in values.items() if getattr(row, name) != new}
        for name, new in differing.items():
            setattr(row, name, new)
        self._session.flush()
        return self._count(heading, "changed" if differing else "unchanged", row)

    def _count(self, heading: str, what: str, row: Row) -> Row:
        self._counts.setdefault(heading, Counter())[what] += 1
        return row

    def _retention(self, sheet: RetentionSheet) -> None:
        """Set how long a kind is kept; who set it to what, and why, stays in the audit log."""
        key = f"{KEY}{sheet.kind.value}"
        years = None if sheet.years == "permanent" else sheet.years
        new = {"years": years, "reason": sheet.reason, "author": sheet.author}
        before = setting(self._session, key)
        what = "unchanged" if before == new else "changed" if before else "added"
        self._counts.setdefault("retention", Counter())[what] += 1
        if before == new:
            return
        who = sheet.author
        keep_setting(self._session, key, new, who=who, now=self._now)
        told = {"years": years, "reason": sheet.reason}
        audit(self._session, who, "retention_set", sheet.kind.value, self._now, **told)

    def _body(self, sheet: BodySheet) -> None:
        given: dict[str, Any] = {"name": sheet.name, "body_class": sheet.body_class}
        given |= _given(sheet, **{name: name for name in _AS_GIVEN})
        given |= {
            column: list(value)
            for name, column, value in (
                ("short", "short_names", sheet.short),
                ("former", "former_names", sheet.former),
            )
            if name in sheet.model_fields_set
        }
        given |= {
            name: value.value if value else ""
            for name, value in (("level", sheet.level), ("basis", sheet.basis))
            if name in sheet.model_fields_set
        }
        if "spans" in sheet.model_fields_set:
            given["spans"] = {name: _iso(span) for name, span in sheet.spans.items()}
        if sheet.left_out_from is not None:  # An empty cell leaves the year as it was noted.
            given["left_out_from"] = sheet.left_out_from
        self._before[sheet.slug] = self._marked(sheet.slug)
        before = self._counts.get("body", Counter())["unchanged"]
        self._keep("body", BodyRow, {"slug": sheet.slug}, given)
        if self._counts["body"]["unchanged"] == before:
            audit(self._session, "registry", BODY_CHANGED, sheet.slug, self._now)

    def _relations(self, sheet: BodySheet) -> None:
        """Keep what a body is to others, and bring its duties into line."""
        body = self._session.get_one(BodyRow, self._ids[sheet.slug])
        before = body.reported_in_id
        changed = []
        if "reported_in" in sheet.model_fields_set:
            body.reported_in_id = self._ids[sheet.reported_in] if sheet.reported_in else None
            changed.append(body.reported_in_id != before)
        if "successors" in sheet.model_fields_set:
            heirs = {self._ids[slug] for slug in sheet.successors}
            changed.append(self._successors(body, heirs))
        for tree, over in ((Tree.TERRITORIAL, sheet.territorial), (Tree.VERTICAL, sheet.vertical)):
            if over is not None:
                changed.append(self._offices(body, tree, over))
        if any(changed):
            audit(self._session, "registry", BODY_CHANGED, sheet.slug, self._now)
        old, noted = self._before[sheet.slug]
        is_said = sheet.left_out_from not in {None, noted}
        standing_orders.note_year(body, old, self._now, is_said=is_said)
        standing_orders.carry_out(self._session, body, self._now, before=before)

    def _marked(self, slug: str) -> tuple[Mark | None, int | None]:
        """Return what leaves a body out until now and from which year on; None of a new one."""
        row = self._session.scalars(select(BodyRow).filter_by(slug=slug)).one_or_none()
        return (standing_orders.mark_of(row), row.left_out_from) if row else (None, None)

    def _chained(self) -> Iterator[str]:
        """Complain of reports that stand in the report of a body that owes none of its own."""
        inner, outer = aliased(BodyRow), aliased(BodyRow)
        pairs = select(inner, outer).join(outer, outer.id == inner.reported_in_id)
        wanted = pairs.where(outer.reported_in_id.is_not(None)).order_by(inner.slug)
        for one, other in self._session.execute(wanted):
            why = f"合并编报于{other.name}，而后者自身也是合并编报，请写实际编报的单位"
            yield f"{one.name}（{one.slug}）{why}"

    def _successors(self, body: BodyRow, wanted: set[int]) -> bool:
        """Keep exactly these successors; return whether anything changed."""
        if wanted and body.until is None:
            where = f"[[body]]（{body.slug}）的 successors"
            raise Refused([f"{where}：有承继机构的，须写明终止日期 until"])
        kept = self._session.scalars(select(SuccessionRow).filter_by(body_id=body.id)).all()
        known = {row.successor_id for row in kept}
        for row in kept:
            if row.successor_id not in wanted:
                self._session.delete(row)
        for heir in sorted(wanted - known):
            self._session.add(SuccessionRow(body_id=body.id, successor_id=heir))
        self._session.flush()
        return known != wanted

    def _offices(self, body: BodyRow, tree: Tree, over: tuple[OverSheet, ...]) -> bool:
        """Keep exactly these offices over a body; return whether anything changed."""
        wanted = {
            (self._ids[one.office], one.since or ALWAYS): one.until or FOREVER for one in over
        }
        edges = select(SupervisionRow).filter_by(body_id=body.id, tree=tree)
        kept = {(row.office_id, row.since): row for row in self._session.scalars(edges)}
        if {key: row.until for key, row in kept.items()} == wanted:
            return False
        for key in kept.keys() - wanted.keys():
            self._session.delete(kept[key])
        for (office, since), until in wanted.items():
            if (office, since) in kept:
                kept[office, since].until = until
                continue
            edge = {"office_id": office, "body_id": body.id, "since": since, "until": until}
            self._session.add(SupervisionRow(tree=tree, **edge))
        self._session.flush()
        return True

    def _rule(self, sheet: RuleSheet) -> None:
        """Set a rule; who set it to what, and why, stays in the audit log."""
        key = {"rule": sheet.rule, "office": sheet.office, "division": sheet.division}
        values = {"mode": sheet.mode, "severity": sheet.severity or ""}
        said = {"reason": sheet.reason, "author": sheet.author}
        before = self._counts.get("rule", Counter())["unchanged"]
        self._keep("rule", RuleSettingRow, key, values | said)
        if self._counts["rule"]["unchanged"] == before:
            where = sheet.office or sheet.division
            set_to = {"where": where, **values, "mode": sheet.mode.value, "reason": sheet.reason}
            audit(self._session, sheet.author, "rule_set", sheet.rule, self._now, **set_to)

    def _supervision(self, sheet: SupervisionSheet) -> None:
        for body in sheet.bodies:
            key = {
                "tree": sheet.tree,
                "office_id": self._ids[sheet.office],
                "body_id": self._ids[body],
                "since": sheet.since or ALWAYS,
            }
            self._keep("supervision", SupervisionRow, key, {"until": sheet.until or FOREVER})

    def _close(self, sheet: RegistrySheet) -> None:
        if not (sheet.body or sheet.supervision):
            return
        if chained := [*self._chained()]:
            raise Refused(chained)
        try:
            supervision.rebuild(self._session)
        except supervision.Circular as error:
            way = "主管".join(self._told(number) for number in error.bodies)
            why = f"主管关系首尾相接（或超过{supervision.MAX_DEPTH}级）：{way}"
            raise Refused([f"{why}，请核对这些单位的属地主管、系统主管"]) from error

    def _told(self, body_id: int) -> str:
        body = self._session.get_one(BodyRow, body_id)
        return f"{body.name}（{body.slug}）"

    def _due(self, sheet: DueSheet) -> None:
        key = {
            "division": sheet.division,
            "body_class": sheet.body_class.value if sheet.body_class else "",
            "year": sheet.year or 0,
        }
        values = {
            "publish_by": sheet.publish_by,
            "submit_by": sheet.submit_by or "",
            "basis": sheet.basis,
            "document": sheet.document,
            "shift": sheet.shift,
            "shift_days": sheet.shift_days,
        }
        self._keep("due", DueRuleRow, key, values)

    def _portal(self, sheet: PortalSheet) -> None:
        names = (
            *("name", "home", "site_code", "operator", "delay_seconds"),
            *("robots_consent", "hours", "old_tls", "schedule", "season"),
        )
        values = {
            "family": sheet.family,
            "start": sheet.start,
            "hosts": sheet.allowed_hosts,
            **_given(sheet, **dict(zip(names, names, strict=True))),
        }
        if sheet.paused is not None:
            values |= {"paused_reason": sheet.paused.reason, "paused_until": sheet.paused.until}
        row = self._keep("portal", PortalRow, {"slug": sheet.slug}, values)
        for column in sheet.columns:
            self._column(row.id, column)

    def _column(self, portal_id: int, sheet: ColumnSheet) -> None:
        values: dict[str, Any] = {
            "url": sheet.url,
            **_given(sheet, topology="topology", options="options", gathered_at="gathered_at"),
        }
        if "expect" in sheet.model_fields_set:
            values |= {"expect_since": sheet.expect.since, "expect_reports": sheet.expect.reports}
        key = {"portal_id": portal_id, "name": self._column_name(portal_id, sheet)}
        row = self._keep("portal.column", ColumnRow, key, values)
        if sheet.bodies is not None:
            self._bind(row.id, sheet)
        for listed in sheet.listed:
            key = {"body_id": self._ids[listed.body], "column_id": row.id}
            known = self._session.scalars(select(BindingRow).filter_by(**key)).one_or_none()
            stands = known is not None and known.ended_at is None
            bound = {} if stands else {"bound_at": self._now, "proven_since": None}
            said = {"listed_as": listed.name, "last_year_url": listed.last_year_url}
            self._keep("binding", BindingRow, key, {"ended_at": None, **bound, **said})

    def _column_name(self, portal_id: int, sheet: ColumnSheet) -> str:
        """Return the name under which the column is kept: a row with this address gets the new one.

        A column that moved keeps its name; a column that was renamed keeps its address.
        """
        same = select(ColumnRow).filter_by(portal_id=portal_id, url=sheet.url)
        row = self._session.scalars(same).one_or_none()
        if row is not None and row.name != sheet.name:
            if "name" not in sheet.model_fields_set:
                return row.name
            row.name = sheet.name
            self._session.flush()
        return sheet.name

    def _bind(self, column_id: int, sheet: ColumnSheet) -> None:
        wanted = {self._ids[slug] for slug in sheet.bodies or ()}
        for body_id in sorted(wanted):
            key = {"body_id": body_id, "column_id": column_id}
            known = self._session.scalars(select(BindingRow).filter_by(**key)).one_or_none()
            since = {} if known else {"bound_at": self._now}
            row = self._keep("binding", BindingRow, key, {"ended_at": None, **since})
            if sheet.proven and row.proven_since is None:
                row.proven_since, row.proven_how = self._now, sheet.proven.how
                row.proven_by = sheet.proven.by
        self._end_others(column_id, wanted)
        self._session.flush()

    def _end_others(self, column_id: int, wanted: set[int]) -> None:
        bound = select(BindingRow).filter_by(column_id=column_id, ended_at=None)
        for row in self._session.scalars(bound):
            if row.body_id not in wanted:
                row.ended_at = self._now

    def _recipient(self, sheet: RecipientSheet) -> None:
        office = self._ids[sheet.office] if sheet.office else None
        key = {"email": sheet.email, "office_id": office, "role": sheet.role}
        names = ("errors", "digest", "briefs", "active", "chat", "escalation")
        values = {"name": sheet.name, **_given(sheet, **{name: name for name in names})}
        if not sheet.email:  # a mailbox may be renamed; of a chat the name is all that is known
            key["name"] = values.pop("name")
        self._keep("recipient", RecipientRow, key, values)

    def _duty(self, sheet: DutySheet) -> None:
        body = self._session.get_one(BodyRow, self._ids[sheet.body])
        by_rule = duty_of(body_of(body), sheet.year, due_rules(self._session), self._calendar)
        duty_id = duties.keep_duty(self._session, body, by_rule, sheet.kind or _kind(body))
        if standing_orders.are_given(body):  # What has ended owes nothing, whoever lists it.
            standing_orders.carry_out(self._session, body, self._now)
        if sheet.publish_by or sheet.submit_by:
            dates = sheet.publish_by, sheet.submit_by, sheet.basis, sheet.document
            by_hand = Duty(body.slug, sheet.year, by_rule.kind, *dates)
            duties.set_dates(self._session, duty_id, by_hand, "registry")
        if sheet.exemption:
            out = sheet.exemption
            reason = Exemption(out.reason, out.basis, out.until)
            duties.exempt(self._session, duty_id, reason, self._now)
        if sheet.covered_by:
            duties.cover(self._session, duty_id, sheet.covered_by, self._now)


_AS_GIVEN: Final = (
    *("division", "credit_code", "since", "until", "addressee", "counted", "basis_document"),
    *("first_year", "last_year", "left_out_reason", "left_out_until"),
    *("contact", "phone", "email", "leader"),
)
"""Fields of a body that are kept as the file has them."""


def _iso(span: Span) -> list[str]:
    return [day.isoformat() if day else "" for day in (span.since, span.until)]


def _kind(body: BodyRow) -> ReportKind:
    government = body.body_class is BodyClass.GOVERNMENT
    return ReportKind.GOVERNMENT if government else ReportKind.OWN


def _given(sheet: Any, **columns: str) -> dict[str, Any]:  # noqa: ANN401 - any sheet
    """Return the values of those fields that the file mentions, by column."""
    return {
        column: getattr(sheet, name)
        for name, column in columns.items()
        if name in sheet.model_fields_set
    }
