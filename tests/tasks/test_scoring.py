"""What a score rests on: the register of the year's season, as a roll-call does."""

from __future__ import annotations

from nianbao.duty.model import DutyState, Standing
from nianbao.report.model import Finding, Judgement, Severity
from storage.registry import import_registry
from storage.store.findings import apply_findings
from storage.store.standings import keep_standing
from tasks.scoring import records
from tests.storage.moments import DAY, NOON
from tests.storage.qinghe import duty

MOVED = """
[[body]]
slug = "qinghe-jtj"
name = "青禾市交通局"
former = ["青禾市交通运输局"]
class = "department"
spans = { "青禾市交通运输局" = { until = 2027-06-30 } }
territorial = [
    { office = "qinghe-office", until = 2027-06-30 },
    { office = "yunting-office", since = 2027-07-01 },
]
"""
LATER = NOON + 200 * DAY
MISSING = Finding("duty.missing", Severity.ERROR, "截至2027年2月1日未检索到")


def test_who_moved_after_the_season_is_scored_where_it_was_and_under_its_name_of_then(session):
    number = duty(session)
    keep_standing(session, number, Standing(DutyState.MISSING), NOON)
    said = Judgement(findings=(MISSING,), evaluated=frozenset({"duty.missing"}))
    apply_findings(session, number, None, said, NOON)
    import_registry(session, MOVED, NOON)
    found = {one.body: one for one in records(session, "qinghe-office", 2026, LATER)}
    assert "青禾市人民政府办公室" in found  # though nobody computed its state yet
    matters = found["青禾市交通运输局"].matters
    assert [matter.finding.rule for matter in matters] == ["duty.missing"]
    after = records(session, "yunting-office", 2026, LATER)
    assert not {one.body for one in after} & {"青禾市交通运输局", "青禾市交通局"}
