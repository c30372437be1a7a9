from __future__ import annotations

from dataclasses import replace

import pytest

from nianbao.report.model import Finding, Judgement, Severity
from storage.queries import findings as finding_queries
from storage.queries.recipients import recipients
from storage.registry import import_registry
from storage.rows.findings import Cause, FindingState
from storage.rows.messages import Role
from storage.store import outbox, reports
from storage.store.decisions import NotAllowed, decide, expire_silences
from storage.store.findings import Applied, apply_findings
from storage.store.outbox import NewMessage, message_id
from tests.storage.moments import DAY, HOUR, NOON
from tests.storage.qinghe import broken, duty, publish, report

S = FindingState
EVALUATED = frozenset({"t3.balance:business", "t3.balance:person", "section.thin", "form.label"})
ABSENT = Finding("duty.missing", Severity.ERROR, "截至2027年2月2日未检索到")


class Case:
    """One duty whose report is published, read and judged again and again."""

    def __init__(self, session, body="qinghe-jtj", year=2026) -> None:
        self.session, self.body, self.year = session, body, year
        self.duty = duty(session, body, year)
        self.now = NOON

    def judge(self, *found, reader="r1", rules="u1", evaluated=EVALUATED, baseline=False, **cells):
        """Publish figures (business column of table 3), and judge them an hour later."""
        self.now += HOUR
        kept = report(**(cells or {"received": 0, "settled": 1}))
        content = repr(sorted(cells.items())).encode()
        _, version = publish(self.session, self.now, self.body, self.year, content=content)
        judgement = Judgement(findings=found, evaluated=evaluated)
        readers = {"reader_version": reader, "rules_version": rules, "now": self.now}
        reports.keep_report(self.session, version, kept, judgement, **readers)
        where = self.session, self.duty, version, judgement, self.now
        return apply_findings(*where, baseline=baseline)

    def decide(self, number, state, **how):
        self.now += HOUR
        decide(self.session, number, state, who="甲", now=self.now, **how)

    def states(self) -> list[str]:
        return [f.state.value for f in finding_queries.findings(self.session, duty_id=self.duty)]

    def steps(self, number) -> list[tuple[str, str]]:
        return [(s.what, s.cause) for s in finding_queries.steps(self.session, number)]


@pytest.fixture
def case(qinghe):
    with qinghe.write() as session:
        yield Case(session)


def test_a_broken_relation_opens_once(case):
    first = case.judge(broken())
    assert len(first.opened) == 1
    assert case.judge(broken()) == Applied()
    assert case.states() == ["open"]
    assert case.steps(first.opened[0]) == [("opened", "report")]


def test_only_a_rule_that_was_evaluated_again_and_held_resolves(case):
    (number,) = case.judge(broken()).opened
    assert case.judge(evaluated=frozenset({"t3.balance:person"})) == Applied()
    assert case.states() == ["open"]
    assert case.judge(received=1, settled=1).resolved == (number,)
    assert case.states() == ["resolved"]
    assert case.steps(number)[-1] == ("resolved", "report")


def test_what_was_resolved_and_is_broken_again_opens_again(case):
    (number,) = case.judge(broken()).opened
    case.judge(received=1, settled=1)
    assert case.judge(broken()).reopened == (number,)
    assert case.states() == ["open"]


def test_what_a_person_dismissed_stays_dismissed_while_the_figures_are_the_same(case):
    (number,) = case.judge(broken()).opened
    case.decide(number, S.DISMISSED, why="台账如此")
    assert case.judge(broken()) == Applied()
    assert case.judge(broken(), rules="u2", reader="r2") == Applied()
    assert case.states() == ["dismissed"]


def test_other_figures_reopen_what_was_dismissed(case):
    (number,) = case.judge(broken()).opened
    case.decide(number, S.DISMISSED, why="台账如此")
    assert case.judge(broken(), received=0, settled=2).reopened == (number,)
    assert case.steps(number)[-1] == ("reopened", "report")


