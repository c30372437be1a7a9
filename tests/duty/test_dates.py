from datetime import date

import pytest

from nianbao.duty.calendar import CHINA, imported
from nianbao.duty.dates import DueRule, MonthDay, ShiftRule, counted_apart, duty_of
from nianbao.duty.model import Basis, Body, BodyClass, ReportKind


def body(body_class, division="990102"):
    return Body("x", "青禾市临澜区某局", body_class, division=division)


@pytest.mark.parametrize("body_class", [BodyClass.DEPARTMENT, BodyClass.OFFICE])
def test_departments_and_offices_submit_and_publish_by_31_january(body_class):
    duty = duty_of(body(body_class), 2026)
    assert (duty.publish_by, duty.submit_by) == (date(2027, 1, 31), date(2027, 1, 31))
    assert (duty.basis, duty.kind) == (Basis.STATUTORY, ReportKind.OWN)
    assert "第四十九条" in duty.basis_text


def test_a_governments_own_report_is_published_by_31_march():
    duty = duty_of(body(BodyClass.GOVERNMENT), 2026)
    assert (duty.publish_by, duty.submit_by) == (date(2027, 3, 31), None)
    assert duty.kind is ReportKind.GOVERNMENT


@pytest.mark.parametrize("body_class", [BodyClass.TOWNSHIP, BodyClass.ZONE])
def test_townships_and_zones_have_only_a_local_date(body_class):
    assert duty_of(body(body_class), 2026).publish_by is None
    rule = DueRule(MonthDay(1, 28), "青政办函〔2026〕8号", body_class=body_class)
    duty = duty_of(body(body_class), 2026, (rule,))
    assert (duty.publish_by, duty.basis) == (date(2027, 1, 28), Basis.LOCAL)
    assert duty.basis_text == "青政办函〔2026〕8号"


def test_vertical_bodies_are_bound_but_counted_apart():
    assert duty_of(body(BodyClass.VERTICAL), 2026).publish_by == date(2027, 1, 31)
    assert counted_apart(BodyClass.VERTICAL)
    assert not counted_apart(BodyClass.DEPARTMENT)


def test_authorised_organisations_rest_on_their_own_basis():
    assert duty_of(body(BodyClass.AUTHORISED), 2026).basis is Basis.AUTHORISED


@pytest.mark.parametrize("body_class", BodyClass)
def test_years_before_the_present_regulation_were_due_on_31_march(body_class):
    duty = duty_of(body(body_class), 2018, (DueRule(MonthDay(1, 26), "文", body_class=body_class),))
    assert (duty.publish_by, duty.submit_by) == (date(2019, 3, 31), None)
    assert "第三十一条" in duty.basis_text


def test_the_nearest_rule_wins_and_binds_what_lies_below_it():
    rules = (
        DueRule(MonthDay(1, 28), "省", division="990000"),
        DueRule(MonthDay(1, 26), "市", division="990100", submit=MonthDay(1, 24)),
        DueRule(MonthDay(1, 20), "别市", division="990200"),
    )
    near = duty_of(body(BodyClass.DEPARTMENT), 2026, rules)
    assert (near.publish_by, near.submit_by) == (date(2027, 1, 26), date(2027, 1, 24))
    far = duty_of(body(BodyClass.DEPARTMENT, "990301"), 2026, rules)
    assert far.basis_text == "省"


def test_a_rule_of_one_year_does_not_bind_another():
    rule = DueRule(MonthDay(1, 26), "文", year=2025)
    assert duty_of(body(BodyClass.DEPARTMENT), 2025, (rule,)).basis is Basis.LOCAL
    assert duty_of(body(BodyClass.DEPARTMENT), 2026, (rule,)).basis is Basis.STATUTORY


@pytest.mark.parametrize("body_class", [BodyClass.GOVERNMENT, BodyClass.VERTICAL])
def test_a_rule_for_every_class_binds_neither_a_governments_report_nor_vertical_bodies(body_class):
    duty = duty_of(body(body_class), 2026, (DueRule(MonthDay(1, 26), "文"),))
    assert duty.basis is Basis.STATUTORY


@pytest.mark.parametrize(
    ("shift", "days", "expected"),
    [
        (ShiftRule.NONE, 1, date(2027, 1, 31)),
        (ShiftRule.NEXT_WORKDAY, 1, date(2027, 2, 1)),
        (ShiftRule.NTH_WORKDAY_AFTER, 3, date(2027, 2, 3)),
    ],
)
def test_a_due_date_on_a_sunday_moves_only_where_a_local_rule_says_so(shift, days, expected):
    rule = DueRule(MonthDay(1, 31), "文", shift=shift, shift_days=days)
    assert duty_of(body(BodyClass.DEPARTMENT), 2026, (rule,)).publish_by == expected


def test_a_due_date_on_a_working_day_never_moves():
    rule = DueRule(MonthDay(1, 29), "文", shift=ShiftRule.NTH_WORKDAY_AFTER, shift_days=3)
    assert duty_of(body(BodyClass.DEPARTMENT), 2026, (rule,)).publish_by == date(2027, 1, 29)


def test_public_holidays_and_their_make_up_days_are_known():
    assert not CHINA.is_working(date(2026, 2, 17))
    assert CHINA.is_working(date(2026, 2, 14))


def test_an_imported_table_wins_over_what_the_library_knows():
    calendar = imported(["# 2027年安排", "2027-02-20 班", "", "2027-02-11 休  # 调休"])
    assert calendar.is_working(date(2027, 2, 20))
    assert not calendar.is_working(date(2027, 2, 11))
    assert not CHINA.is_working(date(2027, 2, 20))


@pytest.mark.parametrize(
    "lines", [["2027-02-20"], ["昨天 班"], ["2027-02-20 上班"], ["2027-02-20 班", "2027-02-20 休"]]
)
def test_a_table_that_cannot_be_understood_is_refused(lines):
    with pytest.raises(ValueError, match=r"2027|第1行"):
        imported(lines)


def test_working_days_left_count_the_last_day_and_not_today():
    assert CHINA.working_days_left(date(2027, 1, 25), date(2027, 1, 29)) == 4
    assert CHINA.working_days_left(date(2027, 1, 29), date(2027, 1, 31)) == 0
    assert CHINA.working_days_left(date(2027, 2, 5), date(2027, 1, 31)) == 0
