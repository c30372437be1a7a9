"""Texts that are alike are found by their bands, under their own office, in their own year."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from sqlalchemy import delete, func, select

from nianbao.report.narrative import narrative
from nianbao.report.signature import signature
from storage.queries import texts as text_queries
from storage.rows import BandRow, BodyRow, DutyRow, DutyTextRow, SignatureRow
from storage.store import duties, texts
from tests.report.copies.pairs import built, text_of
from tests.storage.qinghe import duty

COPIED = text_of(Random(1))
OTHER = text_of(Random(2))


def said(text, organ, year=2026, seed=3):
    return built(text, organ, year, Random(seed))


def bands(session):
    return session.scalar(select(func.count()).select_from(BandRow))


def all_bands(session):
    found = session.execute(select(BandRow.office_id, BandRow.year, BandRow.key, BandRow.duty_id))
    return {tuple(row) for row in found}


def test_a_text_like_anothers_under_the_same_office_is_found_from_both_sides(qinghe):
    with qinghe.write() as session:
        nyj, baisha = duty(session, "yunting-nyj"), duty(session, "yunting-baisha")
        assert texts.keep_text(session, nyj, said(COPIED, "云汀县农业农村局"))
        assert texts.keep_text(session, baisha, said(COPIED, "云汀县白沙镇人民政府", seed=4))
        (one,), (other,) = (text_queries.neighbours(session, n) for n in (nyj, baisha))
    assert (one.duty_id, one.name) == (baisha, "云汀县白沙镇人民政府")
    assert other.duty_id == nyj
    assert one.jaccard > 0.9


def test_an_office_is_compared_with_its_own_bodies(qinghe):
    with qinghe.write() as session:
        office, nyj = duty(session, "yunting-office"), duty(session, "yunting-nyj")
        texts.keep_text(session, office, said(COPIED, "云汀县人民政府办公室"))
        texts.keep_text(session, nyj, said(COPIED, "云汀县农业农村局"))
        assert [one.duty_id for one in text_queries.neighbours(session, office)] == [nyj]


def test_other_offices_other_years_and_other_texts_are_no_neighbours(qinghe):
    with qinghe.write() as session:
        nyj = duty(session, "yunting-nyj")
        texts.keep_text(session, nyj, said(COPIED, "云汀县农业农村局"))
        for body, year, text in (
            ("qinghe-jtj", 2026, COPIED),
            ("yunting-baisha", 2025, COPIED),
            ("yunting-office", 2026, OTHER),
        ):
            texts.keep_text(session, duty(session, body, year), said(text, "青禾市交通运输局"))
        assert text_queries.neighbours(session, nyj) == ()


def test_a_report_that_stands_in_anothers_is_no_neighbour(qinghe):
    with qinghe.write() as session:
        nyj, baisha = duty(session, "yunting-nyj"), duty(session, "yunting-baisha")
        for one in (nyj, baisha):
            texts.keep_text(session, one, said(COPIED, "云汀县农业农村局"))
        office = session.scalars(select(BodyRow.id).filter_by(slug="yunting-office")).one()
        session.get_one(DutyRow, baisha).covered_by_id = office
        session.flush()
        assert text_queries.neighbours(session, nyj) == ()


def test_a_text_that_was_replaced_is_found_no_more(qinghe):
    with qinghe.write() as session:
        nyj, baisha = duty(session, "yunting-nyj"), duty(session, "yunting-baisha")
        texts.keep_text(session, nyj, said(COPIED, "云汀县农业农村局"))
        texts.keep_text(session, baisha, said(COPIED, "云汀县白沙镇人民政府"))
        before = bands(session)
        assert texts.keep_text(session, baisha, said(OTHER, "云汀县白沙镇人民政府"))
        assert text_queries.neighbours(session, nyj) == ()
        assert bands(session) == before


def test_the_same_text_again_is_no_news_and_its_signature_is_made_once(qinghe):
    with qinghe.write() as session:
        nyj = duty(session, "yunting-nyj")
        report = said(COPIED, "云汀县农业农村局")
        assert texts.keep_text(session, nyj, report)
        assert not texts.keep_text(session, nyj, replace(report, title="更名后的标题"))
        assert session.scalar(select(func.count()).select_from(SignatureRow)) == 1


def test_a_short_text_is_kept_as_such_and_has_no_neighbours(qinghe):
    with qinghe.write() as session:
        nyj, baisha = duty(session, "yunting-nyj"), duty(session, "yunting-baisha")
        for one in (nyj, baisha):
            texts.keep_text(session, one, said([["公布换乘指引。"], []], "云汀县农业农村局"))
        assert text_queries.neighbours(session, nyj) == ()
        assert bands(session) == 0


def test_the_past_names_every_year_that_is_known_with_how_alike_it_is(qinghe):
    with qinghe.write() as session:
        duties.make_duties(session, [2024])
        texts.keep_text(
            session, duty(session, "yunting-nyj", 2024), said(COPIED, "云汀县农业农村局", 2024)
        )
        texts.keep_text(
            session, duty(session, "yunting-nyj", 2025), said(OTHER, "云汀县农业农村局", 2025)
        )
        now = duty(session, "yunting-nyj")
        texts.keep_text(session, now, said(COPIED, "云汀县农业农村局"))
        last, older = text_queries.past(session, now)
    assert (last.year, older.year) == (2025, 2024)
    assert older.jaccard > 0.9 > last.jaccard


def test_a_kept_signature_is_the_one_that_was_made(qinghe):
    report = said(COPIED, "云汀县农业农村局")
    with qinghe.write() as session:
        texts.keep_text(session, duty(session, "yunting-nyj"), report)
        kept = text_queries.kept_signature(session.scalars(select(SignatureRow)).one())
    assert kept == signature(narrative(report))


def test_many_texts_are_kept_and_asked_for_as_one_by_one(qinghe):
    with qinghe.write() as session:
        bodies = ("yunting-nyj", "yunting-baisha", "yunting-office", "qinghe-jtj")
        ids = [duty(session, body) for body in bodies]
        first = {one: said(COPIED, "云汀县农业农村局") for one in ids}
        then = first | {ids[1]: said(OTHER, "云汀县白沙镇人民政府")}
        kept = []
        for reports in (first, then):
            together = texts.keep_texts(session, reports)
            many = text_queries.neighbours_each(session, ids)
            everything = all_bands(session)
            session.execute(delete(BandRow))
            session.execute(delete(DutyTextRow))
            session.expire_all()
            assert {one for one in ids if texts.keep_text(session, one, reports[one])} == set(ids)
            single = {one: text_queries.neighbours(session, one) for one in ids}
            assert many == {one: found for one, found in single.items() if found}
            assert all_bands(session) == everything != set()
            kept.append((together, many))
    assert kept[0][0] == set(ids)
    assert kept[1][0] == {ids[1]}
    assert set(kept[0][1]) == set(ids)
    assert set(kept[1][1]) == set(ids) - {ids[1]}


def test_a_signature_of_another_version_is_compared_with_none(qinghe):
    with qinghe.write() as session:
        nyj, baisha = duty(session, "yunting-nyj"), duty(session, "yunting-baisha")
        texts.keep_text(session, nyj, said(COPIED, "云汀县农业农村局"))
        texts.keep_text(session, baisha, said(COPIED, "云汀县白沙镇人民政府", seed=4))
        assert len(text_queries.neighbours(session, nyj)) == 1
        kept = session.get_one(DutyTextRow, baisha).signature_id
        session.get_one(SignatureRow, kept).version = "older"
        session.flush()
        assert text_queries.neighbours(session, nyj) == ()
