"""The one grouped mail a day: newly opened errors, by body, root causes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alerts import address, page, words
from alerts.absence import grounds
from alerts.grouping import Cause, audible, causes, doubtful, errors
from alerts.model import Letter, MailKind
from alerts.printed import PrintedTable, brief, heading, printed, relation_name, sentence, tables
from alerts.reminding import SHOWN
from nianbao.duty.model import DutyState
from nianbao.report import form
from nianbao.report.patterns import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alerts.model import DailyView, DutyLine, ReportCase
    from nianbao.report.model import Figure, Finding, Repair

_SHOWN_ALTERNATIVES: Final = 4
_SHOWN_CELLS: Final = 2
"""Alternatives that change more cells than this are not spelt out: they lead nobody anywhere."""
_SHOWN_PATTERNS: Final = 2
_TOLD: Final = (DutyState.MISSING, DutyState.LATE, DutyState.WITHDRAWN)
"""States of duties that are told at once, the gravest first."""
_ASKED: Final = {
    DutyState.MISSING: "请确认后再行催报；如单位已公布，请登记公布网址和时间",
    DutyState.LATE: "报告已检索到，仅公布时间晚于期限，无须催报；请核对公布日期后按职责处理",
    DutyState.WITHDRAWN: "请先打开栏目核对；如页面已换网址或重新公布，请登记现网址",
}
"""What is asked for each of them: nobody is urged whose report was seen."""
SECTIONS: Final = 20
"""A mail shows so many reports in full; the others are named with their counts."""
LINES: Final = 30
"""A mail shows so many duties with their grounds; the others are named by state."""


@dataclass(frozen=True, slots=True)
class Item:
    """One cause as a mail says it. ``place`` heads it; ``remark`` counts what it explains."""

    place: str
    remark: str
    tables: tuple[PrintedTable, ...]
    sentences: tuple[str, ...]
    probable: str  # where the cause may lie; empty for what is no relation
    count: int
    short: str  # the same for the forwardable text
    seems: tuple[str, ...] = ()  # slips that the printed figures look like
    messages: tuple[str, ...] = ()  # the same as whole sentences, which need no table beside them


@dataclass(frozen=True, slots=True)
class CaseSection:
    """One report of one body."""

    case: ReportCase
    items: tuple[Item, ...]
    doubts: tuple[str, ...]
    forward: str
    heard: tuple[Finding, ...] = ()
    """The findings that all this was made of: those that no other silences."""

    @property
    def count(self) -> int:
        """Errors in the report."""
        return sum(item.count for item in self.items)

    @property
    def relations(self) -> int:
        """How many of them are relations that do not hold."""
        return sum(item.count for item in self.items if item.probable)


def daily(view: DailyView) -> Letter | None:
    """Return the mail of one recipient and day; None when there is nothing to say."""
    missing = {
        (line.body, line.duty.year)
        for line in view.lines
        if line.standing.state is DutyState.MISSING
    }
    sections = tuple(
        section
        for case in sorted(view.cases, key=lambda case: (case.vertical, case.body, -case.year))
        if (case.body, case.year) not in missing and (section := case_section(case)).items
    )
    lines = tuple(line for line in view.lines if line.standing.state in _TOLD)
    if not sections and not lines and not view.again:
        return None
    said = {
        "view": view,
        "sections": sections[:SECTIONS],
        "more": sections[SECTIONS:],
        "lines": lines[:LINES],
        "more_lines": _by_state(lines[LINES:]),
        "opening": _opening(view, sections, lines),
        "introduce": introduction,
        "grounds": grounds,
        "guessed": any(item.probable for one in sections for item in one.items),
        "request": _request(lines),
        "again": view.again[:SHOWN],
        "more_again": len(view.again[SHOWN:]),
    }
    return Letter(
        MailKind.DAILY,
        _whole_subject(view, sections, lines),
        page.text_of("daily", **said),
        page.html_of("daily", **said),
    )


def _by_state(lines: tuple[DutyLine, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the bodies of duties that are only named, by the name of their state."""
    found = (
        (words.STATES[s], tuple(one.body for one in lines if one.standing.state is s))
        for s in _TOLD
    )
    return tuple((name, bodies) for name, bodies in found if bodies)


def case_section(case: ReportCase) -> CaseSection:
    """Return what is said about one report; without items when nothing in it is an error."""
    heard = audible(case.findings)
    groups = causes(errors(heard), case.repairs)
    items = tuple(_item(cause, case) for cause in groups)
    doubts = tuple(
        f"{_whose(finding)}{sentence(finding, case.figures)}空白项无从判断，请补填或说明。"
        for finding in doubtful(heard)
    )
    return CaseSection(case, items, doubts, _forward(case, items), heard)


