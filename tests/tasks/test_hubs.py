"""What a collective column lacks is told to the office that keeps it, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nianbao.duty.model import Outcome
from nianbao.report.model import READER_VERSION, RULES_VERSION, Judgement
from storage.queries.facts import facts
from storage.queries.findings import findings, steps
from storage.registry import import_registry
from storage.store import documents, matches, reports
from tasks.hubs import judge_hubs, to_judge
from tasks.standings import standings
from tests.storage.moments import DAY, HOUR, NOON
from tests.storage.qinghe import (
    candidate,
    certain,
    column,
    duty,
    fetch,
    link,
    read,
    report,
    run,
    settle,
)

HUB = """
[[portal]]
slug = "hub"
family = "trs"
start = "https://www.hub.example/zt/nb/"
name = "青禾市政府信息公开专栏"
topology = "collective"
bodies = ["qinghe", "qinghe-office", "qinghe-jtj", "qinghe-swj"{more}]
{proven}
"""
PROVEN = 'proven = { by = "张三", how = "人工核对" }'
LATER = NOON + 3 * DAY


def gathered(session, *, proven=PROVEN, more=""):
    """The city's hub, with what else it gathers; the bureau's report stands in its own column."""
    import_registry(session, HUB.format(proven=proven, more=more), NOON - 300 * DAY)
    publish(session, link(session, NOON, "own"))


def publish(session, page, match=None, content=b"report"):
    """A page is fetched, matched and read."""
    kept = documents.keep_version(session, run(session, page.at), fetch(page, content))
    matches.keep_match(session, kept.document_id, match or certain(), page.at)
    reports.keep_report(
        session,
        kept.version_id,
        report(received=3),
        Judgement(),
        reader_version=READER_VERSION,
        rules_version=RULES_VERSION,
        now=page.at,
    )


def listed(session, at, *, url="https://www.hub.example/zt/nb/t1.html"):
    return replace(link(session, at), column_id=column(session, "hub"), url=url)


def read_hub(session, *moments, url=""):
    for at in moments:
        read(
            session, at, Outcome.OK, *([listed(session, at, url=url)] if url else ()), portal="hub"
        )


def told(session, now=LATER):
    """Look at all duties as the states' round does; return what is said, under whose report."""
    wanted = [duty(session, body) for body in ("qinghe-jtj", "qinghe-office", "qinghe")]
    judge_hubs(session, to_judge(session, facts(session, now, duties=wanted), now), now)
    return [
        (view.body, view.state.value, view.finding.message)
        for view in findings(session)
        if view.finding.rule == "hub.incomplete"
    ]


def test_the_keeper_is_told_which_published_report_its_column_lacks(session):
    gathered(session)
    read_hub(session, NOON + HOUR, LATER)
    ((body, state, said),) = told(session)
    assert (body, state) == ("qinghe-office", "open")
    assert said == (
        "截至2027年2月4日12时的完整检索，集中专栏“青禾市政府信息公开专栏·政府信息公开年报”"
        "（https://www.hub.example/zt/nb/）中未检索到青禾市交通运输局2026年政府信息公开工作年度报告；"
        "该报告已在“青禾市人民政府网站·政府信息公开年报”公布（2027年2月1日12时采集到，"
        "https://www.qinghe.example/zwgk/nb/own.html）。请核对，如确未列入，请在集中专栏补充链接。"
    )
    assert [view.baseline for view in findings(session)] == [False]
    assert findings(session, duty_id=duty(session)) == ()


def test_it_is_resolved_when_a_later_reading_lists_it_and_not_because_the_site_is_down(session):
    gathered(session)
    read_hub(session, NOON + HOUR, LATER)
    told(session)
    read(session, LATER + DAY, Outcome.DOWN, portal="hub")
    assert told(session, LATER + DAY)[0][1] == "open"
    then = LATER + 2 * DAY
    publish(session, listed(session, then), content=b"another print of it")
    read_hub(session, then)
    assert told(session, then)[0][1] == "resolved"
    (view,) = findings(session)
    assert [step.what for step in steps(session, view.id)] == ["opened", "resolved"]


@pytest.mark.parametrize("way", ["certain", "candidate", "unread", "same address", "same bytes"])
def test_what_is_or_may_be_the_report_is_no_lack(session, way):
    gathered(session)
    page = listed(session, NOON)
    if way == "certain":
        publish(session, page, content=b"another print of it")
    elif way == "candidate":
        publish(session, page, candidate("qinghe-jtj", "qinghe-office"), b"other")
    elif way == "unread":
        documents.keep_version(session, run(session, NOON), fetch(page, b"other"))
    elif way == "same address":
        page = replace(page, url="http://www.qinghe.example/zwgk/nb/own.html#top")
    else:
        publish(session, page, candidate("qinghe-office"))
    read_hub(session, NOON + HOUR, LATER, url=page.url)
    assert told(session) == []


@pytest.mark.parametrize("proven", ["", "expect = { since = 2027 }"])
def test_an_unproven_column_or_one_for_later_years_lacks_nothing(session, proven):
    gathered(session, proven=proven)
    read_hub(session, NOON + HOUR, LATER)
    assert told(session) == []


def test_a_province_wide_column_is_not_laid_at_the_countys_door(session):
    gathered(session, more=', "yunting-nyj", "yunting-office"')
    publish(session, link(session, NOON, "nyj"), certain("yunting-nyj"))
    read_hub(session, NOON + HOUR, LATER)
    assert {body for body, _, _ in told(session)} == {"qinghe-office"}


def test_of_a_year_that_is_over_nothing_new_is_said_and_old_news_are_silent(session):
    gathered(session)
    read_hub(session, NOON + HOUR, LATER)
    assert told(session, NOON + 400 * DAY) == []
    assert told(session, NOON + 60 * DAY)[0][1] == "open"
    assert findings(session)[0].baseline


def test_the_round_of_all_states_says_it(yard):
    with yard.database.write() as session:
        settle(session)
        gathered(session)
        read_hub(session, NOON + HOUR, LATER)
    yard.at("2027-02-04 13:00")
    standings(yard.house())
    with yard.database.read() as session:
        said = {view.body for view in findings(session) if view.finding.rule == "hub.incomplete"}
    assert said == {"qinghe-office"}
