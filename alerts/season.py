"""The season's two short mails: the daily brief, and who is awaited before a date.

The brief says each morning around the statutory date what changed since the last brief.
The list comes ten, three and one working days before a date, with a text that can
be pasted into a work chat. Neither accuses anybody: before a date nothing is owed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alerts import page, words
from alerts.coverage import AWAITED, SEEN, counted, coverage, in_short
from alerts.model import Letter, MailKind
from nianbao.duty.calendar import CHINA, WorkCalendar, day_of
from nianbao.duty.model import DutyState, ReportKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from alerts.coverage import Coverage
    from alerts.model import DutyLine, SeasonView

BRIEF_FROM, BRIEF_UNTIL = (1, 25), (2, 10)
"""The days (inclusive) on which a brief is written."""
DAYS_BEFORE: Final = (10, 3, 1)
"""Working days before a date on which those still awaited are listed."""
NAMED: Final = 30
"""A short mail names so many bodies under one heading."""


def is_brief_day(day: date) -> bool:
    """Whether a brief is written on this day."""
    return BRIEF_FROM <= (day.month, day.day) <= BRIEF_UNTIL


# --- The brief --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """What is said of bodies whose report came into one state since the last brief."""

    said: str
    bodies: tuple[str, ...]
    more: int = 0


def brief(view: SeasonView) -> Letter | None:
    """Return the daily brief of one office; None while it has no reports to count."""
    lines = _own(view.lines, view.year)
    if not lines:
        return None
    total, unread = coverage(lines), [line for line in lines if _is_unread(line, view)]
    said = {
        "view": view,
        "opening": _opening(view, total, len(unread)),
        "since": _since(view),
        "changes": changes(view),
        "missing": _change("未检索到", _in(lines, DutyState.MISSING)),
        "submitted": _change("已提交未公布", _in(lines, DutyState.SUBMITTED_ONLY)),
        "withdrawn": _change("原公布页面现无法访问", _in(lines, DutyState.WITHDRAWN)),
        "to_confirm": _change("待核实", _in(lines, DutyState.TO_CONFIRM)),
        "unverified": _change("暂无法核验", _in(lines, DutyState.UNVERIFIABLE)),
        "unread": _change("所在网站暂不能读取", unread),
    }
    return Letter(
        MailKind.BRIEF,
        _subject(view, total, len(unread)),
        page.text_of("brief", **said),
        page.html_of("brief", **said),
        (),
        view.unsubscribe_url,
    )


def _own(lines: Iterable[DutyLine], year: int) -> tuple[DutyLine, ...]:
    """Return the lines that are counted, without bodies under vertical leadership."""
    return tuple(line for line in counted(lines, year) if not line.vertical)


def _subject(view: SeasonView, total: Coverage, unread: int) -> str:
    lead = f"{unread}份所在网站暂不能读取｜" if unread else ""
    lead = f"{total.unverifiable}份暂无法核验｜" if total.unverifiable else lead
    said = "，".join((f"应公布{total.due}份", *in_short(total)))
    return f"〔年报简报·{words.short_day(day_of(view.at))}〕{lead}{said}"


def _opening(view: SeasonView, total: Coverage, unread: int) -> str:
    among = f"（其中{unread}份所在网站暂不能读取，是否已公布尚无法核验）" if unread else ""
    parts = (
        ("已公布", total.published, ""),
        ("未到期", total.awaited, among),
        ("未检索到", total.missing, ""),
        ("已提交未公布", total.submitted_only, ""),
        ("原公布页面现无法访问", total.withdrawn, ""),
        ("待核实", total.to_confirm, ""),
        ("暂无法核验", total.unverifiable, ""),
    )
    said = "，".join(f"{name}{number}份{remark}" for name, number, remark in parts if number)
    at = words.minute(view.at)
    return f"截至{at}，{view.year}年年度报告应公布{total.due}份：{said or '尚无情况'}。"


def _since(view: SeasonView) -> str:
    """Return what the changes are counted from, fit to stand before 无变化; "" for the first."""
    return f"较上期简报（{words.short_minute(view.before.at)}）" if view.before else ""


def changes(view: SeasonView) -> tuple[Change, ...]:
    """Return what is otherwise than the last brief said, what is good first."""
    before = view.before.states if view.before else {}
    now = _own(view.lines, view.year)
    kinds: tuple[tuple[str, Callable[[DutyState], bool]], ...] = (
        ("新公布", lambda state: state in SEEN),
        ("新增未检索到", lambda state: state is DutyState.MISSING),
        ("新增待核实", lambda state: state is DutyState.TO_CONFIRM),
        ("新增暂无法核验", lambda state: state is DutyState.UNVERIFIABLE),
        ("原公布页面现无法访问", lambda state: state is DutyState.WITHDRAWN),
    )
    found = []
    for said, fits in kinds:
        new = [
            line
            for line in now
            if fits(line.standing.state)
            and (state := before.get(line.key)) is not None
            and not fits(state)
        ]
        if new:
            found.append(_change(said, new))
    return tuple(found)


def _in(lines: Iterable[DutyLine], state: DutyState) -> list[DutyLine]:
    return [line for line in lines if line.standing.state is state]


def _is_unread(line: DutyLine, view: SeasonView) -> bool:
    """Whether a report that is not due yet may well be there, in a column that cannot be read."""
    return line.standing.state in AWAITED and line.body in view.troubled


def _change(said: str, lines: list[DutyLine]) -> Change:
    names = tuple(_name(line) for line in lines)
    return Change(said, names[:NAMED], max(0, len(names) - NAMED))


def _name(line: DutyLine) -> str:
    return line.body + ("（本级政府报告）" if line.duty.kind is ReportKind.GOVERNMENT else "")


# --- Who is awaited ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Awaited:
    """The bodies whose report is awaited by one date, each in one of three lists.

    ``bodies`` were looked for and not found; of ``to_confirm`` something was found;
    the column of ``unverified`` cannot be read. The three are never added up.
    """

    due: date
    days: int  # working days that are left
    bodies: tuple[str, ...]
    unverified: tuple[str, ...]
    to_confirm: tuple[str, ...] = ()


def awaited(view: SeasonView, calendar: WorkCalendar = CHINA) -> tuple[Awaited, ...]:
    """Return the dates of which today is one of the days on which bodies are listed."""
    today = day_of(view.at)
    by_date: defaultdict[date, list[DutyLine]] = defaultdict(list)
    for line in _own(view.lines, view.year):
        if line.duty.publish_by is not None and line.duty.publish_by >= today:
            by_date[line.duty.publish_by].append(line)
    found = []
    for due, lines in sorted(by_date.items()):
        days = calendar.working_days_left(today, due)
        is_day = calendar.is_working(today) and days in DAYS_BEFORE
        group = _awaited_by(due, days, lines, view)
        if is_day and (group.bodies or group.unverified):
            found.append(group)
    return tuple(found)


def _awaited_by(due: date, days: int, lines: list[DutyLine], view: SeasonView) -> Awaited:
    unread = [line for line in lines if _is_unread(line, view)]
    looked_for = [line for line in lines if line.standing.state in AWAITED and line not in unread]
    doubtful = _in(lines, DutyState.TO_CONFIRM)
    named = (tuple(map(_name, group)) for group in (looked_for, unread, doubtful))
    return Awaited(due, days, *named)


def upcoming(view: SeasonView, calendar: WorkCalendar = CHINA) -> Letter | None:
    """Return the list of those awaited; None on any other day, and where nobody is."""
    groups = awaited(view, calendar)
    if not groups:
        return None
    said = {"view": view, "groups": groups, "forward": forward}
    nearest = groups[0]
    subject = (
        f"〔年报提醒〕距{words.short_day(nearest.due)}公布期限还有{nearest.days}个工作日："
        f"{'，'.join(_counts(nearest))}"
    )
    return Letter(
        MailKind.UPCOMING,
        subject,
        page.text_of("upcoming", **said),
        page.html_of("upcoming", **said),
        (),
        view.unsubscribe_url,
    )


def _counts(group: Awaited) -> Iterator[str]:
    """Yield each list's number under its own name."""
    if group.bodies:
        yield f"{len(group.bodies)}份尚未检索到"
    if group.to_confirm:
        yield f"{len(group.to_confirm)}份待核实"
    if group.unverified:
        yield f"{len(group.unverified)}份暂无法核验"


def forward(group: Awaited, view: SeasonView) -> str:
    """Return the text for the work chat; those that cannot be verified are not in it."""
    if not group.bodies:
        return ""
    return (
        f"各单位：{view.year}年政府信息公开工作年度报告应于{words.short_day(group.due)}前公布。"
        f"截至{words.minute(view.at)}，以下单位的报告尚未检索到：{'、'.join(group.bodies)}。"
        "请按时公布；已公布的，请告知公布网址。"
    )
