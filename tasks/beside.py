"""What is known beside a report when its duty is judged: the past, the neighbours, the parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.duty.model import BodyClass, ReportKind
from nianbao.report.model import READER_VERSION, Beside, Neighbour
from nianbao.report.signature import WORTH_COMPARING
from storage.queries.bodies import body_of_duty
from storage.queries.documents import governing
from storage.queries.lineage import after, children, parents, previous_reports
from storage.queries.reports import report_of_duty
from storage.queries.texts import neighbours, neighbours_each, past_each
from storage.store.texts import keep_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from nianbao.duty.model import Body
    from nianbao.report.model import Report
    from storage.database import Session
    from storage.queries.lineage import Children
    from storage.queries.texts import Alike

_GOVERNMENT: Final = "人民政府"


def beside(session: Session, duty_id: int, year: int, report: Report) -> Beside:
    """Return all that is known beside the report that governs a duty; note its text on the way.

    Texts are loaded only where signatures say that they are worth comparing.
    """
    keep_text(session, duty_id, report)
    body, kind = body_of_duty(session, duty_id)
    previous = previous_reports(session, duty_id, READER_VERSION)
    (alike,) = alike_each(session, (duty_id,)).values()
    return around(session, duty_id, year, previous, alike, is_government=is_government(body, kind))


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that are known beside a duty's: its body's own of years before, and others'."""

    past: tuple[Alike, ...] = ()
    neighbours: tuple[Alike, ...] = ()


def alike_each(session: Session, duty_ids: Collection[int]) -> dict[int, Texts]:
    """Return for each duty whose text was noted which ones may be alike."""
    before, others = past_each(session, duty_ids), neighbours_each(session, duty_ids)
    return {duty: Texts(before.get(duty, ()), others.get(duty, ())) for duty in duty_ids}


def around(
    session: Session,
    duty_id: int,
    year: int,
    previous: tuple[Report, ...],
    alike: Texts,
    *,
    is_government: bool,
) -> Beside:
    """Return what is known beside a duty's report whose text was noted, and write nothing."""
    earlier = alike.past
    parts = children(session, duty_id)
    added = _children(session, parts)
    return Beside(
        previous=previous,
        older=tuple(_older(session, earlier, year - 1)),
        is_government=is_government,
        neighbours=tuple(_neighbours(session, duty_id, alike.neighbours)),
        searched=True,
        unlike=len(previous) == 1 and _is_unlike(earlier, year - 1),
        children=added,
        children_in=len(added) if parts.complete else len(parts.arrived),
        children_due=len(parts.due) or None,
    )


def _is_unlike(earlier: tuple[Alike, ...], year: int) -> bool:
    """Whether the text of a year is known, and known to be another one."""
    return any(one.year == year and one.jaccard < WORTH_COMPARING for one in earlier)


def dependents(session: Session, duty_id: int) -> tuple[int, ...]:
    """Return the duties whose judgement rests on a duty's report: see ``beside``.

    Next year's that carry it on, other bodies' with a text like it, and the
    government's that it is a part of once every part is there.
    """
    alike = (one.duty_id for one in neighbours(session, duty_id))
    whole = (one for one in parents(session, duty_id) if children(session, one).complete)
    found = (*after(session, duty_id), *alike, *whole)
    return tuple(one for one in dict.fromkeys(found) if one != duty_id)


def is_government(body: Body, kind: ReportKind) -> bool:
    """Whether a report is a government's (第五十条第四项): townships' are, sub-districts' not."""
    is_township = body.body_class is BodyClass.TOWNSHIP and body.name.endswith(_GOVERNMENT)
    return kind is ReportKind.GOVERNMENT or is_township


def _older(session: Session, earlier: tuple[Alike, ...], last_year: int) -> Iterator[Report]:
    for one in earlier:
        if one.year < last_year and one.jaccard >= WORTH_COMPARING:
            stored = report_of_duty(session, one.duty_id, READER_VERSION)
            if stored and stored.report:
                yield stored.report


def _neighbours(session: Session, duty_id: int, alike: tuple[Alike, ...]) -> Iterator[Neighbour]:
    """Yield the reports that may be alike. One file that answers for two bodies is no copy."""
    own = governing(session, duty_id, READER_VERSION) if alike else None
    for one in alike:
        stored = report_of_duty(session, one.duty_id, READER_VERSION)
        if stored and stored.report and own and stored.version_id != own.version_id:
            yield Neighbour(one.name, stored.report)


def _children(session: Session, found: Children) -> tuple[Report, ...]:
    """Return the reports of a government's parts; none are loaded until all are in."""
    if not found.complete:
        return ()
    read = [report_of_duty(session, one, READER_VERSION) for one in found.arrived]
    return tuple(one.report for one in read if one and one.report)
