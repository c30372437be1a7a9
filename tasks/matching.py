"""Whose report a document is, and on which year: the matcher fed from the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.pages.titles import worth_fetching
from nianbao.duty.genre import Genre
from nianbao.duty.matching import Clues, Match, match
from nianbao.duty.model import ReportKind
from storage.queries.bodies import bodies_in_column, column_name, registered
from storage.queries.documents import document as document_of
from storage.queries.facts import claimed_date
from storage.store.matches import keep_match

if TYPE_CHECKING:
    from datetime import datetime

    from nianbao.report.model import Report
    from storage.database import Session
    from storage.queries.documents import DocumentView, VersionView

_NOBODYS = Match(None, None, ReportKind.OWN, certain=False, genre=Genre.OTHER)


def match_version(session: Session, version: VersionView, report: Report | None) -> Match:
    """Return what a version as read says; ``report`` is None where it could not be read."""
    document = version.document
    day, _ = claimed_date((*version.dates, *document.dates, *document.parent_dates))
    clues = Clues(
        link_title=version.title or document.title,
        page_title=(report.title or "") if report else "",
        organ=report.organ if report else None,
        claims=report.year_claims if report else (),
        column=column_name(session, document.column_id),
        published=day,
        tables=report.is_report if report else None,
        source=version.meta.get("ContentSource", ""),
        text=report.text if report else "",
    )
    return _matched(session, clues, document.column_id)


def _matched(session: Session, clues: Clues, column_id: int) -> Match:
    """Match among a column's bodies; an organ that is registered elsewhere is none of them."""
    bodies = bodies_in_column(session, column_id)
    found = match(clues, bodies)
    if not found.strangers:
        return found
    return match(clues, bodies, registered(session, found.strangers))


def match_link(session: Session, document: DocumentView) -> Match:
    """Return what a link says of which nothing was read.

    Where the title does not speak and the crawler took it for something else
    (the guide, a notice), it is nobody's report; a title that speaks is believed.
    """
    day, _ = claimed_date((*document.dates, *document.parent_dates))
    clues = Clues(
        link_title=document.title,
        column=column_name(session, document.column_id),
        published=day,
    )
    found = _matched(session, clues, document.column_id)
    doubtful = found.genre is Genre.UNKNOWN and not worth_fetching(document.title)
    return _NOBODYS if doubtful else found


def match_new(session: Session, document_id: int, now: datetime) -> None:
    """Match a document by its link, unless it was matched before.

    This comes in the transaction that keeps the link: a list that was read in
    full must never seem to hold nothing while what it holds waits to be read.
    """
    document = document_of(session, document_id)
    if not document.kind:
        keep_match(session, document_id, match_link(session, document), now)
