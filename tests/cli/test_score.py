"""``nianbao score`` on a crawled city."""

from __future__ import annotations

import json

import openpyxl

from tests.cli.command import nianbao
from tests.tasks.conftest import migrated, stack, yard

__all__ = ["migrated", "stack", "yard"]  # fixtures


def test_bodies_are_scored_by_a_sheet_and_each_line_is_explained(yard, tmp_path):
    for at in ("2026-01-31 20:00", "2026-02-01 09:00"):
        yard.at(at)
        yard.work_off(yard.house())
    given = {name: str(value) for name, value in yard.settings.model_dump().items()}

    def run(*arguments):
        return nianbao("score", *arguments, folder=tmp_path, **given)

    (tmp_path / "sheet.toml").write_text(run("--template").stdout, encoding="utf-8")
    shown = run("--sheet", "sheet.toml", "--json", "--out", "scores.xlsx")
    assert shown.returncode == 0, shown.stderr
    found = {one["body"]: one for one in json.loads(shown.stdout)}
    absent = found["青禾市生态环境局"]
    seen = [line for line in absent["lines"] if line["item"] == "公布年报"]
    assert [(line["points"], line["settled"]) for line in seen] == [(20, False)]
    assert (absent["highest"], absent["lowest"] <= 80) == (100, True)
    book = openpyxl.load_workbook(tmp_path / "scores.xlsx")
    assert {row[0].value for row in book["得分"].iter_rows(min_row=2)} == set(found)
    assert "青禾市生态环境局" in run("--sheet", "sheet.toml").stdout
    (tmp_path / "wrong.toml").write_text('name = "表"\n[[item]]\nname = "甲"\n', encoding="utf-8")
    refused = run("--sheet", "wrong.toml")
    assert (refused.returncode, "第1项（甲）" in refused.stderr) == (1, True)
    assert run().returncode == 1
