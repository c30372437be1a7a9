"""年报公布情况: who had published what by when, as an office files and posts it.

Units (家) and reports (份) are counted apart, statutory and local dates apart, bodies
under vertical leadership apart; what is not counted is listed with its reason. The
rate is a range for as long as anything is unsettled.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from alerts import words
from alerts.absence import last_looked
from alerts.coverage import NOT_COUNTED, Coverage, coverage, percent
from nianbao.duty.model import Basis, DutyState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from alerts.model import DutyLine

S = DutyState
SAID: Final = {
    S.PUBLISHED: "按时公布",
    S.LATE: "逾期公布",
    S.PUBLISHED_UNDATED: "已公布（时间待核）",
    S.TO_CONFIRM: "待核实",
    S.UNVERIFIABLE: "待人工核对",
    S.SUBMITTED_ONLY: "已提交、尚未公布",
    S.WITHDRAWN: "原公布页面现无法访问",
    S.COVERED_BY: "合并编报",
    S.EXEMPT: "不纳入统计",
    S.NOT_DUE: "未到期",
    S.DUE_SOON: "未到期",
}
"""How a state is called on paper that leaves the office; ``missing`` needs its moment."""


class Part(StrEnum):
    """The parts of a roll-call, in their order."""

    STATUTORY = "法定时限"
    LOCAL = "地方规定时限"
    VERTICAL = "垂直管理单位（由本系统主管部门主管，仅作统计核对）"
    NOT_COUNTED = "不纳入统计或未规定期限"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a report, as 定稿 lists it."""

    body: str
    year: int
    at: datetime
    who: str
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part with its lines, those that need work first, and its counts."""

    part: Part
    lines: tuple[DutyLine, ...]
    counts: Coverage

    @property
    def units(self) -> int:
        """Bodies that owe something here, each once."""
        return len({line.duty.body for line in self.lines})

    @property
    def is_counted(self) -> bool:
        """Whether these reports are counted at all."""
        return self.part is not Part.NOT_COUNTED

    @property
    def rate(self) -> str:
        """The share published in time of what is past; a range while anything is unsettled."""
        counts = self.counts
        low = percent(counts.on_time, counts.past)
        if not counts.unsettled:
            return low
        return f"{low}至{percent(counts.on_time + counts.unsettled, counts.past)}"


@dataclass(frozen=True, slots=True)
class RollCall:
    """A roll-call as of a moment. ``frozen_by`` and ``decisions`` are 定稿's.

    ``notes`` say what else must be known about it (Chinese), for instance that nobody
    signed off the list of those who owe a report.
    """

    office: str
    year: int
    at: datetime
    sections: tuple[Section, ...]
    decisions: tuple[Decision, ...] = ()
    frozen_by: str = ""
    frozen_at: datetime | None = None
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The heading, without the office's own letterhead."""
        return f"{self.year}年政府信息公开工作年度报告公布情况"


def roll_call(
    office: str,
    year: int,
    at: datetime,
    lines: Iterable[DutyLine],
    decisions: Iterable[Decision] = (),
    *,
    notes: Iterable[str] = (),
) -> RollCall:
    """Return the roll-call of a report year over an office's lines."""
    of_year = [line for line in lines if line.duty.year == year]
    sections = []
    for part in Part:
        inside = sorted((line for line in of_year if _part(line) is part), key=_order)
        if inside:
            sections.append(Section(part, tuple(inside), coverage(inside)))
    made = sorted((d for d in decisions if d.year == year), key=lambda d: (d.at, d.body))
    return RollCall(office, year, at, tuple(sections), tuple(made), notes=tuple(notes))


def _part(line: DutyLine) -> Part:
    if line.standing.state in NOT_COUNTED or line.duty.publish_by is None:
        return Part.NOT_COUNTED
    if line.vertical:
        return Part.VERTICAL
    return Part.STATUTORY if line.duty.basis is Basis.STATUTORY else Part.LOCAL


_FIRST: Final = (
    *(S.MISSING, S.LATE, S.SUBMITTED_ONLY, S.WITHDRAWN, S.TO_CONFIRM, S.UNVERIFIABLE),
    *(S.PUBLISHED_UNDATED, S.DUE_SOON, S.NOT_DUE, S.PUBLISHED, S.COVERED_BY, S.EXEMPT),
)


def _order(line: DutyLine) -> tuple[int, int, str, str]:
    standing = line.standing
    return _FIRST.index(standing.state), -standing.days_late, line.duty.body, line.duty.kind


def situation(line: DutyLine, at: datetime) -> str:
    """Return a line's state as it is said outside of the office.

    Of what was not seen it says until when all columns were read, not until when one asks.
    """
    standing = line.standing
    state = standing.state
    if state is S.MISSING:
        return f"截至{words.minute(last_looked(line) or at)}未检索到"
    if state is S.LATE:
        return f"逾期公布（逾期{standing.days_late}天）"
    if state is S.COVERED_BY and line.covered_by:
        return f"合并编报（见{line.covered_by}）"
    if state is S.PUBLISHED and line.duty.publish_by is None:
        return words.PUBLISHED_WITHOUT_DATE
    return SAID[state]


def summary(section: Section) -> str:
    """Return a part's counts as one sentence of a notice."""
    counts = section.counts
    units = f"{section.units}家单位"
    if not section.is_counted:
        return f"{section.part.value}：{units}，{len(section.lines)}份，逐项列明理由。"
    said = [f"{name}{number}份" for name, number in tally(counts) if number]
    rate = f"按时公布率{section.rate}" if counts.past else "尚无到期报告"
    if counts.past and counts.unsettled:
        rate += f"（时间待核、待核实、待人工核对的{counts.unsettled}份如经核实均按时，为后者）"
    return f"{section.part.value}：{units}，应公布{counts.due}份，{'，'.join(said)}；{rate}。"


def tally(counts: Coverage) -> tuple[tuple[str, int], ...]:
    """Return the columns of a part that add up to what is due."""
    undated = counts.published - counts.on_time - counts.late
    return (
        ("按时公布", counts.on_time),
        ("逾期公布", counts.late),
        ("已公布（时间待核）", undated),
        ("未检索到", counts.missing),
        ("已提交、尚未公布", counts.submitted_only),
        ("原页面现无法访问", counts.withdrawn),
        ("待核实", counts.to_confirm),
        ("待人工核对", counts.unverifiable),
        ("未到期", counts.awaited),
    )