def _whose(finding: Finding) -> str:
    """Return the table or group that a sentence takes for granted under its item's heading."""
    table = (finding.relation or "").partition(".")[0]
    if table == "t4":
        return relation_name(finding)
    return "表三" if table == "t3" else ""


def _request(lines: tuple[DutyLine, ...]) -> str:
    """Return what the office is asked to do about duties, one sentence for each state told."""
    told = [state for state in _TOLD if any(line.standing.state is state for line in lines)]
    if len(told) == 1:
        return f"以上为系统检索所见，{_ASKED[told[0]]}。"
    asked = (f"{words.STATES[state]}的，{_ASKED[state]}" for state in told)
    return f"以上为系统检索所见。{'；'.join(asked)}。"


# --- Subject and opening --------------------------------------------------------


def _whole_subject(
    view: DailyView, sections: tuple[CaseSection, ...], lines: tuple[DutyLine, ...]
) -> str:
    """Return the subject; what is told again is counted apart from what is new."""
    number = sum(one.count for one in view.again)
    if not number:
        return _subject(sections, lines)
    if sections or lines:
        return f"{_subject(sections, lines)}；另再次提醒{number}项"
    who = words.several(one.body for one in view.again)
    return f"〔年报核查〕再次提醒：{who}{number}项情况尚未登记处理结果"


def _subject(sections: tuple[CaseSection, ...], lines: tuple[DutyLine, ...]) -> str:
    subjects = dict.fromkeys([s.case.body for s in sections] + [line.body for line in lines])
    if len(subjects) == 1 and len(sections) == 1 and not lines:
        case = sections[0].case
        return f"〔年报核查〕{case.body}{case.year}年年度报告：{_tally(sections)}，请核实"
    said = [_tally(sections)] if sections else []
    for state in _TOLD:
        number = sum(line.standing.state is state for line in lines)
        said += [f"{number}份{words.STATES[state]}"] if number else []
    return f"〔年报核查〕{words.several(subjects)}：{'，'.join(said)}，请核实"


def _tally(sections: tuple[CaseSection, ...]) -> str:
    count = sum(section.count for section in sections)
    items = sum(len(section.items) for section in sections)
    what = "数据不符" if count == sum(s.relations for s in sections) else "情况须核实"
    return f"{count}处{what}" + (f"（{items}个原因）" if items < count else "")


def _opening(
    view: DailyView, sections: tuple[CaseSection, ...], lines: tuple[DutyLine, ...]
) -> str:
    at = words.minute(view.at)
    if not sections and not lines:
        number = sum(one.count for one in view.again)
        return f"截至{at}，以下{number}项情况此前已告知，尚未登记处理结果。"
    if len(sections) == 1 and not lines and not view.again:
        return ""
    said = []
    if sections:
        said.append(f"新采集的年度报告中，有{len(sections)}份共{_tally(sections)}")
    if lines:
        said.append(
            f"另有{len(lines)}份公布情况请确认" if said else f"有{len(lines)}份公布情况请确认"
        )
    return f"截至{at}，{'；'.join(said)}。现按单位列出，报请核实。"


def introduction(section: CaseSection) -> str:
    """Return the sentence that says what was collected when, and what does not hold."""
    case, count = section.case, section.count
    collected = f"{words.minute(case.collected)}，系统采集到{case.body}公布的《{case.title}》。"
    if section.relations != count:
        return f"{collected}经核对，有{count}处情况须核实，现报请核实。"
    merged = f"，归并为{len(section.items)}个原因" if len(section.items) < count else ""
    checked = f"按报告公布的数据逐项核对，有{count}处勾稽关系不成立{merged}，现报请核实。"
    return collected + checked


# --- One cause --------------------------------------------------------------------


def _item(cause: Cause, case: ReportCase) -> Item:
    figures = case.figures
    relations = tuple(finding for finding in cause.findings if finding.relation)
    if not relations:
        return _plain_item(cause)
    suspects = suspects_of(cause.repairs)
    count = len(relations)
    return Item(
        place=heading(relations, suspects),
        remark=f"{count}处不符，同一原因" if count > 1 else "1处不符",
        tables=tables(relations, figures, suspects),
        sentences=tuple(sentence(finding, figures) for finding in relations),
        probable=probable(cause.repairs, count),
        seems=_seems(cause, case),
        count=count,
        short=_short(cause, figures, suspects),
        messages=_messages(relations),
    )


