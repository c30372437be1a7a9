"""Which date binds which body: the statutory dates, and local rules that override them.

依据：《政府信息公开条例》（国务院令第711号）第四十九条：县级以上人民政府部门每年1月31日前
提交并公布；县级以上地方人民政府的主管部门每年3月31日前公布本级政府的报告。乡镇、派出机构无
法定时限，只按地方文件。2018年度及以前：原条例（国务院令第492号）第三十一条，3月31日前公布。
1月31日当日公布视为按时；条例无节假日顺延的规定，顺延须由地方规定载明。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from nianbao.duty.calendar import CHINA, WorkCalendar
from nianbao.duty.model import Basis, Body, BodyClass, Duty, ReportKind

if TYPE_CHECKING:
    from collections.abc import Iterable

LAST_YEAR_OF_OLD_REGULATION: Final = 2018


class ShiftRule(StrEnum):
    """What a local document says of a due date that falls on a day off."""

    NONE = "none"
    NEXT_WORKDAY = "next_workday"
    NTH_WORKDAY_AFTER = "nth_workday_after"


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the year that follows the report year."""

    month: int
    day: int

    def after(self, report_year: int) -> date:
        """Return the date in the year after ``report_year``."""
        return date(report_year + 1, self.month, self.day)


@dataclass(frozen=True, slots=True)
class DueRule:
    """A local rule for a division × class × report year.

    ``division`` is a GB/T 2260 code and binds everything below it: 430000 the
    province, 430100 the city with its counties; "" is everywhere. ``body_class``
    None is every class but a government's own report, which has another date, and
    vertical bodies, which no local document binds. ``year`` None is every year of
    the Regulation in force (2019 on). ``document`` is the 文号.
    """

    publish: MonthDay
    document: str
    submit: MonthDay | None = None
    division: str = ""
    body_class: BodyClass | None = None
    year: int | None = None
    basis: Basis = Basis.LOCAL
    shift: ShiftRule = ShiftRule.NONE
    shift_days: int = 1  # for NTH_WORKDAY_AFTER

    def binds(self, body: Body, year: int) -> bool:
        """Whether the rule speaks of this body and report year."""
        return (
            body.division.startswith(_stem(self.division))
            and self._binds_class(body.body_class)
            and (self.year == year or (self.year is None and year > LAST_YEAR_OF_OLD_REGULATION))
        )

    def _binds_class(self, body_class: BodyClass) -> bool:
        if self.body_class is None:
            return body_class not in {BodyClass.GOVERNMENT, BodyClass.VERTICAL}
        return self.body_class is body_class

    @property
    def weight(self) -> tuple[int, bool, bool]:
        """How special the rule is: the nearest division first, then class, then year."""
        return len(_stem(self.division)), self.body_class is not None, self.year is not None


@dataclass(frozen=True, slots=True)
class _Dates:
    publish: MonthDay | None
    submit: MonthDay | None
    basis: Basis
    text: str


_JANUARY, _MARCH = MonthDay(1, 31), MonthDay(3, 31)
_ARTICLE_49 = "《中华人民共和国政府信息公开条例》第四十九条"
_DEPARTMENT = _Dates(_JANUARY, _JANUARY, Basis.STATUTORY, _ARTICLE_49)
_WITHOUT = _Dates(None, None, Basis.LOCAL, "无法定时限，未登记地方规定时限")
_STATUTORY: Final = {
    BodyClass.GOVERNMENT: _Dates(_MARCH, None, Basis.STATUTORY, _ARTICLE_49),
    BodyClass.OFFICE: _DEPARTMENT,
    BodyClass.DEPARTMENT: _DEPARTMENT,
    BodyClass.TOWNSHIP: _WITHOUT,
    BodyClass.ZONE: _WITHOUT,
    BodyClass.VERTICAL: _Dates(
        _JANUARY, _JANUARY, Basis.STATUTORY, f"{_ARTICLE_49}（垂直管理单位，单列统计）"
    ),
    BodyClass.AUTHORISED: _Dates(
        _JANUARY,
        _JANUARY,
        Basis.AUTHORISED,
        "《中华人民共和国政府信息公开条例》第五十四条、第四十九条",
    ),
}
_OLD_REGULATION: Final = _Dates(
    _MARCH,
    None,
    Basis.STATUTORY,
    "原《中华人民共和国政府信息公开条例》（国务院令第492号）第三十一条",
)


def duty_of(
    body: Body,
    year: int,
    rules: Iterable[DueRule] = (),
    calendar: WorkCalendar = CHINA,
) -> Duty:
    """Return what ``body`` owes for the report year, with its dates and their basis."""
    bound = sorted((rule for rule in rules if rule.binds(body, year)), key=lambda rule: rule.weight)
    dates = _local(bound[-1], year, calendar) if bound else _statutory(body, year)
    publish_by, submit_by, basis, text = dates
    kind = ReportKind.GOVERNMENT if body.body_class is BodyClass.GOVERNMENT else ReportKind.OWN
    return Duty(body.slug, year, kind, publish_by, submit_by, basis, text)


def counted_apart(body_class: BodyClass) -> bool:
    """Whether a class of body stands outside an office's rate: its own system supervises it."""
    return body_class is BodyClass.VERTICAL


_Due = tuple[date | None, date | None, Basis, str]


def _statutory(body: Body, year: int) -> _Due:
    old = year <= LAST_YEAR_OF_OLD_REGULATION
    found = _OLD_REGULATION if old else _STATUTORY[body.body_class]
    publish = found.publish.after(year) if found.publish else None
    submit = found.submit.after(year) if found.submit else None
    if body.basis_text and not old:
        return publish, submit, body.basis or found.basis, body.basis_text
    return publish, submit, found.basis, found.text


def _local(rule: DueRule, year: int, calendar: WorkCalendar) -> _Due:
    publish = _shifted(rule.publish.after(year), rule, calendar)
    submit = _shifted(rule.submit.after(year), rule, calendar) if rule.submit else None
    return publish, submit, rule.basis, rule.document


def _shifted(day: date, rule: DueRule, calendar: WorkCalendar) -> date:
    if rule.shift is ShiftRule.NONE or calendar.is_working(day):
        return day
    if rule.shift is ShiftRule.NEXT_WORKDAY:
        return calendar.next_working(day)
    return calendar.nth_working_after(day, rule.shift_days)


def _stem(division: str) -> str:
    """Return a GB/T 2260 code without the pairs of zeros at its end: 430100 is 4301."""
    while division.endswith("00"):
        division = division[:-2]
    return division
