"""``nianbao recheck`` and how rules are set, as a user runs them."""

from __future__ import annotations

import json

import pytest

from nianbao.report.catalogue import RULES
from tests.cli.command import nianbao

SET = """
[[body]]
slug = "yunting-office"
name = "云汀县人民政府办公室"
class = "office"
division = "990121"
[[rule]]
rule = "t3.row"
office = "yunting-office"
mode = "shadow"
severity = "note"
reason = "先试一年"
author = "王某"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "set.toml").write_text(SET, encoding="utf-8")
    assert nianbao("migrate", folder=tmp_path).returncode == 0
    return tmp_path


def test_a_recheck_of_an_empty_archive_says_that_there_was_nothing(folder):
    done = nianbao("recheck", "--dry-run", "--processes", "0", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "核对0份报告" in done.stdout
    assert "未作任何更改" in done.stdout
    assert json.loads(nianbao("recheck", "--json", folder=folder).stdout) == []


def test_an_unknown_office_is_refused(folder):
    for arguments in (("recheck", "--office", "nowhere"), ("rules", "--office", "nowhere")):
        done = nianbao(*arguments, folder=folder)
        assert done.returncode == 1
        assert "没有登记机构“nowhere”" in done.stderr


def test_rules_are_set_shown_and_exported(folder):
    done = nianbao("rules", "import", "set.toml", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "规则设置：新增1" in done.stdout
    assert "nianbao recheck --dry-run" in done.stdout
    everywhere = _rule(folder)
    assert (everywhere["mode"], everywhere["effective"]) == ("on", "error")
    assert everywhere["settings"] == [
        {
            "office": "yunting-office",
            "division": "",
            "mode": "shadow",
            "severity": "note",
            "reason": "先试一年",
            "author": "王某",
        }
    ]
    there = _rule(folder, "--office", "yunting-office")
    assert (there["mode"], there["effective"]) == ("shadow", "note")
    assert (
        "供参考（试运行）" in nianbao("rules", "--office", "yunting-office", folder=folder).stdout
    )
    assert 'author = "王某"' in nianbao("rules", "export", folder=folder).stdout
    counts = json.loads(nianbao("rules", "--shadow", "--json", folder=folder).stdout)
    assert [(row["rule"], row["findings"]) for row in counts] == [("t3.row", 0)]


def _rule(folder, *more):
    told = json.loads(nianbao("rules", "--json", *more, folder=folder).stdout)
    assert [row["rule"] for row in told] == [rule.code for rule in RULES]
    return next(row for row in told if row["rule"] == "t3.row")


def test_the_catalogue_needs_no_database_and_makes_none(tmp_path):
    assert nianbao("rules", "--json", folder=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []
