"""What became of a published report: edited, differing copies, dates, addresses that do not open.

Versions and copies are compared when one of them is read, and again with the states,
since what is on a list, and what was read last, changes without any new bytes. All of
it is found by comparing what the archive holds; none of it says why somebody did it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.words import day as day_in_words
from alerts.words import minute
from nianbao.duty.backdating import contradiction
from nianbao.duty.genre import variant_of
from nianbao.duty.notes import Variant
from nianbao.report.edits import (
    Edits,
    cells_in_words,
    copies_in_words,
    edits,
    in_words,
    unlike_numbers,
)
from nianbao.report.model import READER_VERSION, Finding, Judgement, Severity
from storage.queries.copies import answered, closed, copies, told_of_pages
from storage.queries.documents import governing
from storage.queries.reports import report
from storage.queries.rules import grades
from storage.store.corrections import note_corrections
from storage.store.findings import apply_all
from storage.store.news import Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from nianbao.duty.backdating import Contradiction
    from nianbao.duty.model import Facts
    from nianbao.report.model import Report
    from storage.database import Session
    from storage.queries.copies import Answered, Closed, Copy

CHANGED: Final = "page.changed"
ELSEWHERE: Final = "page.elsewhere"
BACKDATED: Final = "page.backdated"
UNREACHABLE: Final = "page.unreachable"

FRESH: Final = timedelta(days=30)
"""What happened longer ago is no news: a rule that is new here tells of it silently."""
TOGETHER: Final = timedelta(days=1)
"""Two copies stand beside each other if each was still there so shortly before the other."""
_TEXT_RULES: Final = ("text.", "title.", "section.", "copy.", "privacy.", "form.")
_SHOWN: Final = 5
_MOST_VERSIONS: Final = 60


def judge_copies(session: Session, duty_id: int, year: int, now: datetime) -> None:
    """Compare the report that governs a duty with what it was before, and with its copies."""
    found = governing(session, duty_id, READER_VERSION)
    held = copies(session, duty_id, READER_VERSION)
    here = next((copy for copy in held if found and copy.version_id == found.version_id), None)
    if here is None or (len(held) < 2 and duty_id not in told_of_pages(session, (duty_id,))):  # noqa: PLR2004 - one is alone
        return
    set_for = grades(session, (duty_id,), now.date()).get(duty_id, {})
    for rule, findings, since in (
        (CHANGED, *_changed(session, duty_id, here, held, now)),
        (ELSEWHERE, *_elsewhere(session, here, held)),
    ):
        judgement = Judgement(findings=findings, evaluated=frozenset({rule}))
        old = _is_old(year, since, now)
        case = Case(duty_id, judgement, here.version_id, grades=set_for, baseline=old)
        apply_all(session, (case,), now)


def _is_old(year: int, since: datetime, now: datetime) -> bool:
    return year < now.year - 1 or now - since > FRESH


# --- Edited after publication -------------------------------------------------------


def _changed(
    session: Session, duty_id: int, here: Copy, held: tuple[Copy, ...], now: datetime
) -> tuple[tuple[Finding, ...], datetime]:
    before = _before(here, held)
    if before is None:
        return (), here.first_seen
    found = edits(_read(session, before), _read(session, here))
    note_corrections(session, duty_id, now, lambda places: _corrected(found, places))
    left = _unexplained(found, answered(session, duty_id, before.first_seen))
    if not (left or _is_redated(before, here)):
        return (), here.first_seen
    begun = _begun(session, before, here, _earlier(here, held), found)
    return (_edited(before, begun, found, left),), begun.first_seen


def _before(here: Copy, held: tuple[Copy, ...]) -> Copy | None:
    """Return the first state of this document, or of one that it has replaced; None if it is it."""
    return next(iter(_earlier(here, held)), None)


def _earlier(here: Copy, held: tuple[Copy, ...]) -> tuple[Copy, ...]:
    return tuple(
        copy
        for copy in held
        if copy.first_seen < here.first_seen
        and copy.version_id != here.version_id
        and (copy.document_id == here.document_id or not copy.listed)
        and 2 * copy.figures >= here.figures
    )


def _begun(
    session: Session, before: Copy, here: Copy, earlier: tuple[Copy, ...], found: Edits
) -> Copy:
    """Return the version with which it began to say what it says now.

    A counter makes new bytes at every visit: what is told must not change with it.
    """
    base, begun = _read(session, before), here
    for copy in earlier[:0:-1][:_MOST_VERSIONS]:
        if copy.day != here.day or edits(base, _read(session, copy)) != found:
            break
        begun = copy
    return begun


def _is_redated(before: Copy, here: Copy) -> bool:
    """Whether the page states a later day than before; an earlier one is told in private."""
    return before.day is not None and here.day is not None and here.day > before.day


def _unexplained(found: Edits, answers: Answered) -> Edits:
    """Leave out what corrects something that was found: it is told as corrected."""
    texts = any(rule.startswith(_TEXT_RULES) for rule in answers.rules)
    return found.without(answers.places, texts=texts)


def _corrected(found: Edits, places: frozenset[str]) -> str:
    cells = [cell for cell in found.cells if cell.place in places]
    return f"已更正：{cells_in_words(cells)}" if cells else "已更正"


def _edited(before: Copy, here: Copy, found: Edits, left: Edits) -> Finding:
    told = [in_words(left)] if left else []
    if _is_redated(before, here) and before.day and here.day:
        told.append(
            f"页面标注的公布日期由{day_in_words(before.day)}变为{day_in_words(here.day)}，"
            "是否按时仍以原标注日期和采集记录为准"
        )
    said = (
        f"{minute(here.first_seen)}采集的内容与{minute(before.first_seen)}首次采集的相比，"
        f"{'；'.join(told)}。"
    )
    corrected = len(found.cells) - len(left.cells)
    if corrected:
        said += f"另有{corrected}处已更正，复核通过，不计入。"
    if left:
        said += "页面已注明更正。" if found.declared else "请核对变动依据，并了解是否已注明更正。"
    said += f"存证编号：变动前{before.sha256[:16]}，变动后{here.sha256[:16]}。"
    severity = Severity.NOTE if found.declared or not left else Severity.WARNING
    return Finding(CHANGED, severity, said)


# --- Copies that differ ---------------------------------------------------------------


def _elsewhere(
    session: Session, here: Copy, held: tuple[Copy, ...]
) -> tuple[tuple[Finding, ...], datetime]:
    beside = [copy for copy in held if _stands_beside(here, copy)]
    if any(_corrects(copy) for copy in (here, *beside)):
        return (), here.first_seen  # an original that is left beside its correction
    own = _read(session, here)
    for copy in beside:
        cells = unlike_numbers(own, _read(session, copy))
        if cells:
            said = (
                f"两处公布的同一报告有{len(cells)}处数据不一致（前一处为{here.url}，"
                f"{minute(here.first_seen)}采集；后一处为{copy.url}，{minute(copy.first_seen)}采集）："
                f"{copies_in_words(cells)}。"
                "请核对以何者为准。"
                f"存证编号：{here.sha256[:16]}、{copy.sha256[:16]}。"
            )
            return (Finding(ELSEWHERE, Severity.WARNING, said),), max(
                here.first_seen, copy.first_seen
            )
    return (), here.first_seen


def _stands_beside(here: Copy, copy: Copy) -> bool:
    """Whether both were there at one time, as they are now."""
    if copy.document_id == here.document_id or not (copy.latest and copy.listed and here.listed):
        return False
    if 2 * copy.figures < here.figures:
        return False
    apart = max(here.first_seen, copy.first_seen) - min(here.last_seen, copy.last_seen)
    return apart <= TOGETHER


def _corrects(copy: Copy) -> bool:
    titles = (title for title in (copy.title, copy.page_title) if title)
    return variant_of(*titles) is Variant.CORRECTION


def _read(session: Session, copy: Copy) -> Report:
    read = report(session, copy.report_id).report
    if read is None:
        raise LookupError(f"report {copy.report_id} has figures and cannot be read")
    return read


# --- Dates and addresses ------------------------------------------------------------------


def judge_addresses(session: Session, known: Mapping[int, Facts], now: datetime) -> None:
    """Judge the dates that pages claim, and whether their addresses open, for many duties."""
    shut: dict[int, list[Closed]] = {}
    for one in closed(session, known.keys()):
        shut.setdefault(one.duty_id, []).append(one)
    dated = {duty: found for duty, facts in known.items() if (found := contradiction(facts, now))}
    wanted = sorted({*shut, *dated, *told_of_pages(session, known.keys())})
    set_for = grades(session, wanted, now.date()) if wanted else {}
    for duty_id in wanted:
        year = known[duty_id].duty.year
        for rule, findings, since in (
            (BACKDATED, *_backdated(dated.get(duty_id), now)),
            (UNREACHABLE, *_unreachable(shut.get(duty_id, ()), now)),
        ):
            judgement = Judgement(findings=findings, evaluated=frozenset({rule}))
            old = _is_old(year, since, now)
            case = Case(duty_id, judgement, grades=set_for.get(duty_id, {}), baseline=old)
            apply_all(session, (case,), now)


def _backdated(found: Contradiction | None, now: datetime) -> tuple[tuple[Finding, ...], datetime]:
    if found is None:
        return (), now
    said = (
        f"标注日期与采集记录不一致：页面标注公布日期为{day_in_words(found.claim.day)}，"
        f"其后至{minute(found.last.at)}的各次完整检索均未见该报告，{minute(found.first)}首次采集到。"
        "请向单位了解实际公布时间，可请其提供后台发布记录。"
    )
    return (Finding(BACKDATED, Severity.PRIVATE, said),), found.first


def _unreachable(shut: Iterable[Closed], now: datetime) -> tuple[tuple[Finding, ...], datetime]:
    held = list(shut)
    if not held:
        return (), now
    told = "；".join(
        f"{'附件' if one.is_file else '页面'}{one.url}"
        f"自{minute(one.since)}起多次未能打开（{one.why}）"
        for one in held[:_SHOWN]
    )
    more = f"等{len(held)}处" if len(held) > _SHOWN else ""
    said = f"{told}{more}。请核对链接是否有效。"
    return (Finding(UNREACHABLE, Severity.WARNING, said),), min(one.since for one in held)
