"""From what is known of a duty to the events of its timeline, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alerts import words
from alerts.timeline import Event, Read, Sheet
from nianbao.duty.model import Outcome, ReportKind
from storage.queries.facts import claimed_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.queries.cases import CaseStep, CaseTrail
    from storage.queries.dossiers import Dossier, ReadingView, Seen
    from storage.queries.entries import EntryView
    from storage.queries.findings import FindingStep, FindingView

_KINDS: Final = {ReportKind.OWN: "本机关", ReportKind.GOVERNMENT: "本级政府"}
_SOURCES: Final = {
    "person": "人工登记",
    "meta": "网页发布信息",
    "list": "栏目列表",
    "visible": "网页正文",
    "url": "网址",
    "file": "文件",
}
_ENTRIES: Final = {
    "report": "登记报告网址",
    "candidate": "登记疑似报告网址",
    "missing": "经人工核实，确认逾期未公布",
    "submitted": "登记已提交主管部门",
    "exempt": "登记不纳入本年度统计",
    "counted": "恢复纳入本年度统计",
    "covered": "登记合并编报",
    "uncovered": "取消合并编报",
}
_STEPS: Final = {
    "opened": "核对结果",
    "changed": "数据有变动，核对结果",
    "reopened": words.FINDING_STATES["reopened"],
    "resolved": words.FINDING_STATES["resolved"],
    "retracted": "原核对结果已更正，不再成立",
    "expired": "暂缓期满，恢复",
}


def sheet(dossier: Dossier, remarks: tuple[str, ...] = ()) -> Sheet:
    """Return the timeline of a duty; ``remarks`` are added to those that always stand there."""
    view = dossier.view
    kind = _KINDS[view.duty.kind]
    return Sheet(
        title=f"{view.name}{view.duty.year}年度政府信息公开工作年度报告采集情况时间线",
        at=dossier.at,
        head=(
            f"{view.name}（{view.duty.body}）",
            f"{view.duty.year}年度{kind}报告",
            _due(dossier),
            _state(dossier),
            view.standing.reason,
            view.standing.url,
            "；".join(view.columns),
        ),
        events=tuple(sorted(_events(dossier), key=lambda event: event.at)),
        readings=tuple(_read(reading, dossier) for reading in dossier.readings),
        remarks=remarks,
    )


def _due(dossier: Dossier) -> str:
    duty = dossier.view.duty
    if duty.publish_by is None:
        return "无已登记的公布期限，只列示、不作逾期判断"
    basis = words.BASES[duty.basis] + (f"，{duty.basis_text}" if duty.basis_text else "")
    return f"{words.day(duty.publish_by)}（{basis}）"


def _state(dossier: Dossier) -> str:
    standing = dossier.view.standing
    days = f"（逾期{standing.days_late}天）" if standing.days_late else ""
    return f"{words.STATES[standing.state]}{days}，{words.minute(dossier.view.changed_at)}起"


def relied_on(reading: ReadingView, dossier: Dossier) -> bool:
    """Whether a reading is one of those on which the duty's state rests."""
    return any(
        proof.column == reading.column and proof.at in {reading.at, reading.began}
        for proof in dossier.view.standing.proofs
    )


def _read(reading: ReadingView, dossier: Dossier) -> Read:
    return Read(
        column=reading.column,
        at=reading.at,
        outcome=reading.outcome,
        items=reading.items,
        held=reading.held,
        maybe=reading.maybe,
        detail="" if reading.outcome is Outcome.OK else reading.detail,
        relied_on=relied_on(reading, dossier),
    )


def _events(dossier: Dossier) -> Iterator[Event]:
    for seen in dossier.seen:
        yield from _sightings(seen)
    for step in dossier.steps:
        before = f"由“{_name(step.previous)}”变" if step.previous else ""
        text = f"状态{before}为“{words.STATES[step.state]}”：{step.reason}"
        yield Event(step.at, "状态", text)
    for submission in dossier.submissions:
        by = f"（登记人：{submission.by}）" if submission.by else ""
        yield Event(submission.at, "提交", f"报告提交主管部门{by}")
    for entry in dossier.entries:
        yield Event(entry.at, "登记", _entry(entry))
    for case in dossier.cases:
        for done in case.steps:
            yield Event(done.at, "督办", _case(case, done))
    for finding, taken in dossier.findings:
        if finding.finding.rule.startswith("duty.") and not any(step.who for step in taken):
            continue  # the state's own lines say as much, with the words of their day
        for one in taken:
            yield Event(one.at, "处理" if one.who else "核对", _step(finding, one))


def _name(state: str) -> str:
    return next((name for code, name in words.STATES.items() if code.value == state), state)


def _sightings(seen: Seen) -> Iterator[Event]:
    """Tell when a document was first seen, what it was taken for, how it changed, when it went."""
    document = seen.document
    what = "附件" if document.parent_id else "网页"
    title = f"《{document.title}》" if document.title else ""
    yield Event(
        document.first_seen,
        "发现",
        f"在“{seen.column}”首次采集到{what}{title}：{document.url}{_dated(seen)}",
    )
    if seen.matched_at is not None:
        yield Event(seen.matched_at, "归属", _match(seen))
    if seen.rejected_at is not None:
        yield Event(seen.rejected_at, "处理", f"{seen.decided_by}认定不是该报告：{document.url}")
    for number, version in enumerate(seen.versions, start=1):
        change = "存档" if number == 1 else "内容与前一版不同，另行存档"
        text = f"{change}第{number}版：{version.url}，SHA-256 {version.place.sha256}"
        yield Event(version.first_seen, "存档", text)
    if seen.unlisted_since is not None:
        text = f"栏目列表中不再列有：{document.url}"
        yield Event(seen.unlisted_since, "变动", text)
    if document.gone_since is not None:
        yield Event(document.gone_since, "变动", f"原公布页面现无法访问：{document.url}")


def _dated(seen: Seen) -> str:
    claims = (*seen.document.dates, *(c for v in seen.versions for c in v.dates))
    day, source = claimed_date(claims)
    return f"；标注日期{words.day(day)}（{_SOURCES[source]}）" if day else ""


def _match(seen: Seen) -> str:
    by = f"经{seen.decided_by}" if seen.decided_by and not seen.rejected_at else ""
    why = f"（{seen.why}）" if seen.why else ""
    if seen.rejected_at is None and seen.certain:
        return f"{by}认定为该单位本年度报告{why}：{seen.document.url}"
    return f"疑似该单位本年度报告，待核实{why}：{seen.document.url}"


def _entry(entry: EntryView) -> str:
    said = [f"{entry.who}：{_ENTRIES[entry.kind.value]}"]
    said += [text for text in (entry.url, entry.why, entry.said) if text]
    return "；".join(said)


def _case(case: CaseTrail, step: CaseStep) -> str:
    what = words.CASE_STEPS.get(step.what, step.what)
    why = " ".join(step.why.split())
    by = f"（经办：{step.who}）" if step.who else "（系统）"
    return f"{case.office}督办件{case.id}：{what}{by}{'：' if why else ''}{why}"


def _step(finding: FindingView, step: FindingStep) -> str:
    what = _STEPS.get(step.what) or words.FINDING_STATES.get(step.what, step.what)
    rule = words.rule_name(finding.finding.rule)
    if step.who:
        why = f"（{step.why}）" if step.why else ""
        return f"{step.who}：“{rule}”{what}{why}"
    told = step.what in {"opened", "changed", "reopened"}
    message = f"：{finding.finding.message}" if told else ""
    return f"“{rule}”{what}{message}"
