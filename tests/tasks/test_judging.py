"""Nobody is accused while something waits to be read, and states open and close their findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, select

from nianbao.demo.portals.site import Attached
from nianbao.demo.portals.trouble import WalledSite
from nianbao.demo.portals.trs import TrsSite
from nianbao.duty.model import DutyState, ReportKind, Standing
from storage.queries.findings import findings, steps
from storage.rows import MatchRow, ReportRow
from storage.rows.findings import FindingState
from storage.store.decisions import decide
from storage.store.duties import find_duty
from storage.store.matches import match_document
from tasks.crawl import crawl
from tasks.judging import evaluated_by
from tasks.read import read
from tasks.standings import standings
from tasks.tick import tick


@pytest.fixture(params=["yard", "postgres_yard"])
def each_yard(request):
    return request.getfixturevalue(request.param)


BROKEN_PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog"


def _crawl_only(yard, moment):
    """Crawl at a moment, and read nothing of what it brought."""
    yard.at(moment)
    house = yard.house()
    tick(house)
    crawl(house, *next(ids for task, ids in house.bell.rung if task == "crawl"))
    return house


def _rules(yard, year=2025):
    with yard.database.read() as session:
        return {
            (view.body, view.finding.rule, view.state.value, view.baseline)
            for view in findings(session)
            if view.year == year and view.finding.rule.startswith("duty.")
        }


def test_nobody_is_missing_while_something_fetched_from_the_column_is_unread(yard):
    _crawl_only(yard, "2026-01-31 20:00")
    house = _crawl_only(yard, "2026-02-01 09:00")
    standings(house)
    assert "missing" not in yard.states().values()
    for version_id in dict.fromkeys(ids[0] for task, ids in house.bell.rung if task == "read"):
        read(house, version_id)
    yard.work_off(yard.house())
    assert yard.states()["qinghe-ecology", 2025] == "missing"


def test_a_link_is_matched_before_its_list_counts_as_read(yard):
    house = _crawl_only(yard, "2026-02-01 09:00")
    standings(house)
    assert yard.states()["qinghe-transport", 2025] == "published"


def test_missing_opens_a_finding_and_the_report_resolves_it(yard):
    _crawl_only(yard, "2026-01-31 20:00")
    yard.at("2026-02-01 09:00")
    yard.work_off(yard.house())
    assert ("qinghe-ecology", "duty.missing", "open", False) in _rules(yard)
    every = yard.site.inner
    late = every.posts[-1]
    renamed = replace(
        late,
        number=999_001,
        title=late.title.replace("交通运输局", "生态环境局"),
        body=late.body.replace("交通运输局", "生态环境局"),
        source=late.source.replace("交通运输局", "生态环境局"),
        published=yard.settings.clock.now().replace(day=3, hour=8),
    )
    yard.site.inner = TrsSite(every.dress, (*every.posts, renamed))
    yard.at("2026-02-03 10:00")
    yard.work_off(yard.house())
    assert yard.states()["qinghe-ecology", 2025] == "late"
    assert {rule[1:3] for rule in _rules(yard) if rule[0] == "qinghe-ecology"} == {
        ("duty.missing", "resolved"),
        ("duty.late", "open"),
    }


def test_a_portal_that_cannot_be_read_is_a_task_and_never_an_error(yard):
    yard.site.inner = WalledSite()
    for moment in ("2026-01-31 20:00", "2026-02-01 09:00", "2026-02-02 09:00"):
        yard.at(moment)
        yard.work_off(yard.house())
    assert set(yard.states().values()) == {"unverifiable"}
    with yard.database.read() as session:
        assert {view.finding.severity.value for view in findings(session)} == {"task"}


def test_a_damaged_file_behind_a_page_is_a_task_and_the_report_counts_as_published(yard):
    every = yard.site.inner
    page = replace(
        every.posts[-1],
        body="<p>现将报告全文公布如下，请点击附件查看。</p>",
        files=(Attached("青禾市交通运输局2025年政府信息公开工作年度报告.pdf", "pdf", BROKEN_PDF),),
    )
    yard.site.inner = TrsSite(every.dress, (*every.posts[:-1], page))
    yard.work_off(yard.house())
    assert yard.states()["qinghe-transport", 2025] == "published"
    with yard.database.read() as session:
        found = [v for v in findings(session) if (v.body, v.year) == ("qinghe-transport", 2025)]
    assert [(v.finding.rule, v.finding.severity.value) for v in found] == [
        ("read.unreadable", "task")
    ]


def test_a_silence_ends_by_itself_and_says_so(yard):
    _crawl_only(yard, "2026-01-31 20:00")
    yard.at("2026-02-01 09:00")
    yard.work_off(yard.house())
    with yard.database.write() as session:
        missing = next(v for v in findings(session) if v.finding.rule == "duty.missing")
        decide(
            session,
            missing.id,
            FindingState.WAIVED,
            who="王某",
            why="单位搬迁",
            now=yard.settings.clock.now(),
            until=date(2026, 2, 5),
        )
    yard.at("2026-02-05 18:00")
    yard.work_off(yard.house())
    assert ("qinghe-ecology", "duty.missing", "waived", False) in _rules(yard)
    yard.at("2026-02-06 09:00")
    yard.work_off(yard.house())
    assert ("qinghe-ecology", "duty.missing", "open", False) in _rules(yard)
    with yard.database.read() as session:
        assert "expired" in {step.what for step in steps(session, missing.id)}


def test_what_cannot_be_read_resolves_no_absence():
    unreadable = Standing(DutyState.UNVERIFIABLE, "网站无法打开")
    assert "duty.missing" not in evaluated_by(unreadable)
    assert "duty.missing" in evaluated_by(Standing(DutyState.PUBLISHED))


class Meanwhile:
    """A database before whose next writing another process gets its work done."""

    def __init__(self, inner, work):
        self.inner, self.work = inner, work

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def write(self, **options):
        work, self.work = self.work, lambda: None
        work()
        return self.inner.write(**options)


def _missing_then_published(yard):
    """A body that is missing by the facts of now, and what makes its report known."""
    yard.at("2026-01-31 20:00")
    yard.work_off(yard.house())
    house = _crawl_only(yard, "2026-02-01 09:00")
    for version_id in dict.fromkeys(ids[0] for task, ids in house.bell.rung if task == "read"):
        read(house, version_id)
    with yard.database.read() as session:
        duty_id = find_duty(session, "qinghe-ecology", 2025, ReportKind.OWN)
        other = find_duty(session, "qinghe-transport", 2025, ReportKind.OWN)
        wanted = select(MatchRow.document_id).filter_by(duty_id=other, certain=True)
        document_id = session.scalars(wanted).first()

    def publish():
        with yard.database.write() as session:
            found = {"certain": True, "why": "", "now": yard.settings.clock.now()}
            match_document(session, document_id, duty_id, **found)

    return duty_id, publish


def test_facts_that_another_process_wrote_meanwhile_are_not_overlooked(each_yard):
    duty_id, publish = _missing_then_published(each_yard)
    house = each_yard.house()
    standings(replace(house, database=Meanwhile(house.database, publish)), duty_id)
    assert each_yard.states()["qinghe-ecology", 2025] == "published"
    assert _rules(each_yard) == set()


def test_what_was_fetched_meanwhile_is_waited_for_however_much_waits(each_yard):
    duty_id, _ = _missing_then_published(each_yard)

    def fetch():
        with each_yard.database.write() as session:
            session.execute(delete(ReportRow))

    house = each_yard.house()
    standings(replace(house, database=Meanwhile(house.database, fetch)), duty_id)
    assert each_yard.states()["qinghe-ecology", 2025] == "due_soon"
    assert _rules(each_yard) == set()


def test_who_is_behind_the_times_accuses_nobody(each_yard):
    duty_id, publish = _missing_then_published(each_yard)
    publish()
    each_yard.at("2026-02-01 09:05")
    standings(each_yard.house(), duty_id)
    with each_yard.database.write() as session:
        session.execute(delete(MatchRow).where(MatchRow.duty_id == duty_id))
    each_yard.at("2026-02-01 09:04")  # a machine whose clock is slow
    standings(each_yard.house(), duty_id)
    assert each_yard.states()["qinghe-ecology", 2025] == "published"
    assert _rules(each_yard) == set()
