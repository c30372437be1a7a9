"""The life of findings: opened, resolved, reopened and retracted by the rules.

A finding is known by duty, rule and identity. Apply the judgement of one version
only, the one that ``queries.documents.governing`` names: a page and its attachment
would otherwise open and resolve each other's findings.

``compare`` only looks, for many duties with one query; ``carry_out`` writes what it
saw. Both in one write transaction, under the duties' locks, are ``apply_all``.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select

from nianbao.report.change import Change, Known, Name, change, was_evaluated
from nianbao.report.grading import AS_IT_IS, Mode, graded, stamp
from nianbao.report.model import READER_VERSION, RULES_VERSION, Severity
from storage.figures import unpack
from storage.rows import DutyRow, FindingEventRow, FindingRow, ReportRow
from storage.rows.findings import RETRACTED, Cause, FindingState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from nianbao.report.grading import Grade
    from nianbao.report.model import Figure, Finding, Judgement

S = FindingState
PRIVATE_RULES: Final = frozenset({"privacy.personal", "page.backdated"})
"""Never broadcast, whatever their severity."""
_OURS: Final = frozenset({Cause.READER, Cause.RULE})
_NOTHING_SET: Final[Mapping[str, Grade]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Applied:
    """Ids of findings by what happened to them. ``silent`` are opened or reopened unannounced."""

    opened: tuple[int, ...] = ()
    resolved: tuple[int, ...] = ()
    reopened: tuple[int, ...] = ()
    altered: tuple[int, ...] = ()
    silent: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Case:
    """One duty's judgement: of which version, read and judged by what, and how to take it.

    ``version_id`` is None for findings of a duty's state. ``grades`` are the rules
    that are set for the body. ``baseline`` opens silently, and ``cause`` says what
    it is that opens findings, and changes them where their own report is the same.
    """

    duty_id: int
    judgement: Judgement
    version_id: int | None = None
    reader_version: str = READER_VERSION
    rules_version: str = RULES_VERSION
    figures: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}))
    grades: Mapping[str, Grade] = field(default_factory=lambda: _NOTHING_SET)
    baseline: bool = False
    cause: Cause = Cause.REPORT

    def grade(self, rule: str) -> Grade:
        """How a rule is set for the body."""
        return self.grades.get(rule, AS_IT_IS)

    def rules(self, rule: str) -> str:
        """The version of the rules with what is set of one."""
        return stamp(self.rules_version, self.grade(rule))


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one finding of a rule, and why; ``what`` as in finding_events."""

    what: str
    rule: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class News:
    """One duty's findings as kept beside those judged now.

    ``retracted`` were certain errors that anybody may have been told of, and are none
    any more because reader or rules changed while the report did not.
    """

    case: Case
    rows: dict[Name, FindingRow]
    present: dict[Name, Finding]
    digests: dict[Name, str]
    change: Change
    causes: dict[Name, Cause]
    retracted: frozenset[Name]
    moved: dict[Name, str]
    """Rows whose rule went on trial (shadowed) or came from it (promoted)."""

    @property
    def steps(self) -> Iterator[Step]:
        """Everything that happens, in the order in which it is written down."""
        for what, names in self.by_event:
            for name in sorted(names):
                yield Step(what, name[0], self.cause(what, name))

    @property
    def by_event(self) -> tuple[tuple[str, Iterable[Name]], ...]:
        """The names by what happens to them."""
        return (
            (RETRACTED, self.retracted),
            ("resolved", self.change.resolved),
            ("reopened", self.change.reopened),
            ("changed", self.change.altered),
            *((what, [n for n, w in self.moved.items() if w == what]) for what in _MOVES),
            ("opened", self.change.opened),
        )

    def cause(self, what: str, name: Name) -> Cause:
        """Say which of report, reader or rule is not what it was."""
        if what == "opened":
            return self.case.cause if self.case.version_id is not None else Cause.FACTS
        return Cause.RULE if what in _MOVES else self.causes[name]

    @property
    def differs(self) -> bool:
        """Whether there is anything to write, were it only by whom a finding was judged last."""
        return any(True for _ in self.steps) or any(
            _is_stale(self.rows[name], self.case, finding)
            for name, finding in self.present.items()
            if name in self.rows
        )


_MOVES: Final = ("shadowed", "promoted")


