"""Sound reports stay without an error; a fault of known kind is found by its rule."""

from random import Random

import pytest

from nianbao.report.judge import judge
from nianbao.report.model import Severity
from tests.report.injected.faults import BESIDE, FAULTS, spoiled
from tests.report.injected.sound import sound

LOUD = {Severity.ERROR, Severity.PRIVATE}


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_no_sound_report_has_an_error(first):
    for seed in range(first, first + 50):
        findings = judge(*sound(seed)).findings
        assert [f.message for f in findings if f.severity in LOUD] == [], seed


@pytest.mark.parametrize("rule", [*FAULTS, *BESIDE])
def test_a_fault_of_known_kind_is_found_by_its_rule(rule):
    tried = 0
    for seed in range(30):
        told = spoiled(rule, *sound(seed), Random(seed))
        if told is not None:
            tried += 1
            found = {f.rule for f in judge(*told).findings if f.verdict != "unjudged"}
            assert rule in found, seed
    assert tried >= 5
