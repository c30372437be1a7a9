"""Which bodies a column's titles propose, and how well a binding is known."""

from __future__ import annotations

from datetime import date

import pytest

from nianbao.duty.binding import Light, Seen, light, proposals
from nianbao.duty.model import Body, BodyClass
from nianbao.duty.season import last_year

BODIES = (
    Body("qinghe-czj", "青禾市财政局", BodyClass.DEPARTMENT, division="990100"),
    Body("yunting-czj", "云汀县财政局", BodyClass.DEPARTMENT, division="990121"),
    Body("qinghe", "青禾市人民政府", BodyClass.GOVERNMENT, division="990100"),
    Body("qinghe-office", "青禾市人民政府办公室", BodyClass.OFFICE, division="990100"),
    Body("yunting-baisha", "云汀县白沙镇人民政府", BodyClass.TOWNSHIP, division="990121"),
)
COLUMN = "政府信息公开年报"


def proposed(*titles):
    listed = [Seen(title, f"/{n}.html") for n, title in enumerate(titles)]
    return {(found.body, found.year) for found in proposals(listed, BODIES, COLUMN)}


def test_a_title_with_the_whole_name_proposes_its_body_and_the_newest_year():
    titles = [f"青禾市财政局{year}年政府信息公开工作年度报告" for year in (2023, 2025, 2024)]
    assert proposed(*titles) == {("qinghe-czj", 2025)}


@pytest.mark.parametrize(
    "title",
    [
        "财政局2025年政府信息公开工作年度报告",
        "临澜区财政局2025年政府信息公开工作年度报告",
        "青禾市财政局网站2025年工作年度报表",
        "青禾市财政局2025年法治政府建设年度报告",
        "青禾市财政局政府信息公开指南",
        "青禾市各部门2025年政府信息公开工作年度报告",
        "青禾市财政局政府信息公开工作年度报告",
    ],
)
def test_what_is_not_certainly_a_years_report_of_one_body_proposes_nobody(title):
    assert proposed(title) == set()


def test_a_government_and_its_office_are_told_apart():
    assert proposed("青禾市人民政府办公室2025年政府信息公开工作年度报告") == {
        ("qinghe-office", 2025)
    }


@pytest.mark.parametrize(
    ("proven", "last", "named", "lit"),
    [
        (True, 2025, None, Light.GREEN),
        (True, 2026, None, Light.GREEN),
        (True, 2024, None, Light.AMBER),
        (True, None, 2025, Light.AMBER),
        (False, None, 2025, Light.AMBER),
        (False, None, None, Light.RED),
    ],
)
def test_only_what_is_proven_and_was_seen_last_year_is_green(proven, last, named, lit):
    assert light(proven=proven, last=last, proposed=named, year=2025)[0] is lit


def test_in_the_season_last_years_reports_are_those_of_two_years_ago():
    assert last_year(date(2027, 1, 20)) == 2025
    assert last_year(date(2026, 11, 20)) == 2025
