"""评分: each body's sum by a sheet of an office's own making, explained line by line.

Only what an office may hold against a body is deducted: what it confirmed, or, where
the sheet says so, certain errors too. What is open, unverifiable or not entered is
shown beside the sum as what might still be deducted, so that a sum is a range until
everything is settled. 依据：各地考评标准; none is built in.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from alerts import words
from nianbao.duty.model import BodyClass, DutyState
from nianbao.report.catalogue import BY_CODE
from nianbao.report.model import Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from alerts.model import DutyLine
    from nianbao.report.model import Finding

Points = Annotated[Decimal, Field(ge=0, le=1000)]
LATE: Final = "duty.late"
MISSING: Final = "duty.missing"
_UNSEEN: Final = frozenset(
    {DutyState.UNVERIFIABLE, DutyState.TO_CONFIRM, DutyState.PUBLISHED_UNDATED}
)
_HEAVY: Final = frozenset({Severity.ERROR, Severity.WARNING})
_LEFT_OUT: Final = frozenset({DutyState.EXEMPT, DutyState.COVERED_BY})
_NOT_YET: Final = frozenset({DutyState.NOT_DUE, DutyState.DUE_SOON})


class Counts(StrEnum):
    """Which findings are deducted; the others that are open are shown as not settled."""

    CONFIRMED = "confirmed"  # 经核属实、已通知整改
    CERTAIN = "certain"  # also open ones that are certain errors


class _Sheet(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(_Sheet):
    """[[item]]: what is looked at (rules, submission or overdue cases), and what it costs.

    ``each`` is deducted for every finding, ``per_day`` for every day a report is late
    beside it; an item never costs more than ``most``.
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    most: Points
    each: Points = Decimal(0)
    per_day: Points = Decimal(0)
    rules: tuple[str, ...] = ()
    counts: Counts = Counts.CONFIRMED
    not_submitted: Points = Decimal(0)
    submitted_late: Points = Decimal(0)
    overdue_case: Points = Decimal(0)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for rule in self.rules:
            if not any(fnmatchcase(code, rule) for code in BY_CODE):
                raise ValueError(f"没有规则 {rule}")
        if self.rules and not (self.each or self.per_day):
            raise ValueError("列有规则的，应写明 each 或 per_day")
        if not (self.rules or self.not_submitted or self.submitted_late or self.overdue_case):
            raise ValueError("未写明扣分情形：rules、not_submitted、submitted_late 或 overdue_case")
        return self

    @property
    def codes(self) -> tuple[str, ...]:
        """The rules meant, in the catalogue's order."""
        return tuple(code for code in BY_CODE if self.concerns(code))

    def concerns(self, rule: str) -> bool:
        """Whether a rule's findings are deducted here."""
        return any(fnmatchcase(rule, pattern) for pattern in self.rules)


class ScoreSheet(_Sheet):
    """An office's sheet. ``full`` is what a body has before anything is deducted."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    basis: str = ""
    full: Annotated[Decimal, Field(gt=0, le=1000)] = Decimal(100)
    item: Annotated[tuple[Item, ...], Field(min_length=1, max_length=100)]


@dataclass(frozen=True, slots=True)
class Matter:
    """One finding with where it stands: a name of design.md's states (open, confirmed…)."""

    finding: Finding
    state: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """One report's submission; ``on`` is None where none was entered."""

    due: date
    on: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """All that one body's score rests on."""

    body: str  # name
    body_class: BodyClass
    lines: tuple[DutyLine, ...]
    matters: tuple[Matter, ...] = ()
    submitted: tuple[Submitted, ...] = ()
    overdue: tuple[str, ...] = ()  # cases past their date, each as it is called


@dataclass(frozen=True, slots=True)
class Deduction:
    """One line of an explanation. What is not ``settled`` is not taken off."""

    item: str
    points: Decimal
    why: str
    settled: bool = True
    url: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One body's sum. ``left_out`` says why a body has none; then nothing else holds."""

    body: str
    body_class: BodyClass
    highest: Decimal = Decimal(0)
    lowest: Decimal = Decimal(0)
    lines: tuple[Deduction, ...] = ()
    left_out: str = ""

    @property
    def said(self) -> str:
        """The sum as it is shown: 93, or 88至93 while something is not settled."""
        if self.left_out:
            return self.left_out
        if self.lowest == self.highest:
            return plain(self.highest)
        return f"{plain(self.lowest)}至{plain(self.highest)}"


