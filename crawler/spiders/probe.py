"""From a home page to the rows that describe a portal: candidates tried until a reader reads one.

Bounded in requests, depth and time, behind the same fences as a crawl. A
family is right when its own reader reads the column to its end.
"""

from __future__ import annotations

import asyncio
import heapq
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal
from urllib.parse import urlsplit

import structlog
from scrapy import Spider

from crawler.findings import FALLBACKS, Trial, column_of
from crawler.manifest import ColumnRow, PortalRow, Probed, ProbedColumn
from crawler.pages import generic, home, wall
from crawler.pages.folders import bare
from crawler.pages.listing import Ask
from crawler.pages.signs import bears, signs
from crawler.pages.titles import normal
from crawler.sparing import NoLedger, NoReports, SparingFetcher, Spent
from crawler.unread import CRASHED, OUT_OF_TIME, Blocked, Disallowed, Down, Unread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from crawler.fetch import Answer
    from crawler.pages.home import Candidate, SiteFacts
    from crawler.pages.signs import Sign
    from crawler.run import Run

log = structlog.get_logger()

MOST_REQUESTS: Final = 25
MOST_SECONDS: Final = 240.0
_FOR_ONE_COLUMN: Final = 14  # requests
_DEEPEST: Final = 3  # steps from the home page: section, page, column
_MOST_COLUMNS: Final = 3
_MOST_PAGES: Final = 12  # candidates that are looked at
_NONE: Final = "从首页沿菜单未找到政府信息公开年报栏目"
_TYPES: Final = frozenset({"信息公开年报", "政府信息公开年报"})

Outcome = Literal["found", "none", "blocked", "down", "robots"]


