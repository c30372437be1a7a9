"""What is new of a duty's findings: those that are kept beside those judged now.

Nothing is written here: ``storage.store.findings.carry_out`` does so in the same
transaction, and a dry run never.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from nianbao.report.change import Change, Known, Name, change, was_evaluated
from nianbao.report.grading import AS_IT_IS, Mode, graded, stamp
from nianbao.report.model import READER_VERSION, RULES_VERSION, Severity
from storage.rows import FindingRow
from storage.rows.findings import RETRACTED, Cause, FindingState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from nianbao.report.grading import Grade
    from nianbao.report.model import Figure, Finding, Judgement

S = FindingState
NOTHING_SET: Final[Mapping[str, Grade]] = MappingProxyType({})
_OURS: Final = frozenset({Cause.READER, Cause.RULE})
_TOLD: Final = frozenset({Severity.ERROR, Severity.PRIVATE})
_MOVES: Final = ("shadowed", "promoted")


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
    grades: Mapping[str, Grade] = field(default_factory=lambda: NOTHING_SET)
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
        if is_loud(row) and _has_fallen(name, row, case, said, news)
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


def is_loud(row: FindingRow) -> bool:
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


def _is_stale(row: FindingRow, case: Case, finding: Finding) -> bool:
    """Whether a finding would be written down otherwise now; its other fields follow from these."""
    stamped = (row.version_id, row.reader_version, row.rules_version)
    said = (row.severity, row.message, row.certain)
    now = (case.version_id, case.reader_version, case.rules(row.rule))
    return stamped != now or said != (finding.severity, finding.message, finding.certain)
