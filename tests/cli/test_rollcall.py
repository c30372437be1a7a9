"""``nianbao rollcall`` on a crawled city: shown, written, of a past moment, and final."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.cli.command import nianbao
from tests.tasks.conftest import migrated, stack, yard

__all__ = ["migrated", "stack", "yard"]  # fixtures


@pytest.fixture
def run(yard, tmp_path):
    for at in ("2026-01-31 20:00", "2026-02-01 09:00"):
        yard.at(at)
        yard.work_off(yard.house())
    given = {name: str(value) for name, value in yard.settings.model_dump().items()}
    return lambda *arguments, **more: nianbao(
        "rollcall", *arguments, folder=tmp_path, **{**given, **more}
    )


def test_a_roll_call_is_shown_written_and_the_same_again_for_a_past_moment(yard, run, tmp_path):
    shown = run()
    assert shown.returncode == 0, shown.stderr
    assert (
        "法定时限：4家单位，应公布4份，按时公布3份，未检索到1份；按时公布率75.0%。" in shown.stdout
    )
    now = json.loads(run("--json").stdout)
    (part,) = now["parts"]
    states = {line["body"]: line["state"] for line in part["lines"]}
    assert states["qinghe-ecology"] == "missing"
    missing = next(line for line in part["lines"] if line["state"] == "missing")
    assert len(missing["read"]) == 2
    yard.at("2026-03-20 09:00")
    yard.work_off(yard.house())
    then = json.loads(run("--at", "2026-02-01T09:00", "--json").stdout)
    assert then == now
    before = json.loads(run("--at", "2026-01-15T09:00", "--json").stdout)
    assert {line["state"] for line in before["parts"][0]["lines"]} == {"not_due"}
    done = run("--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {
        ".xlsx", ".docx", ".html", ".json",
    }  # fmt: skip


def test_a_final_roll_call_stays_as_it_was(yard, run, tmp_path):
    refused = run("--freeze")
    assert refused.returncode == 1
    assert "定稿人" in refused.stderr
    assert "编号1" in run("--freeze", "--by", "王某", "--out", str(tmp_path / "first")).stderr
    yard.at("2026-03-20 09:00")
    yard.work_off(yard.house())
    assert run("--frozen", "1", "--out", str(tmp_path / "again")).returncode == 0
    for path in (tmp_path / "first").iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()
    (row,) = json.loads(run("--list", "--json").stdout)
    assert (row["number"], row["frozen_by"], row["year"]) == (1, "王某", 2025)


def test_a_final_roll_call_that_was_altered_is_refused(yard, run, tmp_path):
    run("--freeze", "--by", "王某")
    with sqlite3.connect(yard.settings.data_dir / "nianbao.sqlite3") as database:
        database.execute("UPDATE roll_calls SET content = substr(content, 1, length(content) - 1)")
    database.close()
    refused = run("--frozen", "1", "--out", str(tmp_path / "out"))
    assert refused.returncode == 1
    assert "与定稿时不一致" in refused.stderr


def test_what_is_not_there_is_refused_in_words(run):
    for arguments, words in (
        (("--office", "nowhere"), "没有这个单位"),
        (("--frozen", "7", "--out", "x"), "没有编号为7的定稿"),
        (("--frozen", "1"), "--out"),
        (("--at", "yesterday"), "2027-02-01T08:00"),
    ):
        refused = run(*arguments)
        assert refused.returncode in {1, 64}
        assert words in refused.stderr
        assert "Traceback" not in refused.stderr
