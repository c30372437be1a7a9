"""What became of published reports in a digest: data that changed, and what was corrected.

What a collective column lacks stands there too; it is the office's own matter, so that its
lines do not begin with a report.

A correction is no change to be asked about: it stands apart, as 已更正.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alerts import words

if TYPE_CHECKING:
    from alerts.model import FindingLine, OfficeView

_HUBS: Final = "hub.incomplete"
RULES: Final = ("page.changed", "page.elsewhere", "page.unreachable", _HUBS)
_SAID: Final = "已更正："


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """What is listed under one rule's name; ``lines`` are the gravest first."""

    name: str
    lines: tuple[FindingLine, ...]
    of_reports: bool = True  # each line is about the report that it stands under


def changed(view: OfficeView) -> tuple[ChangeGroup, ...]:
    """Return what waits of edits, differing copies and dead links, by rule."""
    groups = (
        ChangeGroup(
            words.rule_name(rule), tuple(sorted(_of(view, rule), key=_order)), rule != _HUBS
        )
        for rule in RULES
    )
    return tuple(group for group in groups if group.lines)


def _of(view: OfficeView, rule: str) -> list[FindingLine]:
    return [line for line in view.findings if line.finding.rule == rule]


def _order(line: FindingLine) -> tuple[bool, str, int]:
    return line.finding.severity.value != "warning", line.body, -line.year


def corrected(view: OfficeView) -> tuple[str, ...]:
    """Return one sentence for each report in which something was corrected this week."""
    reports: dict[tuple[str, int], dict[str, None]] = {}
    for one in view.corrected:
        said = one.said.removeprefix(_SAID)
        cells = said if said != "已更正" else words.rule_name(one.rule)
        reports.setdefault((one.body, one.year), {})[cells] = None
    return tuple(
        f"{body}{year}年年度报告：{'；'.join(dict.fromkeys('，'.join(cells).split('，')))}，复核通过"
        for (body, year), cells in sorted(reports.items())
    )
