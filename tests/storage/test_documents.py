from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from nianbao.duty.model import Outcome
from nianbao.report.model import Claim, Judgement
from storage.queries import documents as document_queries
from storage.queries.journal import row_counts
from storage.rows import DocumentRow, VersionRow
from storage.store import documents, matches, reports, runs
from storage.store.runs import ColumnReading
from tests.storage.moments import DAY, HOUR, NOON
from tests.storage.qinghe import certain, duty, fetch, link, publish, read, report, run


def everything(session) -> list[tuple]:
    """All that a manifest may have written, field by field."""
    return [
        tuple(getattr(row, column.key) for column in row_class.__table__.columns)
        for row_class in (DocumentRow, VersionRow)
        for row in session.scalars(select(row_class).order_by(row_class.id))
    ]


def replay(session, run_id) -> list[bool]:
    """What one manifest says: a page on the list, its attachment, a broken link."""
    page, other = link(session, NOON, "page", "2027-01-20"), link(session, NOON, "broken")
    attached = link(session, NOON, "file.docx", parent=page.url, list_url="")
    documents.keep_link(session, run_id, page)
    kept = [
        documents.keep_version(session, run_id, fetch(page)),
        documents.keep_version(session, run_id, fetch(attached, b"docx")),
    ]
    documents.keep_failure(session, run_id, other, 404, "404 Not Found")
    runs.keep_outcome(session, run_id, ColumnReading(page.column_id, Outcome.OK, NOON, 2))
    return [version.is_new for version in kept]


def test_replaying_a_manifest_changes_nothing(qinghe):
    with qinghe.write() as session:
        run_id = run(session, NOON)
        assert replay(session, run_id) == [True, True]
    with qinghe.write() as session:
        before, counts = everything(session), row_counts(session)
        assert replay(session, run_id) == [False, False]
    with qinghe.read() as session:
        assert everything(session) == before
        assert row_counts(session) == counts


def test_two_that_replay_a_manifest_at_once_keep_it_once(qinghe):
    with qinghe.write() as session:
        run_id = run(session, NOON)

    def one(_: int) -> list[bool]:
        with qinghe.write() as session:
            return replay(session, run_id)

    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(one, range(3)))
    assert sorted(found) == [[False, False], [False, False], [True, True]]
    with qinghe.read() as session:
        counts = row_counts(session)
    assert [counts[t] for t in ("documents", "versions", "column_outcomes")] == [3, 2, 1]


def test_an_older_manifest_replayed_late_does_not_undo_the_newer_one(qinghe):
    with qinghe.write() as session:
        first, second = run(session, NOON), run(session, NOON + DAY)
        newer = link(session, NOON + DAY, title="更正后的标题")
        documents.keep_version(session, second, fetch(newer, b"corrected"))
        older = link(session, NOON, title="旧标题")
        kept = documents.keep_version(session, first, fetch(older, b"first"))
        found = document_queries.document(session, kept.document_id)
        latest = document_queries.latest_version(session, kept.document_id)
    assert (found.first_seen, found.last_seen) == (NOON, NOON + DAY)
    assert found.title == "更正后的标题"
    assert kept.is_new
    assert latest != kept.version_id


def test_other_bytes_at_the_same_address_are_another_version(qinghe):
    with qinghe.write() as session:
        first = publish(session, NOON, content=b"first")
        second = publish(session, NOON + DAY, content=b"second")
        again = publish(session, NOON + 2 * DAY, content=b"first")
        assert first[0] == second[0] == again[0]
        assert first[1] == again[1] != second[1]
        assert document_queries.latest_version(session, first[0]) == first[1]
        assert document_queries.version(session, first[1]).last_seen == NOON + 2 * DAY


def test_an_attachment_is_known_by_its_page(qinghe):
    with qinghe.write() as session:
        run_id = run(session, NOON)
        replay(session, run_id)
        rows = {row.title: row.id for row in session.scalars(select(DocumentRow))}
        attached = document_queries.document(session, rows["报告file.docx"])
        assert attached.parent_title == "报告page"
        assert attached.parent_dates == (Claim("2027-01-20", "list"),)
        assert document_queries.attachments(session, rows["报告page"]) == (attached.id,)


def test_a_link_that_did_not_open_says_why_until_it_opens(qinghe):
    with qinghe.write() as session:
        run_id = run(session, NOON)
        document = documents.keep_failure(session, run_id, link(session, NOON), None, "连接超时")
        assert document_queries.document(session, document).failed_why == "连接超时"
        documents.keep_version(session, run_id, fetch(link(session, NOON + HOUR)))
        assert document_queries.document(session, document).failed_why == ""


def test_what_the_first_reading_of_a_column_finds_is_back_filled(qinghe):
    with qinghe.write() as session:
        first = publish(session, NOON, year=2025)
        second = publish(session, NOON + DAY, year=2026)
        views = [document_queries.document(session, found[0]) for found in (first, second)]
    assert [view.back_filled for view in views] == [True, False]


def refuse(session, at, name="qinghe-jtj-2026"):
    """A report's address, which no list holds, is asked for and says that nothing is there."""
    old = link(session, at, name)
    documents.keep_refusal(session, old.column_id, old.url, at)
    read(session, at)


def test_a_report_is_gone_when_two_lists_lack_it_and_its_address_refuses_twice(qinghe):
    with qinghe.write() as session:
        document, _ = publish(session, NOON)
        refuse(session, NOON + DAY)
        assert document_queries.document(session, document).gone_since is None
        refuse(session, NOON + DAY + HOUR)  # too soon after the first
        assert document_queries.document(session, document).gone_since is None
        refuse(session, NOON + 2 * DAY)
        assert document_queries.document(session, document).gone_since == NOON + 2 * DAY