def plain(points: Decimal) -> str:
    """Return points without an exponent or needless zeros."""
    return f"{points.normalize():f}"


def score(sheet: ScoreSheet, record: Record) -> Score:
    """Return a body's sum by a sheet, never below zero, with every line it comes from."""
    left_out = _left_out(record)
    if left_out:
        return Score(record.body, record.body_class, left_out=left_out)
    lines: list[Deduction] = []
    highest = lowest = sheet.full
    for item in sheet.item:
        found = (*_deductions(item, record), *_waiting(sheet, item, record.lines))
        lines += found
        highest -= min(item.most, sum((one.points for one in found if one.settled), Decimal(0)))
        lowest -= min(item.most, sum((one.points for one in found), Decimal(0)))
    nothing = Decimal(0)
    return Score(
        record.body, record.body_class, max(highest, nothing), max(lowest, nothing), tuple(lines)
    )


def _left_out(record: Record) -> str:
    if record.body_class is BodyClass.VERTICAL:
        return "垂直管理单位，不参加评分"
    states = {line.standing.state for line in record.lines}
    if states <= _LEFT_OUT:
        return "不纳入本年度统计或合并编报，不参加评分"
    if all(line.duty.publish_by is None for line in record.lines):
        return "未规定公布期限，不参加评分"
    return ""


def _deductions(item: Item, record: Record) -> Iterator[Deduction]:
    for matter in record.matters:
        if item.concerns(matter.finding.rule):
            yield from _of_finding(item, matter, record.lines)
    yield from _of_submission(item, record.submitted)
    if item.overdue_case:
        for case in record.overdue:
            yield Deduction(item.name, item.overdue_case, f"{case}逾期未反馈")


def _of_finding(item: Item, matter: Matter, lines: Iterable[DutyLine]) -> Iterator[Deduction]:
    finding, settled = matter.finding, _settled(item, matter)
    if not settled and not _may_settle(finding):
        return
    state = words.FINDING_STATES.get(matter.state, matter.state)
    said = f"{words.rule_name(finding.rule)}：{finding.message}（{state}）"
    points = item.each
    if finding.rule == LATE:
        points += item.per_day * max(line.standing.days_late for line in lines)
    if matter.state == "waived":
        points = Decimal(0)
    yield Deduction(item.name, points, said, settled, matter.url)


def _settled(item: Item, matter: Matter) -> bool:
    if matter.state in {"confirmed", "notified", "waived"}:
        return True
    finding = matter.finding
    loud = finding.severity is Severity.ERROR and finding.certain
    return item.counts is Counts.CERTAIN and loud


def _may_settle(finding: Finding) -> bool:
    """Whether an open finding may still cost something: no note does, and nothing in doubt."""
    return finding.severity in _HEAVY and finding.verdict is not Verdict.DOUBTFUL


def _waiting(sheet: ScoreSheet, item: Item, lines: Iterable[DutyLine]) -> Iterator[Deduction]:
    """Tell what might still be deducted for reports of which nothing is known for certain.

    Such a report is missing or late, never both: it stands under one item.
    """
    for line in lines:
        state = line.standing.state
        if line.duty.publish_by is None or item is not _item_of(sheet, state):
            continue
        if state in _UNSEEN:
            yield Deduction(item.name, item.each, _because(line), settled=False)
        elif state in _NOT_YET:
            yield Deduction(item.name, Decimal(0), words.STATES[state], settled=False)


def _item_of(sheet: ScoreSheet, state: DutyState) -> Item | None:
    published = state is DutyState.PUBLISHED_UNDATED
    for rule in (LATE,) if published else (MISSING, LATE):
        for item in sheet.item:
            if item.concerns(rule):
                return item
    return None


def _because(line: DutyLine) -> str:
    said = words.STATES[line.standing.state]
    return f"{said}：{line.standing.reason}" if line.standing.reason else said


def _of_submission(item: Item, submitted: Iterable[Submitted]) -> Iterator[Deduction]:
    for one in submitted:
        due = f"提交期限{words.day(one.due)}"
        if one.on is None and item.not_submitted:
            why = f"未登记提交情况（{due}）"
            yield Deduction(item.name, item.not_submitted, why, settled=False)
        elif one.on is not None and one.on > one.due and item.submitted_late:
            why = f"{words.day(one.on)}提交（{due}）"
            yield Deduction(item.name, item.submitted_late, why)
