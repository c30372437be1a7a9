"""What is judged beside other reports is judged again when these come, or change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from nianbao.clock import SHANGHAI
from nianbao.demo.portals.site import Post
from nianbao.demo.portals.trs import TrsSite
from nianbao.demo.sheets import load
from nianbao.demo.writers import web
from nianbao.demo.writers.web import WebLayout
from storage.queries.findings import findings
from storage.registry import import_registry
from storage.rows.findings import FindingState
from storage.store.decisions import decide
from tests.report.copies.sentences import CONTENT

SHEET = load("qinghe_ecology_2024")
NUMBERS = {2024: 591_200, 2025: 608_300}


def post(organ, year, own=(), number=0, **cells):
    """A report of a body in a year, with nothing in its table three but these cells."""
    told = {key.replace("__", "."): value for key, value in cells.items()}
    blank = dict.fromkeys(SHEET.cells, "0")
    title = f"{organ}{year}年政府信息公开工作年度报告"
    first = replace(
        SHEET.passages[0], paragraphs=(f"{year}年，{organ}做好政府信息公开工作。", *own)
    )
    sheet = replace(
        SHEET,
        organ=organ,
        year=year,
        title=title,
        cells={**blank, **told},
        lead=(),
        passages=(first, *SHEET.passages[1:4], *_empty(SHEET.passages[4:])),
        signature=(),
    )
    published = datetime(year + 1, 1, 21, 10, tzinfo=SHANGHAI)
    return Post(number or NUMBERS[year], title, published, organ, web.body(sheet, WebLayout()))


def _empty(passages):
    return (replace(passage, paragraphs=("无。",)) for passage in passages)


def publish(yard, *posts, at="2026-02-01 09:00"):
    """Let the portal hold these reports only, and do all that is to be done at a moment."""
    yard.site.inner = TrsSite(yard.site.inner.dress, posts)
    yard.at(at)
    yard.work_off(yard.house())


def settle(yard):
    """Let the transport bureau owe a report on 2024 as well."""
    text = '[[duty]]\nbody = "qinghe-transport"\nyear = 2024\n'
    with yard.database.write() as session:
        import_registry(session, text, yard.settings.clock.now())


def found(yard, rule):
    with yard.database.read() as session:
        return {
            (view.body, view.year): view for view in findings(session) if view.finding.rule == rule
        }


TRANSPORT = "青禾市交通运输局"


def test_last_years_report_that_is_corrected_later_resolves_and_reopens_what_rested_on_it(yard):
    settle(yard)
    this = post(TRANSPORT, 2025, t3__carried_in__other="3", t3__received__other="2")
    publish(yard, this, post(TRANSPORT, 2024, t3__carried_out__other="5"))
    view = found(yard, "carry.in")["qinghe-transport", 2025]
    assert view.state is FindingState.OPEN
    assert (view.finding.left, view.finding.right) == (3, 5)
    with yard.database.write() as session:
        now = yard.settings.clock.now()
        decide(session, view.id, FindingState.DISMISSED, who="王某", why="台账相符", now=now)
    publish(yard, this, post(TRANSPORT, 2024, t3__carried_out__other="7"), at="2026-04-20 09:00")
    view = found(yard, "carry.in")["qinghe-transport", 2025]
    assert (view.state, view.finding.right) == (FindingState.OPEN, 7)
    publish(yard, this, post(TRANSPORT, 2024, t3__carried_out__other="3"), at="2026-07-01 09:00")
    assert found(yard, "carry.in")["qinghe-transport", 2025].state is FindingState.RESOLVED


def test_last_years_report_that_comes_later_is_compared_when_it_comes(yard):
    settle(yard)
    this = post(TRANSPORT, 2025, t3__carried_in__other="3")
    publish(yard, this)
    assert found(yard, "carry.in") == {}
    publish(yard, this, post(TRANSPORT, 2024), at="2026-02-20 09:00")
    assert ("qinghe-transport", 2025) in found(yard, "carry.in")


def text(number):
    return [one.replace("{o}", "我局").replace("{n}", str(number)) for one in CONTENT[:10]]


def test_two_bodies_with_one_text_are_both_named_whoever_is_read_first(yard):
    first = post(TRANSPORT, 2025, own=text(7))
    publish(yard, first)
    assert found(yard, "copy.other") == {}
    second = post("青禾市生态环境局", 2025, own=text(9), number=608_400)
    publish(yard, first, second, at="2026-02-20 09:00")
    both = found(yard, "copy.other")
    assert set(both) == {("qinghe-transport", 2025), ("qinghe-ecology", 2025)}
    assert "青禾市生态环境局" in both["qinghe-transport", 2025].finding.message
    rewritten = post("青禾市生态环境局", 2025, own=CONTENT[12:22], number=608_400)
    publish(yard, first, rewritten, at="2026-03-10 09:00")
    states = {view.state for view in found(yard, "copy.other").values()}
    assert states == {FindingState.RESOLVED}


def test_last_years_text_is_recognised_by_what_is_kept_of_it(yard):
    settle(yard)
    publish(yard, post(TRANSPORT, 2025, own=text(7)), post(TRANSPORT, 2024, own=text(9)))
    assert set(found(yard, "copy.own")) == {("qinghe-transport", 2025)}


def test_it_is_the_same_on_postgresql(postgres_yard):
    settle(postgres_yard)
    this = post(TRANSPORT, 2025, own=text(7), t3__carried_in__other="3")
    publish(postgres_yard, this, post(TRANSPORT, 2024, own=text(9), t3__carried_out__other="5"))
    assert set(found(postgres_yard, "carry.in")) == {("qinghe-transport", 2025)}
    assert set(found(postgres_yard, "copy.own")) == {("qinghe-transport", 2025)}
