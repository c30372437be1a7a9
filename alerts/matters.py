"""What is said of one report under a number, and the marks that the number leaves in its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alerts.daily import suspects_of
from alerts.grouping import causes, doubtful, errors, others
from alerts.printed import relation_name
from alerts.redrawn import Mark
from alerts.words import rule_name
from nianbao.report.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alerts.daily import CaseSection, Item
    from nianbao.report.model import Figure, Finding, Repair

DEMANDS: Final = {
    "t3.balance": "第一项与第二项之和，等于第三项“（七）总计”与第四项之和",
    "t3.settled": "（一）至（六）各项办理结果之和，等于“（七）总计”",
    "t3.settled.other": "（六）其他处理所列各项之和，等于“（六）其他处理”",
    "t3.row": "各类申请人之和，等于“总计”栏",
    "t4.sum": "四项结果之和，等于“总计”",
}
"""What a relation demands, by its name without the instance."""
_UNSURE: Final = Mark("unsure", "未准")


@dataclass(frozen=True, slots=True)
class Sides:
    """One relation that does not agree: what it demands, and what its two sides come to."""

    subject: str
    demand: str
    said: str
    left: int | None
    right: int | None

    @property
    def difference(self) -> int | None:
        """How far the sides are apart."""
        return None if self.left is None or self.right is None else abs(self.left - self.right)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing said under ``tag``, which marks its cells: 1, 2, … or 疑1, 疑2, ….

    ``pages`` are those of the original that its cells stand on; ``item`` is how a
    mail says it, None for what is only in doubt. ``suspects`` are the cells of the
    only repair.
    """

    tag: str
    findings: tuple[Finding, ...]
    sentences: tuple[str, ...]
    pages: tuple[int, ...]
    item: Item | None = None
    suspects: frozenset[str] = frozenset()

    @property
    def sides(self) -> tuple[Sides, ...]:
        """Its relations, each with both sides."""
        relations = [finding for finding in self.findings if finding.relation]
        if len(relations) != len(self.sentences):
            return ()
        return tuple(map(_sides, relations, self.sentences))

    @property
    def brief(self) -> tuple[str, ...]:
        """The same in a line or two, to stand below the table that bears its tag."""
        if self.item is not None:
            return self.sentences
        why = "有空白项" if self.findings[0].verdict is Verdict.DOUBTFUL else "未读准"
        return tuple(
            f"{side.subject}：{side.left}与{side.right}，相差{side.difference}（{why}）"
            for side in self.sides
        )

    @property
    def places(self) -> frozenset[str]:
        """Every cell that it rests on."""
        return frozenset(place for finding in self.findings for place in finding.places)


def _sides(finding: Finding, said: str) -> Sides:
    name = (finding.relation or "").partition(":")[0]
    subject = relation_name(finding) or rule_name(finding.rule)
    return Sides(subject, DEMANDS.get(name, ""), said, finding.left, finding.right)


def certain(section: CaseSection, repairs: Iterable[Repair]) -> tuple[Matter, ...]:
    """Return the errors of a report as the mails group and word them."""
    groups = causes(errors(section.heard), repairs)
    return tuple(
        Matter(
            str(number),
            cause.findings,
            item.sentences,
            _pages(cause.findings, section.case.figures),
            item,
            suspects_of(cause.repairs),
        )
        for number, (cause, item) in enumerate(zip(groups, section.items, strict=True), start=1)
    )


def in_doubt(section: CaseSection) -> tuple[Matter, ...]:
    """Return the relations that blanks or an uncertain reading leave open; never an error."""
    told = (
        *zip(doubtful(section.heard), section.doubts, strict=True),
        *((finding, finding.message) for finding in misread(section.heard)),
    )
    return tuple(
        Matter(f"疑{number}", (finding,), (said,), _pages((finding,), section.case.figures))
        for number, (finding, said) in enumerate(told, start=1)
    )


def misread(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the relations that do not hold as read, where the reading is not certain."""
    return tuple(f for f in others(findings) if f.verdict is Verdict.BROKEN)


def _pages(findings: Iterable[Finding], figures: Mapping[str, Figure]) -> tuple[int, ...]:
    places = [place for finding in findings for place in finding.places if place in figures]
    return tuple(sorted({page for p in places if (page := figures[p].where.page) is not None}))


# --- Marks --------------------------------------------------------------------------


def marks(
    matters: Iterable[Matter], doubts: Iterable[Matter], figures: Mapping[str, Figure]
) -> dict[str, tuple[Mark, ...]]:
    """Return the marks of every cell that stands out, by its key, gravest first."""
    found: dict[str, tuple[Mark, ...]] = {}
    for matter in matters:
        for place in sorted(matter.places & figures.keys()):
            kind = "probable" if place in matter.suspects else "involved"
            found[place] = (*found.get(place, ()), Mark(kind, matter.tag))
    for doubt in doubts:
        named = _named(doubt.findings[0])
        for place in sorted(doubt.places & figures.keys()):
            mark = Mark("doubt", doubt.tag if place == named else "")
            found[place] = (*found.get(place, ()), mark)
    for place, figure in figures.items():
        if not figure.certain:
            found[place] = (*found.get(place, ()), _UNSURE)
    return found


def _named(finding: Finding) -> str:
    """Return the cell of a relation that bears its tag: the total that the rest is held to."""
    settled = [place for place in finding.places if place.startswith("t3.settled.")]
    if finding.rule == "t3.balance" and settled:
        return settled[0]
    return finding.places[-1] if finding.places else ""
