from importlib.resources import files

import pytest

from alerts import words
from alerts.admin import admin
from alerts.daily import daily
from alerts.digest import digest
from nianbao.duty.absence import CAUSES
from nianbao.duty.model import DutyState, Outcome
from nianbao.report.catalogue import RULES, SEVERITIES
from nianbao.report.model import Severity, Verdict
from tests.alerts import samples

TERMS = (
    *(words.STATES, words.VERDICTS, SEVERITIES, words.FINDING_STATES, words.OUTCOMES),
    *(words.OUTCOME_ADVICE, words.CLASSES, words.BASES),
    {rule.code: rule.name for rule in RULES},
)


def said(text):
    for phrase in words.ALLOWED:
        text = text.replace(phrase, "")
    return [word for word in words.FORBIDDEN if word in text]


def test_no_term_says_what_is_not_said():
    assert [term for terms in TERMS for term in terms.values() if said(term)] == []
    assert said(words.LEDGER + words.INTERNAL + "".join(CAUSES.values())) == []


@pytest.mark.parametrize(
    "template", sorted(p.name for p in (files("alerts") / "templates").iterdir()), ids=str
)
def test_no_template_says_what_is_not_said(template):
    assert said((files("alerts") / "templates" / template).read_text(encoding="utf-8")) == []


def test_no_mail_says_what_is_not_said():
    letters = (
        daily(samples.daily_view(samples.traffic_case(), samples.tax_case())),
        digest(samples.office_view()),
        digest(samples.quiet_view()),
        admin(samples.admin_view(samples.trouble())),
    )
    for letter in letters:
        assert said(letter.subject + letter.text + letter.html) == []


def test_a_forbidden_word_would_be_found():
    assert said("该单位未公布，不等于未公布") == ["未公布"]


def test_every_state_verdict_severity_and_outcome_has_its_term():
    assert set(words.STATES) == set(DutyState)
    assert set(words.VERDICTS) == set(Verdict)
    assert set(SEVERITIES) == set(Severity)
    assert set(words.OUTCOMES) == set(words.OUTCOME_ADVICE) == set(Outcome)