def _seems(cause: Cause, case: ReportCase) -> tuple[str, ...]:
    """Return what the printed figures look like, where they look like a slip that is known."""
    names = [finding.relation for finding in cause.findings if finding.relation]
    found = patterns(names, case.figures, cause.repairs, case.last_year)
    return tuple(f"从数字看：{one.message}" for one in found[:_SHOWN_PATTERNS])


def _plain_item(cause: Cause) -> Item:
    finding = cause.findings[0]
    message = finding.message.rstrip("。").removesuffix("，请核实")
    return Item(
        place=words.rule_name(finding.rule),
        remark="请核实",
        tables=(),
        sentences=(finding.message,),
        probable="",
        count=len(cause.findings),
        short=message,
        messages=_messages(cause.findings),
    )


def _messages(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(finding.message.rstrip("。") for finding in findings)


def suspects_of(repairs: tuple[Repair, ...]) -> frozenset[str]:
    """Return the cells of the only repair; where there are alternatives none stands out."""
    if len(repairs) != 1 or not repairs[0].unique:
        return frozenset()
    return frozenset(change.place for change in repairs[0].cells)


def probable(repairs: tuple[Repair, ...], count: int) -> str:
    """Return where the cause may lie; it always ends in 以台账为准，不宜仅为平衡而调整."""
    return f"可能位置：{_guess(repairs, count)}{words.LEDGER}"


def _guess(repairs: tuple[Repair, ...], count: int) -> str:
    if not repairs:
        return "不能确定。"
    if len(repairs) == 1 and repairs[0].unique:
        return _only(repairs[0], count)
    least = min(len(repair.cells) for repair in repairs)
    if least > _SHOWN_CELLS:
        return f"不能确定。至少须同时改动{least}个数各式才能成立，且不止一种可能，请逐项核对。"
    shown = [f"或为{_if(repair)}" for repair in repairs[:_SHOWN_ALTERNATIVES]]
    whole = len(repairs) == len(shown) and not any(repair.truncated for repair in repairs)
    more = "" if whole else "，另有其他可能"
    return f"不能确定。{'；'.join(shown)}{more}。"


def _only(repair: Repair, count: int) -> str:
    these = f"以上{count}处均成立" if count > 1 else "该式成立"
    if len(repair.cells) > 1:
        return f"若{_all(repair)}，则{these}；须同时改动{len(repair.cells)}个数，是否如此请核实。"
    (change,) = repair.cells
    place = form.place_name(change.place)
    only = f"若该数为{change.should_be}，则{these}；只改一个数即能成立的，仅此一处。"
    return f"{place}，公布为{change.printed}。{only}"


def _all(repair: Repair) -> str:
    return "、".join(
        f"{form.place_name(change.place)}（公布为{change.printed}）为{change.should_be}"
        for change in repair.cells
    )


def _if(repair: Repair) -> str:
    """Name one alternative; of several cells none makes anything true alone."""
    together = "分别" if len(repair.cells) > 1 else ""
    places = "、".join(form.place_name(change.place) for change in repair.cells)
    stated = "、".join(str(change.printed) for change in repair.cells)
    instead = "、".join(str(change.should_be) for change in repair.cells)
    return f"{places}（{together}公布为{stated}，若{together}为{instead}则成立）"


# --- The text to forward ------------------------------------------------------------


def _short(cause: Cause, figures: Mapping[str, Figure], suspects: frozenset[str]) -> str:
    relations = [finding for finding in cause.findings if finding.relation]
    names = "、".join(dict.fromkeys(relation_name(finding) for finding in relations))
    if len(suspects) == 1:
        (place,) = suspects
        stated = printed(figures.get(place))
        return f"{form.place_name(place)}公布为{stated}，与{names}的其他数据不相符"
    return "；".join(brief(finding, figures) for finding in relations)


def _you(case: ReportCase) -> str:
    """Return how a text to forward speaks of a body; a government may be the office's own."""
    you = address.you(case.body, vertical=case.vertical)
    is_government = case.body.endswith(address.GOVERNMENT) and you not in {"你镇", "你乡"}
    return case.body if is_government else you


def _forward(case: ReportCase, items: tuple[Item, ...]) -> str:
    you, ask = _you(case), "商请" if case.vertical else "请"
    said = "；".join(item.short for item in items)
    against = "对照台账" if any(item.probable for item in items) else ""
    return (
        f"{you}{case.year}年年度报告中，{said}。"
        f"{ask}{against}核实，并于〔＿月＿日〕前反馈。联系人：〔　　　〕"
    )
