"""Edits, copies and dead links of one duty's report, on both databases."""

from __future__ import annotations

import pytest

from nianbao.report.model import READER_VERSION, RULES_VERSION, Judgement
from storage.queries.facts import facts
from storage.queries.findings import findings, steps
from storage.store import documents, matches, reports
from storage.store.findings import apply_findings
from tasks.pages import judge_addresses, judge_copies
from tests.storage.moments import DAY, NOON
from tests.storage.qinghe import broken, certain, duty, fetch, link, report, run


def shown(session, at, name="own", *, title="报告", said=None, **figures):
    """The report is fetched at an address, and read; return the version."""
    content = repr(sorted(figures.items())).encode()
    page = link(session, at, name, title=title)
    kept = documents.keep_version(session, run(session, at), fetch(page, content))
    matches.keep_match(session, kept.document_id, certain(), at)
    reports.keep_report(
        session,
        kept.version_id,
        report(**figures),
        said or Judgement(),
        reader_version=READER_VERSION,
        rules_version=RULES_VERSION,
        now=at,
    )
    return kept.version_id


def told(session, at, year=2026):
    judge_copies(session, duty(session), year, at)
    judge_addresses(session, facts(session, at, duties=[duty(session)]), at)
    return {
        view.finding.rule: (view.state.value, view.baseline, view.finding.message)
        for view in findings(session)
        if view.finding.rule.startswith("page.")
    }


def test_an_edited_figure_is_told_and_is_no_more_when_it_is_back(session):
    shown(session, NOON, received=3, settled=3)
    assert told(session, NOON) == {}
    shown(session, NOON + DAY, received=4, settled=3)
    state, silent, said = told(session, NOON + DAY)["page.changed"]
    assert (state, silent) == ("open", False)
    assert "表三“一、本年新收政府信息公开申请数量／商业企业”由3变为4" in said
    assert "2027年2月2日12时采集的内容与2027年2月1日12时首次采集的相比" in said
    shown(session, NOON + 2 * DAY, received=3, settled=3)
    assert told(session, NOON + 2 * DAY)["page.changed"][0] == "resolved"


def test_a_correction_of_what_was_found_is_told_as_corrected_only(session):
    first = shown(session, NOON, received=3, settled=4, carried_out=1)
    wrong = Judgement(findings=(broken(),), evaluated=frozenset({"t3.balance:business"}))
    apply_findings(session, duty(session), first, wrong, NOON)
    then = NOON + DAY
    second = shown(session, then, received=4, settled=4, carried_out=2)
    apply_findings(session, duty(session), second, Judgement(evaluated=wrong.evaluated), then)
    changed = told(session, then)["page.changed"][2]
    assert "有1处数据变动：表三“四、结转下年度继续办理／商业企业”由1变为2" in changed
    assert "另有1处已更正，复核通过，不计入" in changed
    (balance,) = (view for view in findings(session) if view.finding.rule == "t3.balance")
    assert steps(session, balance.id)[-1].why == (
        "已更正：表三“一、本年新收政府信息公开申请数量／商业企业”由3变为4"
    )


@pytest.mark.parametrize(("late", "year"), [(40, 2026), (0, 2024)])
def test_old_news_and_older_years_open_silently(session, late, year):
    shown(session, NOON, received=3)
    shown(session, NOON + DAY, received=4)
    assert told(session, NOON + (1 + late) * DAY, year)["page.changed"][1]


def test_two_copies_that_stand_beside_each_other_and_differ_are_told(session):
    shown(session, NOON, "own", received=3, settled=3)
    shown(session, NOON, "hub", received=5, settled=3)
    state, _, said = told(session, NOON)["page.elsewhere"]
    assert state == "open"
    assert "有1处数据不一致" in said
    assert "前一处为3，后一处为5" in said
    shown(session, NOON + DAY, "hub", received=3, settled=3)
    assert told(session, NOON + DAY)["page.elsewhere"][0] == "resolved"


def test_an_original_beside_its_correction_and_a_copy_seen_long_ago_accuse_nobody(session):
    shown(session, NOON, "own", received=3, settled=3)
    shown(
        session,
        NOON,
        "new",
        title="青禾市交通运输局2026年年度报告（更正版）",
        received=5,
        settled=3,
    )
    assert "page.elsewhere" not in told(session, NOON)
    shown(session, NOON + 9 * DAY, "late", received=7, settled=3)
    assert "page.elsewhere" not in told(session, NOON + 9 * DAY)


def test_a_link_that_does_not_open_twice_is_told_until_it_opens(session):
    shown(session, NOON, received=3)
    own = link(session, NOON + DAY, "own")
    for day in (1, 2):
        at = NOON + day * DAY
        broken_link = link(session, at, "own")
        documents.keep_failure(
            session, run(session, at), broken_link, 404, "地址返回 404", dead=True
        )
        assert ("page.unreachable" in told(session, at)) is (day == 2)
    said = told(session, NOON + 2 * DAY)["page.unreachable"][2]
    assert own.url in said
    assert "自2027年2月2日12时起多次未能打开（地址返回 404）" in said
    shown(session, NOON + 3 * DAY, received=3)
    assert told(session, NOON + 3 * DAY)["page.unreachable"][0] == "resolved"