def apply_findings(
    session: Session,
    duty_id: int,
    version_id: int | None,
    judgement: Judgement,
    now: datetime,
    *,
    baseline: bool = False,
    cause: Cause = Cause.REPORT,
    grades: Mapping[str, Grade] = _NOTHING_SET,
) -> Applied:
    """Open, resolve and reopen the findings of a duty by a judgement; return what is news.

    ``version_id`` is None for findings of a duty's state (duty.missing, duty.late…);
    else its report must have been kept. ``baseline`` opens silently: first imports,
    older years, new rules or readers (then ``cause`` says which of these it is that
    opens findings). What ``judgement.evaluated`` does not name is not resolved.

    Raises:
        LookupError: the version has no report yet.
    """
    case = Case(duty_id, judgement, version_id, grades=grades, baseline=baseline, cause=cause)
    if version_id is not None:
        case = _with_report(session, case, version_id)
    (applied,) = apply_all(session, (case,), now)
    return applied


def _with_report(session: Session, case: Case, version_id: int) -> Case:
    report = session.scalars(
        select(ReportRow)
        .where(ReportRow.version_id == version_id)
        .order_by(ReportRow.judged_at.desc(), ReportRow.id.desc())
        .limit(1)
    ).one_or_none()
    if report is None:
        raise LookupError(f"version {version_id} has no report yet: keep_report comes first")
    return Case(
        case.duty_id,
        case.judgement,
        version_id,
        report.reader_version,
        report.rules_version,
        unpack(report.figures, report.provenance) if report.figures else {},
        case.grades,
        case.baseline,
        case.cause,
    )


def apply_all(session: Session, cases: Sequence[Case], now: datetime) -> tuple[Applied, ...]:
    """Apply the judgements of several duties in this write transaction, as ``apply_findings``."""
    lock(session, [case.duty_id for case in cases])
    return carry_out(session, compare(session, cases), now)


def lock(session: Session, duties: Iterable[int]) -> None:
    """Keep other writers from these duties' findings until the transaction ends."""
    wanted = select(DutyRow.id).where(DutyRow.id.in_(sorted(duties))).order_by(DutyRow.id)
    session.execute(wanted.with_for_update()).all()


# --- What is news ---------------------------------------------------------------


def compare(session: Session, cases: Sequence[Case]) -> tuple[News, ...]:
    """Set what is judged beside what is kept, in the order of ``cases``; write nothing."""
    rows: defaultdict[int, dict[Name, FindingRow]] = defaultdict(dict)
    wanted = select(FindingRow).where(FindingRow.duty_id.in_([case.duty_id for case in cases]))
    for row in session.scalars(wanted):
        rows[row.duty_id][row.rule, row.identity] = row
    return tuple(_news(case, rows.get(case.duty_id, {})) for case in cases)


def _news(case: Case, rows: dict[Name, FindingRow]) -> News:
    said = _named(_audible(case))
    present = {name: graded(one, case.grade(one.rule)) for name, one in said.items()}
    digests = {name: _digest(finding, case) for name, finding in present.items()}
    causes = {name: _cause(row, case) for name, row in rows.items()}
    known = {name: _known(row, digests.get(name), causes[name]) for name, row in rows.items()}
    held = {name for name, row in rows.items() if _is_held(name, row, case)}
    news = change(known, digests, held)
    moved = {name: what for name, row in rows.items() if (what := _move(row, case))}
    fallen = frozenset(
        name
        for name, row in rows.items()
        if _is_loud(row) and _has_fallen(name, row, case, said, news)
        if name in moved or causes[name] in _OURS
    )
    return News(case, rows, present, digests, news, causes, fallen, moved)


def _audible(case: Case) -> Iterator[Finding]:
    """Yield the findings of rules that are on or on trial."""
    for finding in case.judgement.findings:
        if case.grade(finding.rule).mode is not Mode.OFF:
            yield finding


def _is_held(name: Name, row: FindingRow, case: Case) -> bool:
    """Whether a finding's rule was evaluated again; one that is off says nothing any more."""
    if case.grade(row.rule).mode is Mode.OFF:
        return True
    return was_evaluated(name, row.relation, case.judgement.evaluated)


def _move(row: FindingRow, case: Case) -> str:
    mode = case.grade(row.rule).mode
    if mode is Mode.OFF or row.shadow is (mode is Mode.SHADOW):
        return ""
    return "promoted" if row.shadow else "shadowed"


_TOLD: Final = frozenset({Severity.ERROR, Severity.PRIVATE})


def _is_loud(row: FindingRow) -> bool:
    """Whether it is certain, and an authority may have been told of it at once or in private."""
    waits = row.state not in {S.DISMISSED, S.RESOLVED}
    return waits and row.severity in _TOLD and row.certain and not row.shadow


