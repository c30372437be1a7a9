"""``nianbao portals schedule``: plans in words, and changed."""

from __future__ import annotations

import json

import pytest

from tests.cli.command import nianbao
from tests.tasks.conftest import migrated, stack, yard

__all__ = ["migrated", "stack", "yard"]  # fixtures


@pytest.fixture
def run(yard, tmp_path):
    yard.at("2026-02-01 09:00")
    given = {name: str(value) for name, value in yard.settings.model_dump().items()}
    return lambda *arguments, **more: nianbao(*arguments, folder=tmp_path, **{**given, **more})


def test_a_plan_is_shown_with_the_next_five_readings(run):
    said = run("portals", "schedule").stdout
    assert "1月10日至4月10日每天6时" in said
    assert said.count("2026年2月") == 5
    (row,) = json.loads(run("portals", "schedule", "--json").stdout)
    assert [at[:10] for at in row["next"]] == [f"2026-02-0{day}" for day in range(2, 7)]


def test_a_plan_is_changed_and_a_wrong_one_changes_nothing(run):
    assert (
        "每周一、三7时30分" in run("portals", "schedule", "qinghe", "--cron", "30 7 * * 1,3").stdout
    )
    for wrong, words in (("0 9 * *", "五项"), ("0 0 31 2 *", "永不采集")):
        refused = run("portals", "schedule", "qinghe", "--cron", wrong)
        assert refused.returncode == 1
        assert words in refused.stderr
    assert "每周一、三7时30分" in run("portals", "schedule", "qinghe").stdout
    assert run("portals", "schedule", "--season", "weekly").returncode == 1
    again = run("portals", "schedule", "qinghe", "--season", "weekly").stdout
    assert "每周一6时" in again


def test_a_paused_portal_says_why_and_has_no_next_reading(run):
    run("portals", "pause", "qinghe", "--reason", "网站改版", "--until", "2026-02-20")
    said = run("portals", "schedule", "qinghe").stdout
    assert "已暂停：网站改版，至2026-02-20" in said
    assert "接下来" not in said


def test_an_unknown_portal_is_refused(run):
    assert run("portals", "schedule", "nowhere").returncode == 1
