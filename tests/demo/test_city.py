import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler.history import STILL
from crawler.manifest import ColumnOutcome, ColumnRow, Failed, Fetched, Job, PortalRow, read
from crawler.spiders import FAMILIES
from nianbao.clock import SHANGHAI, Clock
from nianbao.demo import bodies, city, posts, sheets
from nianbao.demo.registry import registry
from nianbao.demo.story import DAYS_LATE, STORY
from nianbao.duty.matching import Clues, match
from nianbao.duty.model import DutyState
from storage.database import Database
from storage.registry import import_registry
from storage.rows import BodyRow, DutyRow

ROOT = Path(__file__).resolve().parents[2]
BEFORE, AFTER = "2025-12-22T09:00", "2026-02-03T10:00"


def crawl(running, folder, now):
    """Run a real crawler process over the six portals."""
    portals = tuple(
        PortalRow(
            slug=portal.slug,
            family=portal.family,
            hosts=(running.served[portal.slug].netloc,),
            columns=(ColumnRow(id=number, url=running.start_url(portal.slug)),),
        )
        for number, portal in enumerate(city.PORTALS)
    )
    job = Job(
        run="1",
        portals=portals,
        user_agent="Nianbao/0.1 (sample; mailto:office@nianbao.example)",
        allow_private_hosts=True,
        delay_seconds=0.0,
        seconds=60,
        now=now,
    )
    job_file = folder.parent / f"{folder.name}.json"
    job_file.write_text(job.model_dump_json(), encoding="utf-8")
    command = [sys.executable, "-m", "crawler", str(job_file), str(folder)]
    done = subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=90
    )
    assert done.returncode == 0, done.stderr
    return list(read(folder))


@pytest.fixture(scope="module")
def crawled(font, tmp_path_factory):
    """What the crawler sees before the season and after the due date."""
    folder = tmp_path_factory.mktemp("city")
    found = {}
    for number, now in enumerate((BEFORE, AFTER)):
        with city.running(Clock(now), font, 41) as running:
            found[now] = crawl(running, folder / str(number), now)
    return found


def of(entries, kind):
    return [entry for entry in entries if isinstance(entry, kind)]


def test_three_portals_can_be_read_and_three_cannot_each_for_its_reason(crawled):
    outcomes = {entry.portal: entry.outcome for entry in of(crawled[AFTER], ColumnOutcome)}
    assert outcomes == {
        "qinghe": "ok",
        "yunting": "ok",
        "linlan": "ok",
        "yanxi": "blocked",
        "wangfan": "down",
        "qilin": "layout_changed",
    }


def test_the_layout_was_readable_before_it_changed(crawled):
    outcomes = {entry.portal: entry.outcome for entry in of(crawled[BEFORE], ColumnOutcome)}
    assert outcomes["qilin"] == "ok"


def test_every_report_is_fetched_and_nothing_fails_where_portals_can_be_read(crawled):
    titles = Counter(entry.title for entry in of(crawled[AFTER], Fetched))
    wanted = {sheets.load(name).title for name in sheets.names() if not name.startswith("qilin")}
    assert wanted <= set(titles)
    assert not of(crawled[AFTER], Failed)


def test_before_the_season_only_the_history_is_there(crawled):
    titles = {entry.title for entry in of(crawled[BEFORE], Fetched)}
    reports = [sheets.load(name) for name in sheets.names()]
    assert {sheet.title for sheet in reports if sheet.year < bodies.YEAR} <= titles
    assert not {sheet.title for sheet in reports if sheet.year == bodies.YEAR} & titles


def test_the_attachments_are_fetched_through_their_pages(crawled):
    files = [entry for entry in of(crawled[AFTER], Fetched) if entry.parent]
    kinds = sorted(entry.capture.content_type.rpartition("/")[2] for entry in files)
    assert kinds == [
        "pdf",
        "pdf",
        "vnd.openxmlformats-officedocument.wordprocessingml.document",
    ]


def test_the_late_report_claims_a_date_after_the_due_date(crawled):
    found = next(
        entry
        for entry in of(crawled[AFTER], Fetched)
        if entry.title == sheets.load("yunting_transport_2025").title
    )
    assert {claim.day for claim in found.dates} == {date(2026, 2, 3)}
    assert (found.dates[0].day - date(2026, 1, 31)).days == DAYS_LATE