def _has_fallen(
    name: Name, row: FindingRow, case: Case, said: Mapping[Name, Finding], news: Change
) -> bool:
    """Whether an error is none any more; one that is only set to be quieter still stands."""
    if name in news.resolved or case.grade(row.rule).mode is Mode.SHADOW:
        return True
    finding = said.get(name)
    return finding is not None and not (finding.severity in _TOLD and finding.certain)


def _named(findings: Iterable[Finding]) -> dict[Name, Finding]:
    """Return findings by name. Where two have the same, the later ones are numbered."""
    named: dict[Name, Finding] = {}
    seen: Counter[Name] = Counter()
    for finding in findings:
        name = finding.rule, finding.identity
        seen[name] += 1
        suffix = f"#{seen[name]}" if seen[name] > 1 else ""
        named[finding.rule, finding.identity + suffix] = finding
    return named


def _digest(finding: Finding, case: Case) -> str:
    """Return a digest of what the finding rests on.

    That is the printed cells, with the other report's number where they are compared
    with one; without any, what the rule says of the text or of the page. A duty's state
    rests on nothing printed: its digest is the same every day.
    """
    if case.version_id is None and not finding.rule.startswith("page."):
        return ""
    basis: list[Any] = [
        (place, _printed(case.figures.get(place))) for place in sorted(finding.places)
    ]
    if finding.relation is None and finding.right is not None:
        basis.append(finding.right)
    basis = basis or [finding.left, finding.right, finding.message]
    return hashlib.sha256(json.dumps(basis, ensure_ascii=False).encode()).hexdigest()


def _printed(figure: Figure | None) -> list[str] | None:
    return None if figure is None else [figure.state.value, str(figure.value), figure.printed]


def _known(row: FindingRow, digest: str | None, cause: Cause) -> Known:
    # Without printed cells only the rule's own words are compared: when the same
    # bytes get other words from a newer rule, that is no new value.
    reworded = digest is not None and not row.places and cause in _OURS
    return Known(
        digest=digest if reworded and digest is not None else row.digest,
        settled=row.state is S.DISMISSED,
        resolved=row.state is S.RESOLVED,
    )


def _cause(row: FindingRow, case: Case) -> Cause:
    """Say which of report, reader or rule is not what it was when the finding was last judged."""
    if case.grade(row.rule).mode is Mode.OFF:
        return Cause.RULE
    if case.version_id is None:
        return Cause.FACTS
    if row.version_id != case.version_id:
        return Cause.REPORT
    if row.reader_version != case.reader_version:
        return Cause.READER
    return Cause.RULE if row.rules_version != case.rules(row.rule) else case.cause


# --- Writing it down ------------------------------------------------------------


@dataclass(slots=True)
class _Book:
    """What is written of several duties: the events go out together, after the new rows."""

    now: datetime
    events: list[tuple[FindingRow, dict[str, Any]]] = field(default_factory=list)

    def note(self, row: FindingRow, what: str, cause: Cause, case: Case, why: str = "") -> None:
        """Keep one step of a finding."""
        silent = case.baseline or row.shadow
        event = {"what": what, "cause": cause, "why": why, "silent": silent, "digest": row.digest}
        self.events.append((row, {"at": self.now, "who": "", **event}))


def carry_out(session: Session, news: Sequence[News], now: datetime) -> tuple[Applied, ...]:
    """Write down what ``compare`` found in this same transaction."""
    book = _Book(now)
    opened = [_write(one, book) for one in news]
    session.add_all(row for rows in opened for row in rows)
    session.flush()
    if book.events:
        events = [{"finding_id": row.id, **event} for row, event in book.events]
        session.execute(insert(FindingEventRow), events)
    return tuple(_applied(one, rows) for one, rows in zip(news, opened, strict=True))


def _applied(news: News, opened: list[FindingRow]) -> Applied:
    again = [news.rows[name] for name in sorted(news.change.reopened)]
    return Applied(
        _ids(opened),
        _ids(news.rows[name] for name in sorted(news.change.resolved)),
        _ids(again),
        _ids(news.rows[name] for name in sorted(news.change.altered)),
        frozenset(row.id for row in (*opened, *again) if row.baseline),
    )


def _ids(rows: Iterable[FindingRow]) -> tuple[int, ...]:
    return tuple(row.id for row in rows)