def test_a_report_that_no_list_holds_is_not_gone_while_its_address_did_not_refuse_twice(qinghe):
    with qinghe.write() as session:
        document, _ = publish(session, NOON)
        read(session, NOON + DAY)
        read(session, NOON + 2 * DAY)
        refuse(session, NOON + 3 * DAY)
        read(session, NOON + 4 * DAY)  # what its address says this time nobody knows
        assert document_queries.document(session, document).gone_since is None


def test_a_report_that_still_opens_begins_anew_though_no_list_holds_it(qinghe):
    with qinghe.write() as session:
        document, _ = publish(session, NOON)
        refuse(session, NOON + DAY)
        publish(session, NOON + 2 * DAY)
        refuse(session, NOON + 3 * DAY)
        assert document_queries.document(session, document).gone_since is None


def test_what_nobody_takes_for_a_report_is_gone_by_two_lists_alone(qinghe):
    with qinghe.write() as session:
        read(session, NOON, Outcome.OK, link(session, NOON, "notice"))
        document = session.scalars(select(DocumentRow.id)).one()
        for day in (1, 2):
            read(session, NOON + day * DAY)
        assert document_queries.document(session, document).gone_since == NOON + 2 * DAY


def test_tries_that_fail_are_counted_from_the_first_and_anew_after_a_wall(qinghe):
    def failed(at, *, dead=True):
        broken = link(session, at, "broken")
        documents.keep_failure(session, run(session, at), broken, 404, "404", dead=dead)
        return session.scalars(select(DocumentRow.failed_since)).one()

    with qinghe.write() as session:
        assert [failed(NOON), failed(NOON + DAY)] == [NOON, NOON]
        assert failed(NOON + 2 * DAY, dead=False) is None
        assert failed(NOON + 3 * DAY) == NOON + 3 * DAY


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.OK}))
def test_a_list_that_was_not_read_makes_nothing_gone(qinghe, outcome):
    with qinghe.write() as session:
        document, _ = publish(session, NOON)
        for day in (1, 2, 3):
            read(session, NOON + day * DAY, outcome)
        assert document_queries.document(session, document).gone_since is None


def test_a_document_that_is_back_is_not_gone(qinghe):
    with qinghe.write() as session:
        document, _ = publish(session, NOON)
        for day in (1, 2):
            refuse(session, NOON + day * DAY)
        publish(session, NOON + 3 * DAY)
        assert document_queries.document(session, document).gone_since is None


def test_what_a_person_entered_is_not_gone_because_no_list_holds_it(qinghe):
    with qinghe.write() as session:
        document = matches.enter_report(
            session,
            duty(session),
            link(session, NOON).column_id,
            url="https://www.qinghe.example/other.html",
            title="年报",
            day=NOON.date(),
            who="甲",
            now=NOON,
        )
        for day in (1, 2):
            read(session, NOON + day * DAY)
        assert document_queries.document(session, document).gone_since is None


def keep(session, version_id, *, reader="r1", rules="u1", **figures) -> None:
    reports.keep_report(
        session,
        version_id,
        report(**figures),
        Judgement(),
        reader_version=reader,
        rules_version=rules,
        now=NOON,
    )


def test_a_version_is_read_once_by_each_reader_and_judged_anew_by_new_rules(qinghe):
    with qinghe.write() as session:
        _, version = publish(session, NOON)
        assert document_queries.unread(session, "r1") == (version,)
        keep(session, version)
        assert document_queries.unread(session, "r1") == ()
        assert document_queries.unread(session, "r2") == (version,)
        assert document_queries.unjudged(session, "r1", "u1") == ()
        assert document_queries.unjudged(session, "r1", "u2") == (version,)
        keep(session, version, rules="u2")
        assert document_queries.unjudged(session, "r1", "u2") == ()


def test_attachments_are_read_before_the_page_they_hang_on(qinghe):
    with qinghe.write() as session:
        replay(session, run(session, NOON))
        first, second = document_queries.unread(session, "r1")
        names = [document_queries.version(session, v).document.title for v in (first, second)]
    assert names == ["报告file.docx", "报告page"]


def test_the_copy_with_most_figures_governs_and_a_tie_goes_to_the_page(qinghe):
    with qinghe.write() as session:
        run_id = run(session, NOON)
        replay(session, run_id)
        attached, page = document_queries.unread(session, "r1")
        for version in (attached, page):
            document = document_queries.version(session, version).document.id
            matches.keep_match(session, document, certain(), NOON)
        keep(session, page, received=1)
        keep(session, attached, received=1)
        assert document_queries.governing(session, duty(session), "r1").version_id == page
        keep(session, attached, received=1, settled=2)
        assert document_queries.governing(session, duty(session), "r1").version_id == attached
        assert document_queries.governing(session, duty(session), "r2") is None


def test_the_latest_version_of_a_document_governs(qinghe):
    with qinghe.write() as session:
        _, first = publish(session, NOON, content=b"first")
        keep(session, first, received=1, settled=1)
        _, second = publish(session, NOON + DAY, content=b"second")
        keep(session, second, received=1)
        assert document_queries.governing(session, duty(session), "r1").version_id == second


def test_a_document_that_is_gone_governs_nothing(qinghe):
    with qinghe.write() as session:
        _, version = publish(session, NOON)
        keep(session, version, received=1)
        for day in (1, 2):
            refuse(session, NOON + day * DAY)
        assert document_queries.governing(session, duty(session), "r1") is None


def test_what_does_not_exist_is_named(qinghe):
    with qinghe.read() as session:
        for find in (document_queries.document, document_queries.version):
            with pytest.raises(LookupError, match="7"):
                find(session, 7)