def test_a_zero_that_became_a_blank_is_another_printed_value(case):
    case.judge(broken())
    assert len(case.judge(broken(), settled=1).altered) == 1


def test_a_step_says_whether_report_reader_or_rule_changed(case):
    (number,) = case.judge(broken()).opened
    case.judge(reader="r2")
    case.judge(broken(), reader="r2", rules="u2")
    assert case.steps(number)[1:] == [
        ("retracted", "reader"),
        ("resolved", "reader"),
        ("reopened", "rule"),
    ]


def test_a_finding_without_cells_is_not_reopened_by_a_rules_new_words(case):
    thin = Finding("section.thin", Severity.WARNING, "第五部分过于简略")
    (number,) = case.judge(thin).opened
    case.decide(number, S.DISMISSED, why="可以接受")
    reworded = replace(thin, message="第五部分内容较少")
    assert case.judge(reworded, rules="u2") == Applied()
    assert case.judge(replace(thin, message="第五部分为空"), received=5).reopened == (number,)


def test_a_baseline_opens_silently_and_tells_nobody(case):
    (recipient,) = recipients(case.session, role=Role.AUTHORITY)
    applied = case.judge(broken(), baseline=True)
    assert applied.silent == set(applied.opened)
    assert case.states() == ["open"]
    assert finding_queries.untold(case.session, recipient.id, NOON.date()) == ()
    assert finding_queries.new_errors(case.session, "qinghe-office", NOON, case.now) == ()


def test_a_baseline_finding_is_news_when_other_wrong_figures_are_published(case):
    (recipient,) = recipients(case.session, role=Role.AUTHORITY)
    case.judge(broken(), baseline=True)
    case.judge(broken(), received=0, settled=7)
    assert len(finding_queries.untold(case.session, recipient.id, NOON.date())) == 1


def test_two_findings_of_the_same_name_are_both_kept(case):
    labels = [
        Finding("form.label", Severity.NOTE, f"第{n}行标题误印", places=("t3.settled.business",))
        for n in (1, 2)
    ]
    assert len(case.judge(*labels).opened) == 2
    assert case.judge(*labels) == Applied()
    assert len(case.judge(labels[0]).resolved) == 1


def test_the_findings_of_a_state_and_of_a_report_leave_each_other_alone(case):
    case.judge(broken())
    about = frozenset({"duty.missing", "duty.late"})
    missing = Judgement(findings=(ABSENT,), evaluated=about)
    (number,) = apply_findings(case.session, case.duty, None, missing, NOON).opened
    assert case.states() == ["open", "open"]
    case.judge(broken())
    assert case.states() == ["open", "open"]
    gone = Judgement(evaluated=about)
    later = apply_findings(case.session, case.duty, None, gone, NOON + DAY)
    assert later.resolved == (number,)
    assert case.steps(number) == [("opened", "facts"), ("resolved", "facts")]


def test_a_state_that_a_person_dismissed_is_not_new_every_day(case):
    about = frozenset({"duty.missing"})
    days = [replace(ABSENT, message=f"截至2027年2月{n}日未检索到") for n in (2, 3)]
    first, second = (Judgement(findings=(day,), evaluated=about) for day in days)
    (number,) = apply_findings(case.session, case.duty, None, first, NOON).opened
    case.decide(number, S.DISMISSED, why="已电话核实")
    assert apply_findings(case.session, case.duty, None, second, NOON + DAY) == Applied()


def test_a_judgement_without_its_report_is_refused(case):
    _, version = publish(case.session, NOON)
    with pytest.raises(LookupError, match="keep_report"):
        apply_findings(case.session, case.duty, version, Judgement(), NOON)


# --- What people decide ---------------------------------------------------------


