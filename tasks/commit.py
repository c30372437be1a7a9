"""From manifest to database: links, versions, failures and outcomes. Safe to run again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import structlog

from crawler import manifest
from nianbao.duty.model import Outcome
from nianbao.report.model import Claim
from storage.evidence import Place, Proof
from storage.store import documents, runs
from storage.store.documents import Fetch, Link
from storage.store.robots import keep_robots
from storage.store.runs import ColumnReading
from tasks.matching import match_new

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from crawler.manifest import Capture, ColumnOutcome, Dated, Failed, Fetched, Listed
    from storage.database import Session
    from tasks.house import House

log = structlog.get_logger()

CHUNK: Final = 100
"""Entries in one transaction: short ones let other writers in."""


def commit(
    house: House,
    folder: str,
    run_of: Mapping[str, int],
    meanwhile: Callable[[], object] = lambda: None,
) -> tuple[int, ...]:
    """Keep all entries of the portals in ``run_of`` (slug to run id); replaying changes nothing.

    ``folder`` is the manifest's folder below the archive. Returns the ids of the
    versions that were fetched. Of a damaged manifest all that stands before the
    damage is kept: what lacks its outcome then was not read. ``meanwhile`` is
    called between transactions.
    """
    keeper = _Keeper(folder, run_of, house.now)
    entries = [e for e in _entries(house.archive.path(folder)) if _portal(e) in run_of]
    for start in range(0, len(entries), CHUNK):
        meanwhile()
        with house.database.write() as session:
            for entry in entries[start : start + CHUNK]:
                keeper.keep(session, entry)
    with house.database.write() as session:
        for run_id in run_of.values():
            runs.mark_committed(session, run_id, house.now)
    return tuple(keeper.versions)


def _entries(path: Path) -> Iterator[_Kept | manifest.End]:
    try:
        for entry in manifest.read(path):
            if not isinstance(entry, manifest.Probed):  # of a home page, which has no run
                yield entry
    except ValueError as error:
        log.error("manifest_damaged", folder=path.name, error=str(error))  # noqa: TRY400 - no fault of the code


_Kept = (
    manifest.Listed
    | manifest.Fetched
    | manifest.Failed
    | manifest.Refused
    | manifest.ColumnOutcome
    | manifest.RobotsRead
)


def _portal(entry: _Kept | manifest.End) -> str:
    return "" if isinstance(entry, manifest.End) else entry.portal


@dataclass(frozen=True, slots=True)
class _Keeper:
    """Keeps the entries of one manifest and remembers the versions, each once."""

    folder: str
    run_of: Mapping[str, int]
    now: datetime
    versions: dict[int, None] = field(default_factory=dict)

    def keep(self, session: Session, entry: _Kept | manifest.End) -> None:
        run_id = self.run_of[_portal(entry)]
        match entry:
            case manifest.Listed():
                found = documents.keep_link(session, run_id, _listed(entry))
                match_new(session, found, self.now)
            case manifest.Fetched():
                kept = documents.keep_version(session, run_id, _fetch(self.folder, entry))
                match_new(session, kept.document_id, self.now)
                self.versions[kept.version_id] = None
            case manifest.Failed():
                link = _failed(entry)
                found = documents.keep_failure(
                    session, run_id, link, entry.status, entry.why, dead=entry.dead
                )
                match_new(session, found, self.now)
            case manifest.Refused():
                documents.keep_refusal(session, entry.column, entry.url, entry.at)
            case manifest.ColumnOutcome():
                runs.keep_outcome(session, run_id, _reading(self.folder, entry))
            case manifest.RobotsRead(robots=copy):
                keep_robots(session, copy.origin, copy.status, copy.text, copy.at)


def _listed(entry: Listed) -> Link:
    return Link(
        entry.column, entry.url, entry.title, entry.at, _claims(entry.dates), entry.list_url
    )


def _failed(entry: Failed) -> Link:
    return Link(entry.column, entry.url, entry.title, entry.at, parent=entry.parent)


def _fetch(folder: str, entry: Fetched) -> Fetch:
    capture = entry.capture
    return Fetch(
        link=Link(
            entry.column,
            entry.url,
            entry.title,
            capture.at,
            _claims(entry.dates),
            parent=entry.parent,
        ),
        place=_place(folder, capture),
        url=capture.url,
        status=capture.status,
        content_type=capture.content_type,
        file_name=entry.file_name,
        meta=entry.meta,
        etag=capture.etag,
        last_modified=capture.last_modified,
    )


def _reading(folder: str, entry: ColumnOutcome) -> ColumnReading:
    proofs = tuple(_proof(folder, page) for page in entry.pages)
    return ColumnReading(
        entry.column, Outcome(entry.outcome), entry.at, entry.items, entry.detail, proofs
    )


def _proof(folder: str, page: Capture) -> Proof:
    return Proof(
        page.url,
        _place(folder, page),
        page.status,
        page.at,
        page.content_type,
        page.etag,
        page.last_modified,
    )


def _place(folder: str, capture: Capture) -> Place:
    """Return where a capture's bytes are: of what was only confirmed, in an earlier folder."""
    return Place(
        capture.folder or folder, capture.warc, capture.offset, capture.sha256, capture.length
    )


def _claims(dates: Iterable[Dated]) -> tuple[Claim, ...]:
    return tuple(Claim(dated.day.isoformat(), dated.source, dated.text) for dated in dates)