def test_the_report_to_confirm_names_neither_its_body_nor_its_year():
    post = next(post for post in posts.district() if post.number == 219)
    sheet = sheets.load("linlan_transport_2025")
    assert sheet.organ not in post.title + post.body + post.source
    assert "临澜" not in post.title + post.body + post.source
    assert "2025" not in post.title + post.body


def test_the_missing_body_has_an_earlier_report_in_its_column_and_none_for_the_year():
    ours = [post.title for post in posts.city() if "生态环境局" in post.title]
    assert ours == ["青禾市生态环境局2024年政府信息公开工作年度报告"]


def test_two_readings_prove_the_absence_thirteen_hours_apart_and_after_the_due_date():
    crawls = [step.at for step in STORY if "crawl" in step.acts]
    due = datetime(2026, 2, 1, 0, 0, tzinfo=SHANGHAI)
    before, after = max(at for at in crawls if at < due), min(at for at in crawls if at >= due)
    assert (after - before).total_seconds() >= 12 * 3600
    assert after < posts.LATE_AT


def test_the_story_moves_forward_and_ends_with_a_state_for_every_body():
    assert [step.at for step in STORY] == sorted(step.at for step in STORY)
    final = STORY[-1].states
    assert set(final) == {body.slug for body in bodies.BODIES}
    assert Counter(final.values()) == {
        DutyState.PUBLISHED: 8,
        DutyState.UNVERIFIABLE: 3,
        DutyState.LATE: 1,
        DutyState.MISSING: 1,
        DutyState.TO_CONFIRM: 1,
        DutyState.COVERED_BY: 1,
    }


def test_every_portal_has_an_address_of_its_own(font):
    with city.running(Clock(AFTER), font, 51) as running:
        hosts = [served.host for served in running.served.values()]
    assert len(set(hosts)) == len(city.PORTALS) == 6


def test_the_registry_is_imported_whole_and_twice_is_once(font, tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'nianbao.sqlite3'}")
    database.migrate()
    now = datetime(2025, 12, 22, 9, 0, tzinfo=SHANGHAI)
    with city.running(Clock(AFTER), font, 61) as running:
        text = registry(running)
    for _ in range(2):
        with database.write() as session:
            report = import_registry(session, text, now, families=set(FAMILIES))
    assert not report.added
    with database.read() as session:
        rows = session.execute(
            select(BodyRow.slug, DutyRow).join(DutyRow, DutyRow.body_id == BodyRow.id)
        ).all()
        due = {(slug, duty.year): duty.publish_by for slug, duty in rows}
        covered = [slug for slug, duty in rows if duty.covered_by_id]
    database.dispose()
    assert len(due) == len(bodies.BODIES) + len(bodies.EARLIER)
    assert due["yunting-liuwan", 2025] == date(2026, 1, 26)
    assert due["qinghe-gov", 2025] == date(2026, 3, 31)
    assert due["qinghe-ecology", 2025] == date(2026, 1, 31)
    assert covered == ["yunting-office"]


def matched(post, portal):
    bound = tuple(body for body in bodies.BODIES if body.slug in portal.bodies)
    clues = Clues(
        link_title=post.title,
        page_title=post.page_title or post.title,
        organ=post.source or None,
        column=portal.column,
        published=post.published.date(),
    )
    return match(clues, bound)


def test_titles_settle_every_report_but_the_one_to_confirm(font):
    portals = {portal.slug: portal for portal in city.PORTALS}
    held = {
        "qinghe": (*posts.city(), posts.city_pdf(font)),
        "yunting": posts.county(font),
        "qilin": posts.rebuilt(),
    }
    found = [matched(post, portals[slug]) for slug, said in held.items() for post in said]
    reports = [one for one in found if one.relevant]
    assert all(one.certain for one in reports)
    assert ("qinghe-ecology", 2025) not in {(one.body, one.year) for one in reports}
    doubtful = next(post for post in posts.district() if post.number == 219)
    candidate = matched(doubtful, portals["linlan"])
    assert candidate.relevant
    assert not candidate.certain
    assert set(candidate.bodies) == {"linlan-transport", "linlan-farming"}


def test_no_sample_column_stands_still_when_the_story_begins(font):
    began = STORY[0].at.date()
    columns = {"qinghe": posts.city(), "yunting": posts.county(font), "linlan": posts.district()}
    for slug, said in columns.items():
        days = [post.published.date() for post in said if post.published.date() <= began]
        assert began - max(days) < STILL, slug
