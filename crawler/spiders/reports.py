"""Fetching what a list leads to: report pages, and the files behind them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from crawler.manifest import ColumnRow, Dated, Failed, Fetched, PortalRow, Settled
from crawler.pages import article, dates, titles, wall
from crawler.pages.listing import Ask, Link
from crawler.spiders import revisits
from crawler.unread import (
    CRASHED,
    OUT_OF_TIME,
    Blocked,
    BrokenOff,
    Down,
    LayoutChanged,
    Lost,
    Unread,
)
from crawler.warc import Unkept

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from crawler.fetch import Answer, Fetcher
    from crawler.run import Run

log = structlog.get_logger()

_ORDER = ("meta", "visible", "list", "updated", "url", "written", "file")  # best first


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One address to fetch for a column, with what is known of it beforehand."""

    column: int
    url: str
    title: str
    dates: tuple[Dated, ...]
    referer: str
    parent: str | None = None


class Reports:
    """Fetches the reports of one portal; what two columns both list is fetched once."""

    def __init__(self, portal: PortalRow, run: Run, fetch: Fetcher, deadline: float) -> None:
        self._portal = portal
        self._run = run
        self._fetch = fetch
        self._deadline = deadline
        self._done: dict[str, list[Fetched | Failed]] = {}
        self._taken: set[tuple[int, str]] = set()  # columns' pages that are reports themselves

    async def fetch(self, column: ColumnRow, links: Iterable[Link]) -> None:
        """Fetch every link that may be a report; a failure is an entry, never an exception.

        What is in the archive and still stands in the list as it did is not fetched again.
        """
        settled = {row.url: row for row in column.settled}
        candidates = [
            link
            for link in links
            if titles.worth_fetching(link.title)
            and (column.id, link.url) not in self._taken
            and not _is_settled(link, settled.get(link.url))
        ]
        for number, link in enumerate(candidates):
            wanted = _Wanted(column.id, link.url, link.title, link.dates, column.url)
            if number >= self._run.job.max_reports_per_column:
                self._fail(wanted, Unread("超过每个栏目的下载篇数上限，未下载"))
            elif link.url in self._done:
                self._repeat(wanted)
            else:
                await self._one(wanted)

    async def take(self, column: ColumnRow, link: Link, answer: Answer) -> None:
        """Record a report that has come as its column's own page, and fetch the files behind it."""
        self._taken.add((column.id, link.url))
        await self._one(_Wanted(column.id, link.url, link.title, link.dates, column.url), answer)

    async def revisit(self, column: ColumnRow, links: Collection[Link]) -> tuple[str, ...]:
        """Ask for the reports that the complete list holds no more.

        Return the titles of those that are not there, and that it holds nowhere else.
        """
        lost = []
        for held in revisits.missing(column, links):
            answer = await revisits.ask(self._fetch, self._run, self._deadline, held.url)
            if isinstance(answer, Lost):
                entry = revisits.refused(self._portal.slug, column, held, answer, self._run)
                self._run.ledger.add(entry)
                if not (held.gone or revisits.has_moved(held, links)):
                    lost.append(held.title)
            elif answer is not None and revisits.is_the_page(answer, held):
                await self._one(_Wanted(column.id, held.url, held.title, (), column.url), answer)
        return tuple(lost)

    async def _one(self, wanted: _Wanted, answer: Answer | None = None) -> None:
        """Fetch one link, unless it has come, and the files behind it, within the run's time."""
        self._done[wanted.url] = []
        try:
            async with asyncio.timeout_at(self._deadline):
                answer = answer or await self._get(wanted, wanted.url)
                if answer is not None:
                    await self._follow(wanted, answer)
        except TimeoutError:
            self._fail(wanted, Unread(OUT_OF_TIME), wanted.url)
        except Unkept:
            raise
        except Exception:
            log.exception("report_crashed", portal=self._portal.slug, url=wanted.url)
            self._fail(wanted, Unread(CRASHED), wanted.url)

    async def _follow(self, wanted: _Wanted, answer: Answer) -> None:
        """Record what was fetched; from a page go on to its attachments."""
        if not answer.is_page:
            self._record(_document(self._portal.slug, wanted, answer), wanted.url)
            return
        page = article.read(answer.html, answer.url)
        entry = _page(self._portal.slug, wanted, answer, page)
        self._record(entry, wanted.url)
        for attachment in page.attachments:
            behind = _Wanted(
                wanted.column,
                attachment.url,
                entry.title if titles.is_bare(attachment.name) else attachment.name,
                entry.dates,
                answer.url,
                parent=wanted.url,
            )
            found = await self._get(behind, wanted.url)
            if found is not None:
                self._record(_document(self._portal.slug, behind, found), wanted.url)

    async def _get(self, wanted: _Wanted, link: str) -> Answer | None:
        try:
            answer = await self._fetch.get(Ask(wanted.url, referer=wanted.referer))
        except Unread as reason:
            self._fail(wanted, reason, link)
            return None
        if words := wall.shell(answer.html):
            self._fail(wanted, Blocked(words, status=answer.status), link)
            return None
        return answer

    def _fail(self, wanted: _Wanted, reason: Unread, link: str = "") -> None:
        entry = Failed(
            portal=self._portal.slug,
            column=wanted.column,
            url=wanted.url,
            title=wanted.title,
            status=reason.status,
            why=reason.detail,
            parent=wanted.parent,
            at=self._run.clock.now(),
            dead=_is_dead(reason),
        )
        self._record(entry, link)

    def _record(self, entry: Fetched | Failed, link: str) -> None:
        self._run.ledger.add(entry)
        if link:
            self._done[link].append(entry)

    def _repeat(self, wanted: _Wanted) -> None:
        """Say for this column what was found when another column led there."""
        for entry in self._done[wanted.url]:
            self._run.ledger.add(entry.model_copy(update={"column": wanted.column}))


