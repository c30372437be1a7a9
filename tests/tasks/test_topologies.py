"""The whole job on columns of other shapes and families: crawled, committed, read, matched."""

from __future__ import annotations

import shutil

import pytest

from nianbao.demo.portals.county import TrsFoldersSite, VsbPagesSite
from nianbao.demo.portals.gkmlpt import GkmlptSite
from nianbao.demo.portals.ucap import UcapSite
from tests.tasks.yard import set_up

PUBLISHED = (("qinghe-office", 2025), ("qinghe-transport", 2025), ("qinghe-ecology", 2024))


@pytest.fixture
def made(stack, tmp_path, migrated):
    def make(kind):
        shutil.copy(migrated, tmp_path / "nianbao.sqlite3")
        return set_up(stack, tmp_path, f"sqlite:///{tmp_path / 'nianbao.sqlite3'}", kind)

    return make


@pytest.mark.parametrize(
    "kind",
    [TrsFoldersSite, UcapSite, GkmlptSite],
    ids=lambda kind: kind.__name__,
)
def test_reports_below_a_column_and_of_a_family_on_trial_are_published_on_time(made, kind):
    yard = made(kind)
    yard.work_off(yard.house())
    assert [run.summary for run in yard.runs()] == [{"ok": 1}]
    assert {yard.states()[duty] for duty in PUBLISHED} == {"published"}
    assert yard.states()["qinghe-ecology", 2025] == "unverifiable"


def test_nobody_published_below_a_column_is_missing_after_two_readings(made):
    yard = made(TrsFoldersSite)
    for moment in ("2026-01-31 20:00", "2026-02-01 09:00"):
        yard.at(moment)
        yard.work_off(yard.house())
    assert yard.states()["qinghe-ecology", 2025] == "missing"
    assert {yard.states()[duty] for duty in PUBLISHED} == {"published"}


def test_a_column_that_is_the_report_is_committed_under_its_year(made):
    yard = made(VsbPagesSite)
    yard.at("2026-01-31 20:00")
    yard.work_off(yard.house())
    # Nothing on such a page claims a date: what was seen by the due date was published by it.
    assert {yard.states()[duty] for duty in PUBLISHED[:2]} == {"published"}
    before = yard.counts()
    yard.at("2026-02-01 21:00")
    yard.work_off(yard.house())
    assert yard.counts()["documents"] == before["documents"]
    assert {yard.states()[duty] for duty in PUBLISHED[:2]} == {"published"}
