import tomllib
from pathlib import Path

import pytest

from nianbao.duty.genre import Genre
from nianbao.duty.matching import Clues, match
from nianbao.duty.model import Body, BodyClass, ReportKind
from nianbao.report.model import Claim

LABELLED = tomllib.loads((Path(__file__).parent / "titles.toml").read_text(encoding="utf-8"))
BODIES = {
    slug: Body(
        slug,
        row["name"],
        BodyClass(row["class"]),
        tuple(row.get("short", ())),
        tuple(row.get("former", ())),
    )
    for slug, row in LABELLED["bodies"].items()
}


def clues_of(case):
    claims = tuple(
        Claim(value, source)
        for source, _, value in (claim.partition(":") for claim in case.get("claims", ()))
    )
    return Clues(
        link_title=case["title"],
        page_title=case.get("page", ""),
        organ=case.get("organ"),
        claims=claims,
        column=LABELLED["columns"][case["column"]]["name"],
        published=case.get("published"),
        tables=case.get("tables"),
    )


def matched(case):
    bodies = LABELLED["columns"][case["column"]]["bodies"]
    return match(clues_of(case), tuple(BODIES[slug] for slug in bodies))


@pytest.mark.parametrize("case", LABELLED["cases"], ids=lambda case: case["title"][:40])
def test_a_labelled_title_is_matched_as_a_person_would(case):
    found = matched(case)
    got = {
        "genre": found.genre.value,
        "body": found.body or "",
        "year": found.year or 0,
        "certain": found.certain,
        "candidates": list(found.bodies),
        "relevant": found.relevant,
    }
    expected = {key: case[key] for key in got if key in case}
    assert {key: got[key] for key in expected} == expected


@pytest.mark.parametrize("case", LABELLED["cases"], ids=lambda case: case["title"][:40])
def test_what_is_not_certain_says_why_in_chinese_unless_it_concerns_nobody(case):
    found = matched(case)
    if found.relevant:
        assert found.certain != bool(found.why)


def test_there_are_enough_labelled_titles_of_every_genre():
    genres = [case["genre"] for case in LABELLED["cases"]]
    assert len(genres) >= 120
    assert set(genres) == {genre.value for genre in Genre}


def test_a_governments_own_report_is_another_kind_than_its_offices():
    column = (BODIES["qinghe-gov"], BODIES["qinghe-office"])
    title = "青禾市人民政府{}2025年政府信息公开工作年度报告"
    assert match(Clues(title.format("")), column).kind is ReportKind.GOVERNMENT
    assert match(Clues(title.format("办公室")), column).kind is ReportKind.OWN


def test_the_year_before_the_publication_is_never_certain_alone():
    case = {"column": "edu", "title": "政府信息公开工作年度报告"}
    for day in LABELLED["cases"]:
        if "published" in day:
            found = matched(case | {"published": day["published"]})
            assert (found.year, found.certain) == (day["published"].year - 1, False)


def test_a_title_of_nobody_is_held_for_every_body_of_the_column():
    found = matched({"column": "hub", "title": "2025年政府信息公开工作年度报告"})
    assert found.bodies == tuple(LABELLED["columns"]["hub"]["bodies"])


def test_the_same_bureau_of_another_city_is_no_candidate():
    for title in (
        "云汀县教育局2025年政府信息公开工作年度报告",
        "栖湖市临澜区教育局2025年政府信息公开年报",
    ):
        assert not matched({"column": "edu", "title": title}).relevant