def test_every_step_says_who_and_why(case):
    (number,) = case.judge(broken()).opened
    case.decide(number, S.ACKNOWLEDGED)
    case.decide(number, S.CONFIRMED)
    case.decide(number, S.NOTIFIED, until=(NOON + 5 * DAY).date())
    case.decide(number, S.DISMISSED, why="系统误读")
    steps = finding_queries.steps(case.session, number)
    assert [step.what for step in steps] == [
        "opened",
        "acknowledged",
        "confirmed",
        "notified",
        "dismissed",
    ]
    assert [step.who for step in steps] == ["", "甲", "甲", "甲", "甲"]
    assert steps[-1].why == "系统误读"


@pytest.mark.parametrize(
    ("state", "how", "words"),
    [
        (S.DISMISSED, {}, "理由"),
        (S.DISMISSED, {"why": "  "}, "理由"),
        (S.WAIVED, {"why": "改版中"}, "截止日期"),
        (S.NOTIFIED, {}, "截止日期"),
        (S.RESOLVED, {"why": "已改"}, "只能由系统"),
    ],
)
def test_a_decision_that_lacks_something_is_refused(case, state, how, words):
    (number,) = case.judge(broken()).opened
    with pytest.raises(NotAllowed, match=words):
        case.decide(number, state, **how)
    assert case.states() == ["open"]


def test_what_is_resolved_cannot_be_decided_any_more(case):
    (number,) = case.judge(broken()).opened
    case.judge(received=1, settled=1)
    with pytest.raises(NotAllowed, match="已更正"):
        case.decide(number, S.CONFIRMED)
    with pytest.raises(LookupError):
        case.decide(9999, S.CONFIRMED)


@pytest.mark.parametrize("state", [S.ACKNOWLEDGED, S.CONFIRMED, S.NOTIFIED, S.WAIVED])
def test_a_correction_resolves_whatever_a_person_set_but_a_dismissal(case, state):
    (number,) = case.judge(broken()).opened
    case.decide(number, state, why="已通知", until=(NOON + 5 * DAY).date())
    assert case.judge(broken()) == Applied()
    assert case.judge(received=1, settled=1).resolved == (number,)


def test_a_silence_ends_on_its_day_and_says_so(case):
    (number,) = case.judge(broken()).opened
    case.decide(number, S.WAIVED, why="机构改革", until=(NOON + 2 * DAY).date())
    assert expire_silences(case.session, NOON + 2 * DAY) == ()
    assert expire_silences(case.session, NOON + 3 * DAY) == (number,)
    assert expire_silences(case.session, NOON + 3 * DAY) == ()
    last = finding_queries.steps(case.session, number)[-1]
    assert (last.what, last.cause, last.why) == ("expired", "time", "原定至2027-02-03")


# --- Who is told ----------------------------------------------------------------


def tell(session, recipient, told, now, period="d1") -> int:
    name = message_id(recipient, "daily", period, "qinghe.example")
    ids = tuple(finding.id for finding in told)
    put = outbox.put(session, NewMessage(recipient, "daily", period, name, b"", ids), now)
    assert put is not None
    return put


def test_an_error_is_told_once_and_again_when_it_is_reopened(case):
    (recipient,) = recipients(case.session, role=Role.AUTHORITY)
    (number,) = case.judge(broken()).opened
    news = finding_queries.untold(case.session, recipient.id, NOON.date())
    assert [finding.id for finding in news] == [number]
    message = tell(case.session, recipient.id, news, case.now)
    assert finding_queries.untold(case.session, recipient.id, NOON.date()) == ()
    outbox.claim(case.session, message, case.now, case.now + HOUR)
    assert finding_queries.told(case.session, number) == (recipient.id,)
    case.judge(received=1, settled=1)
    case.judge(broken())
    assert len(finding_queries.untold(case.session, recipient.id, NOON.date())) == 1


