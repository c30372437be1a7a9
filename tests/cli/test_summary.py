"""``nianbao summary`` on a crawled city."""

from __future__ import annotations

import json

import openpyxl
import pytest

from tests.cli.command import nianbao
from tests.tasks.conftest import migrated, stack, yard

__all__ = ["migrated", "stack", "yard"]  # fixtures


@pytest.fixture
def run(yard, tmp_path):
    yard.at("2026-02-01 09:00")
    yard.work_off(yard.house())
    given = {name: str(value) for name, value in yard.settings.model_dump().items()}
    return lambda *arguments, **more: nianbao(
        "summary", *arguments, folder=tmp_path, **{**given, **more}
    )


def test_an_offices_bodies_are_summed_and_who_is_lacking_is_named(run, tmp_path):
    found = json.loads(run("--json").stdout)
    assert (found["bodies"], found["summed"], found["year"]) == (4, 3, 2025)
    assert [gap["body"] for gap in found["gaps"] if gap["lack"] == "no_report"] == [
        "青禾市生态环境局"
    ]
    shown = run("--out", str(tmp_path / "sum.xlsx"))
    assert shown.returncode == 0, shown.stderr
    book = openpyxl.load_workbook(tmp_path / "sum.xlsx", data_only=True)
    assert book["表三 依申请公开"]["D5"].value == found["sums"]["t3.received.person"] > 0
    assert "应汇总4家，已计入3家" in run().stdout


def test_an_unknown_office_is_refused(run):
    refused = run("--office", "nowhere")
    assert (refused.returncode, "没有这个单位" in refused.stderr) == (1, True)