@dataclass(slots=True)
class _Search:
    """What one probe has still to look at, and what it has found."""

    home: str
    todo: list[tuple[int, int, int, Candidate]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    columns: list[ProbedColumn] = field(default_factory=list)
    doubtful: list[ProbedColumn] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: set[str] = field(default_factory=set)  # reports already found, by address

    def add(self, found: tuple[Candidate, ...], depth: int) -> None:
        for candidate in found:
            place = bare(candidate.url)
            if place in self.known or not home.related(self.home, candidate.url):
                continue
            self.known.add(place)
            heapq.heappush(self.todo, (-candidate.score, depth, len(self.known), candidate))


class ProbeSpider(Spider):
    """Looks for the columns of annual reports behind each address of its row."""

    name = "probe"
    experimental: ClassVar[bool] = False

    def __init__(self, *, portal: PortalRow, run: Run) -> None:
        super().__init__()
        self.portal = portal
        self.run = run

    async def start(self) -> AsyncIterator[Any]:
        """Probe each address; Scrapy asks for a generator, the requests are made in line."""
        delay = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._fetch = SparingFetcher(self.crawler, self.run, delay, MOST_REQUESTS)
        loop = asyncio.get_running_loop()
        self._deadline = min(self.run.deadline, loop.time() + MOST_SECONDS)
        self._quiet = replace(self.run, ledger=NoLedger())
        for column in self.portal.columns:
            self.run.ledger.add(await self._probed(column.url))
        return
        yield

    async def _probed(self, url: str) -> Probed:
        search = _Search(url)
        facts = home.SiteFacts()
        outcome: Outcome = "none"
        detail = _NONE
        try:
            async with asyncio.timeout_at(self._deadline):
                answer = await self._first(url)
                facts = home.facts(answer.html)
                await self._search(search, answer)
        except Unread as reason:
            outcome, detail = _named(reason), reason.detail
        except TimeoutError:
            detail = OUT_OF_TIME
        except Exception:
            log.exception("probe_crashed", portal=self.portal.slug)
            detail = CRASHED
        columns = search.columns or search.doubtful[:1]
        search.notes.extend(_code_notes(facts))
        return Probed(
            portal=self.portal.slug,
            home=url,
            outcome="found" if columns else outcome,
            detail="" if columns else detail,
            site_name=facts.name,
            site_code=facts.code or facts.footer_code,
            notes=tuple(dict.fromkeys(search.notes)),
            columns=tuple(columns),
            requests=self._fetch.used,
            at=self.run.clock.now(),
        )

    async def _first(self, url: str) -> Answer:
        """Return the home page; one that only scripts would draw is told as a wall."""
        answer = await self._fetch.get(Ask(url))
        if words := wall.shell(answer.html):
            raise Blocked(words)
        return answer

    async def _search(self, search: _Search, answer: Answer) -> None:
        search.known.add(bare(answer.url))
        itself = home.Candidate(answer.url, "", _own_score(answer), "所给网址就是年报栏目")
        if itself.score:
            await self._try_families(search, itself, answer)
        search.add(home.candidates(answer.html, answer.url), 1)
        looked = 0
        while search.todo and looked < _MOST_PAGES and len(search.columns) < _MOST_COLUMNS:
            minus, depth, _, candidate = heapq.heappop(search.todo)
            if search.columns and -minus < home.COLUMN_SCORE:
                return
            looked += 1
            await self._look(search, candidate, depth)

    async def _look(self, search: _Search, candidate: Candidate, depth: int) -> None:
        """Try one candidate as the column; from one that is none, go on along its menu."""
        self._admit(candidate.url)
        self._fetch.grant(_FOR_ONE_COLUMN)
        try:
            answer = await self._fetch.get(Ask(candidate.url, referer=search.home))
        except Spent:
            search.notes.append("已达到请求数上限，其余菜单未查看")
            search.todo.clear()
            return
        except Unread as reason:
            search.notes.append(f"“{candidate.text or candidate.url}”未能打开：{reason.detail}")
            return
        is_column = candidate.score >= home.COLUMN_SCORE or _own_score(answer) > 0
        if is_column and await self._try_families(search, candidate, answer):
            return
        if depth < _DEEPEST:
            search.add(home.candidates(answer.html, answer.url), depth + 1)

    async def _try_families(self, search: _Search, candidate: Candidate, answer: Answer) -> bool:
        """Read a candidate by each family that its page shows signs of; keep the first that can."""
        failed = ""
        for sign in signs(answer.html, answer.url) if answer.is_page else ():
            trial, why = await self._trial(sign, candidate, answer)
            failed = failed or why
            if trial is None:
                continue
            places = {link.url for link in trial.reports}
            if trial.reports and places <= search.rows:
                return True  # the same column by another address
            search.rows |= places
            (search.columns if trial.reports else search.doubtful).append(column_of(trial))
            return bool(trial.reports)
        search.notes.append(f"“{candidate.text or candidate.url}”未能按任何类型读完：{failed}")
        return False

    async def _trial(
        self, sign: Sign, candidate: Candidate, answer: Answer
    ) -> tuple[Trial | None, str]:
        """Return a family's reading if it understood the column, else why it did not."""
        from crawler.spiders import FAMILIES  # noqa: PLC0415 - the families know no probe

        kind = FAMILIES.get(sign.family)
        if kind is None:
            return None, ""
        spider = kind(portal=self.portal, run=self._quiet)
        reports = NoReports(self.portal, self._quiet, self._fetch, self._deadline)
        self._fetch.grant(_FOR_ONE_COLUMN)
        column = ColumnRow(id=0, url=candidate.url)
        reading, outcome, detail = await spider.trial(column, self._fetch, reports, self._deadline)
        partial = self._fetch.spent and bool(reading.links)
        if outcome not in {"ok", "empty"} and not partial:
            return None, detail
        if sign.weak and not self._is_borne(sign.family):
            return None, ""
        tagged = normal(home.facts(answer.html).column_type) in _TYPES
        trial = Trial(candidate, sign, reading, outcome == "ok", kind.experimental, tagged)
        if sign.family in FALLBACKS and not trial.reports:
            return None, "网页中未见年度报告"
        return (trial, "") if trial.reports or outcome == "empty" else (None, "条目中没有年度报告")

    def _is_borne(self, family: str) -> bool:
        """Tell whether any page of the site that was seen bears a family's marks."""
        return any(bears(page.html, page.url, family) for page in self._fetch.pages)

    def _admit(self, url: str) -> None:
        """Let the probe ask a host beside the home page's; private ones stay shut all the same."""
        netloc = urlsplit(url).netloc.rpartition("@")[2].lower()
        if netloc not in self.portal.hosts:
            hosts = (*self.portal.hosts, netloc)
            self.portal = self.portal.model_copy(update={"hosts": hosts})


def _own_score(answer: Answer) -> int:
    """Return how surely a page says of itself that it is the column; 0 if it does not."""
    return 120 if answer.is_page and generic.is_column(answer.html, answer.url) else 0


def _named(reason: Unread) -> Outcome:
    if isinstance(reason, Blocked):
        return "blocked"
    if isinstance(reason, Disallowed):
        return "robots"
    return "down" if isinstance(reason, Down) else "none"


def _code_notes(facts: SiteFacts) -> list[str]:
    if facts.code and facts.footer_code and facts.code != facts.footer_code:
        return [
            f"网页标签中的网站标识码（{facts.code}）与页脚（{facts.footer_code}）不一致，请核对"
        ]
    return []
