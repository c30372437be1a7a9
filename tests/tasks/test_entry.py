"""“已经公布”: what a person finds is fetched, judged, kept, and answered for."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select, update
from warcio.archiveiterator import ArchiveIterator

from nianbao.demo.portals.site import Response
from nianbao.duty.model import ReportKind
from storage.queries.bindings import bindings
from storage.queries.entries import entries, manual_tasks
from storage.queries.facts import facts
from storage.queries.findings import findings
from storage.queries.journal import audit_log
from storage.queries.messages import message
from storage.queries.rollcalls import decisions
from storage.rows import DocumentRow, MessageRow
from storage.rows.messages import MessageState
from storage.store.duties import find_duty
from storage.store.matches import decide_match
from storage.store.portals import consent
from storage.verification import verify
from tasks.brought import Upload
from tasks.entry import Entry, Refused, record
from tasks.standings import standings
from tasks.unseen import Why
from tests.tasks.found import ELSEWHERE, UNDATED, add, ecology, origin

BODY = "qinghe-ecology"
PNG = b"\x89PNG\r\n\x1a\nnothing to see"


@pytest.fixture
def city(yard):
    return missed(yard)


@pytest.fixture(params=["sqlite", "postgresql"])
def each_city(request):
    name = "yard" if request.param == "sqlite" else "postgres_yard"
    return missed(request.getfixturevalue(name))


def missed(yard):
    """The column was read twice without the report: it is missing, and the office was told."""
    for moment in ("2026-01-31 20:00", "2026-02-01 09:00", "2026-02-02 09:30"):
        yard.at(moment)
        yard.work_off(yard.house())
    assert yard.states()[BODY, 2025] == "missing"
    return yard


def told(yard, kind="daily"):
    """Have every mail delivered; return those of a kind to the authority, as text."""
    with yard.database.write() as session:
        session.execute(update(MessageRow).values(state=MessageState.DELIVERED))
    return letters(yard, kind)


def letters(yard, kind):
    views = [one for one in yard.messages() if one.kind == kind]
    with yard.database.read() as session:
        mimes = [message(session, one.id).mime for one in views]
    parsed = [message_from_bytes(mime, policy=policy.default) for mime in mimes]
    return [one.get_body(("plain",)).get_content() for one in parsed]


def entry(yard, path=ELSEWHERE, **more):
    fields = {"body": BODY, "year": 2025, "who": "王某", "url": origin(yard) + path} | more
    return Entry(**fields)


def test_a_report_elsewhere_on_the_site_is_fetched_judged_and_answered_for(each_city):
    city = each_city
    add(city, **{ELSEWHERE: ecology(city)})
    answer = record(city.house(), entry(city))
    assert (answer.year, answer.organ) == (2025, "青禾市生态环境局")
    assert answer.day == date(2026, 1, 20)
    assert answer.certain
    assert answer.unseen.why is Why.ELSEWHERE
    assert "完整读取" in answer.unseen.said
    assert (answer.before.state.value, answer.after.state.value) == ("missing", "published")
    assert city.states()[BODY, 2025] == "published"
    with city.database.read() as session:
        (kept,) = entries(session)
        assert (kept.who, kept.url, kept.unseen) == ("王某", answer.url, "elsewhere")
        judged = verify(session, city.house().archive)
        assert not judged.faults
        assert not judged.unsealed
        assert "duty_report" in {one.what for one in audit_log(session)}
    folder = city.house().archive.path(answer.folder)
    (warc,) = folder.iterdir()
    with warc.open("rb") as file:
        records = [(r.rec_type, r.rec_headers) for r in ArchiveIterator(file)]
    kinds = {kind for kind, said in records if said.get_header("WARC-Target-URI") == answer.url}
    assert kinds == {"request", "response"}


def test_figures_of_what_a_person_found_are_judged_like_those_of_a_crawl(city):
    page = ecology(city, name="交通运输局").replace("交通运输局", "生态环境局")
    add(city, **{ELSEWHERE: page})
    assert record(city.house(), entry(city)).certain
    with city.database.read() as session:
        found = [one for one in findings(session) if (one.body, one.year) == (BODY, 2025)]
    broken = [one for one in found if one.finding.rule.startswith("t3.")]
    assert broken
    assert not any(one.baseline for one in broken)


def test_a_column_that_should_have_held_it_proves_no_absence_any_more(city):
    add(city, **{ELSEWHERE: ecology(city)})
    now = city.house().now
    with city.database.write() as session:
        duty = find_duty(session, BODY, 2025, ReportKind.OWN)
        assert facts(session, now, duties=[duty])[duty].proven_since
    answer = record(city.house(), entry(city))
    assert answer.doubted == ("qinghe·政府信息公开年报",)
    with city.database.write() as session:
        # The entry turns out to be a mistake: still, nobody is missing by that column.
        (kept,) = entries(session)
        document = known_document(session, kept.url)
        decide_match(session, document, duty, belongs=False, who="李某", now=now, why="有误")
    standings(city.house(), duty)
    assert city.states()[BODY, 2025] == "to_confirm"
    with city.database.read() as session:
        lights = {one.body: one for one in bindings(session, 2024)}
    assert lights[BODY].proven_since is None
    assert "不在该栏目" in lights[BODY].why
    assert lights["qinghe-reform"].proven_since


def known_document(session, url):
    return session.scalars(select(DocumentRow.id).where(DocumentRow.url == url)).one()


def test_who_was_told_wrongly_gets_one_correction_and_the_roll_call_lists_it(each_city):
    city = each_city
    assert any("青禾市生态环境局" in text for text in told(city))
    add(city, **{ELSEWHERE: ecology(city)})
    city.at("2026-02-03 09:10")
    answer = record(city.house(), entry(city))
    assert answer.told == 1
    for moment in ("2026-02-03 09:20", "2026-02-03 11:00", "2026-02-04 09:30"):
        city.at(moment)
        city.work_off(city.house())
        told(city)
    (letter,) = letters(city, "correction")
    assert "青禾市生态环境局" in letter
    assert "该报告在提醒之前已公布" in letter
    assert answer.url in letter
    with city.database.read() as session:
        listed = decisions(session, "qinghe-office", 2025, city.house().now)
    made = {one.what for one in listed}
    assert {"登记公布网址", "撤回“未检索到”的提醒"} <= made


def test_what_was_published_after_we_told_retracts_nothing(city):
    told(city)
    add(city, **{UNDATED: ecology(city, "2026-02-05")})
    city.at("2026-02-06 09:10")
    answer = record(city.house(), entry(city, UNDATED))
    assert answer.told == 0
    assert (answer.unseen.why, answer.doubted) == (Why.LATER, ())
    assert answer.after.state.value == "late"
    city.at("2026-02-06 10:00")
    city.work_off(city.house())
    assert letters(city, "correction") == []


def test_another_years_report_is_refused_and_kept_to_be_confirmed_only_with_a_reason(each_city):
    city = each_city
    add(city, **{ELSEWHERE: ecology(city).replace("2025年", "2023年")})
    with pytest.raises(Refused, match="2023"):
        record(city.house(), entry(city))
    before = city.counts()
    with pytest.raises(Refused):
        record(city.house(), entry(city, insist=True))
    assert city.counts() == before
    answer = record(city.house(), entry(city, insist=True, why="标题年度系笔误，已电话核实"))
    assert not answer.certain
    assert answer.after.state.value == "to_confirm"
    assert answer.told == 0
    city.at("2026-02-02 10:00")
    city.work_off(city.house())
    assert city.states()[BODY, 2025] == "to_confirm"


def test_another_bodys_report_is_refused(city):
    page = ecology(city).replace("生态环境局", "水利局").replace("青禾市生态环境", "青禾市水利")
    add(city, **{ELSEWHERE: page})
    with pytest.raises(Refused, match="青禾市水利局"):
        record(city.house(), entry(city))


def test_a_site_that_is_not_listed_is_not_asked_and_a_saved_page_does(city):
    beside = add(city)
    asked = len(beside.asked)
    url = "http://www.elsewhere.example/hbj/2025.html"
    with pytest.raises(Refused, match="不属于已登记的网站"):
        record(city.house(), entry(city, url=url))
    saved = Upload("保存.html", ecology(city).encode())
    answer = record(city.house(), entry(city, url=url, file=saved))
    assert len(beside.asked) == asked
    assert answer.unseen.why is Why.FOREIGN
    assert answer.after.state.value == "published"
    assert answer.after.url == url
    folder = city.house().archive.path(answer.folder)
    (warc,) = folder.iterdir()
    with warc.open("rb") as file:
        kept = [(r.rec_type, r.content_stream().read()) for r in ArchiveIterator(file)]
    assert ("resource", saved.data) in kept


def test_a_redirect_off_the_portal_is_not_followed(city):
    away = Response(b"", status=302, headers=(("Location", "http://127.0.0.1:9/x"),))
    add(city, **{ELSEWHERE: away})
    with pytest.raises(Refused, match="跳转到未登记的网站"):
        record(city.house(), entry(city))


def test_what_robots_forbids_is_not_fetched_until_consent_is_recorded(city):
    robots = Response(b"User-agent: *\nDisallow: /zfxxgk/\n", "text/plain")
    beside = add(city, **{ELSEWHERE: ecology(city), "/robots.txt": robots})
    city.at("2026-02-04 09:00")
    with pytest.raises(Refused, match="robots"):
        record(city.house(), entry(city))
    assert ELSEWHERE not in beside.asked
    with city.database.write() as session:
        consent(session, "qinghe", "青公开函〔2026〕3号", who="王某", now=city.house().now)
    assert record(city.house(), entry(city)).certain


def test_a_walled_page_needs_a_saved_copy_or_a_date_with_a_screenshot(city):
    add(city, **{ELSEWHERE: Response(b"<html>blocked</html>", status=412)})
    with pytest.raises(Refused, match="--file"):
        record(city.house(), entry(city, day=date(2026, 1, 25)))
    shown = Upload("截图.png", PNG)
    answer = record(city.house(), entry(city, day=date(2026, 1, 25), screenshot=shown))
    assert answer.unread
    assert answer.after.state.value == "published"
    assert answer.after.date_source == "人工登记"
    with city.database.read() as session:
        assert not verify(session, city.house().archive).faults


def test_a_persons_date_is_trusted_before_the_pages(city):
    add(city, **{ELSEWHERE: ecology(city)})
    answer = record(city.house(), entry(city, day=date(2026, 2, 2)))
    assert answer.after.state.value == "late"
    assert answer.after.days_late == 2


def test_a_late_report_is_told_of_though_no_column_was_ever_read(yard):
    yard.at("2026-02-03 09:00")
    add(yard, **{ELSEWHERE: ecology(yard)})
    assert record(yard.house(), entry(yard, day=date(2026, 2, 2))).after.state.value == "late"
    with yard.database.read() as session:
        (late,) = [one for one in findings(session) if one.finding.rule == "duty.late"]
    assert not late.baseline


def test_a_column_that_could_not_be_read_is_named_with_since_when(yard):
    yard.site.inner = Beside412(yard.site.inner)
    for moment in ("2026-01-31 20:00", "2026-02-01 09:00"):
        yard.at(moment)
        yard.work_off(yard.house())
    assert yard.states()[BODY, 2025] == "unverifiable"
    with yard.database.read() as session:
        waiting = manual_tasks(session, yard.house().now, year=2025)
    assert {task.body for task in waiting} >= {BODY}
    assert all(task.column_url and task.since for task in waiting)
    city = yard.site.inner.inner
    yard.site.inner = city
    page = ecology(yard)
    yard.site.inner = Beside412(city)
    answer = record(yard.house(), entry(yard, file=Upload("x.html", page.encode())))
    assert answer.unseen.why is Why.UNREAD
    assert "2026年1月31日20时" in answer.unseen.said
    assert "拒绝自动访问" in answer.unseen.said
    assert answer.after.state.value == "published"
    assert answer.doubted == ()


class Beside412:
    """A wall in front of everything."""

    def __init__(self, inner):
        self.inner = inner

    def answer(self, _request, _now):
        return Response(b"<html>412</html>", status=412)


def test_a_saved_page_tells_its_address_itself(city):
    url = origin(city) + "/saved/1.html"
    page = f"<!-- saved from url=(0042){url} -->\n" + ecology(city)
    answer = record(city.house(), entry(city, url="", file=Upload("a.html", page.encode())))
    assert answer.url == url
    with pytest.raises(Refused, match="--url"):
        record(city.house(), entry(city, url="", file=Upload("b.html", ecology(city).encode())))


def test_entering_the_same_again_changes_nothing_but_the_log(city):
    add(city, **{ELSEWHERE: ecology(city)})
    record(city.house(), entry(city))
    before = city.counts()
    answer = record(city.house(), entry(city))
    after = city.counts()
    assert answer.doubted == ()
    assert answer.told == 0
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"entries", "audit", "seals"}


def test_a_later_crawl_leaves_what_was_entered(city):
    add(city, **{ELSEWHERE: ecology(city)})
    record(city.house(), entry(city))
    for moment in ("2026-02-10 09:00", "2026-02-11 09:00", "2026-03-20 09:00"):
        city.at(moment)
        city.work_off(city.house())
    assert city.states()[BODY, 2025] == "published"