def _is_dead(reason: Unread) -> bool:
    """Tell whether an address itself does not open: no wall, no rule, no limit or fault of ours."""
    if isinstance(reason, LayoutChanged):
        return reason.status is not None
    return isinstance(reason, Down) and not isinstance(reason, BrokenOff)


def _is_settled(link: Link, known: Settled | None) -> bool:
    """Tell whether a row says of its report what it said when that was fetched."""
    if known is None or known.title != link.title:
        return False
    return {claim.day for claim in link.dates if claim.source == "list"} <= set(known.days)


def _page(portal: str, wanted: _Wanted, answer: Answer, page: article.Article) -> Fetched:
    weak = titles.is_cut(wanted.title) or titles.is_bare(wanted.title)
    return Fetched(
        portal=portal,
        column=wanted.column,
        url=wanted.url,
        title=(page.title or wanted.title) if weak else wanted.title,
        dates=tuple(_merged((*page.dates, *wanted.dates))),
        capture=answer.capture,
        parent=wanted.parent,
        meta=page.meta,
    )


def _document(portal: str, wanted: _Wanted, answer: Answer) -> Fetched:
    saved = dates.in_url(answer.url)
    claim = (Dated(day=saved[0], source="url", text=saved[1]),) if saved else ()
    return Fetched(
        portal=portal,
        column=wanted.column,
        url=wanted.url,
        title=wanted.title,
        dates=tuple(_merged((*wanted.dates, *claim))),
        capture=answer.capture,
        parent=wanted.parent,
        file_name=article.file_name(answer.url, answer.disposition),
    )


def _merged(claims: Iterable[Dated]) -> Iterator[Dated]:
    """Yield each claim once, best source first."""
    seen: set[tuple[str, object]] = set()
    for claim in sorted(claims, key=lambda one: _ORDER.index(one.source)):
        if (claim.source, claim.day) not in seen:
            seen.add((claim.source, claim.day))
            yield claim
