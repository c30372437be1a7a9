"""What collective columns (集中专栏) lack, told to the office that keeps each of them.

The finding stands under that office's own report of the year, never under the body's
whose report is not listed: that body has published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

from alerts.words import minute
from nianbao.duty.calendar import CHINA
from nianbao.duty.hubs import lacks
from nianbao.report.model import READER_VERSION, Finding, Judgement, Severity
from storage.queries.calendar import working_calendar
from storage.queries.documents import waiting_to_be_read
from storage.queries.facts import facts
from storage.queries.hubs import duties_of, keepers_duty, leads_to, names_of, told_of_hubs
from storage.queries.rules import grades
from storage.store.findings import apply_all
from storage.store.news import Case
from tasks.judging import is_older
from tasks.pages import FRESH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from nianbao.duty.hubs import Lack
    from nianbao.duty.model import Duty, Facts
    from storage.database import Session
    from storage.queries.hubs import Told

log = structlog.get_logger()

INCOMPLETE: Final = "hub.incomplete"


@dataclass(frozen=True, slots=True)
class _Said:
    """One finding under the report (a duty) of the office that keeps the column."""

    keeper: int
    finding: Finding
    silent: bool


def to_judge(session: Session, known: Mapping[int, Facts], now: datetime) -> frozenset[int]:
    """Return the duties whose report a column seems to lack, or was said to lack before."""
    gathered = {
        duty_id: held
        for duty_id, held in known.items()
        if held.hubs and not is_older(held.duty.year, now)
    }
    calendar = working_calendar(session) if gathered else CHINA
    seeming = {duty_id for duty_id, held in gathered.items() if lacks(held, now, calendar)}
    owed = {_owed(one) for one in told_of_hubs(session, INCOMPLETE)}
    return frozenset(seeming | (set(duties_of(session, owed).values()) & known.keys()))


def judge_hubs(session: Session, duty_ids: Collection[int], now: datetime) -> None:
    """Say which columns lack these duties' reports, and no more of those that do not.

    The facts are read in the transaction that keeps what follows. While something that a
    column led to was not read yet, nothing is said or taken back: it may be the report. Of
    years that are over nothing new is said: a column may well hold the latest only.
    """
    waiting = waiting_to_be_read(session, duty_ids, READER_VERSION)
    known = facts(session, now, duties=[one for one in duty_ids if one not in waiting])
    owed = {(one.duty.body, one.duty.kind.value, one.duty.year) for one in known.values()}
    before = [one for one in told_of_hubs(session, INCOMPLETE) if _owed(one) in owed]
    told = frozenset(one.identity for one in before)
    _keep(session, [*_said(session, known, told, now)], before, now)


def _said(
    session: Session, known: Mapping[int, Facts], told: frozenset[str], now: datetime
) -> Iterator[_Said]:
    calendar, names = working_calendar(session), names_of(session, known)
    for duty_id, held in known.items():
        for lack in lacks(held, now, calendar):
            finding = _finding(lack, held.duty, names[duty_id])
            column, over = lack.hub.column_id, is_older(held.duty.year, now)
            if (over and finding.identity not in told) or leads_to(session, column, duty_id):
                continue
            keeper = keepers_duty(session, column, held.duty.year, now.date())
            if keeper is None:
                log.warning("hub_without_keeper", column=column, duty=duty_id)
                continue
            yield _Said(keeper, finding, over or now - lack.since > FRESH)


def _keep(session: Session, said: list[_Said], before: list[Told], now: datetime) -> None:
    """Open what is found, and resolve what was told before and is found no more."""
    keepers = sorted({*(one.keeper for one in said), *(one.duty_id for one in before)})
    set_for = grades(session, keepers, now.date()) if keepers else {}
    for keeper in keepers:
        mine = [one for one in said if one.keeper == keeper]
        told = frozenset(one.identity for one in before if one.duty_id == keeper)
        present = {one.finding.identity for one in mine}
        for silent in (False, True):
            found = tuple(one.finding for one in mine if one.silent is silent)
            gone = frozenset() if silent else told - present
            evaluated = gone | {one.identity for one in found}
            judgement = Judgement(findings=found, evaluated=evaluated)
            case = Case(keeper, judgement, grades=set_for.get(keeper, {}), baseline=silent)
            apply_all(session, (case,) if evaluated else (), now)


def _place(lack: Lack, duty: Duty) -> str:
    return f"{lack.hub.column_id}/{duty.body}/{duty.kind.value}"


def _owed(told: Told) -> tuple[str, str, int]:
    """Return the body, kind and year of the report that a finding says a column lacks."""
    _, body, kind = told.identity.removeprefix(f"{INCOMPLETE}:").split("/")
    return body, kind, told.year


def _finding(lack: Lack, duty: Duty, body: str) -> Finding:
    said = (
        f"截至{minute(lack.last.at)}的完整检索，集中专栏“{lack.hub.column}”（{lack.hub.url}）中"
        f"未检索到{body}{duty.year}年政府信息公开工作年度报告；"
        f"该报告已在“{lack.published.column}”公布"
        f"（{minute(lack.published.first_seen)}采集到，{lack.published.url}）。"
        "请核对，如确未列入，请在集中专栏补充链接。"
    )
    return Finding(INCOMPLETE, Severity.WARNING, said, places=(_place(lack, duty),))
