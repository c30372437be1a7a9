"""``nianbao check --previous``: what last year's report hands on, seen from the command line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nianbao.demo.sheets import load
from nianbao.demo.writers import web
from tests.cli.command import nianbao
from tests.report.copies.sentences import CONTENT

SHEET = load("linlan_farming_2025")
"""Of 2025, on the form of 2021, without any fault."""


def page(folder, name, year, own=(), **cells):
    """Write the sample report as one on another year, with some cells printed otherwise.

    ``own`` are paragraphs that are added to the first section.
    """
    told = {key.replace("__", "."): value for key, value in cells.items()}
    passages = tuple(
        replace(p, paragraphs=tuple(line.replace("2025", str(year)) for line in p.paragraphs))
        for p in SHEET.passages
    )
    passages = (replace(passages[0], paragraphs=(*passages[0].paragraphs, *own)), *passages[1:])
    sheet = replace(
        SHEET,
        year=year,
        title=SHEET.title.replace("2025", str(year)),
        cells={**SHEET.cells, **told},
        lead=tuple(line.replace("2025", str(year)) for line in SHEET.lead),
        passages=passages,
    )
    (folder / name).write_bytes(web.page(sheet, web.WebLayout()))
    return name


@pytest.fixture
def this_year(tmp_path):
    return page(tmp_path, "2025.html", 2025)


def told(folder, *arguments):
    done = nianbao("check", "--json", *arguments, folder=folder)
    return done, {f["rule"]: f for f in json.loads(done.stdout)["findings"]}


def test_a_carried_number_that_differs_is_a_warning_that_names_both(tmp_path, this_year):
    last = page(tmp_path, "2024.html", 2024, t3__carried_out__person="18")
    done, rules = told(tmp_path, this_year, "--previous", last)
    assert done.returncode == 0, done.stderr
    finding = rules["carry.in"]
    assert finding["places"] == ["t3.carried_in.person"]
    assert (finding["severity"], finding["certain"]) == ("warning", True)
    assert (finding["relation"], finding["verdict"]) == (None, None)
    assert (finding["left"], finding["right"]) == (0, 18)


def test_documents_in_force_are_rolled_forward(tmp_path, this_year):
    last = page(tmp_path, "2024.html", 2024, t2__normative__in_force="77")
    _, rules = told(tmp_path, this_year, "--previous", last)
    assert rules["carry.in_force"]["places"][0] == "t2.normative.in_force"


def test_last_years_text_used_again_is_shown_side_by_side(tmp_path):
    said = [sentence.replace("{o}", "我局") for sentence in CONTENT[:9]]
    this = page(tmp_path, "2025.html", 2025, own=[one.replace("{n}", "71") for one in said])
    last = page(tmp_path, "2024.html", 2024, own=[one.replace("{n}", "8") for one in said])
    _, rules = told(tmp_path, this, "--previous", last)
    assert rules["copy.own"]["severity"] == "warning"
    assert "2024年度报告" in rules["copy.own"]["message"]
    assert all(set(one) == {"here", "there"} for one in rules["copy.own"]["passages"])


def test_a_report_of_two_years_ago_is_not_compared_and_that_is_said(tmp_path, this_year):
    older = page(tmp_path, "2023.html", 2023, t3__carried_out__person="18")
    done, rules = told(tmp_path, this_year, "--previous", older)
    assert "carry.in" not in rules
    assert "2023" in done.stderr


def test_reports_of_merged_bodies_are_added_up(tmp_path):
    this = page(
        tmp_path, "2025.html", 2025, t3__carried_in__person="5", t3__carried_in__total="5",
        t3__received__person="0", t3__received__total="0",
    )  # fmt: skip
    one = page(tmp_path, "a.html", 2024, t3__carried_out__person="2", t3__carried_out__total="2")
    two = page(tmp_path, "b.html", 2024, t3__carried_out__person="3", t3__carried_out__total="4")
    _, rules = told(tmp_path, this, "--previous", one, "--previous", two)
    assert rules["carry.in"]["places"] == ["t3.carried_in.total"]
    assert rules["carry.in"]["right"] == 6
