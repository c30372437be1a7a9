"""Texts' signatures, made once for each text, and where a duty's text may be looked for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, select

from nianbao.duty.model import BodyClass
from nianbao.report.narrative import digest, narrative
from nianbao.report.signature import SIGNATURE_VERSION, Signature, signature
from storage.insertion import insert_all_once
from storage.queries.texts import kept_signature
from storage.rows import (
    BandRow,
    BodyRow,
    DutyRow,
    DutyTextRow,
    SignatureRow,
    SupervisionPathRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from nianbao.report.model import Report

_NONE: Final[Mapping[str, Signature]] = MappingProxyType({})


def drawn(session: Session, reports: Iterable[Report]) -> dict[str, Signature]:
    """Return by digest the signatures that are not kept yet; empty ones of texts too short."""
    named = {digest(report): report for report in reports}
    known = _known(session, named)
    return {name: _drawn(report) for name, report in named.items() if name not in known}


def _drawn(report: Report) -> Signature:
    return signature(narrative(report)) or Signature(b"", 0)


def keep_text(session: Session, duty_id: int, report: Report) -> bool:
    """Note whose text governs a duty now; return whether that is another one than before.

    The signature is made only of a text that was never seen. Where the text is another
    one, its offices are held until the transaction ends: of two alike texts that come
    at once, the second one sees the first.
    """
    return bool(keep_texts(session, {duty_id: report}))


def keep_texts(
    session: Session, reports: Mapping[int, Report], made: Mapping[str, Signature] = _NONE
) -> frozenset[int]:
    """Note the texts of many duties, as ``keep_text`` does; return those that have another now.

    ``made`` are signatures by digest that were ``drawn`` before a lock was taken. All that
    two writers may both want is taken in one order, so that neither waits for the other.
    """
    rows = _signatures(session, reports, made)
    homes, before = _homes(session, reports), _before(session, reports)
    news = {
        duty: home
        for duty, home in homes.items()
        if duty not in before
        or (before[duty].signature_id, before[duty].offices) != (rows[duty].id, home.offices)
    }
    if not news:
        return frozenset()
    _hold(session, {office for home in news.values() for office in home.offices})
    replaced = news.keys() & before.keys()
    _take_out(session, {duty: (homes[duty], before[duty]) for duty in replaced})
    for duty in replaced:
        before[duty].signature_id, before[duty].offices = rows[duty].id, homes[duty].offices
    session.flush()
    _put_in(session, {duty: home for duty, home in news.items() if duty not in replaced}, rows)
    bands = [band for duty, home in news.items() for band in _bands(duty, home, rows[duty])]
    insert_all_once(session, BandRow, bands)
    return frozenset(news)


@dataclass(frozen=True, slots=True)
class _Home:
    """Where a duty's text is compared: among those of its year, under its offices."""

    year: int
    offices: list[int]


def _signatures(
    session: Session, reports: Mapping[int, Report], made: Mapping[str, Signature]
) -> dict[int, SignatureRow]:
    """Return each duty's text's signature, made where none is kept and none was made before."""
    names = {duty: digest(report) for duty, report in reports.items()}
    texts = {name: reports[duty] for duty, name in names.items()}
    known = _known(session, texts)
    fresh = sorted(texts.keys() - known.keys())
    drawings = ((name, made.get(name) or _drawn(texts[name])) for name in fresh)
    rows = [
        {"digest": name, "version": SIGNATURE_VERSION, "length": one.length, "minima": one.minima}
        for name, one in drawings
    ]
    insert_all_once(session, SignatureRow, rows)
    known |= _known(session, fresh) if fresh else {}
    return {duty: known[name] for duty, name in names.items()}


def _known(session: Session, digests: Collection[str]) -> dict[str, SignatureRow]:
    row = SignatureRow
    wanted = select(row).where(row.digest.in_(digests), row.version == SIGNATURE_VERSION)
    return {one.digest: one for one in session.scalars(wanted)}


def _before(session: Session, duty_ids: Collection[int]) -> dict[int, DutyTextRow]:
    wanted = select(DutyTextRow).where(DutyTextRow.duty_id.in_(duty_ids))
    return {one.duty_id: one for one in session.scalars(wanted)}


def _homes(session: Session, duty_ids: Collection[int]) -> dict[int, _Home]:
    """Return each duty's year and the offices right over its body then, in both trees.

    An office's own report is compared with those of its bodies.
    """
    duties = session.execute(
        select(DutyRow.id, DutyRow.year, BodyRow.id, BodyRow.body_class)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
        .where(DutyRow.id.in_(duty_ids))
        .order_by(DutyRow.id)
    ).all()
    above: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for year in {year for _, year, _, _ in duties}:
        bodies = [body for _, in_year, body, _ in duties if in_year == year]
        for body, office in session.execute(_above(bodies, year)):
            above[year, body].add(office)
    for _, year, body, body_class in duties:
        if body_class is BodyClass.OFFICE:
            above[year, body].add(body)
    return {duty: _Home(year, sorted(above[year, body])) for duty, year, body, _ in duties}


def _above(bodies: Collection[int], year: int) -> Select[int, int]:
    path, end = SupervisionPathRow, date(year, 12, 31)
    return select(path.body_id, path.office_id).where(
        path.body_id.in_(bodies), path.depth == 1, path.since <= end, path.until >= end
    )


def _hold(session: Session, offices: Collection[int]) -> None:
    rows = select(BodyRow.id).where(BodyRow.id.in_(offices)).order_by(BodyRow.id)
    session.execute(rows.with_for_update(key_share=True)).all()


def _put_in(session: Session, homes: Mapping[int, _Home], rows: Mapping[int, SignatureRow]) -> None:
    """Note the texts of duties of which none was known."""
    values = [
        {"duty_id": duty, "signature_id": rows[duty].id, "offices": home.offices}
        for duty, home in homes.items()
    ]
    insert_all_once(session, DutyTextRow, values)


def _take_out(session: Session, left: Mapping[int, tuple[_Home, DutyTextRow]]) -> None:
    """Take out the bands of the texts that governed these duties before."""
    ids = {text.signature_id for _, text in left.values()}
    wanted = select(SignatureRow).where(SignatureRow.id.in_(ids))
    rows = {row.id: row for row in session.scalars(wanted)} if ids else {}
    gone = [
        {f"its_{name}": value for name, value in band.items()}
        for duty, (home, text) in left.items()
        for band in _bands(duty, _Home(home.year, text.offices), rows[text.signature_id])
    ]
    if gone:
        columns = BandRow.__table__.columns
        same = [column == bindparam(f"its_{column.name}") for column in columns]
        session.connection().execute(delete(BandRow).where(*same), gone)


def _bands(duty: int, home: _Home, row: SignatureRow) -> Iterator[dict[str, int]]:
    made = kept_signature(row)
    for key in dict.fromkeys(made.bands()) if made else ():
        for office in home.offices:
            yield {"office_id": office, "year": home.year, "key": key, "duty_id": duty}
