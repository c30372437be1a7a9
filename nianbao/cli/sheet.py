"""A judgement as an office reads it: what was read, what does not agree, what is in doubt."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Final

from alerts.daily import case_section
from alerts.grouping import others
from alerts.model import ReportCase
from alerts.printed import sentence
from alerts.words import loudness, rule_name
from nianbao import terminal
from nianbao.clock import SHANGHAI
from nianbao.report import form
from nianbao.report.model import Verdict
from nianbao.report.wording import TABLE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alerts.daily import Item
    from alerts.printed import PrintedTable
    from nianbao.cli.verdict import Checked
    from nianbao.report.model import Finding, Judgement, Report

EDITIONS: Final = {
    "2019": "2019年版（国办公开办函〔2019〕60号）",
    "2021": "2021年版（国办公开办函〔2021〕30号）",
    "older": "2018年度及以前",
}
CAUTION: Final = (
    "以上“可能位置”为推算，以台账为准，不宜仅为平衡而调整。"
    "本结果供内部核查使用，未经核实不作为通报、考核依据。"
)
_SHOWN_UNJUDGED: Final = 20
_UNDATED: Final = datetime(1970, 1, 1, tzinfo=SHANGHAI)  # a file has no time of collection


def text(checked: Checked) -> str:
    """Return the judgement of one file; for one that could not be read, that it could not."""
    if checked.report is None or checked.judgement is None or checked.why:
        return f"{checked.file}\n  未能核对：{checked.why}\n"
    behind = [f"  核对的文件：{checked.url}"] if checked.url not in {None, checked.file} else []
    return "\n".join((checked.file, *behind, *_lines(checked.report, checked.judgement), ""))


def _lines(report: Report, judgement: Judgement) -> Iterator[str]:
    yield from _head(report, judgement)
    section = case_section(_case(report, judgement))
    if section.items:
        yield "\n  须核实："
    for number, item in enumerate(section.items, start=1):
        yield from _item(number, item)
    if section.doubts:
        yield f"\n  存疑（有空白项）{len(section.doubts)}处，不作差错，请补填空白项："
        yield from (f"    · {doubt}" for doubt in section.doubts)
    yield from _others(report, judgement)
    yield from _unread(report)
    if not section.items:
        yield "\n  未见须核实的事项。"
    if any(item.probable for item in section.items):
        yield f"\n  {CAUTION}"


def _head(report: Report, judgement: Judgement) -> Iterator[str]:
    counts = judgement.verdicts
    yield f"  标题：{report.title or '未见'}"
    yield f"  单位：{report.organ or '不能确定'}　年度：{report.year or '不能确定'}"
    yield f"  版式：表二{_edition(report, 't2')}；表三{_edition(report, 't3')}"
    yield (
        f"  核对{sum(counts.values())}式：相符{counts[Verdict.HOLDS]}，"
        f"不符{counts[Verdict.BROKEN]}，存疑（有空白项）{counts[Verdict.DOUBTFUL]}，未能核对{counts[Verdict.UNJUDGED]}"
    )


def _edition(report: Report, table: str) -> str:
    edition = report.edition.get(table)
    return EDITIONS[edition] if edition else "不能确定"


def _case(report: Report, judgement: Judgement) -> ReportCase:
    return ReportCase(
        body=report.organ or "",
        year=report.year or 0,
        title=report.title or "",
        url="",
        collected=_UNDATED,
        figures=report.figures,
        findings=judgement.findings,
        repairs=judgement.repairs,
    )


def _item(number: int, item: Item) -> Iterator[str]:
    yield f"  {number}. {item.place}（{item.remark}）"
    for table in item.tables:
        yield from (f"     {line}" for line in _table(table))
    yield from (f"    · {line}" for line in item.sentences)
    yield from (f"    · {seems}" for seems in item.seems)
    if item.probable:
        yield f"    · {item.probable}"


def _table(table: PrintedTable) -> Iterator[str]:
    """Yield the lines of a table in columns; a suspect cell stands in 【】."""
    cells = [(table.corner, *table.header)]
    cells += [
        (label, *(f"【{cell.text}】" if cell.suspect else cell.text for cell in row))
        for label, row in table.rows
    ]
    yield from terminal.lines(cells[0], cells[1:])
    if table.left_out:
        yield f"（{table.left_out}）"


def _others(report: Report, judgement: Judgement) -> Iterator[str]:
    """Yield what is neither a certain error nor a doubt over blanks."""
    left = others(judgement.findings)
    unjudged = [f for f in left if f.verdict is Verdict.UNJUDGED]
    rest = [f for f in left if f.verdict is not Verdict.UNJUDGED]
    if rest:
        yield "\n  其他："
    for finding in rest:
        name = rule_name(finding.rule)
        yield f"    · 〔{loudness(finding)}〕{name}：{sentence(finding, report.figures)}"
    if unjudged:
        yield f"\n  未能核对{len(unjudged)}式："
        yield from (f"    · {line}" for line in _unjudged(report, unjudged))


def _unjudged(report: Report, unjudged: Sequence[Finding]) -> Iterator[str]:
    """Yield one line for each table that is not there, and one for each relation of the others."""
    absent = Counter(
        table for f in unjudged if (table := f.rule.partition(".")[0]) not in report.tables
    )
    for table, count in sorted(absent.items()):
        yield f"{TABLE_NAMES[table]}{count}式：未见{TABLE_NAMES[table]}（{form.TABLES[table]}）"
    rest = [f for f in unjudged if f.rule.partition(".")[0] not in absent]
    yield from (finding.message for finding in rest[:_SHOWN_UNJUDGED])
    if len(rest) > _SHOWN_UNJUDGED:
        yield f"其余{len(rest) - _SHOWN_UNJUDGED}式从略"


def _unread(report: Report) -> Iterator[str]:
    if report.unread:
        yield f"\n  未能识别{len(report.unread)}处，请对照原文："
        yield from (f"    · {unread.text or unread.what}" for unread in report.unread)
