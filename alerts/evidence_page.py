"""One report's page of evidence: what does not agree, and the report's tables with the places.

The page stands alone in a file: no script, nothing is fetched, and what the
report says is text and nothing else. It is fit to be printed on A4.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from alerts import matters, redrawn, words
from alerts.daily import case_section
from alerts.grouping import others
from alerts.model import ReportCase
from alerts.page import file_of
from alerts.printed import printed
from nianbao.report import form, wording
from nianbao.report.model import READER_VERSION, RULES_VERSION, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from alerts.daily import CaseSection
    from alerts.matters import Matter
    from alerts.redrawn import DrawnTable, Mark
    from nianbao.report.model import Extra, Finding, Judgement, Report, Unread

MOST_LISTED: Final = 60
"""Lines of one list; of a longer one the rest is counted."""
_MOST_PLACES: Final = 12
_MOST_UNJUDGED: Final = 20
_MOST_TEXT: Final = 120
_LEGEND: Final = (
    ("involved", "1", "涉及不符，序号同“须核实”"),
    ("probable", "1", "可能位置（推算）"),
    ("doubt", "疑1", "存疑，不作差错"),
    ("unsure", "未准", "未读准，请对照原文"),
)
_WHAT: Final = {
    "row": "行",
    "column": "列",
    "table": "表",
    "image": "图片",
    "frame": "嵌入页面",
    "attachment": "附件",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file as read at ``at``. ``why`` says what hindered it; "" where nothing did."""

    file: str
    at: datetime
    sha256: str | None = None
    report: Report | None = None
    judgement: Judgement | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawn table with the matters that rest on its cells."""

    table: DrawnTable
    matters: tuple[Matter, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What the template is given of a report that was read."""

    editions: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    conclusion: str
    matters: tuple[Matter, ...]
    doubts: tuple[Matter, ...]
    rest: tuple[str, ...]
    private: int
    unsure: tuple[str, ...]
    unread: tuple[str, ...]
    extras: tuple[str, ...]
    unjudged: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    unplaced: tuple[str, ...]
    legend: tuple[tuple[str, str, str], ...]
    """Kind, tag and meaning of the marks that the tables bear."""


def evidence_html(evidence: Evidence) -> str:
    """Return the page; the same evidence gives the same text."""
    page = None
    if evidence.report and evidence.judgement and not evidence.why:
        page = _page(evidence.report, evidence.judgement, evidence.at)
    versions = (READER_VERSION, RULES_VERSION)
    return file_of("evidence", evidence=evidence, page=page, versions=versions)


def _page(report: Report, judgement: Judgement, at: datetime) -> Page:
    section = case_section(_case(report, judgement, at))
    broken = matters.certain(section, judgement.repairs)
    doubts = matters.in_doubt(section)
    marks = matters.marks(broken, doubts, report.figures)
    drawn = redrawn.tables(report, marks)
    return Page(
        editions=tuple(_edition(report, table) for table in ("t2", "t3")),
        counts=tuple((words.VERDICTS[verdict], judgement.verdicts[verdict]) for verdict in Verdict),
        conclusion=_conclusion(judgement, broken, doubts),
        matters=broken,
        doubts=doubts,
        rest=_listed(map(_told, _rest(section))),
        private=sum(finding.severity is Severity.PRIVATE for finding in judgement.findings),
        unsure=_unsure(report),
        unread=_listed(map(_seen, report.unread)),
        extras=_listed(map(_seen, report.extras)),
        unjudged=_listed(
            (f.message for f in section.heard if f.verdict is Verdict.UNJUDGED), _MOST_UNJUDGED
        ),
        sheets=tuple(_sheet(table, (*broken, *doubts)) for table in drawn),
        unplaced=_unplaced(set(marks), drawn),
        legend=_legend(marks),
    )


def _case(report: Report, judgement: Judgement, at: datetime) -> ReportCase:
    return ReportCase(
        body=report.organ or "",
        year=report.year or 0,
        title=report.title or "",
        url="",
        collected=at,
        figures=report.figures,
        findings=judgement.findings,
        repairs=judgement.repairs,
    )


