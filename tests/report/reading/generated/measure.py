"""What came of reading and judging one made-up report, beside its truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nianbao.report import form
from nianbao.report.judge import judge
from nianbao.report.model import Severity, State, Unreadable, Verdict
from nianbao.report.reading import read

if TYPE_CHECKING:
    from nianbao.report.model import Report, Source
    from tests.report.reading.generated.figures import Written

_RULES = ("t3.", "t4.", "value.", "form.edition", "form.table", "form.document")


@dataclass(slots=True)
class Tally:
    """Counts over documents; ``told`` are sentences about what went wrong."""

    documents: int = 0
    figures: int = 0
    wrong: int = 0  # certain, and not what is printed
    uncertain: int = 0
    missing: int = 0  # not read at all
    unsaid: int = 0  # not read, and nothing in the report says so
    accused: int = 0  # findings of severity error that are not true
    missed: int = 0  # broken relations neither found nor said to be unjudged
    unreadable: int = 0
    told: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.told += other.told


_COUNTS = (
    "documents", "figures", "wrong", "uncertain", "missing", "unsaid", "accused", "missed",
    "unreadable",
)  # fmt: skip


def measured(written: Written, source: Source) -> Tally:
    """Read and judge one document and compare it with its truth."""
    tally = Tally(documents=1, figures=len(written.truth))
    try:
        report = read(source)
    except Unreadable as error:
        tally.unreadable, tally.missing = 1, tally.figures
        tally.told.append(f"unreadable: {error}")
        return tally
    _figures(written, report, tally)
    _findings(written, report, tally)
    return tally


def _figures(written: Written, report: Report, tally: Tally) -> None:
    lost: set[str] = set()
    for key, (state, value) in written.truth.items():
        figure = report.figures.get(key)
        if figure is None:
            tally.missing += 1
            lost.add(key[:2])
        elif not figure.certain:
            tally.uncertain += 1
            tally.told.append(f"uncertain {key}: {figure.doubt}")
        elif (figure.state, figure.value) != (state, value):
            tally.wrong += 1
            tally.told.append(f"WRONG {key}: {figure.printed!r} for {written.sheet.cells[key]!r}")
    for key in set(report.figures) - set(written.truth):
        if report.figures[key].certain and report.figures[key].state is not State.BLANK:
            tally.wrong += 1
            tally.told.append(f"WRONG {key}: {report.figures[key].printed!r} is not printed")
    if lost:
        tally.told.append(
            f"missing in {sorted(lost)}; unread {[u.text for u in report.unread][:9]}"
        )
        if not report.unread:
            tally.unsaid += 1


def _findings(written: Written, report: Report, tally: Tally) -> None:
    findings = [f for f in judge(report).findings if f.rule.startswith(_RULES)]
    truth = written.broken
    wrong_form = {
        f"form.edition:{t}"
        for t in ("t2", "t3")
        if getattr(written.sheet, t) != form.edition_for(written.sheet.year)
    }
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.identity not in truth | wrong_form:
            tally.accused += 1
            tally.told.append(f"ACCUSED {finding.identity}")
    found = {f.identity for f in findings if f.verdict in {Verdict.BROKEN, Verdict.UNJUDGED}}
    for name in sorted(truth - found):
        tally.missed += 1
        tally.told.append(f"missed {name}")
