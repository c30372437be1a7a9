"""What people enter about duties: submitted, left out, covered, found by hand, not published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from nianbao.duty.model import DutyState
from storage.insertion import insert_once
from storage.rows import (
    BodyRow,
    ColumnRow,
    DutyRow,
    EntryRow,
    FindingRow,
    MessageFindingRow,
    MessageRow,
    PortalRow,
    StandingRow,
)
from storage.rows.entries import EntryKind
from storage.rows.findings import RETRACTED, Cause
from storage.rows.messages import MessageState
from storage.rows.portals import BY_HAND, Season, Topology
from storage.store import duties
from storage.store.decisions import NotAllowed
from storage.store.findings import note_event
from storage.store.journal import audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from nianbao.duty.model import Exemption

MISSING: Final = "duty.missing"
_TELLING: Final = ("daily", "digest")


def enter(
    session: Session, duty_id: int, kind: EntryKind, *, who: str, why: str, now: datetime
) -> EntryRow:
    """Write down an entry, with its line in the audit log.

    Raises:
        ValueError: it is not said who enters it.
    """
    if not who.strip():
        raise ValueError("请写明登记人")
    row = EntryRow(
        duty_id=duty_id,
        kind=kind,
        at=now,
        who=who.strip(),
        why=why.strip(),
        url="",
        title="",
        folder="",
        screenshot={},
        unseen="",
        said="",
    )
    session.add(row)
    session.flush()
    audit(session, row.who, f"duty_{kind.value}", str(duty_id), now, entry=row.id, why=row.why)
    return row


def submitted(
    session: Session, duty_id: int, at: datetime, *, who: str, now: datetime, why: str = ""
) -> bool:
    """Note that a report reached the office ``at``; False if that is noted already.

    Raises:
        ValueError: nobody enters it, or it lies ahead.
    """
    if at > now:
        raise ValueError("提交时间晚于现在")
    if not who.strip():
        raise ValueError("请写明登记人")
    if duties.submit(session, duty_id, at, who.strip(), now) is None:
        return False
    enter(session, duty_id, EntryKind.SUBMITTED, who=who, why=why, now=now)
    return True


def leave_out(
    session: Session, duty_id: int, exemption: Exemption | None, *, who: str, now: datetime
) -> None:
    """Leave a duty out of its year's count, or (None) count it again.

    Raises:
        ValueError: nobody enters it, or reason or basis is lacking.
    """
    if exemption and not (exemption.reason.strip() and exemption.basis.strip()):
        raise ValueError("请写明理由和依据")
    why = f"{exemption.reason}；{exemption.basis}" if exemption else ""
    kind = EntryKind.EXEMPT if exemption else EntryKind.COUNTED
    enter(session, duty_id, kind, who=who, why=why, now=now)
    duties.exempt(session, duty_id, exemption, now)


def cover_by(
    session: Session, duty_id: int, body: str | None, *, who: str, now: datetime, why: str = ""
) -> None:
    """Note whose report (slug) covers a duty's, or (None) that none does.

    Raises:
        LookupError: there is no such body.
        ValueError: nobody enters it, or it would cover itself.
    """
    if body is not None:
        covering = session.scalar(select(BodyRow.id).where(BodyRow.slug == body))
        if covering is None:
            raise LookupError(f"没有这个单位：{body}")
        if covering == session.get_one(DutyRow, duty_id).body_id and not _is_other_kind(
            session, duty_id
        ):
            raise ValueError("不能编入本单位自己的报告")
    kind = EntryKind.COVERED if body else EntryKind.UNCOVERED
    enter(session, duty_id, kind, who=who, why="；".join(filter(None, (body, why))), now=now)
    duties.cover(session, duty_id, body, now)


def _is_other_kind(session: Session, duty_id: int) -> bool:
    """Whether the body owes another report of that year, which may cover this one."""
    row = session.get_one(DutyRow, duty_id)
    other = select(DutyRow.id).where(
        DutyRow.body_id == row.body_id, DutyRow.year == row.year, DutyRow.id != duty_id
    )
    return session.scalar(other.limit(1)) is not None


def confirm_missing(
    session: Session, duty_id: int, *, who: str, why: str, now: datetime
) -> EntryRow:
    """Note a person's word that a report, not seen by the due date, was not published.

    Raises:
        NotAllowed: its state is another one, or no reason is given.
        ValueError: nobody enters it.
    """
    duties.hold(session, (duty_id,))  # before its state, as where states are computed
    kept = session.get(StandingRow, duty_id, with_for_update=True)
    if kept is None or kept.state is not DutyState.MISSING:
        raise NotAllowed(
            "该项目前不是“逾期未见公布”，不能确认：栏目须在期限后完整读取、未检索到报告。"
            "现有状态和原因：nianbao duties list"
        )
    if not why.strip():
        raise NotAllowed("请写明确认依据，例如与该单位核实的时间和方式")
    return enter(session, duty_id, EntryKind.MISSING, who=who, why=why, now=now)


def by_hand_column(session: Session) -> int:
    """Return the column under which documents stand that no crawl found; it is never read.

    No body is bound to it: what stands there answers only what a person says it does.
    """
    insert_once(session, PortalRow, **_PORTAL)
    portal_id = session.scalars(select(PortalRow.id).where(PortalRow.slug == BY_HAND)).one()
    column = {"url": "", "name": _NAMED, "topology": Topology.COLLECTIVE, "options": {}}
    insert_once(session, ColumnRow, portal_id=portal_id, **column)
    return session.scalars(select(ColumnRow.id).where(ColumnRow.portal_id == portal_id)).one()


_NAMED: Final = "人工登记"
_PORTAL: Final[dict[str, Any]] = {
    "slug": BY_HAND,
    "name": _NAMED,
    "family": BY_HAND,
    "start": "",
    "home": "",
    "hosts": [],
    "hours": "",
    "robots_consent": "",
    "schedule": "",
    "season": Season.WEEKLY,
    "paused_reason": "人工登记的材料，不采集",
}


def retract_missing(session: Session, entry_id: int, since: datetime, now: datetime) -> int:
    """Take back that a report was not to be seen, from everybody told so from ``since`` on.

    Returns the number of those told. The mails are written by the outbox's rules.
    """
    entry = session.get_one(EntryRow, entry_id)
    row = session.scalars(
        select(FindingRow)
        .where(FindingRow.duty_id == entry.duty_id, FindingRow.rule == MISSING)
        .with_for_update()
    ).one_or_none()
    told = _told(session, row, since, now) if row else 0
    if row is None or not told:
        return 0
    entry.wrong_since = since
    why = row.message
    note_event(session, row, at=now, what=RETRACTED, cause=Cause.PERSON, why=why, who=entry.who)
    session.flush()
    return told


def _told(session: Session, row: FindingRow, since: datetime, now: datetime) -> int:
    told = (
        select(MessageRow.recipient_id)
        .join(MessageFindingRow, MessageFindingRow.message_id == MessageRow.id)
        .where(
            MessageFindingRow.finding_id == row.id,
            MessageRow.kind.in_(_TELLING),
            MessageRow.created_at >= since,
            MessageRow.created_at <= now,
            MessageRow.state.in_(
                [MessageState.PENDING, MessageState.CLAIMED, MessageState.DELIVERED]
            ),
        )
    )
    return len(set(session.scalars(told)))
