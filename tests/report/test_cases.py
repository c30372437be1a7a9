"""Every rule on a report finds what its case file says, and leaves alone what it says."""

import pytest

from nianbao.report.catalogue import BY_CODE
from nianbao.report.judge import judge
from nianbao.report.model import Beside, Severity
from tests.report.casebook import built, cases, surroundings

CASES = tuple(cases())
OF_REPORTS = {code for code in BY_CODE if not code.startswith(("duty.", "page.", "hub.", "read."))}


def found(case):
    judgement = judge(built(case.report), surroundings(case.beside))
    return [finding for finding in judgement.findings if finding.rule == case.rule]


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.fails], ids=lambda c: f"{c.rule}: {c.why[:30]}"
)
def test_a_rule_finds_what_its_case_file_says(case):
    findings = found(case)
    assert findings, case.why
    assert len(findings) == case.expected.get("count", len(findings))
    if "places" in case.expected:
        assert [list(f.places) for f in findings] == [case.expected["places"]]
    if "severity" in case.expected:
        assert {f.severity for f in findings} == {Severity(case.expected["severity"])}
    for words in case.expected.get("says", ()):
        assert any(words in f.message for f in findings), [f.message for f in findings]


@pytest.mark.parametrize(
    "case", [c for c in CASES if not c.fails], ids=lambda c: f"{c.rule}: {c.why[:30]}"
)
def test_a_rule_leaves_alone_what_its_case_file_says(case):
    assert [finding.message for finding in found(case)] == [], case.why


@pytest.mark.parametrize("rule", sorted(OF_REPORTS))
def test_every_rule_on_reports_has_a_pass_and_a_fail(rule):
    assert {case.fails for case in CASES if case.rule == rule} == {True, False}


def test_no_case_file_is_of_a_rule_that_is_not_there():
    assert {case.rule for case in CASES} <= set(BY_CODE)


def test_the_report_that_cases_are_laid_over_is_sound():
    judgement = judge(built({}), Beside())
    assert [f.message for f in judgement.findings] == []