def _write(news: News, book: _Book) -> list[FindingRow]:
    """Bring the rows of one duty up to date; return those to be added."""
    case = news.case
    for name in sorted(news.retracted):
        row = news.rows[name]
        cause = news.cause("shadowed" if name in news.moved else RETRACTED, name)
        book.note(row, RETRACTED, cause, case, why=row.message)
    for name in sorted(news.change.resolved):
        _resolve(news, name, book)
    for name in sorted(news.change.reopened):
        _reopen(news, name, book)
    for name in sorted(news.change.altered):
        _alter(news, name, book)
    for name in sorted(news.moved):
        _shift(news, name, book)
    for name in news.present.keys() & news.rows.keys():
        _refresh(news.rows[name], news.present[name], news.digests[name], case)
    return [_open(news, name, book) for name in sorted(news.change.opened)]


def _open(news: News, name: Name, book: _Book) -> FindingRow:
    (rule, identity), case = name, news.case
    row = FindingRow(
        duty_id=case.duty_id,
        rule=rule,
        identity=identity,
        state=S.OPEN,
        baseline=case.baseline,
        shadow=case.grade(rule).mode is Mode.SHADOW,
        opened_at=book.now,
    )
    _refresh(row, news.present[name], news.digests[name], case)
    book.note(row, "opened", news.cause("opened", name), case)
    return row


def _resolve(news: News, name: Name, book: _Book) -> None:
    row, case = news.rows[name], news.case
    row.state, row.closed_at, row.until = S.RESOLVED, book.now, None
    if case.version_id is not None and row.version_id is not None:
        row.version_id = case.version_id
    row.reader_version, row.rules_version = case.reader_version, case.rules(row.rule)
    book.note(row, "resolved", news.causes[name], case)


def _reopen(news: News, name: Name, book: _Book) -> None:
    row, case = news.rows[name], news.case
    row.state, row.digest = S.OPEN, news.digests[name]
    row.baseline, row.opened_at = case.baseline, book.now
    row.closed_at = row.until = None
    book.note(row, "reopened", news.causes[name], case)


def _alter(news: News, name: Name, book: _Book) -> None:
    row, cause = news.rows[name], news.causes[name]
    row.digest = news.digests[name]
    if cause is Cause.REPORT and not news.case.baseline:
        row.baseline = False  # other figures were published, and they do not add up either
    book.note(row, "changed", cause, news.case)


def _shift(news: News, name: Name, book: _Book) -> None:
    """Put a rule's finding on trial, or take it from there: silently, as nobody asked for it."""
    row = news.rows[name]
    row.shadow = news.moved[name] == "shadowed"
    row.baseline = row.baseline or not row.shadow
    book.note(row, news.moved[name], Cause.RULE, news.case)


def _refresh(row: FindingRow, finding: Finding, digest: str, case: Case) -> None:
    row.version_id = case.version_id
    row.reader_version, row.rules_version = case.reader_version, case.rules(row.rule)
    row.relation = finding.relation
    row.verdict = finding.verdict.value if finding.verdict else None
    row.severity, row.message, row.digest = finding.severity, finding.message, digest
    row.places, row.left, row.right = list(finding.places), finding.left, finding.right
    row.certain = finding.certain
    row.private = finding.severity is Severity.PRIVATE or finding.rule in PRIVATE_RULES


def _is_stale(row: FindingRow, case: Case, finding: Finding) -> bool:
    """Whether ``_refresh`` would change anything; a finding's other fields follow from these."""
    stamped = (row.version_id, row.reader_version, row.rules_version)
    said = (row.severity, row.message, row.certain)
    now = (case.version_id, case.reader_version, case.rules(row.rule))
    return stamped != now or said != (finding.severity, finding.message, finding.certain)


def withdraw(
    session: Session, duty_id: int, version_id: int, now: datetime, cause: Cause
) -> tuple[int, ...]:
    """Take back what was found in a version that, read anew, is no report on this duty."""
    lock(session, (duty_id,))
    rows = session.scalars(
        select(FindingRow).where(
            FindingRow.duty_id == duty_id,
            FindingRow.version_id == version_id,
            FindingRow.state.not_in([S.DISMISSED, S.RESOLVED]),
        )
    ).all()
    for row in rows:
        if _is_loud(row):
            note_event(session, row, at=now, what=RETRACTED, cause=cause, why=row.message)
        row.state, row.closed_at, row.until = S.RESOLVED, now, None
        note_event(session, row, at=now, what="resolved", cause=cause)
    session.flush()
    return _ids(rows)


def note_event(
    session: Session,
    row: FindingRow,
    *,
    at: datetime,
    what: str,
    cause: Cause,
    why: str = "",
    who: str = "",
    silent: bool = False,
) -> None:
    """Write down one step of a finding."""
    session.add(
        FindingEventRow(
            finding_id=row.id,
            at=at,
            who=who,
            what=what,
            cause=cause,
            why=why,
            silent=silent,
            digest=row.digest,
        )
    )