@pytest.mark.parametrize(
    "quiet",
    [
        replace(broken(), severity=Severity.WARNING),
        replace(broken(), severity=Severity.PRIVATE),
        replace(broken(), certain=False),
        replace(broken(), rule="privacy.personal"),
    ],
    ids=["warning", "private", "uncertain", "privacy"],
)
def test_what_is_no_certain_public_error_is_not_told_at_once(case, quiet):
    (recipient,) = recipients(case.session, role=Role.AUTHORITY)
    assert len(case.judge(quiet).opened) == 1
    assert finding_queries.untold(case.session, recipient.id, NOON.date()) == ()


COUNTY = """
[[recipient]]
name = "云汀县人民政府办公室"
email = "zwgk@yunting.example"
office = "yunting-office"
"""


def test_the_nearest_office_with_somebody_to_tell_is_told(qinghe):
    with qinghe.write() as session:
        Case(session, "yunting-nyj").judge(broken())
        Case(session, "yunting-office").judge(broken())
        told = {
            "city alone": _told(session),
            "with the county": import_registry(session, COUNTY, NOON) and _told(session),
        }
    city, county = "青禾市人民政府办公室", "云汀县人民政府办公室"
    assert told["city alone"] == {city: ["yunting-nyj", "yunting-office"]}
    assert told["with the county"] == {
        city: ["yunting-office"],
        county: ["yunting-nyj", "yunting-office"],
    }


def _told(session) -> dict[str, list[str]]:
    found = {
        recipient.name: finding_queries.untold(session, recipient.id, NOON.date())
        for recipient in recipients(session)
    }
    return {name: [finding.body for finding in news] for name, news in found.items() if news}


def test_a_vertical_bodys_errors_do_not_go_to_the_city(qinghe):
    with qinghe.write() as session:
        Case(session, "qinghe-swj").judge(broken())
        assert _told(session) == {}
        since = NOON - DAY
        own = finding_queries.new_errors(session, "sheng-swj", since, NOON + DAY)
        city = finding_queries.new_errors(session, "qinghe-office", since, NOON + DAY)
    assert [finding.body for finding in own] == ["qinghe-swj"]
    assert city == ()


def test_a_finding_comes_with_its_duty_and_evidence(case):
    case.judge(broken())
    (found,) = finding_queries.findings(case.session, office="qinghe-office", on=NOON.date())
    assert found.finding == broken()
    assert (found.body, found.name, found.year) == ("qinghe-jtj", "青禾市交通运输局", 2026)
    assert found.url.endswith("/qinghe-jtj-2026.html")
    assert len(found.sha256) == 64
    with pytest.raises(ValueError, match="day"):
        finding_queries.findings(case.session, office="qinghe-office")


def test_the_weeks_book_counts_each_finding_once_for_each_kind_of_step(case):
    (number,) = case.judge(broken()).opened
    case.judge(received=1, settled=1)
    case.judge(broken())
    case.judge(received=1, settled=1)
    counts = finding_queries.step_counts(case.session, "qinghe-office", NOON, NOON + DAY)
    assert counts == {"opened": 1, "resolved": 1, "reopened": 1}
    assert finding_queries.rule_counts(case.session) == {}
    assert finding_queries.rule_counts(case.session, [S.RESOLVED]) == {"t3.balance": 1}
    assert number


def test_two_that_judge_at_once_open_one_finding(qinghe):
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with qinghe.write() as session:
        case = Case(session)
        case.judge()
        number, about = case.duty, Judgement(findings=(ABSENT,), evaluated=frozenset())

    def judge(_: int) -> int:
        with qinghe.write() as session:
            return len(apply_findings(session, number, None, about, NOON).opened)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(judge, range(4))) == 1


def test_findings_that_newer_rules_open_say_so(case):
    case.judge()
    later = Judgement(findings=(ABSENT,), evaluated=frozenset())
    version = publish(case.session, NOON, content=b"[]")[1]
    where = case.session, case.duty, version, later, NOON
    (number,) = apply_findings(*where, baseline=True, cause=Cause.RULE).opened
    assert case.steps(number) == [("opened", "rule")]
    assert finding_queries.steps(case.session, number)[0].silent