def _edition(report: Report, table: str) -> str:
    name, edition = wording.TABLE_NAMES[table], report.edition.get(table)
    if edition is None:
        return f"{name}：{'不能确定' if table in report.tables else '未见'}"
    basis = f"（{wording.BASES[edition]}）" if edition in wording.BASES else ""
    return f"{name}：{wording.form_name(edition)}{basis}"


def _conclusion(
    judgement: Judgement, broken: tuple[Matter, ...], doubts: tuple[Matter, ...]
) -> str:
    """Return the page in one sentence; what is no relation is counted apart."""
    reasons = [matter for matter in broken if matter.sides]
    count, plain = sum(len(matter.sides) for matter in reasons), len(broken) - len(reasons)
    merged = f"，归并为{len(reasons)}个原因" if len(reasons) < count else ""
    unjudged = judgement.verdicts[Verdict.UNJUDGED]
    judged = sum(judgement.verdicts.values()) - unjudged
    said = [f"有{count}处勾稽关系不成立{merged}"] if count else []
    said += ["未见不成立的勾稽关系"] if judged and not count else []
    said += [f"{unjudged}式未能核对"] if unjudged else []
    said += [f"另有{plain}项情况须核实"] if plain else []
    said += [f"{len(doubts)}处存疑，不作差错"] if doubts else []
    return f"按报告公布的数据逐项核对{judged}式，{'；'.join(said)}。"


def _rest(section: CaseSection) -> tuple[Finding, ...]:
    """Return what is neither an error nor a relation."""
    return tuple(finding for finding in others(section.heard) if finding.verdict is None)


def _told(finding: Finding) -> str:
    name = words.rule_name(finding.rule)
    return f"〔{words.loudness(finding)}〕{name}：{finding.message}"


def _seen(one: Unread | Extra) -> str:
    text = one.text if len(one.text) <= _MOST_TEXT else f"{one.text[:_MOST_TEXT]}……"
    where = one.where
    table = f"文件中第{where.table + 1}张表第{where.row + 1}行" if where else ""
    page = f"原文第{where.page}页" if where and where.page else ""
    origin = "，".join(filter(None, (page, table)))
    return f"{_WHAT.get(one.what, one.what)}“{text}”" + (f"（{origin}）" if origin else "")


def _unsure(report: Report) -> tuple[str, ...]:
    """Return the figures that were not read for certain, by reason."""
    unsure = [
        (figure.doubt, key) for key, figure in report.figures.items() if figure.doubt is not None
    ]
    said = []
    for doubt, group in groupby(sorted(unsure, key=lambda one: one[0]), key=lambda one: one[0]):
        keys = [key for _, key in group]
        shown = "、".join(
            f"{form.place_name(key)}（读作{printed(report.figures[key])}）"
            for key in keys[:_MOST_PLACES]
        )
        more = f"等{len(keys)}处" if len(keys) > _MOST_PLACES else ""
        said.append(f"{doubt}：{shown}{more}。")
    return _listed(said)


def _legend(marks: Mapping[str, tuple[Mark, ...]]) -> tuple[tuple[str, str, str], ...]:
    kinds = {mark.kind for several in marks.values() for mark in several}
    return tuple(entry for entry in _LEGEND if entry[0] in kinds)


def _listed(lines: Iterable[str], most: int = MOST_LISTED) -> tuple[str, ...]:
    every = tuple(lines)
    if len(every) <= most:
        return every
    return (*every[:most], f"其余{len(every) - most}处从略。")


def _sheet(table: DrawnTable, every: tuple[Matter, ...]) -> Sheet:
    return Sheet(table, tuple(matter for matter in every if matter.places & table.keys))


def _unplaced(marked: set[str], drawn: tuple[DrawnTable, ...]) -> tuple[str, ...]:
    """Return the places that ought to stand out but are in no drawn table."""
    shown = {key for table in drawn for key in table.keys}
    return _listed(form.place_name(key) for key in form.KEYS if key in marked - shown)
