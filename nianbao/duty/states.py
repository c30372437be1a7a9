"""The state of a duty at any moment, from facts alone.

The table (docs/how-it-works.md) is read word for word. What it leaves open is
settled against accusing anybody (what proves an absence: ``nianbao.duty.absence``):

* Whatever lies after ``now`` does not exist: readings, sightings, submissions,
  proofs and decisions alike. A sighting that was settled later is still a
  candidate now.
* A date that the page bears is relied on unless we saw the page before that day;
  then it cannot be the day of publication, and there is no claimed date.
* Claims of publication on both sides of the due date settle nothing: the report
  is published_undated, and both are said. What each claim counts for stands in
  ``nianbao.duty.publication``.
* Several copies of a report: the earliest date counts, and one living copy is
  enough for it not to be withdrawn.
* Without a claimed date, late needs an ok reading after the due date of *every* column of the
  body: a column that was not read, or joined later, may have held the report.
* Late is not said while a candidate is unresolved that may have been there in
  time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from nianbao.duty.absence import due_of, ok_readings, unseen
from nianbao.duty.calendar import CHINA, WorkCalendar, day_of, start_of
from nianbao.duty.model import (
    Duty,
    DutyState,
    Exemption,
    Facts,
    Reading,
    Sighting,
    Standing,
)
from nianbao.duty.moments import day_in_words, minute_in_words
from nianbao.duty.publication import Publication, publication_of
from nianbao.duty.season import season_end

DUE_SOON_WORKING_DAYS: Final = 10

_SOURCES: Final = {
    "meta": "页面标注",
    "list": "栏目列表标注",
    "visible": "页面标注",
    "updated": "页面更新时间",
    "url": "网址所含日期",
    "file": "文件所载",
    "person": "人工登记",
    "seen": "采集时间",
}


def standing(facts: Facts, now: datetime, calendar: WorkCalendar = CHINA) -> Standing:
    """Return the state of a duty at ``now`` (aware), with reason, since and proofs."""
    known = as_of(facts, now)
    duty, today = known.duty, day_of(now)
    return (
        _not_counted(duty, today)
        or _seen(known)
        or _undated_duty(duty)
        or _awaited(duty, today, calendar)
        or unseen(known)
    )


def as_of(facts: Facts, now: datetime) -> Facts:
    """Return the facts as they were known at ``now``."""
    proven = facts.proven_since
    return replace(
        facts,
        proven_since=proven if proven and proven <= now else None,
        readings=tuple(
            sorted((r for r in facts.readings if r.at <= now), key=lambda reading: reading.at)
        ),
        sightings=tuple(_sighting_at(s, now) for s in facts.sightings if s.first_seen <= now),
        submissions=tuple(s for s in facts.submissions if s.at <= now),
    )


def _sighting_at(sighting: Sighting, now: datetime) -> Sighting:
    return replace(
        sighting,
        certain=sighting.certain and (sighting.decided_at is None or sighting.decided_at <= now),
        gone_since=_if_past(sighting.gone_since, now),
        rejected_at=_if_past(sighting.rejected_at, now),
    )


def _if_past(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment and moment <= now else None


# --- Not counted, or not yet due ----------------------------------------------


def _not_counted(duty: Duty, today: date) -> Standing | None:
    exemption = duty.exemption
    if exemption and _lasts(exemption, duty.year, today):
        until = f"，至{day_in_words(exemption.until)}" if exemption.until else ""
        reason = f"不纳入本年度统计：{exemption.reason}（依据：{exemption.basis}）{until}"
        return Standing(DutyState.EXEMPT, reason)
    if duty.covered_by:
        return Standing(DutyState.COVERED_BY, "合并编报，年度报告编入其他单位的报告")
    return None


def _lasts(exemption: Exemption, year: int, today: date) -> bool:
    """Whether a duty is left out: one that was to its season's end stays so for good.

    What ends later ends for the reports to come, not for those that nobody waited for.
    """
    until = exemption.until
    return until is None or today <= until or until >= season_end(year)


def _undated_duty(duty: Duty) -> Standing | None:
    if duty.publish_by is not None:
        return None
    return Standing(DutyState.NOT_DUE, f"{duty.basis_text or '未规定公布时限'}，只列出，不作判断")


def _awaited(duty: Duty, today: date, calendar: WorkCalendar) -> Standing | None:
    due = due_of(duty)
    if today > due:
        return None
    left = calendar.working_days_left(today, due)
    soon = left <= DUE_SOON_WORKING_DAYS
    state = DutyState.DUE_SOON if soon else DutyState.NOT_DUE
    return Standing(state, f"应于{day_in_words(due)}前公布，剩{left}个工作日", days_left=left)


# --- Something was seen -------------------------------------------------------


def _seen(facts: Facts) -> Standing | None:
    sightings = [s for s in facts.sightings if not s.rejected_at]
    certain = [s for s in sightings if s.certain]
    candidates = [s for s in sightings if not s.certain]
    living = [s for s in certain if not s.gone_since]
    if living:
        return _published(facts, certain, living, candidates)
    if candidates:
        return _to_confirm(min(candidates, key=lambda s: s.first_seen))
    return _withdrawn(certain) if certain else None


def _to_confirm(candidate: Sighting) -> Standing:
    why = candidate.why or "归属、年度或日期尚不能确定"
    return Standing(
        DutyState.TO_CONFIRM,
        f"栏目中有疑似报告，{why}",
        since=candidate.first_seen,
        date=candidate.claimed_date,
        date_source=_source(candidate),
        url=candidate.url,
    )


def _withdrawn(certain: list[Sighting]) -> Standing:
    last = max(certain, key=lambda s: (s.gone_since or s.first_seen, s.url))
    first = min(s.first_seen for s in certain)
    reason = f"{minute_in_words(first)}首次采集到，原公布页面现无法访问"
    return Standing(
        DutyState.WITHDRAWN,
        reason,
        since=last.gone_since,
        date=last.claimed_date,
        date_source=_source(last),
        url=last.url,
    )


def _published(
    facts: Facts, certain: list[Sighting], living: list[Sighting], candidates: list[Sighting]
) -> Standing:
    known = sorted((publication_of(s) for s in certain), key=_order)
    url = _earliest(living).url
    due = facts.duty.publish_by
    if due is None:
        return _on_time(known[0], _url(known[0], living), "，未规定公布时限，不判断是否按时")
    in_time = sorted((p for p in known if p.is_in_time(due)), key=lambda p: _order_by(p, due))
    if in_time:
        return _on_time(in_time[0], _url(in_time[0], living), "", due)
    disputed = next((p for p in known if p.is_disputed(due)), None)
    if disputed:
        return _disputed(disputed, _url(disputed, living), due)
    late = _late_by_claim(known, living, due) or _late_by_readings(facts, certain, due, url)
    if late and (rival := next((c for c in candidates if _may_be_in_time(c, due)), None)):
        return replace(_to_confirm(rival), reason=f"{late.reason}；另有疑似报告待核实")
    return late or _undated(known[0], _url(known[0], living))


def _order(publication: Publication) -> tuple[bool, date, datetime, str]:
    day = publication.day
    seen = publication.sighting.first_seen
    return day is None, day or publication.seen, seen, publication.sighting.url


def _order_by(publication: Publication, due: date) -> tuple[bool, date, datetime, str]:
    """Order what is in time by the claim that says so."""
    claim = publication.in_time(due)
    sighting = publication.sighting
    return (
        claim is None,
        claim.day if claim else publication.seen,
        sighting.first_seen,
        sighting.url,
    )


def _url(publication: Publication, living: list[Sighting]) -> str:
    """Return the address of a copy that is still there, this one if it is."""
    return publication.sighting.url if publication.sighting in living else _earliest(living).url


def _earliest(sightings: list[Sighting]) -> Sighting:
    return min(sightings, key=lambda s: (s.first_seen, s.url))


def _may_be_in_time(candidate: Sighting, due: date) -> bool:
    return not publication_of(candidate).is_late(due)


def _on_time(publication: Publication, url: str, remark: str, due: date | None = None) -> Standing:
    sighting = publication.sighting
    claim = publication.in_time(due or date.max)
    source = _SOURCES.get(claim.source, claim.source) if claim else _SOURCES["seen"]
    shown = claim.day if claim else publication.seen
    reason = (
        f"公布日期{day_in_words(shown)}（{source}）"
        if claim
        else f"{minute_in_words(sighting.first_seen)}已采集到"
    )
    return Standing(
        DutyState.PUBLISHED,
        reason + remark,
        since=sighting.first_seen,
        date=shown,
        date_source=source,
        url=url,
    )


def _disputed(publication: Publication, url: str, due: date) -> Standing:
    """Say both claims; which of them is right a person must find out."""
    told = "，".join(
        f"{_SOURCES.get(claim.source, claim.source)}为{day_in_words(claim.day)}"
        for claim in (publication.late(due), publication.in_time(due))
        if claim
    )
    return Standing(
        DutyState.PUBLISHED_UNDATED,
        f"已公布，所标日期不一致：{told}；期限{day_in_words(due)}，不能判断是否在期限前，不计逾期",
        since=publication.sighting.first_seen,
        url=url,
    )


def _late_by_claim(known: list[Publication], living: list[Sighting], due: date) -> Standing | None:
    claims = [(claim.day, claim.source, p) for p in known if (claim := p.late(due))]
    if not claims:
        return None
    day, claimed_in, publication = min(claims, key=lambda found: (found[0], _order(found[2])))
    days = (day - due).days
    source = _SOURCES.get(claimed_in, claimed_in)
    return Standing(
        DutyState.LATE,
        f"公布日期{day_in_words(day)}（{source}），期限{day_in_words(due)}，逾期{days}天",
        since=start_of(day),
        days_late=days,
        date=day,
        date_source=source,
        url=_url(publication, living),
    )


def _late_by_readings(
    facts: Facts, certain: list[Sighting], due: date, url: str
) -> Standing | None:
    """Without a claimed date: every column was read ok after the due date and held nothing yet."""
    seen = _earliest(certain).first_seen
    empty = [_last_without(facts, column, due, seen) for column in facts.columns]
    proofs = tuple(reading for reading in empty if reading)
    if not proofs or len(proofs) < len(empty):
        return None
    known = min(proofs, key=lambda reading: reading.at)
    days = (day_of(known.at) - due).days
    return Standing(
        DutyState.LATE,
        f"页面未标注日期；{minute_in_words(known.at)}完整检索时尚未见到，期限{day_in_words(due)}，逾期至少{days}天",
        since=known.at,
        days_late=days,
        date_source=_SOURCES["seen"],
        url=url,
        proofs=proofs,
    )


def _last_without(facts: Facts, column: str, due: date, seen: datetime) -> Reading | None:
    """Return the last ok reading of a column after the due date that did not hold the report yet.

    What any ok reading held before is no proof of anything: then there is none.
    """
    earlier = [r for r in ok_readings(facts, column) if r.at < seen]
    if any(r.held for r in earlier):
        return None
    after = [r for r in earlier if day_of(r.at) > due]
    return after[-1] if after else None


def _undated(first: Publication, url: str) -> Standing:
    return Standing(
        DutyState.PUBLISHED_UNDATED,
        f"已公布，{_why_undated(first)}，不能判断是否在期限前，不计逾期",
        since=first.sighting.first_seen,
        url=url,
    )


def _why_undated(publication: Publication) -> str:
    claimed = publication.sighting.claimed_date
    if publication.claims:
        claim = publication.claims[0]
        return f"仅有{_SOURCES.get(claim.source, claim.source)}（{day_in_words(claim.day)}）"
    if claimed and claimed > publication.seen:
        return f"标注日期{day_in_words(claimed)}晚于采集时间，不能采信"
    return "页面未标注公布日期"


def _source(sighting: Sighting) -> str:
    return _SOURCES.get(sighting.claimed_in, sighting.claimed_in) if sighting.claimed_date else ""
