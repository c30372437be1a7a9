"""The weekly digest: coverage first, then what cannot be verified, then the work of the week."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alerts import page, words
from alerts.absence import proof_times
from alerts.changes import changed, corrected
from alerts.coverage import AWAITED, SEEN, Coverage, counted, in_short
from alerts.model import Enclosure, Letter, MailKind
from alerts.overview import figures, rates, scope, table_header, table_row
from alerts.picture import coverage_picture, coverage_words
from alerts.sheet import workbook
from alerts.workbook import MEDIA_TYPE
from nianbao.duty.model import DutyState
from nianbao.report.catalogue import SEVERITIES
from nianbao.report.model import Severity

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.model import DutyLine, OfficeView, PortalTrouble

PICTURE_ID: Final = "coverage@nianbao"
LISTED: Final = 30
"""A mail lists so many bodies under one heading; the workbook lists all of them."""


@dataclass(frozen=True, slots=True)
class Unverified:
    """Duties that cannot be verified for one reason, since one moment."""

    reason: str
    since: datetime | None
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubts:
    """Duties that are to be confirmed for one reason."""

    reason: str
    lines: tuple[DutyLine, ...]
    more: int = 0  # duties of the same reason that are not named

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.lines) + self.more


def digest(view: OfficeView) -> Letter:
    """Return the weekly digest of one office. It is never empty, and always opens with coverage."""
    lines = tuple(line for line in counted(view.lines, view.year) if not line.vertical)
    groups, doubts = unverified(view), to_confirm(view)
    said = {
        "view": view,
        "figures": figures(view),
        "quiet": quiet_line(view),
        "unverified": groups[:LISTED],
        "unverified_more": sum(len(group.bodies) for group in groups[LISTED:]),
        "missing": _having(view, DutyState.MISSING),
        "to_confirm": _first(doubts),
        "to_confirm_more": max(0, sum(group.number for group in doubts) - LISTED),
        "late": _having(view, DutyState.LATE),
        "submitted": _having(view, DutyState.SUBMITTED_ONLY),
        "withdrawn": _having(view, DutyState.WITHDRAWN),
        "tasks": tasks(view),
        "news": news(view),
        "portals": _other_troubles(view),
        "severities": _severities(view),
        "changed": changed(view),
        "corrected": corrected(view),
        "scope": scope(view),
        "rates": rates(figures(view).total),
        "header": table_header(figures(view)),
        "table_row": table_row,
        "checks": proof_times,
        "listed": LISTED,
        "picture_id": PICTURE_ID,
        "picture_text": coverage_words(lines),
    }
    return Letter(
        MailKind.DIGEST,
        subject(view),
        page.text_of("digest", **said),
        page.html_of("digest", **said),
        (
            Enclosure("公布情况.png", "image/png", coverage_picture(lines), PICTURE_ID),
            Enclosure(f"年报周报-{view.week}.xlsx", MEDIA_TYPE, workbook(view)),
        ),
        view.unsubscribe_url,
    )


def subject(view: OfficeView) -> str:
    """Return the subject; what cannot be verified leads it."""
    year, week = _week(view.week)
    total = figures(view).total
    said = "，".join((f"应公布{total.due}份", *in_short(total)))
    return f"〔年报周报·{year}年第{week}周〕{_lead(view, total)}{said}"


def _lead(view: OfficeView, total: Coverage) -> str:
    number = total.unverifiable
    apart = figures(view).apart
    number += apart.unverifiable if apart else 0
    if number:
        return f"{number}份暂无法核验｜"
    return f"{len(view.troubles)}个网站暂无法核验｜" if view.troubles else ""


def _other_troubles(view: OfficeView) -> tuple[PortalTrouble, ...]:
    """Return the portals that the list of what cannot be verified does not name already.

    Each with those of its bodies whose report was not seen yet: the others await nothing.
    """
    named = {line.body for line in _having(view, DutyState.UNVERIFIABLE)}
    seen = {line.body for line in view.lines if line.standing.state in SEEN} | named
    return tuple(
        replace(trouble, bodies=tuple(body for body in trouble.bodies if body not in seen))
        for trouble in view.troubles
        if not named.issuperset(trouble.bodies)
    )


# --- Lists --------------------------------------------------------------------------


def unverified(view: OfficeView) -> tuple[Unverified, ...]:
    """Return what cannot be verified, grouped by reason, the largest group first."""
    groups: dict[tuple[str, datetime | None], list[str]] = {}
    for line in _having(view, DutyState.UNVERIFIABLE):
        key = (line.standing.reason, line.standing.since)
        groups.setdefault(key, []).append(_name(line))
    found = [Unverified(reason, since, tuple(b)) for (reason, since), b in groups.items()]
    return tuple(sorted(found, key=lambda group: (-len(group.bodies), group.reason)))


def to_confirm(view: OfficeView) -> tuple[Doubts, ...]:
    """Return what is to be confirmed, grouped by reason, the largest group first."""
    groups: dict[str, list[DutyLine]] = {}
    for line in _having(view, DutyState.TO_CONFIRM):
        groups.setdefault(line.standing.reason, []).append(line)
    found = [Doubts(reason, tuple(lines)) for reason, lines in groups.items()]
    return tuple(sorted(found, key=lambda group: (-len(group.lines), group.reason)))


def _first(groups: tuple[Doubts, ...]) -> tuple[Doubts, ...]:
    """Return as many groups and lines as a mail lists."""
    shown, room = [], LISTED
    for group in groups:
        if room <= 0:
            break
        lines = group.lines[:room]
        shown.append(Doubts(group.reason, lines, len(group.lines) - len(lines)))
        room -= len(lines)
    return tuple(shown)


def _having(view: OfficeView, state: DutyState) -> tuple[DutyLine, ...]:
    """Return the counted lines in a state, in the register's order: the office's own first."""
    return tuple(line for line in counted(view.lines, view.year) if line.standing.state is state)


def _name(line: DutyLine) -> str:
    return f"{line.body}（垂直管理单位，单列）" if line.vertical else line.body


def news(view: OfficeView) -> tuple[str, ...]:
    """Return what is otherwise than the last digest said, one sentence for each state come into."""
    if view.before is None:
        return ()
    old = view.before.states
    came: dict[DutyState, list[str]] = {}
    for line in counted(view.lines, view.year):
        state = line.standing.state
        if old.get(line.key) != state and state not in AWAITED:
            came.setdefault(state, []).append(line.body)
    return tuple(f"新转为“{words.STATES[state]}”{len(n)}份" for state, n in came.items())


def quiet_line(view: OfficeView) -> str:
    """Return the one line of a week in which nothing is new and nothing waits; else ""."""
    total = figures(view).total
    waiting = total.due - total.published - total.awaited
    apart = figures(view).apart
    waiting += apart.due - apart.published - apart.awaited if apart else 0
    unchanged = view.before is not None and not news(view) and _as_many(view)
    busy = view.counts.opened or view.counts.pending or view.counts.corrected or view.findings
    if waiting or busy or view.troubles or not unchanged:
        return ""
    following = f"；下次例行检查{words.day(view.next_check)}" if view.next_check else ""
    verified = "均已核验" if not total.awaited else f"其中{total.awaited}份未到期，其余均已核验"
    at = words.minute(view.at)
    return f"截至{at}，应公布{total.due}份，{verified}，较上周无变化{following}。"


def _as_many(view: OfficeView) -> bool:
    return view.before is not None and len(view.before.states) == len(view.lines)


def tasks(view: OfficeView) -> tuple[str, ...]:
    """Return the work of the week, most pressing first."""
    total = figures(view)
    parts = [total.total, *([total.apart] if total.apart else [])]
    known = (
        ("确认催报名单{}家", sum(part.missing for part in parts)),
        ("人工核对暂无法核验的{}家", sum(part.unverifiable for part in parts)),
        ("核实疑似报告{}份", sum(part.to_confirm for part in parts)),
        ("了解已提交未公布的{}家", sum(part.submitted_only for part in parts)),
        ("核对原公布页面无法访问的{}家", sum(part.withdrawn for part in parts)),
        ("处理数据核对待处理事项{}项", view.counts.pending),
    )
    return tuple(text.format(number) for text, number in known if number)


def _severities(view: OfficeView) -> tuple[tuple[str, int], ...]:
    """Return how many findings there are beside the errors, which the week's book counts."""
    heard = [line.finding.severity for line in view.findings]
    shown = (Severity.WARNING, Severity.NOTE, Severity.TASK)
    return tuple((SEVERITIES[s], heard.count(s)) for s in shown if s in heard)


def _week(week: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{4})-W(\d{2})", week)
    if not found:
        raise ValueError(f"a week is written 2026-W05, not {week!r}")
    return int(found[1]), int(found[2])
