from alerts.grouping import audible, causes, doubtful, errors
from nianbao.duty.model import DutyState
from nianbao.report.model import Change, Finding, Repair, Severity, Verdict


def finding(rule, relation=None, severity=Severity.ERROR, verdict=Verdict.BROKEN, **more):
    verdict = verdict if relation else None
    return Finding(rule, severity, "说明", relation, verdict, **more)


BALANCE = finding("t3.balance", "t3.balance:business")
ROW = finding("t3.row", "t3.row:settled")
SUIT = finding("t4.sum", "t4.sum:review")
MISSING, LATE = finding("duty.missing"), finding("duty.late")


def repair(group, *explains, place="t3.settled.business"):
    return Repair(group, (Change(place, 1, 0),), explains, unique=True)


def test_one_repair_that_explains_two_sums_is_one_cause():
    found = causes((BALANCE, SUIT, ROW), (repair(1, BALANCE.relation, ROW.relation),))
    assert [cause.findings for cause in found] == [(BALANCE, ROW), (SUIT,)]
    assert found[1].repairs == ()


def test_alternatives_of_one_group_stay_together():
    two = (repair(1, SUIT.relation), repair(1, SUIT.relation, place="t4.review.total"))
    (cause,) = causes((SUIT,), two)
    assert cause.repairs == two


def test_every_finding_is_in_exactly_one_cause():
    found = causes((BALANCE, ROW, SUIT), (repair(1, BALANCE.relation), repair(2, SUIT.relation)))
    assert sorted(f.identity for cause in found for f in cause.findings) == sorted(
        f.identity for f in (BALANCE, ROW, SUIT)
    )


def test_unverifiable_silences_missing_and_late():
    assert audible((MISSING, LATE, BALANCE), DutyState.UNVERIFIABLE) == (BALANCE,)
    task = finding("duty.unverifiable", severity=Severity.TASK)
    assert audible((MISSING, task)) == (task,)


def test_missing_silences_the_rest():
    assert audible((BALANCE, MISSING, LATE)) == (MISSING,)
    assert audible((BALANCE,), DutyState.MISSING) == ()


def test_an_unreadable_file_silences_arithmetic_and_form():
    unreadable = finding("read.unreadable", severity=Severity.TASK)
    form = finding("form.table")
    assert audible((BALANCE, form, unreadable, LATE)) == (unreadable, LATE)


def test_what_is_private_is_never_heard():
    private = finding("privacy.personal", severity=Severity.PRIVATE)
    assert audible((private, BALANCE)) == (BALANCE,)


def test_doubtful_and_uncertain_findings_are_no_errors():
    doubt = finding("t3.row", "t3.row:granted", Severity.WARNING, Verdict.DOUBTFUL)
    unsure = finding("t3.row", "t3.row:granted", certain=False)
    assert errors((doubt, unsure, BALANCE)) == (BALANCE,)
    assert doubtful((doubt, unsure, BALANCE)) == (doubt,)
