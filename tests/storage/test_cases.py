from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.queries.cases import case_items, case_steps, cases
from storage.rows.cases import Stage
from storage.store.cases import (
    CLOSED_BY_ITSELF,
    NothingToTakeUp,
    answer,
    close_case,
    close_settled,
    open_case,
    take_further,
)
from tests.storage.moments import DAY, NOON
from tests.storage.qinghe import broken
from tests.storage.test_findings import Case

OFFICE, BODY = "qinghe-office", "qinghe-jtj"


@pytest.fixture
def found(qinghe):
    """A report with one error that waits."""
    with qinghe.write() as session:
        case = Case(session)
        case.judge(broken())
        yield case


def opened(found):
    return open_case(found.session, OFFICE, BODY, 2026, who="王某", now=found.now)


def view(found, on=None):
    (one,) = cases(found.session, on or found.now.date())
    return one


def test_what_waits_is_taken_up_once_and_what_is_new_is_added(found):
    number = opened(found)
    assert opened(found) == number
    assert [len(ids) for ids in case_items(found.session, number)] == [1, 0]
    found.judge(broken(), broken("person"))
    assert opened(found) == number
    assert view(found).items == 2
    assert [step.what for step in case_steps(found.session, number)] == ["opened", "extended"]


def test_nothing_is_taken_up_where_nothing_waits(qinghe):
    with qinghe.write() as session, pytest.raises(NothingToTakeUp):
        open_case(session, OFFICE, BODY, 2026, who="王某", now=NOON)


def test_what_is_uncertain_or_silent_is_not_taken_up(qinghe):
    with qinghe.write() as session:
        case = Case(session)
        case.judge(replace(broken(), certain=False))
        case.judge(broken("person"), baseline=True)
        with pytest.raises(NothingToTakeUp):
            open_case(session, OFFICE, BODY, 2026, who="王某", now=case.now)


def test_an_office_takes_nothing_up_with_a_body_that_it_does_not_supervise(found):
    with pytest.raises(LookupError, match="主管范围"):
        open_case(found.session, BODY, OFFICE, 2026, who="王某", now=found.now)


def test_a_case_closes_by_itself_once_a_corrected_report_holds(found):
    number = opened(found)
    assert close_settled(found.session, found.now) == ()
    found.judge(received=1, settled=1)
    assert close_settled(found.session, found.now) == (number,)
    assert (view(found).closed_why, view(found).closed_by) == (CLOSED_BY_ITSELF, "")
    assert close_settled(found.session, found.now) == ()


def test_a_case_is_overdue_from_the_day_after_its_date_until_it_is_answered(found):
    number = opened(found)
    due = found.now.date() + timedelta(days=5)
    take_further(found.session, number, Stage.RECTIFICATION, who="王某", now=found.now, due_on=due)
    assert not view(found, due).overdue
    assert view(found, due + timedelta(days=1)).overdue
    answer(found.session, number, "正在核实", due, who="王某", now=found.now + DAY)
    assert not view(found, due + timedelta(days=9)).overdue


def test_a_closed_case_takes_no_further_step_and_a_new_one_can_be_opened(found):
    number = opened(found)
    close_case(found.session, number, "经核实数据无误", who="王某", now=found.now)
    for step in (
        lambda: close_case(found.session, number, "x", who="王某", now=found.now),
        lambda: answer(found.session, number, "x", NOON.date(), who="王某", now=found.now),
    ):
        with pytest.raises(LookupError, match="已办结"):
            step()
    assert opened(found) != number


@pytest.mark.parametrize("text", ["", "  "])
def test_no_case_is_closed_or_answered_without_words(found, text):
    number = opened(found)
    with pytest.raises(ValueError, match="理由"):
        close_case(found.session, number, text, who="王某", now=found.now)
    with pytest.raises(ValueError, match="反馈"):
        answer(found.session, number, text, NOON.date(), who="王某", now=found.now)


def test_no_answer_is_due_before_the_letter_is_sent(found):
    number = opened(found)
    days = {"sent_on": NOON.date(), "due_on": NOON.date() - timedelta(days=1)}
    with pytest.raises(ValueError, match="不能早于"):
        take_further(found.session, number, Stage.REMINDER, who="王某", now=NOON, **days)
