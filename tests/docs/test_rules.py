"""docs/rules.md and ``nianbao rules`` are printed from one catalogue, which claims nothing more."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from alerts import words
from nianbao.report.catalogue import RULES, SEVERITIES
from nianbao.report.catalogue.page import as_markdown
from nianbao.report.checks import layout, relations
from nianbao.report.model import Beside, Severity
from tasks.judging import BY_STATE, UNREADABLE
from tests.cli.command import nianbao

KINDS = "t3|t4|value|form|section|title|text|carry|copy|duty|page|hub|privacy|read|sum|outlier"
FILES = {"page.pdf"}
"""Names of files that look like names of rules."""
ROOT = Path(__file__).parents[2]
CODES = {rule.code for rule in RULES}


def test_the_document_is_what_the_catalogue_prints():
    printed = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert printed == as_markdown(), "run: nianbao rules --markdown > docs/rules.md"


def test_the_command_prints_the_catalogue_in_each_of_its_forms(tmp_path):
    assert nianbao("rules", "--markdown", folder=tmp_path).stdout == as_markdown()
    told = json.loads(nianbao("rules", "--json", folder=tmp_path).stdout)
    assert [(row["rule"], row["basis"]) for row in told] == [(r.code, r.basis) for r in RULES]
    lines = nianbao("rules", folder=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [rule.code for rule in RULES]


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_every_relation_that_is_judged_has_its_rule_in_the_catalogue(edition):
    assert {relation.rule for relation in relations.relations(edition, both=True)} <= CODES


def test_the_catalogue_holds_the_rules_that_the_code_opens_and_no_others():
    """Every rule is written as a whole word somewhere in the code that opens findings."""
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("nianbao/report/checks", "tasks", "nianbao/cli", "nianbao/duty")
        for path in (ROOT / folder).glob("*.py")
    )
    opened = set(re.findall(rf'"((?:{KINDS})\.[a-z_]+)"', code))
    assert opened - FILES == CODES


def test_the_rules_of_a_dutys_state_and_of_the_form_are_in_the_catalogue(a_read_report):
    assert {rule for rule, _ in BY_STATE.values()} | {UNREADABLE} <= CODES
    assert {name.partition(":")[0] for name in layout.evaluated(a_read_report, Beside())} <= CODES
    severity = {rule.code: rule.severity for rule in RULES}
    assert all(severity[rule] is loud for rule, loud in BY_STATE.values())


def test_every_severity_has_its_word():
    assert set(SEVERITIES) == set(Severity)


def test_no_rule_says_what_is_not_said():
    said = as_markdown()
    for phrase in words.ALLOWED:
        said = said.replace(phrase, "")
    assert [word for word in words.FORBIDDEN if word in said] == []


def test_every_rule_says_what_why_and_on_what_basis():
    assert all(all((r.name, r.sentence, r.reason, r.basis)) for r in RULES)
    assert len(CODES) == len(RULES)
